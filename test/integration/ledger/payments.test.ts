import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Context } from '../../../src/context';
import { withScope } from '../../../src/db/scope';
import { civilDay } from '../../../src/domain/civil-day';
import { verifyEvidence } from '../../../src/evidence/verify/verify';
import { confirmBookedThrough } from '../../../src/ledger/booked-through';
import {
  assignParkedPayment,
  bookParkedPayments,
  recordPayment,
  reversePayment,
} from '../../../src/ledger/payments';
import { BY, claimsByLabel, importFile, sampleCommunity } from '../../support/ledger';
import { createTestContext } from '../../support/stack/context';

const LEDGER = [
  '楼栋,单元,房号,户号,业主姓名,联系电话,费用项目,账期起,账期止,应缴截止日,应收金额,减免金额,实收金额',
  '1,1,101,1-1-101,甲,13800000001,物业服务费,2026-01-01,2026-03-31,2026-03-31,100.00,0,0',
  '1,1,101,1-1-101,甲,13800000001,物业服务费,2026-04-01,2026-06-30,2026-06-30,100.00,0,0',
  '1,1,101,车位 B1-001,甲,13800000001,车位管理费,2026-01-01,2026-03-31,2026-03-31,60.00,0,0',
  '1,1,102,1-1-102,乙,13800000002,物业服务费,2026-01-01,2026-03-31,2026-03-31,80.00,0,0',
].join('\n');

let context: Context;
let file: string;
let communityId: string;
let count = 0;

beforeAll(async () => {
  context = await createTestContext();
  file = path.join(await mkdtemp(path.join(os.tmpdir(), 'cuijiao-')), 'ledger.csv');
  await writeFile(file, LEDGER);
});
beforeEach(async () => {
  count += 1;
  communityId = await sampleCommunity(context, `花园${count}`);
  await importFile(context, communityId, 'ledger', file, { asOf: civilDay('2026-10-01') });
});
afterAll(() => context.destroy());

const claim = async (label: string) => {
  const found = (await claimsByLabel(context, communityId)).get(label);
  if (!found) throw new Error(`no account ${label}`);
  return found;
};
const read = <T>(fn: Parameters<typeof withScope<T>>[2]) => withScope(context, communityId, fn);

const pay = (externalId: string, fen: number, memo: string | null, more = {}) =>
  recordPayment(context, {
    communityId,
    externalId,
    amountFen: fen,
    receivedAt: Date.parse('2026-10-10T04:00:00Z'),
    channel: '微信',
    payer: '甲',
    memo,
    by: BY,
    ...more,
  });

it('settles the earliest due first, principal only', async () => {
  await pay('A', 12_000, '1-1-101 物业费');
  const { claimableFen, lines } = await claim('1-1-101');
  expect(claimableFen).toBe(14_000);
  expect(
    lines.map(({ item, periodFrom, principalLeftFen }) => [item, periodFrom, principalLeftFen]).sort(),
  ).toEqual([
    ['物业服务费', '2026-01-01', 0],
    ['物业服务费', '2026-04-01', 8_000],
    ['车位管理费', '2026-01-01', 6_000],
  ]);
});

it('follows the payer’s words: the space that is named, before what is due earlier', async () => {
  await pay('A', 6_000, '车位 B1-001 停车费');
  const { lines } = await claim('1-1-101');
  expect(lines.find(({ item }) => item === '车位管理费')?.principalLeftFen).toBe(0);
});

it('keeps what was paid too much as credit, which is netted', async () => {
  await pay('A', 30_000, '1-1-101');
  expect(await claim('1-1-101')).toMatchObject({
    claimableFen: 0,
    principalOutstandingFen: 0,
    oldestDueOn: null,
  });
  const [payment] = await read((tx) => tx.payment.findMany({ where: { communityId } }));
  expect(payment).toMatchObject({ status: 'booked', prepaidFen: 4_000, parkedFen: 0 });
});

it('counts the same payment once, by its external id, and refuses another amount under it', async () => {
  const first = await pay('A', 5_000, '1-1-102');
  const [again, third] = await Promise.all([pay('A', 5_000, '1-1-102'), pay('A', 5_000, '1-1-102')]);
  expect([again, third]).toEqual([
    { ...first, already: true },
    { ...first, already: true },
  ]);
  await expect(pay('A', 5_100, '1-1-102')).rejects.toMatchObject({ code: 'PAYMENT_DIFFERS' });
  expect((await claim('1-1-102')).claimableFen).toBe(3_000);
});

it('parks what fits nobody, or two, and lets finance split it', async () => {
  const nobody = await pay('A', 5_000, '物业费');
  const both = await pay('B', 14_000, '1-1-101 1-1-102 物业费');
  expect([nobody.status, both.status]).toEqual(['parked', 'parked']);
  const one = await claim('1-1-101');
  const two = await claim('1-1-102');
  const shares = (a: number, b: number) => [
    { accountId: one.accountId, amountFen: a },
    { accountId: two.accountId, amountFen: b },
  ];
  const split = (a: number, b: number) =>
    assignParkedPayment(context, { communityId, paymentId: both.paymentId, shares: shares(a, b), by: BY });
  await expect(split(6_000, 7_000)).rejects.toMatchObject({ code: 'SPLIT_DOES_NOT_ADD_UP' });
  await split(6_000, 8_000);
  // said again it is the same claim; another one comes too late
  expect(await split(6_000, 8_000)).toMatchObject({ already: true });
  await expect(split(7_000, 7_000)).rejects.toMatchObject({ code: 'PAYMENT_NOT_PARKED' });
  expect((await claim('1-1-101')).claimableFen).toBe(20_000);
  expect((await claim('1-1-102')).claimableFen).toBe(0);
});

