import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Context } from '../../../src/context';
import { withScope, withSystemScope } from '../../../src/db/scope';
import { civilDay } from '../../../src/domain/civil-day';
import { offerLines } from '../../../src/domain/offer';
import type { Role } from '../../../src/domain/roles';
import { explainAccount } from '../../../src/ledger/amounts';
import { accountClaim, lockAccount } from '../../../src/ledger/claimable';
import { writeOffer } from '../../../src/ledger/offers';
import { recordPayment, reversePayment } from '../../../src/ledger/payments';
import {
  approveWaiver,
  bookWaiver,
  refuseWaiver,
  requestWaiver,
  waiverRequestSchema,
} from '../../../src/ledger/requests/waivers';
import { writeOffClaimed } from '../../../src/ledger/requests/write-off';
import { activatePolicy, createPolicyVersion, currentPolicy } from '../../../src/policy/versions';
import { AS_OF, BY, importFile, sampleCommunity } from '../../support/ledger';
import { createTestContext } from '../../support/stack/context';

const HEADINGS =
  '楼栋,单元,房号,业主姓名,联系电话,费用项目,账期起,账期止,应缴截止日,应收金额,减免金额,实收金额';
const BILL = '1,1,101,甲,13800000001,物业服务费,2025-01-01,2025-03-31,2025-03-31,751.80,0,0';
const CLAUSE = { ratePerDay: '0.0005', fromDay: 1, capShare: null, clause: '第八条' };

let context: Context;
let folder: string;
let communityId: string;
let accountId: string;
let count = 0;

beforeAll(async () => {
  context = await createTestContext();
  folder = await mkdtemp(path.join(os.tmpdir(), 'cuijiao-'));
});
afterAll(() => context.destroy());

async function ledger(lines: string[], asOf: string) {
  count += 1;
  const file = path.join(folder, `${count}.csv`);
  await writeFile(file, [HEADINGS, ...lines].join('\n'));
  await importFile(context, communityId, 'ledger', file, { asOf: civilDay(asOf) });
}
beforeEach(async () => {
  count += 1;
  communityId = await sampleCommunity(context, `花园${count}`);
  await ledger([BILL], '2025-04-01');
  await read((tx) => tx.charge.updateMany({ where: { communityId }, data: { lateFeeBasis: CLAUSE } }));
  accountId = (await read((tx) => tx.account.findFirstOrThrow({ where: { communityId } }))).id;
});

const read = <T>(fn: Parameters<typeof withScope<T>>[2]) => withScope(context, communityId, fn);
const claim = (day: string = AS_OF) => read((tx) => accountClaim(tx, accountId, civilDay(day)));
const pay = (externalId: string, amountFen: number, day: string) =>
  recordPayment(context, {
    communityId,
    externalId,
    amountFen,
    receivedOn: civilDay(day),
    receivedAt: Date.parse(`${day}T04:00:00Z`),
    channel: '微信',
    accountId,
    by: BY,
  });
const civilCode = () =>
  withSystemScope(context, async (tx) => {
    const { policy } = await currentPolicy(tx, communityId);
    const document = { ...policy, rules: { ...policy.rules, allocationOrder: 'civil_code' } };
    const { version } = await createPolicyVersion(tx, { communityId, document, createdById: null });
    await activatePolicy(tx, { communityId, version });
  });
const state = (statedOn: string, validThrough: string, withLateFee = true) =>
  read(async (tx) => {
    const account = await lockAccount(tx, accountId);
    const { lines } = await accountClaim(tx, accountId, civilDay(statedOn));
    const id = await writeOffer(tx, {
      ...{ communityId, accountId, caseId: null, means: 'counter', contactKey: null, byId: BY },
      ledgerVersion: account.ledgerVersion,
      statedOn: civilDay(statedOn),
      validThrough: civilDay(validThrough),
      lines: offerLines(lines, withLateFee),
    });
    return tx.offer.findUniqueOrThrow({ where: { id: id ?? '' } });
  });
const requests = () =>
  read((tx) => tx.moneyRequest.findMany({ where: { accountId }, orderBy: { id: 'asc' } }));
let users = 0;
const someone = (role: Role) => {
  users += 1;
  const userId = `01900000-0000-7000-8000-${String(users + 100).padStart(12, '0')}`;
  return { userId, memberships: [{ communityId, role }] };
};
const uuid = () => crypto.randomUUID();

