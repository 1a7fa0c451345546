import { z } from 'zod';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { answerDoubts, chargesInDoubt } from '../ledger/doubts';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { decodeCursor, pageOf, pageQuery, toPage } from './paging';
import { DONE, described, doneSchema, inCommunity, refusals } from './route';

const doubtSchema = z.object({
  id: z.uuid(),
  accountId: z.uuid(),
  label: z.string().describe('户'),
  item: z.string(),
  periodFrom: z.string(),
  periodTo: z.string(),
  amountFen: z.number().int(),
});

/** 存疑: what a later ledger no longer had. Out of the claimable sum until finance says what became of it. */
export function doubtRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/doubts`,
    {
      config: { access: { kind: 'community', may: ['payment.read', 'payment.record'] } },
      schema: {
        ...described('imports', '存疑账单：后来的台账里消失、不知是否已缴，查清前不催缴'),
        params: inCommunity,
        querystring: z.object(pageQuery),
        response: { 200: pageOf(doubtSchema), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const { limit, after } = request.query;
      const afterId = after === undefined ? null : decodeCursor(after, z.tuple([z.uuid()]))[0];
      return withScope(context, community.id, async (tx) => {
        const page = toPage(await chargesInDoubt(tx, community.id, afterId, limit + 1), limit, ({ id }) => [
          id,
        ]);
        const accounts = await tx.account.findMany({
          where: { id: { in: page.items.map(({ accountId }) => accountId) } },
          select: { id: true, label: true },
        });
        const labels = new Map(accounts.map(({ id, label }) => [id, label]));
        return {
          next: page.next,
          items: page.items.map(({ disputedAt: _since, ...charge }) => ({
            ...charge,
            label: labels.get(charge.accountId) ?? '',
          })),
        };
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/doubts/answer`,
    {
      config: { access: { kind: 'community', may: ['payment.record'] } },
      schema: {
        ...described('imports', '查清存疑账单：已缴、减免、作废，或仍然欠着'),
        params: inCommunity,
        body: z.object({
          chargeIds: z.array(z.uuid()).min(1).max(500),
          answer: z.enum(['paid', 'waived', 'cancelled', 'stands']),
        }),
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (request) => {
      const { community, userId } = memberOf(request);
      await answerDoubts(context, { communityId: community.id, by: userId, ...request.body });
      return DONE;
    },
  );
}
