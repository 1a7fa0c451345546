import { z } from 'zod';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { civilDaySchema } from '../domain/civil-day';
import { paidFenSchema } from '../domain/money';
import { confirmBookedThrough } from '../ledger/booked-through';
import { assignParkedPayment, recordPayment, reversePayment } from '../ledger/payments';
import { COMMUNITY_PATH, memberOf, nowIn } from './access';
import type { Api } from './api';
import { maskName } from './mask';
import { decodeCursor, pageOf, pageQuery, toPage } from './paging';
import { labelsOf, paymentInclude, paymentRow, paymentRowSchema, paymentStatus } from './payment-row';
import { described, inCommunity, refusals } from './route';

export const receivedSchema = z.object({
  id: z.uuid(),
  status: paymentStatus,
  accountId: z.uuid().nullable(),
  already: z.boolean().describe('此前已知：什么都没变'),
});

const amountFen = paidFenSchema;

export function paymentRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/payments`,
    {
      config: { access: { kind: 'community', may: ['payment.read', 'payment.record'] } },
      schema: {
        ...described('payments', '缴费；status=parked 为待认领'),
        params: inCommunity,
        querystring: z.object({
          ...pageQuery,
          status: paymentStatus.optional(),
          accountId: z.uuid().optional(),
        }),
        response: { 200: pageOf(paymentRowSchema), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { limit, after, status, accountId } = request.query;
      const before = after === undefined ? undefined : { lt: decodeCursor(after, z.tuple([z.uuid()]))[0] };
      return withScope(context, member.community.id, async (tx) => {
        const rows = await tx.payment.findMany({
          where: { communityId: member.community.id, status, accountId, id: before },
          orderBy: { id: 'desc' },
          take: limit + 1,
          include: paymentInclude,
        });
        const page = toPage(rows, limit, ({ id }) => [id]);
        const labels = await labelsOf(tx, page.items);
        return { next: page.next, items: page.items.map((row) => paymentRow(context, member, row, labels)) };
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/payments`,
    {
      config: { access: { kind: 'community', may: ['payment.record'] } },
      schema: {
        ...described('payments', '登记一笔缴费；同一流水号两次等于一次，认不出是谁的挂账'),
        params: inCommunity,
        body: z.object({
          externalId: z.string().trim().min(1).max(100).describe('交易流水号'),
          amountFen,
          receivedAt: z.iso.datetime({ offset: true }).optional().describe('默认现在（小区时间）'),
          receivedOn: civilDaySchema.optional(),
          channel: z.string().trim().min(1).max(40),
          payer: z.string().max(100).nullable().default(null),
          memo: z.string().max(200).nullable().default(null),
          object: z.string().max(60).nullable().default(null).describe('房号或车位'),
          accountId: z.uuid().optional(),
          chargeIds: z.array(z.uuid()).max(200).optional().describe('缴费人指定的账单'),
        }),
        response: { 200: receivedSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { receivedAt, receivedOn, accountId, chargeIds, ...receipt } = request.body;
      const { paymentId, ...received } = await recordPayment(context, {
        communityId: member.community.id,
        by: member.userId,
        ...receipt,
        receivedAt: receivedAt ? Date.parse(receivedAt) : nowIn(context, member),
        ...(receivedOn ? { receivedOn } : {}),
        ...(accountId ? { accountId } : {}),
        ...(chargeIds ? { direction: { chargeIds } } : {}),
      });
      return { id: paymentId, ...received };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/payments/:paymentId/reverse`,
    {
      config: { access: { kind: 'community', may: ['payment.reverse'] } },
      schema: {
        ...described('payments', '冲销（退票、错账）：账单自原应缴日起重新欠'),
        params: inCommunity.extend({ paymentId: z.uuid() }),
        body: z.object({
          externalId: z.string().trim().min(1).max(100).optional().describe('银行退票的流水号'),
          reason: z.string().trim().min(2, { error: '请写明原因' }).max(200),
        }),
        response: { 200: receivedSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { paymentId, ...received } = await reversePayment(context, {
        communityId: member.community.id,
        paymentId: request.params.paymentId,
        receivedAt: nowIn(context, member),
        by: member.userId,
        ...request.body,
      });
      return { id: paymentId, ...received };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/payments/:paymentId/assign`,
    {
      config: { access: { kind: 'community', may: ['payment.record'] } },
      schema: {
        ...described('payments', '认领：一笔挂账是谁的；可拆给多户，合计须等于这笔'),
        params: inCommunity.extend({ paymentId: z.uuid() }),
        body: z.object({
          shares: z
            .array(
              z.object({ accountId: z.uuid(), amountFen, chargeIds: z.array(z.uuid()).max(200).optional() }),
            )
            .min(1)
            .max(100),
        }),
        response: { 200: receivedSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { paymentId, ...received } = await assignParkedPayment(context, {
        communityId: member.community.id,
        paymentId: request.params.paymentId,
        by: member.userId,
        shares: request.body.shares.map(({ chargeIds, ...share }) => ({
          ...share,
          ...(chargeIds ? { direction: { chargeIds } } : {}),
        })),
      });
      return { id: paymentId, ...received };
    },
  );

  app.put(
    `${COMMUNITY_PATH}/booked-through`,
    {
      config: { access: { kind: 'community', may: ['receipts.confirm'] } },
      schema: {
        ...described('payments', '确认到某日的收款已齐（可以是「没有进账」）；不会倒退'),
        params: inCommunity,
        body: z.object({ day: civilDaySchema }),
        response: { 200: z.object({ bookedThrough: z.string() }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { day } = request.body;
      return {
        bookedThrough: await confirmBookedThrough(context, {
          communityId: member.community.id,
          day,
          by: member.userId,
        }),
      };
    },
  );

  app.get(
    `${COMMUNITY_PATH}/accounts`,
    {
      config: { access: { kind: 'community', may: ['payment.read', 'payment.record'] } },
      schema: {
        ...described('payments', '按房号、车位或姓名全称找户：认领时选'),
        params: inCommunity,
        querystring: z.object({ search: z.string().trim().min(1).max(60) }),
        response: {
          200: z.object({
            items: z.array(
              z.object({
                id: z.uuid(),
                label: z.string(),
                nameMasked: z.string(),
                objects: z.array(z.string()),
              }),
            ),
          }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { search } = request.query;
      const rows = await withScope(context, member.community.id, (tx) =>
        tx.account.findMany({
          where: {
            communityId: member.community.id,
            mergedIntoId: null,
            OR: [
              { label: { contains: search } },
              { objects: { some: { code: { contains: search } } } },
              { party: { nameIndex: context.cipher.index('name', search) } },
            ],
          },
          orderBy: [{ walkingOrder: 'asc' }, { id: 'asc' }],
          take: 50,
          include: { party: { select: { nameSealed: true } }, objects: { select: { code: true } } },
        }),
      );
      return {
        items: rows.map(({ id, label, party, objects }) => ({
          ...{ id, label },
          nameMasked: maskName(context.cipher.open(party.nameSealed)),
          objects: objects.map(({ code }) => code),
        })),
      };
    },
  );
}
