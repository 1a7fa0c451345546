import { z } from 'zod';
import { type SplitRequest, splitAccount, undoJoin } from '../cases/accounts/split';
import { previewSplit, previewUndo, type SplitPreview } from '../cases/accounts/split-preview';
import type { Context } from '../context';
import { civilDaySchema } from '../domain/civil-day';
import { straddlingRuleSchema } from '../domain/liability';
import { COMMUNITY_PATH, type Member, memberOf } from './access';
import { objectRow } from './account-brief';
import { ofAccount } from './account-card';
import { whyOf } from './account-moves';
import type { Api } from './api';
import { commandId, described, inCommunity, refusals } from './route';
import { moveDoneSchema, splitPreviewSchema } from './schemas/account';

const ofMove = inCommunity.extend({ moveId: z.uuid() });
const reason = z.string().trim().min(2, { error: '请写明原因' }).max(200);

const splitBody = z.object({
  objectIds: z.array(z.uuid()).max(200).describe('拆出的收费对象；债务承担可不拆对象'),
  cause: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('wrong_join').describe('误并：全部账单随对象走') }),
    z.object({
      kind: z.literal('sale').describe('转让：此前的欠费仍归原户'),
      soldOn: civilDaySchema,
      straddling: straddlingRuleSchema
        .optional()
        .describe('跨转让日的账单：by_due 按应缴日整笔，by_days 按天分摊'),
    }),
    z.object({
      kind: z.literal('assumption').describe('书面债务承担：所选账单归新户'),
      chargeIds: z.array(z.uuid()).min(1, { error: '请选择账单' }).max(500),
    }),
  ]),
  into: z.union([
    z.object({ accountId: z.uuid() }),
    z.object({
      name: z.string().trim().min(1, { error: '请填写姓名' }).max(60),
      phone: z.string().trim().max(30).nullable().default(null),
      kind: z.enum(['owner', 'occupier', 'developer', 'organisation']).default('owner'),
    }),
  ]),
});

export function accountSplitRoutes(app: Api, context: Context): void {
  app.post(
    `${COMMUNITY_PATH}/accounts/:accountId/split/preview`,
    {
      config: { access: { kind: 'community', may: ['account.join'] } },
      schema: {
        ...described('accounts', '拆户预览'),
        params: ofAccount,
        body: splitBody,
        response: { 200: splitPreviewSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const asked = { ...splitOf(member, request.params.accountId, request.body) };
      return splitPreview(await previewSplit(context, member, asked));
    },
  );

  app.post(
    `${COMMUNITY_PATH}/accounts/:accountId/split`,
    {
      config: { access: { kind: 'community', may: ['account.join'] } },
      schema: {
        ...described('accounts', '拆户：把收费对象拆给另一户或新的一户'),
        params: ofAccount,
        body: splitBody.extend({ commandId, reason }),
        response: { 200: moveDoneSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { commandId: id, reason: why } = request.body;
      const asked = splitOf(member, request.params.accountId, request.body);
      return splitAccount(context, member, { ...asked, commandId: id, reason: why });
    },
  );

  app.get(
    `${COMMUNITY_PATH}/account-moves/:moveId/undo`,
    {
      config: { access: { kind: 'community', may: ['account.join'] } },
      schema: {
        ...described('accounts', '撤销并户的预览'),
        params: ofMove,
        response: { 200: splitPreviewSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const asked = { communityId: member.community.id, joinId: request.params.moveId };
      return splitPreview(await previewUndo(context, member, asked));
    },
  );

  app.post(
    `${COMMUNITY_PATH}/account-moves/:moveId/undo`,
    {
      config: { access: { kind: 'community', may: ['account.join'] } },
      schema: {
        ...described('accounts', '撤销并户：当时并入的归还原户'),
        params: ofMove,
        body: z.object({ commandId, reason }),
        response: { 200: moveDoneSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      return undoJoin(context, member, {
        communityId: member.community.id,
        joinId: request.params.moveId,
        ...request.body,
      });
    },
  );
}

function splitOf(
  member: Member,
  fromId: string,
  { objectIds, cause, into }: z.infer<typeof splitBody>,
): Omit<SplitRequest, 'commandId' | 'reason'> {
  return { communityId: member.community.id, fromId, objectIds, cause, into };
}

function splitPreview({ refusal, objects, ...preview }: SplitPreview): z.infer<typeof splitPreviewSchema> {
  return {
    ...preview,
    allowed: refusal === null,
    why: refusal && whyOf(refusal),
    objects: objects.map(objectRow),
  };
}