it('books what was parked as soon as its room is known', async () => {
  await pay('A', 5_000, '1-1-103 物业费');
  expect(await bookParkedPayments(context, communityId, BY)).toBe(0);
  const owners = path.join(path.dirname(file), 'owners.csv');
  await writeFile(owners, '房号,姓名,电话1\n1-1-103,丙,13800000003\n');
  await importFile(context, communityId, 'owners', owners);
  const [payment] = await read((tx) => tx.payment.findMany({ where: { communityId } }));
  expect(payment).toMatchObject({ status: 'booked', prepaidFen: 5_000 });
});

it('takes a payment back whole: both add up to nothing, the bills are owed from their own due dates', async () => {
  const before = await claim('1-1-101');
  const { paymentId } = await pay('A', 30_000, '1-1-101');
  const reversal = {
    communityId,
    paymentId,
    receivedAt: Date.parse('2026-10-12T04:00:00Z'),
    reason: '退票',
    by: BY,
  };
  const first = await reversePayment(context, reversal);
  const again = await reversePayment(context, reversal);
  expect(again).toEqual({ ...first, already: true });
  await expect(reversePayment(context, { ...reversal, externalId: 'other' })).rejects.toMatchObject({
    code: 'PAYMENT_REVERSED',
  });
  const after = await claim('1-1-101');
  expect(after).toMatchObject({ claimableFen: before.claimableFen, oldestDueOn: before.oldestDueOn });
  const payments = await read((tx) =>
    tx.payment.findMany({ where: { communityId }, include: { allocations: true } }),
  );
  expect(payments.map(({ status }) => status).sort()).toEqual(['reversal', 'reversed']);
  expect(payments.reduce((sum, payment) => sum + payment.amountFen + payment.prepaidFen, 0)).toBe(0);
});

it('takes a return that came before its payment', async () => {
  const statement = path.join(path.dirname(file), `statement-${count}.csv`);
  await writeFile(
    statement,
    [
      '交易流水号,入账时间,金额,付款方,渠道,摘要',
      'TX9-R,2026-10-12 09:00:00,-80.00,乙,POS,退票 原流水 TX9',
      'TX9,2026-10-10 09:00:00,80.00,乙,POS,1-1-102 物业费',
    ].join('\n'),
  );
  await importFile(context, communityId, 'payments', statement);
  const payments = await read((tx) =>
    tx.payment.findMany({ where: { communityId }, orderBy: { externalId: 'asc' } }),
  );
  expect(payments.map(({ externalId, status }) => [externalId, status])).toEqual([
    ['TX9', 'reversed'],
    ['TX9-R', 'reversal'],
  ]);
  expect((await claim('1-1-102')).claimableFen).toBe(8_000);
});

it('raises the version once a payment, with its event, its evidence and nobody to tell', async () => {
  const before = await claim('1-1-102');
  const { paymentId } = await pay('A', 8_000, '1-1-102');
  const after = await claim('1-1-102');
  expect(after.ledgerVersion).toBe(before.ledgerVersion + 1);
  const events = await read((tx) =>
    tx.ledgerEvent.findMany({ where: { accountId: after.accountId }, orderBy: { version: 'asc' } }),
  );
  expect(events.at(-1)).toMatchObject({
    kind: 'payment',
    refId: paymentId,
    claimableFen: 0,
    principalFen: 0,
  });
  expect(events.map(({ version }) => version)).toEqual(events.map((_, index) => index + 1));
  const entries = await read((tx) => tx.evidenceEntry.findMany({ where: { accountId: after.accountId } }));
  expect(entries.filter(({ kind }) => kind === 'payment')).toHaveLength(1);
  expect(await read((tx) => tx.signalOutbox.count({ where: { communityId } }))).toBe(0);
  expect((await verifyEvidence(context, {})).findings).toEqual([]);
});

it('tells the case of an account that has one, and those that wait when receipts are complete', async () => {
  const { accountId } = await claim('1-1-102');
  const caseId = await read(async (tx) => {
    const { currentPolicyId } = await tx.community.findUniqueOrThrow({ where: { id: communityId } });
    const opened = await tx.dunningCase.create({
      data: {
        communityId,
        accountId,
        policyVersionId: currentPolicyId ?? '',
        level: 1,
        state: 'ladder.reminder.acting',
        openedAt: new Date(),
        snapshot: { context: { pending: { key: { blockedBy: { reason: 'FRESHNESS', ref: null } } } } },
      },
    });
    return opened.id;
  });
  await pay('A', 8_000, '1-1-102');
  await confirmBookedThrough(context, { communityId, day: civilDay('2026-10-31'), by: BY });
  await confirmBookedThrough(context, { communityId, day: civilDay('2026-10-30'), by: BY });
  const rows = await read((tx) =>
    tx.signalOutbox.findMany({ where: { communityId }, orderBy: { id: 'asc' } }),
  );
  expect(rows.map(({ caseId: told, event }) => [told, event])).toEqual([
    [
      caseId,
      expect.objectContaining({ type: 'LEDGER_CHANGED', claimableFen: 0, settled: true, reversed: false }),
    ],
    [caseId, expect.objectContaining({ type: 'GATE_OPENED', gate: 'freshness' })],
  ]);
  await expect(
    confirmBookedThrough(context, { communityId, day: civilDay('2026-11-02'), by: BY }),
  ).rejects.toMatchObject({ code: 'BOOKED_IN_FUTURE' });
});
