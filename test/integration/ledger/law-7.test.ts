import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import type { Context } from '../../../src/context';
import { withScope } from '../../../src/db/scope';
import { addDays, civilDay, startOfDay } from '../../../src/domain/civil-day';
import { fen, plainYuan } from '../../../src/domain/money';
import { recordPayment, reversePayment } from '../../../src/ledger/payments';
import { BY, claimsByLabel, importFile, sampleCommunity } from '../../support/ledger';
import { createTestContext } from '../../support/stack/context';

/**
 * Law 7 and law 12 on the real database: one account, its bills, payments, returns and ledgers that tell the truth of their day, delivered in
 * any order and some of them twice. Whatever the order, the money adds up and the balance is the same.
 */
const BILLS = [
  { item: '物业服务费', from: '2026-01-01', to: '2026-03-31', fen: 30_000 },
  { item: '公摊水电费', from: '2026-01-01', to: '2026-03-31', fen: 5_000 },
  { item: '物业服务费', from: '2026-04-01', to: '2026-06-30', fen: 30_000 },
];
const FIRST = civilDay('2026-08-01');

const paymentOf = fc.record({
  fen: fc.integer({ min: 1, max: 40_000 }),
  day: fc.integer({ min: 0, max: 20 }),
  returnedAfter: fc.option(fc.integer({ min: 1, max: 10 }), { nil: null, freq: 2 }),
});
const history = fc.record({
  payments: fc.array(paymentOf, { minLength: 1, maxLength: 4 }),
  ledgerDays: fc.uniqueArray(fc.integer({ min: 1, max: 35 }), { minLength: 1, maxLength: 2 }),
  order: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
  twice: fc.nat({ max: 3 }),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

let context: Context;
let folder: string;
let count = 0;

beforeAll(async () => {
  context = await createTestContext();
  folder = await mkdtemp(path.join(os.tmpdir(), 'cuijiao-'));
});
afterAll(() => context.destroy());

/** What the charging system says on a day: it books each payment to the earliest bill, and takes back what came back. */
async function ledgerOf({ payments }: History, day: number): Promise<string> {
  const standing = payments.filter(
    (payment) =>
      payment.day < day && (payment.returnedAfter === null || payment.day + payment.returnedAfter >= day),
  );
  let money = standing.reduce((sum, payment) => sum + payment.fen, 0);
  const lines = BILLS.map(({ item, from, to, fen: owed }) => {
    const received = Math.min(owed, money);
    money -= received;
    return `1,1,101,甲,13800000001,${item},${from},${to},${to},${plainYuan(fen(owed))},${plainYuan(fen(received))}`;
  });
  count += 1;
  const file = path.join(folder, `${count}.csv`);
  await writeFile(
    file,
    ['楼栋,单元,房号,业主姓名,联系电话,费用项目,账期起,账期止,应缴截止日,应收金额,实收金额', ...lines].join(
      '\n',
    ),
  );
  return file;
}

type Deliver = () => Promise<unknown>;

async function play(all: History): Promise<{ claimable: number; communityId: string }> {
  count += 1;
  const communityId = await sampleCommunity(context, `花园${count}`);
  const at = (day: number): number => startOfDay(addDays(FIRST, day), 'Asia/Shanghai');
  const ids = new Map<number, string>();
  const pay = async (index: number): Promise<string> => {
    const payment = all.payments[index];
    if (!payment) throw new Error('no such payment');
    const { paymentId } = await recordPayment(context, {
      communityId,
      externalId: `TX-${index}`,
      amountFen: payment.fen,
      receivedAt: at(payment.day),
      channel: '银行转账',
      memo: '1-1-101 物业费',
      by: BY,
    });
    ids.set(index, paymentId);
    return paymentId;
  };
  const facts: Deliver[] = [
    ...all.payments.map((_, index) => () => pay(index)),
    ...all.payments.flatMap(({ day, returnedAfter }, index): Deliver[] =>
      returnedAfter === null
        ? []
        : [
            async () => {
              const paymentId = ids.get(index) ?? (await pay(index));
              const receivedAt = at(day + returnedAfter);
              return reversePayment(context, { communityId, paymentId, receivedAt, reason: '退票', by: BY });
            },
          ],
    ),
    ...all.ledgerDays.map(
      (day): Deliver =>
        async () => {
          const file = await ledgerOf(all, day);
          return importFile(context, communityId, 'ledger', file, { asOf: addDays(FIRST, day) });
        },
    ),
  ];
  const ordered = facts
    .map((deliver, index) => ({ deliver, rank: all.order[index % all.order.length] ?? 0 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ deliver }) => deliver);
  // the community is taken over before anything else: a payment for an unknown room is parked, and is another test
  const takeOver = await ledgerOf({ ...all, payments: [] }, 0);
  await importFile(context, communityId, 'ledger', takeOver, { asOf: FIRST });
  for (const deliver of ordered) await deliver();
  for (const deliver of ordered.slice(0, all.twice)) await deliver();
  await checkLaw7(communityId);
  const claims = await claimsByLabel(context, communityId);
  return { claimable: [...claims.values()].reduce((sum, claim) => sum + claim.claimableFen, 0), communityId };
}

async function checkLaw7(communityId: string): Promise<void> {
  const { payments, credits } = await withScope(context, communityId, async (tx) => ({
    payments: await tx.payment.findMany({ where: { communityId }, include: { allocations: true } }),
    credits: await tx.prepaymentEntry.findMany({ where: { communityId } }),
  }));
  for (const payment of payments) {
    const allocated = payment.allocations.reduce((sum, { amountFen }) => sum + amountFen, 0);
    expect(allocated + payment.prepaidFen + payment.parkedFen + payment.refundedFen).toBe(payment.amountFen);
    const credit = credits.filter(({ paymentId }) => paymentId === payment.id);
    expect(credit.reduce((sum, { amountFen }) => sum + amountFen, 0)).toBe(payment.prepaidFen);
    const other = payments.find(({ reversesId }) => reversesId === payment.id);
    if (payment.status === 'reversed') expect((other?.amountFen ?? 0) + payment.amountFen).toBe(0);
  }
  for (const claim of (await claimsByLabel(context, communityId)).values()) {
    const { chargesFen, allocatedFen, waivedFen, lateFeeFen, disputedFen, prepaidFen, freshFen } = claim;
    const whole = chargesFen - allocatedFen - waivedFen + lateFeeFen - disputedFen - prepaidFen - freshFen;
    expect(claim.claimableFen).toBe(whole);
    expect(claim.claimableFen).toBeGreaterThanOrEqual(0);
  }
}

it('adds up in any order, and comes to what is owed less what was paid and stayed', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (all) => {
      const owed = BILLS.reduce((sum, bill) => sum + bill.fen, 0);
      const stayed = all.payments
        .filter(({ returnedAfter }) => returnedAfter === null)
        .reduce((sum, payment) => sum + payment.fen, 0);
      const { claimable } = await play(all);
      expect(claimable).toBe(Math.max(0, owed - stayed));
    }),
    { numRuns: 25, interruptAfterTimeLimit: 240_000 },
  );
}, 300_000);
