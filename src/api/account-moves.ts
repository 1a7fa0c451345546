import { z } from 'zod';
import { noSuchAccount } from '../cases/account-at-desk';
import { joinAccounts } from '../cases/accounts/join';
import { previewJoin } from '../cases/accounts/join-preview';
import type { Context } from '../context';
import { withScope } from '../db/scope';

import type { UserError } from '../errors';
import { joinSuggestions, likeAccount } from '../ledger/join-suggestions';
import { LEVEL_WORDS } from '../machine/words';
import { COMMUNITY_PATH, type Member, memberOf } from './access';
import { accountBriefs } from './account-brief';
import { findAccount, ofAccount } from './account-card';
import { movesOf } from './account-move-row';
import type { Api } from './api';
import { decodeCursor, pageOf, pageQuery, toPage } from './paging';
import { commandId, described, inCommunity, refusals } from './route';
import { joinPreviewSchema, joinSuggestionSchema, moveDoneSchema, moveRowSchema } from './schemas/account';

const reason = z.string().trim().min(2, { error: '请写明原因' }).max(200);

const joinBody = z.object({
  intoId: z.uuid().describe('并入哪一户'),
  level: z.enum(['lower', 'keep']).default('lower').describe('级别不同时：取较低的，或保持并入户的级别'),
});

const SAME: Record<z.infer<typeof joinSuggestionSchema>['why'], string> = {
  same_name_and_phone: '姓名、电话都相同',
  same_name: '姓名相同，电话不同',
  same_phone: '电话相同，姓名不同',
};

export function accountMoveRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/accounts/:accountId/moves`,
    {
      config: { access: { kind: 'community', may: ['case.read'] } },
      schema: {
        ...described('accounts', '这一户并户、拆户的经过，另一户的案件在哪里'),
        params: ofAccount,
        response: { 200: z.object({ items: z.array(moveRowSchema) }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      return withScope(context, member.community.id, async (tx) => {
        const { id } = await findAccount(context, tx, member, request.params.accountId);
        return { items: await movesOf(context, tx, member, id) };
      });
    },
  );

  app.get(
    `${COMMUNITY_PATH}/join-suggestions`,
    {
      config: { access: { kind: 'community', may: ['account.join', 'payment.record'] } },
      schema: {
        ...described('accounts', '同号多户：姓名和电话都相同的户，待确认是否合并'),
        params: inCommunity,
        querystring: z.object(pageQuery),
        response: { 200: pageOf(joinSuggestionSchema), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { limit, after } = request.query;
      const from = after === undefined ? null : decodeCursor(after, z.tuple([z.string()]))[0];
      return withScope(context, member.community.id, async (tx) => {
        const found = await joinSuggestions(tx, member.community.id, from, limit + 1);
        const page = toPage(found, limit, ({ personIndex }) => [personIndex]);
        const ids = page.items.flatMap(({ accounts }) => accounts.map(({ id }) => id));
        const briefs = new Map(
          (await accountBriefs(context, tx, member, ids)).map((brief) => [brief.accountId, brief]),
        );
        return {
          next: page.next,
          items: page.items.map(({ accounts }) => ({
            id: accounts[0]?.id ?? '',
            why: 'same_name_and_phone' as const,
            zh: SAME.same_name_and_phone,
            accounts: accounts.flatMap(({ id }) => briefs.get(id) ?? []),
          })),
        };
      });
    },
  );

  app.get(
    `${COMMUNITY_PATH}/accounts/:accountId/join-suggestions`,
    {
      config: { access: { kind: 'community', may: ['account.join', 'payment.record'] } },
      schema: {
        ...described('accounts', '可能与这一户是同一人的户，最像的在前'),
        params: ofAccount,
        response: { 200: z.object({ items: z.array(joinSuggestionSchema) }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      return withScope(context, member.community.id, async (tx) => {
        const alike = await likeAccount(tx, member.community.id, request.params.accountId);
        const ids = alike.map(({ accountId }) => accountId);
        const briefs = await accountBriefs(context, tx, member, ids);
        return {
          items: alike.flatMap(({ accountId, why }) => {
            const brief = briefs.find((one) => one.accountId === accountId);
            return brief ? [{ id: accountId, why, zh: SAME[why], accounts: [brief] }] : [];
          }),
        };
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/accounts/:accountId/join/preview`,
    {
      config: { access: { kind: 'community', may: ['account.join'] } },
      schema: {
        ...described('accounts', '并户预览：将发生什么，什么都不变'),
        params: ofAccount,
        body: joinBody,
        response: { 200: joinPreviewSchema, ...refusals },
      },
    },
    async (request) => joinPreview(context, memberOf(request), request.params.accountId, request.body),
  );

  app.post(
    `${COMMUNITY_PATH}/accounts/:accountId/join`,
    {
      config: { access: { kind: 'community', may: ['account.join'] } },
      schema: {
        ...described('accounts', '把这一户并入另一户'),
        params: ofAccount,
        body: joinBody.extend({ commandId, reason }),
        response: { 200: moveDoneSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      return joinAccounts(context, member, {
        communityId: member.community.id,
        fromId: request.params.accountId,
        ...request.body,
      });
    },
  );
}

async function joinPreview(
  context: Context,
  member: Member,
  fromId: string,
  asked: z.infer<typeof joinBody>,
): Promise<z.infer<typeof joinPreviewSchema>> {
  const communityId = member.community.id;
  const preview = await previewJoin(context, member, { communityId, fromId, ...asked });
  const briefs = await withScope(context, communityId, (tx) =>
    accountBriefs(context, tx, member, [fromId, asked.intoId]),
  );
  const [from, into] = [fromId, asked.intoId].map((id) => briefs.find((one) => one.accountId === id));
  if (!from || !into) throw noSuchAccount();
  const { plan, after, refusal } = preview;
  const levels = [preview.from.live, preview.into.live].flatMap((live) =>
    live?.status === 'open' ? [live.level] : [],
  );
  return {
    allowed: refusal === null,
    why: refusal && whyOf(refusal),
    ...{ from, into },
    after: {
      claimableFen: after.claimableFen,
      principalFen: after.principalOutstandingFen,
      prepaidFen: after.prepaidFen,
    },
    level: plan.level,
    levelZh: plan.level && LEVEL_WORDS[plan.level],
    levelChoice: levels.length === 2 && (levels[0] ?? 0) < (levels[1] ?? 0),
    will: preview.will,
    warnings: preview.warnings,
  };
}

/** Why not, as every refusal is said. */
export function whyOf({ code, zh, en }: UserError) {
  return { code, zh, en };
}
