import { z } from 'zod';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { requestLinesSchema } from '../ledger/requests/lines';
import {
  approveWaiver,
  bookWaiver,
  refuseWaiver,
  requestWaiver,
  waiverRequestSchema,
} from '../ledger/requests/waivers';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { decodeCursor, pageOf, pageQuery, toPage } from './paging';
import { described, inCommunity, refusals } from './route';

const status = z.enum(['proposed', 'checked', 'approved', 'booked', 'refused', 'withdrawn', 'undone']);
const kind = z.enum(['waive_late_fee', 'waive_principal', 'discount', 'write_off', 'refund', 'reversal']);
const KIND_WORDS: Record<z.infer<typeof kind>, { zh: string; en: string }> = {
  waive_late_fee: { zh: '减免违约金', en: 'waiver of late fee' },
  waive_principal: { zh: '减免本金', en: 'waiver of principal' },
  discount: { zh: '折扣', en: 'discount' },
  write_off: { zh: '核销', en: 'write-off' },
  refund: { zh: '退款', en: 'refund' },
  reversal: { zh: '红冲', en: 'reversal' },
};
const rowSchema = z.object({
  ...{ id: z.uuid(), kind, kindZh: z.string(), kindEn: z.string(), status, totalFen: z.int() },
  origin: z.string().describe('staff 申请；offer 报价缴清；tolerance 容差内余额；case_closed 结案核销'),
  accountId: z.uuid().nullable(),
  caseId: z.uuid().nullable(),
  lines: requestLinesSchema,
  requestedOn: z.string(),
  requestedById: z.uuid().nullable(),
  approvedById: z.uuid().nullable(),
  approvedOn: z.string().nullable(),
  bookedOn: z.string().nullable(),
});
const ofRequest = inCommunity.extend({ requestId: z.uuid() });
const done = z.object({ done: z.literal(true) });
const DONE = { done: true } as const;

/** 减免: asked, approved or refused, booked; each by another person. */
export function moneyRequestRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/money-requests`,
    {
      config: { access: { kind: 'community', may: ['waiver.approve', 'waiver.book', 'payment.read'] } },
      schema: {
        ...described('approvals', '减免与核销：待批、已批、已入账'),
        params: inCommunity,
        querystring: z.object({ ...pageQuery, status: status.optional(), accountId: z.uuid().optional() }),
        response: { 200: pageOf(rowSchema), ...refusals },
      },
    },
    async (request) => {
      const { limit, after, ...where } = request.query;
      const id = after === undefined ? undefined : { lt: decodeCursor(after, z.tuple([z.uuid()]))[0] };
      const communityId = memberOf(request).community.id;
      const rows = await withScope(context, communityId, (tx) =>
        tx.moneyRequest.findMany({
          where: { communityId, ...where, id },
          orderBy: { id: 'desc' },
          take: limit + 1,
        }),
      );
      const page = toPage(rows, limit, (row) => [row.id]);
      return {
        next: page.next,
        items: page.items.map((row) => {
          const words = KIND_WORDS[kind.parse(row.kind)];
          const { id: rowId, accountId, caseId, origin, totalFen } = row;
          const { requestedOn, requestedById, approvedById, approvedOn, bookedOn } = row;
          return {
            ...{
              id: rowId,
              accountId,
              caseId,
              origin,
              totalFen,
              requestedOn,
              requestedById,
              approvedById,
              approvedOn,
              bookedOn,
            },
            ...{
              kind: kind.parse(row.kind),
              kindZh: words.zh,
              kindEn: words.en,
              status: status.parse(row.status),
            },
            lines: requestLinesSchema.parse(row.lines),
          };
        }),
      };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/accounts/:accountId/waiver-requests`,
    {
      config: { access: { kind: 'community', may: ['waiver.request'] } },
      schema: {
        ...described('approvals', '申请减免：不超过该笔未缴金额；批准前应付不变'),
        params: inCommunity.extend({ accountId: z.uuid() }),
        body: waiverRequestSchema,
        response: { 200: z.object({ id: z.uuid() }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const of = { communityId: member.community.id, accountId: request.params.accountId };
      return requestWaiver(context, member, of, request.body);
    },
  );

  const decide = (
    name: 'approve' | 'book',
    may: 'waiver.approve' | 'waiver.book',
    title: string,
    act: typeof approveWaiver,
  ) =>
    app.post(
      `${COMMUNITY_PATH}/money-requests/:requestId/${name}`,
      {
        config: { access: { kind: 'community', may: [may] } },
        schema: { ...described('approvals', title), params: ofRequest, response: { 200: done, ...refusals } },
      },
      async (request) => {
        const member = memberOf(request);
        await act(context, member, { communityId: member.community.id, requestId: request.params.requestId });
        return DONE;
      },
    );
  decide('approve', 'waiver.approve', '批准减免：以岗位权限为限，30 天内累计；申请人不得批准', approveWaiver);
  decide('book', 'waiver.book', '减免入账（财务）：批准人不得入账', bookWaiver);

  app.post(
    `${COMMUNITY_PATH}/money-requests/:requestId/refuse`,
    {
      config: { access: { kind: 'community', may: ['waiver.approve'] } },
      schema: {
        ...described('approvals', '退回减免，写明理由'),
        params: ofRequest,
        body: z.object({ reason: z.string().trim().min(2, { error: '请写明理由' }).max(500) }),
        response: { 200: done, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const of = { communityId: member.community.id, requestId: request.params.requestId };
      await refuseWaiver(context, member, of, request.body.reason);
      return DONE;
    },
  );
}
