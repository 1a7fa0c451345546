import { z } from 'zod';
import {
  answerBatch,
  BATCH_STATUS_WORDS,
  batchStatusSchema,
  gatherReferrals,
  requestBatch,
} from '../cases/referral-batch';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { UserError } from '../errors';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { commandId, described, inCommunity, refusals } from './route';

const caseRow = z.object({
  caseId: z.uuid(),
  accountId: z.uuid(),
  label: z.string(),
  status: batchStatusSchema,
  statusZh: z.string(),
  reason: z.string().nullable().describe('上次未被接受的原因，或撤出的原因（PAID、NEXT_BATCH）'),
  amountFen: z.number().int().describe('现应付'),
  gatheredFen: z.number().int(),
  needs: z.array(z.string()),
  requestedById: z.uuid().nullable(),
});
const batchSchema = z
  .object({
    id: z.uuid(),
    onDay: z.string(),
    closed: z.boolean(),
    accounts: z.number().int(),
    totalFen: z.number().int(),
    cases: z.array(caseRow),
  })
  .meta({ id: 'ReferralBatch' });
const resultsSchema = z.object({
  items: z.array(
    z.object({
      caseId: z.uuid(),
      accepted: z.boolean(),
      refusal: z.object({ code: z.string(), zh: z.string(), en: z.string() }).nullable(),
    }),
  ),
});
const ofBatch = inCommunity.extend({ batchId: z.uuid() });
const chosen = z.object({
  commandId,
  caseIds: z.array(z.uuid()).min(1).max(1000).nullable().default(null).describe('不给：全部'),
  text: z.string().trim().max(2000).nullable().default(null),
});

/** 移交批次: proposals gathered by quarter, asked for and answered in one act, each case judged by itself. */
export function referralBatchRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/referral-batches`,
    {
      config: {
        access: { kind: 'community', may: ['referral.request', 'referral.approve', 'referral.review'] },
      },
      schema: {
        ...described('cases', '移交批次：户数、金额、每户状态（最近四批）'),
        params: inCommunity,
        response: { 200: z.object({ items: z.array(batchSchema) }), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      return withScope(context, community.id, async (tx) => {
        const batches = await tx.referralBatch.findMany({
          where: { communityId: community.id },
          orderBy: { onDay: 'desc' },
          take: 4,
          include: { cases: { orderBy: { gatheredAt: 'asc' } } },
        });
        const ids = batches.flatMap(({ cases }) => cases.map(({ caseId }) => caseId));
        const found = await tx.dunningCase.findMany({
          where: { id: { in: ids } },
          select: { id: true, claimableFen: true, account: { select: { label: true } } },
        });
        const byId = new Map(found.map((one) => [one.id, one]));
        return {
          items: batches.map(({ id, onDay, closedAt, cases }) => {
            const rows = cases.map(({ caseId, accountId, reason, needs, requestedById, ...row }) => {
              const status = batchStatusSchema.parse(row.status);
              return {
                ...{ caseId, accountId, reason, needs, requestedById, status },
                label: byId.get(caseId)?.account.label ?? '',
                statusZh: BATCH_STATUS_WORDS[status],
                amountFen: byId.get(caseId)?.claimableFen ?? 0,
                gatheredFen: row.amountFen,
              };
            });
            const standing = rows.filter(({ status }) => status !== 'withdrawn');
            return {
              ...{ id, onDay, closed: closedAt !== null, cases: rows },
              accounts: standing.length,
              totalFen: standing.reduce((sum, { amountFen }) => sum + amountFen, 0),
            };
          }),
        };
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/referral-batches/gather`,
    {
      config: { access: { kind: 'community', may: ['referral.request'] } },
      schema: {
        ...described('cases', '现在归集到期的移交提议（每天早上也会自动归集）'),
        params: inCommunity,
        response: { 200: z.object({ batchId: z.uuid().nullable() }), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      return withScope(context, community.id, async (tx) => {
        const time = await communityTime(tx, community.id, context.now());
        return { batchId: (await gatherReferrals(tx, community.id, time))?.id ?? null };
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/referral-batches/:batchId/request`,
    {
      config: { access: { kind: 'community', may: ['referral.request'] } },
      schema: {
        ...described('cases', '一次提请一批或选中的；每户单独判断，各有结果'),
        params: ofBatch,
        body: chosen,
        response: { 200: resultsSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      if (!request.body.text) throw new UserError('REASON_MISSING', '请写明理由', 'give the reason');
      const act = { ...request.params, ...request.body };
      return { items: await requestBatch(context, member, act) };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/referral-batches/:batchId/answer`,
    {
      config: { access: { kind: 'community', may: ['referral.approve'] } },
      schema: {
        ...described('cases', '一次批准或退回；超额度的须公司与法务各一次'),
        params: ofBatch,
        body: chosen.extend({ approved: z.boolean() }),
        response: { 200: resultsSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { approved, text } = request.body;
      if (!approved && !text) throw new UserError('REASON_MISSING', '请写明理由', 'give the reason');
      const act = { ...request.params, ...request.body };
      return { items: await answerBatch(context, member, act) };
    },
  );
}
