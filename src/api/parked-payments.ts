import { z } from 'zod';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { civilDayOf, civilDaySchema, daysBetween } from '../domain/civil-day';
import { fen, formatYuan } from '../domain/money';
import type { Clue } from '../ledger/claiming/candidates';
import { acceptCertain, openPayment, suggestionsFor } from '../ledger/claiming/parked';
import { type Proposal, type Suggestion, suggestFor } from '../ledger/claiming/suggest';
import { fillPayers } from '../ledger/look-up-indexes';
import { COMMUNITY_PATH, type Member, memberOf, nowIn } from './access';
import { accountBriefs } from './account-brief';
import type { Api } from './api';
import { decodeCursor, pageOf, pageQuery, toPage } from './paging';
import { labelsOf, paymentInclude, paymentRow } from './payment-row';
import { described, inCommunity, refusals } from './route';
import {
  acceptedCertainSchema,
  parkedRowSchema,
  type proposalSchema,
  suggestionsSchema,
} from './schemas/parked';

export function parkedPaymentRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/payments/parked`,
    {
      config: { access: { kind: 'community', may: ['payment.record'] } },
      schema: {
        ...described('payments', '认领台：挂账的缴费，挂账天数，最可能是谁的及理由；先到的在前'),
        params: inCommunity,
        querystring: z.object({ ...pageQuery, limit: z.coerce.number().int().min(1).max(100).default(20) }),
        response: { 200: pageOf(parkedRowSchema), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { limit, after } = request.query;
      return withScope(context, member.community.id, (tx) => parkedPage(context, tx, member, limit, after), {
        timeoutMs: 30_000,
      });
    },
  );

  app.get(
    `${COMMUNITY_PATH}/payments/:paymentId/suggestions`,
    {
      config: { access: { kind: 'community', may: ['payment.record'] } },
      schema: {
        ...described('payments', '一笔挂账可能是谁的：候选户及理由、匹配度；一笔付多户的拆分方案'),
        params: inCommunity.extend({ paymentId: z.uuid() }),
        response: { 200: suggestionsSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const communityId = member.community.id;
      const { paymentId } = request.params;
      const { candidates, proposals } = await suggestionsFor(context, { communityId, paymentId });
      return withScope(context, communityId, async (tx) => {
        const payment = await tx.payment.findUniqueOrThrow({ where: { id: paymentId } });
        const briefs = await accountBriefs(
          context,
          tx,
          member,
          candidates.map(({ accountId }) => accountId),
        );
        return {
          paymentId,
          parkedFen: payment.parkedFen,
          parkedDays: daysParked(context, member, payment.receivedOn),
          candidates: candidates.flatMap(({ accountId, degree, clues }) => {
            const account = briefs.find((brief) => brief.accountId === accountId);
            return account ? [{ account, degree, reasons: clues.map(reasonOf) }] : [];
          }),
          proposals: await proposalsOf(tx, proposals),
        };
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/payments/parked/accept-certain`,
    {
      config: { access: { kind: 'community', may: ['payment.record'] } },
      schema: {
        ...described('payments', '批量认领：只认领唯一确定的，办理时逐笔重新核对；不给编号则全部'),
        params: inCommunity,
        body: z.object({ paymentIds: z.array(z.uuid()).max(200).nullable().default(null) }),
        response: { 200: acceptedCertainSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const communityId = member.community.id;
      const { paymentIds } = request.body;
      const { accepted, left } = await acceptCertain(context, { communityId, paymentIds, by: member.userId });
      return withScope(context, communityId, async (tx) => {
        const labels = await labelOfAccounts(
          tx,
          accepted.flatMap(({ shares }) => shares.map(({ accountId }) => accountId)),
        );
        return {
          left,
          accepted: accepted.map(({ paymentId, shares }) => ({ paymentId, zh: sharesZh(shares, labels) })),
        };
      });
    },
  );
}