describe('scenario 2: 300.00 of 751.80 on 2025-05-15, at 0.0005 a day', () => {
  it('principal first leaves 451.80 and 27.31 on 2025-06-30', async () => {
    await pay('T1', 30_000, '2025-05-15');
    expect(await claim('2025-06-30')).toMatchObject({
      principalOutstandingFen: 45_180,
      lateFeeOutstandingFen: 2_731,
    });
  });

  it('the Civil Code’s order: 16.92 to the late fee, 283.08 to the principal, 468.72 and 10.78 left', async () => {
    await civilCode();
    await pay('T1', 30_000, '2025-05-15');
    expect(
      await read((tx) => tx.allocation.findMany({ orderBy: { part: 'asc' }, where: { accountId } })),
    ).toMatchObject([
      { part: 'late_fee', amountFen: 1_692 },
      { part: 'principal', amountFen: 28_308 },
    ]);
    expect(await claim('2025-06-30')).toMatchObject({
      principalOutstandingFen: 46_872,
      lateFeeOutstandingFen: 1_078,
    });
  });
});

describe('a stated amount is an offer with a date', () => {
  it.each(['principal_first', 'civil_code'])(
    'paid exactly by its day settles the principal it named: %s',
    async (order) => {
      if (order === 'civil_code') await civilCode();
      const offer = await state('2025-06-30', '2025-07-10');
      expect(offer.totalFen).toBe(78_601);
      await pay('T1', 78_601, '2025-07-10');
      expect(await claim()).toMatchObject({ principalOutstandingFen: 0, claimableFen: 0, proposedFen: 376 });
      expect(await requests()).toMatchObject([
        { kind: 'waive_late_fee', origin: 'offer', offerId: offer.id, status: 'proposed', totalFen: 376 },
      ]);
    },
  );

  it('one fen less, or a day late, does not', async () => {
    await state('2025-06-30', '2025-07-10');
    await pay('T1', 78_600, '2025-07-10');
    await pay('T2', 1, '2025-07-11');
    expect((await requests()).filter(({ origin }) => origin === 'offer')).toEqual([]);
  });

  it('what was paid before it was stated is not paid on it; in two parts it is', async () => {
    await pay('T0', 30_000, '2025-05-15');
    const offer = await state('2025-06-30', '2025-07-10');
    expect(offer.totalFen).toBe(47_911);
    await pay('T1', 20_000, '2025-07-01');
    expect((await claim()).proposedFen).toBe(0);
    await pay('T2', 27_911, '2025-07-05');
    expect(await claim()).toMatchObject({ principalOutstandingFen: 0, claimableFen: 0 });
    expect((await claim()).proposedFen).toBeGreaterThan(0);
  });

  it('a payment that comes back takes the proposal away, booked or not', async () => {
    await state('2025-06-30', '2025-07-10');
    const { paymentId } = await pay('T1', 78_601, '2025-07-10');
    const [proposal] = await requests();
    const place = { communityId, requestId: proposal?.id ?? '' };
    await approveWaiver(context, someone('supervisor'), place);
    await bookWaiver(context, someone('finance'), place);
    expect(await claim()).toMatchObject({ claimableFen: 0, proposedFen: 0, waivedFen: 376 });
    const receivedAt = Date.parse('2025-07-12T04:00:00Z');
    await reversePayment(context, { communityId, paymentId, receivedAt, reason: '退票', by: BY });
    expect(await claim('2025-06-30')).toMatchObject({
      principalOutstandingFen: 75_180,
      claimableFen: 78_601,
    });
    expect(await claim()).toMatchObject({ waivedFen: 0, principalOutstandingFen: 75_180 });
    expect(await requests()).toMatchObject([{ status: 'undone' }]);
  });

  it('refused, the rest is owed again, and drives no ladder', async () => {
    await state('2025-06-30', '2025-07-10');
    await pay('T1', 78_601, '2025-07-10');
    const [proposal] = await requests();
    await refuseWaiver(
      context,
      someone('manager'),
      { communityId, requestId: proposal?.id ?? '' },
      '另有约定',
    );
    expect(await claim()).toMatchObject({ oldestDueOn: null, principalOutstandingFen: 0, proposedFen: 0 });
  });
});

