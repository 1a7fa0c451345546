import { z } from 'zod';
import { confirmAtDesk, interruptionSchema, recordAtDesk, withdrawAtDesk } from '../cases/limitation-desk';
import { answerLimitation, askForLimitation, withdrawLimitation } from '../cases/limitation-requests';
import { limitationOfAccount, limitationPage } from '../cases/limitation-table';
import type { Context } from '../context';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { commandId, DONE, described, doneSchema, inCommunity, refusals } from './route';
import { accountLimitationSchema, limitationPageSchema, limitationQuery } from './schemas/limitation';

const ofAccount = inCommunity.extend({ accountId: z.uuid() });
const reason = z.string().trim().min(2, { error: '请写明理由' }).max(500);
const LIMITATION = `${COMMUNITY_PATH}/accounts/:accountId/limitation`;

/** 时效 Dates, the ledger of interruptions, and what the manager and counsel decide about them. */
export function limitationRoutes(app: Api, context: Context): void {
  const record = { config: { access: { kind: 'community', may: ['limitation.record'] } } } as const;
  const request = { config: { access: { kind: 'community', may: ['safeguard.request'] } } } as const;
  const approve = { config: { access: { kind: 'community', may: ['safeguard.approve'] } } } as const;
  const read = { config: { access: { kind: 'community', may: ['limitation.read'] } } } as const;

  app.get(
    `${COMMUNITY_PATH}/limitation`,
    {
      ...read,
      schema: {
        ...described('accounts', '时效表：未缴账单按剩余天数，先到期的在前；合计为筛选后的全部'),
        params: inCommunity,
        querystring: z.object(limitationQuery),
        response: { 200: limitationPageSchema, ...refusals },
      },
    },
    (req) => limitationPage(context, memberOf(req).community.id, req.query),
  );
  app.get(
    LIMITATION,
    {
      ...read,
      schema: {
        ...described('accounts', '一户各账单的时效：两种算法、中断台账及凭证、怎样加强'),
        params: ofAccount,
        response: { 200: accountLimitationSchema, ...refusals },
      },
    },
    (req) => limitationOfAccount(context, memberOf(req), req.params),
  );
  app.post(
    `${LIMITATION}/interruptions`,
    {
      ...record,
      schema: {
        ...described(
          'accounts',
          '登记时效中断：既往凭证、部分付款认可、债务人认可、起诉、支付令、调解、可能中止',
        ),
        params: ofAccount,
        body: z.object({ commandId, said: interruptionSchema }),
        response: { 200: z.object({ interruptionId: z.uuid() }), ...refusals },
      },
    },
    (req) => recordAtDesk(context, memberOf(req), req.params, req.body),
  );
  for (const [verb, act, zh] of [
    ['confirm', confirmAtDesk, '另一人确认一条时效登记'],
    ['withdraw', withdrawAtDesk, '作废一条时效登记'],
  ] as const) {
    app.post(
      `${LIMITATION}/interruptions/:interruptionId/${verb}`,
      {
        ...record,
        schema: {
          ...described('accounts', zh),
          params: ofAccount.extend({ interruptionId: z.uuid() }),
          body: z.object({ commandId, reason }),
          response: { 200: doneSchema, ...refusals },
        },
      },
      async (req) => {
        const { interruptionId, ...ref } = req.params;
        await act(context, memberOf(req), ref, { interruptionId, ...req.body });
        return DONE;
      },
    );
  }
  app.post(
    `${LIMITATION}/requests`,
    {
      ...request,
      schema: {
        ...described('approvals', '提请时效保全（EMS 或立案），或提请在通知中列明超过时效的账单'),
        params: ofAccount,
        body: z.object({
          commandId,
          kind: z.enum(['safeguard', 'naming']),
          means: z.enum(['ems', 'filing']).default('ems').describe('时效保全的方式'),
          chargeIds: z.array(z.uuid()).min(1).max(200),
          reason,
        }),
        response: { 200: z.object({ requestId: z.uuid() }), ...refusals },
      },
    },
    (req) => askForLimitation(context, memberOf(req), req.params, req.body),
  );
  app.post(
    `${LIMITATION}/requests/:requestId/answer`,
    {
      ...approve,
      schema: {
        ...described('approvals', '负责人或法务答复时效提请；两人都同意才办，提请人不能答复'),
        params: ofAccount.extend({ requestId: z.uuid() }),
        body: z.object({
          commandId,
          office: z.enum(['manager', 'counsel']),
          approved: z.boolean(),
          reason: reason.nullable().default(null),
        }),
        response: { 200: z.object({ status: z.string() }), ...refusals },
      },
    },
    (req) => {
      const { requestId, ...ref } = req.params;
      return answerLimitation(context, memberOf(req), ref, { requestId, ...req.body });
    },
  );
  app.post(
    `${LIMITATION}/requests/:requestId/withdraw`,
    {
      ...request,
      schema: {
        ...described('approvals', '撤销时效提请'),
        params: ofAccount.extend({ requestId: z.uuid() }),
        body: z.object({ reason }),
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (req) => {
      const { requestId, ...ref } = req.params;
      await withdrawLimitation(context, memberOf(req), ref, { requestId, ...req.body });
      return DONE;
    },
  );
}
