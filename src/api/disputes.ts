import { z } from 'zod';
import { amountAnswerSchema, answerAmountDispute, disputeAmount } from '../cases/amount-disputes';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { ofCase } from './cases';
import { commandId, DONE, described, doneSchema, inCommunity, refusals } from './route';

const disputeRow = z
  .object({
    id: z.uuid(),
    accountId: z.uuid(),
    caseId: z.uuid().nullable(),
    kind: z.enum(['service', 'amount']),
    matter: z.string(),
    desk: z.string(),
    statement: z.string().nullable(),
    openedAt: z.iso.datetime(),
    answerDueOn: z.string(),
    answeredAt: z.iso.datetime().nullable(),
    result: z.string().nullable(),
    answer: z.string().nullable(),
    answeredById: z.uuid().nullable(),
  })
  .meta({ id: 'Dispute' });

const MAY_READ = ['dispute.open', 'dispute.answer', 'dispute.answer_amount'] as const;

export function disputeRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/disputes`,
    {
      config: { access: { kind: 'community', may: MAY_READ } },
      schema: {
        ...described('approvals', '异议与工单；open=yes 只看未答复的'),
        params: inCommunity,
        querystring: z.object({ open: z.enum(['yes', 'no']).optional(), accountId: z.uuid().optional() }),
        response: { 200: z.object({ items: z.array(disputeRow) }), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const { open, accountId } = request.query;
      const answeredAt = open === undefined ? undefined : open === 'yes' ? null : { not: null };
      const rows = await withScope(context, community.id, (tx) =>
        tx.dispute.findMany({
          where: { communityId: community.id, accountId, answeredAt },
          orderBy: [{ answerDueOn: 'asc' }, { id: 'asc' }],
          take: 500,
        }),
      );
      const { cipher } = context;
      return {
        items: rows.map(
          ({ statementSealed, answerSealed, openedAt, answeredAt: at, communityId: _, kind, ...row }) => ({
            ...row,
            kind: z.enum(['service', 'amount']).parse(kind),
            statement: statementSealed === null ? null : cipher.open(statementSealed),
            answer: answerSealed === null ? null : cipher.open(answerSealed),
            openedAt: openedAt.toISOString(),
            answeredAt: at?.toISOString() ?? null,
          }),
        ),
      };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/cases/:caseId/amount-disputes`,
    {
      config: { access: { kind: 'community', may: ['dispute.open'] } },
      schema: {
        ...described('approvals', '登记金额异议：这些账单在答复前不再主张；不写则为全部'),
        params: ofCase,
        body: z.object({
          commandId,
          chargeIds: z.array(z.uuid()).max(200).default([]),
          statement: z.string().trim().min(2, { error: '请写明业主的异议' }).max(2000),
        }),
        response: { 200: z.object({ id: z.uuid(), answerDueOn: z.string() }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { commandId: disputeId, ...said } = request.body;
      const { caseId } = request.params;
      const { answerDueOn } = await disputeAmount(context, member, {
        communityId: member.community.id,
        caseId,
        disputeId,
        ...said,
      });
      return { id: disputeId, answerDueOn };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/disputes/:disputeId/answer-amount`,
    {
      config: { access: { kind: 'community', may: ['dispute.answer_amount'] } },
      schema: {
        ...described('approvals', '答复金额异议：不成立、部分成立（写明各笔减免）、成立；减免以权限为限'),
        params: inCommunity.extend({ disputeId: z.uuid() }),
        body: amountAnswerSchema,
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const of = { communityId: member.community.id, disputeId: request.params.disputeId };
      await answerAmountDispute(context, member, of, request.body);
      return DONE;
    },
  );
}