describe('a waiver', () => {
  const ask = async (
    amountFen: number,
    kind: 'waive_late_fee' | 'waive_principal' = 'waive_late_fee',
    more = {},
  ) => {
    const [line] = (await claim()).lines;
    const body = {
      commandId: uuid(),
      kind,
      lines: [{ chargeId: line?.chargeId, amountFen }],
      reason: '首次逾期',
      ...more,
    };
    const by = someone('supervisor');
    const { id } = await requestWaiver(
      context,
      by,
      { communityId, accountId },
      waiverRequestSchema.parse(body),
    );
    return { requestId: id, communityId, by };
  };

  it('is asked by one, approved by another, booked by a third; before that nothing is owed less', async () => {
    const before = (await claim()).claimableFen;
    const { by, ...place } = await ask(2_000);
    await expect(approveWaiver(context, by, place)).rejects.toMatchObject({ code: 'OWN_REQUEST' });
    await expect(bookWaiver(context, someone('finance'), place)).rejects.toMatchObject({
      code: 'REQUEST_DECIDED',
    });
    await expect(approveWaiver(context, someone('agent'), place)).rejects.toMatchObject({
      code: 'NOT_PERMITTED',
    });
    await approveWaiver(context, someone('supervisor'), place);
    expect((await claim()).claimableFen).toBe(before);
    await bookWaiver(context, someone('finance'), place);
    expect((await claim()).claimableFen).toBe(before - 2_000);
    await expect(bookWaiver(context, someone('finance'), place)).rejects.toMatchObject({
      code: 'REQUEST_DECIDED',
    });
  });

  it('larger than what is left of its charge is refused, and changes nothing', async () => {
    await expect(ask(10_000_000)).rejects.toMatchObject({ code: 'WAIVER_TOO_LARGE' });
    expect(await requests()).toEqual([]);
  });

  it('split in two counts as one in 30 days', async () => {
    const first = await ask(15_000);
    await approveWaiver(context, someone('supervisor'), first);
    const second = await ask(6_000);
    await expect(approveWaiver(context, someone('supervisor'), second)).rejects.toMatchObject({
      code: 'WAIVER_OVER_LIMIT',
    });
    await approveWaiver(context, someone('manager'), second);
  });

  it('of principal is beyond the supervisor, and needs a work order under the manager’s limit', async () => {
    const bare = await ask(5_000, 'waive_principal');
    await expect(approveWaiver(context, someone('supervisor'), bare)).rejects.toMatchObject({
      code: 'WAIVER_OVER_LIMIT',
    });
    await expect(approveWaiver(context, someone('manager'), bare)).rejects.toMatchObject({
      code: 'WORK_ORDER_MISSING',
    });
    await approveWaiver(
      context,
      someone('manager'),
      await ask(5_000, 'waive_principal', { workOrder: 'GD-1' }),
    );
  });
});

it('29: 200.00 prepaid is netted first: 551.80 of 751.80', async () => {
  // the charging system, as of a later day, has booked it to no bill
  await pay('T1', 20_000, '2025-03-01');
  expect(await claim('2025-04-01')).toMatchObject({ prepaidFen: 20_000, principalOutstandingFen: 55_180 });
  expect((await read((tx) => tx.payment.findMany({ where: { accountId } })))[0]).toMatchObject({
    prepaidFen: 20_000,
  });
});

it('written off is never claimed again, not by a ledger that does not know of it either', async () => {
  await read(async (tx) => {
    await lockAccount(tx, accountId);
    const time = { now: Date.parse(`${AS_OF}T01:30:00Z`), today: AS_OF };
    const of = { communityId, accountId, caseId: uuid(), by: BY };
    await writeOffClaimed(tx, of, time);
    await writeOffClaimed(tx, of, time);
  });
  expect(await claim()).toMatchObject({ claimableFen: 0, principalOutstandingFen: 0 });
  await ledger([BILL], '2026-11-01');
  expect(await claim('2026-12-31')).toMatchObject({ claimableFen: 0, oldestDueOn: null });
  const explained = await read((tx) => explainAccount(tx, accountId, AS_OF));
  expect(explained?.lines[0]?.steps.filter(({ kind }) => kind === 'waived')).toHaveLength(2);
});