async function parkedPage(
  context: Context,
  tx: Tx,
  member: Member,
  limit: number,
  after: string | undefined,
): Promise<{ items: z.infer<typeof parkedRowSchema>[]; next: string | null }> {
  const communityId = member.community.id;
  await fillPayers(tx, context, communityId);
  const [receivedOn, id] =
    after === undefined ? [null, null] : decodeCursor(after, z.tuple([z.string(), z.uuid()]));
  const rows = await tx.payment.findMany({
    where: {
      ...{ communityId, status: 'parked', amountFen: { gt: 0 } },
      ...(receivedOn === null
        ? {}
        : { OR: [{ receivedOn: { gt: receivedOn } }, { receivedOn, id: { gt: id ?? '' } }] }),
    },
    orderBy: [{ receivedOn: 'asc' }, { id: 'asc' }],
    take: limit + 1,
    include: paymentInclude,
  });
  const page = toPage(rows, limit, (row) => [row.receivedOn, row.id]);
  const labels = await labelsOf(tx, page.items);
  const today = civilDayOf(nowIn(context, member), member.community.zone);
  const items: z.infer<typeof parkedRowSchema>[] = [];
  for (const row of page.items) {
    const suggestion = await suggestFor(tx, context, openPayment(context, row), today);
    items.push({
      id: row.id,
      payment: paymentRow(context, member, row, labels),
      parkedDays: daysParked(context, member, row.receivedOn),
      candidates: suggestion.candidates.length,
      best: (await proposalsOf(tx, suggestion.proposals.slice(0, 1)))[0] ?? null,
      reasons: reasonsOfBest(suggestion),
    });
  }
  return { items, next: page.next };
}

function reasonsOfBest({ candidates, proposals }: Suggestion) {
  const first = proposals[0]?.shares[0]?.accountId;
  return (candidates.find(({ accountId }) => accountId === first)?.clues ?? []).map(reasonOf);
}

function daysParked(context: Context, member: Member, receivedOn: string): number {
  const today = civilDayOf(nowIn(context, member), member.community.zone);
  return Math.max(0, daysBetween(civilDaySchema.parse(receivedOn), today));
}

async function proposalsOf(
  tx: Tx,
  proposals: readonly Proposal[],
): Promise<z.infer<typeof proposalSchema>[]> {
  const labels = await labelOfAccounts(
    tx,
    proposals.flatMap(({ shares }) => shares.map(({ accountId }) => accountId)),
  );
  return proposals.map(({ shares, degree, certain, beyondFen }) => ({
    id: shares.map(({ accountId, amountFen }) => `${accountId}:${amountFen}`).join('+'),
    zh: sharesZh(shares, labels),
    shares: shares.map((share) => ({ ...share, label: labels.get(share.accountId) ?? '' })),
    ...{ degree, certain },
    noteZh:
      beyondFen > 0
        ? `比应付多 ¥${formatYuan(fen(beyondFen))}：认领后记为预存；如应退还付款人，请先经负责人批准退款`
        : null,
  }));
}

async function labelOfAccounts(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.account.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, label: true },
  });
  return new Map(rows.map(({ id, label }) => [id, label]));
}

function sharesZh(
  shares: readonly { accountId: string; amountFen: number }[],
  labels: ReadonlyMap<string, string>,
): string {
  return shares
    .map(({ accountId, amountFen }) => `${labels.get(accountId) ?? ''} ¥${formatYuan(fen(amountFen))}`)
    .join(' + ');
}

function reasonOf(clue: Clue): { code: string; zh: string } {
  return { code: clue.code, zh: zhOf(clue) };
}

function zhOf(clue: Clue): string {
  switch (clue.code) {
    case 'memo_object':
      return `附言写有 ${clue.codes.join('、')}`;
    case 'memo_name':
      return '附言写有业主姓名';
    case 'payer_is_party':
      return '付款人与业主同名';
    case 'payer_paid_before':
      return `此付款人曾为这一户缴费 ${clue.times} 次（最近 ${clue.lastOn}）`;
    case 'same_person':
      return '同一业主的另一户';
    case 'amount_is_claimable':
      return '金额等于今日应付';
    case 'amount_is_charges':
      return '金额等于其中几笔账单';
    default: {
      const never: never = clue;
      throw new Error(`unknown clue: ${JSON.stringify(never)}`);
    }
  }
}
