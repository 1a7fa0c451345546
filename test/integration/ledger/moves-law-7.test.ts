import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { createUser, grantRole } from '../../../src/auth/users';
import { joinAccounts } from '../../../src/cases/accounts/join';
import { splitAccount, undoJoin } from '../../../src/cases/accounts/split';
import { type Tx, withScope, withSystemScope } from '../../../src/db/scope';
import { addDays, civilDay, startOfDay } from '../../../src/domain/civil-day';
import { accountClaims } from '../../../src/ledger/claimable';
import { assignParkedPayment, recordPayment, reversePayment } from '../../../src/ledger/payments';
import { AS_OF, BY, sampleCommunity } from '../../support/ledger';
import { createTestContext } from '../../support/stack/context';

/**
 * Law 7 around joins and splits, on generated ledgers: charges, payments for one or several accounts, credit, returns before and after, in any
 * order. Not a fen appears or goes, each payment is what it was, and a join taken back leaves what it found.
 */
const RUNS = Number(process.env.LAW_RUNS ?? 12);
jest.setTimeout(120_000 + RUNS * 6_000);

const ACCOUNTS = 3;
const accountNumber = fc.nat({ max: ACCOUNTS - 1 });
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      account: accountNumber,
      fen: fc.integer({ min: 1, max: 9_000 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('share' as const),
      a: accountNumber,
      b: accountNumber,
      fen: fc.integer({ min: 2, max: 9_000 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reverse' as const), payment: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('join' as const), from: accountNumber, into: accountNumber }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('undo' as const), join: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('split' as const),
      account: accountNumber,
      sale: fc.boolean(),
      day: fc.integer({ min: 0, max: 90 }),
    }),
  },
);
const history = fc.record({
  charges: fc.array(
    fc.record({
      account: accountNumber,
      object: fc.nat({ max: 1 }),
      fen: fc.integer({ min: 1, max: 6_000 }),
      day: fc.integer({ min: 0, max: 90 }),
    }),
    { minLength: 3, maxLength: 8 },
  ),
  steps: fc.array(step, { minLength: 3, maxLength: 9 }),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;
type Step = History['steps'][number];

/** Nothing is due on the community's day, so that no case begins; the sums are those of a later one. */
const FIRST = civilDay('2026-12-01');
const LATER = civilDay('2027-06-01');
let context: Awaited<ReturnType<typeof createTestContext>>;
let userId: string;

beforeAll(async () => {
  context = await createTestContext();
  userId = (await withSystemScope(context, (tx) => createUser(tx, { login: 'supervisor', name: '主管' }))).id;
});
afterAll(() => context.destroy());

async function world({ charges }: History) {
  const communityId = await sampleCommunity(context, `花园 ${randomUUID()}`);
  const ids = await withScope(context, communityId, async (tx) => {
    await grantRole(tx, { userId, communityId, role: 'supervisor' });
    const accounts: { id: string; objectIds: string[] }[] = [];
    for (let number = 0; number < ACCOUNTS; number += 1) {
      const party = await tx.party.create({
        data: { communityId, kind: 'owner', nameSealed: context.cipher.seal('甲'), nameIndex: randomUUID() },
      });
      const account = await tx.account.create({
        data: {
          ...{
            communityId,
            partyId: party.id,
            label: `1-1-10${number}`,
            building: '1',
            personIndex: randomUUID(),
          },
          objects: {
            create: [0, 1].map((object) => ({ communityId, kind: 'room', code: `1-${number}-${object}` })),
          },
        },
        include: { objects: { orderBy: { code: 'asc' } } },
      });
      accounts.push({ id: account.id, objectIds: account.objects.map(({ id }) => id) });
    }
    for (const [index, { account, object, fen, day }] of charges.entries()) {
      const owner = accounts[account];
      if (!owner) continue;
      const dueOn = addDays(FIRST, day);
      await tx.charge.create({
        data: {
          ...{
            communityId,
            accountId: owner.id,
            objectId: owner.objectIds[object] ?? '',
            item: `费用${index}`,
          },
          ...{ periodFrom: dueOn, periodTo: dueOn, dueOn, amountFen: fen },
        },
      });
    }
    return accounts;
  });
  return { communityId, accounts: ids };
}

type World = Awaited<ReturnType<typeof world>> & { payments: string[]; joins: string[]; made: string[] };

/** What is refused (joined already, nothing left to split) is no step. */
async function take(one: World, step: Step): Promise<void> {
  try {
    await play(one, step);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'UserError') throw error;
  }
}

async function play(one: World, step: Step): Promise<void> {
  const { communityId, accounts } = one;
  const of = (number: number) => accounts[number]?.id ?? '';
  const actor = { userId, memberships: [{ communityId, role: 'supervisor' as const }] };
  const base = { communityId, commandId: randomUUID(), reason: '生成' };
  const receivedAt = startOfDay(AS_OF, 'Asia/Shanghai');
  const receipt = { communityId, externalId: randomUUID(), receivedAt, channel: '银行', by: BY };
  switch (step.do) {
    case 'pay': {
      const { paymentId } = await recordPayment(context, {
        ...receipt,
        amountFen: step.fen,
        accountId: of(step.account),
      });
      one.payments.push(paymentId);
      return;
    }
    case 'share': {
      const { paymentId } = await recordPayment(context, { ...receipt, amountFen: step.fen });
      one.payments.push(paymentId);
      if (step.a === step.b) return;
      const first = Math.floor(step.fen / 2);
      const shares = [
        { accountId: of(step.a), amountFen: first },
        { accountId: of(step.b), amountFen: step.fen - first },
      ];
      await assignParkedPayment(context, { communityId, paymentId, shares, by: BY });
      return;
    }
    case 'reverse': {
      const paymentId = one.payments[step.payment % Math.max(1, one.payments.length)];
      if (paymentId)
        await reversePayment(context, { communityId, paymentId, receivedAt, reason: '退票', by: BY });
      return;
    }
    case 'join':
      await joinAccounts(context, actor, {
        ...base,
        fromId: of(step.from),
        intoId: of(step.into),
        level: 'lower',
      });
      one.joins.push(base.commandId);
      return;
    case 'undo': {
      const joinId = one.joins[step.join % Math.max(1, one.joins.length)];
      if (joinId) await undoJoin(context, actor, { ...base, joinId });
      return;
    }
    case 'split': {
      const account = accounts[step.account];
      if (!account) return;
      const done = await splitAccount(context, actor, {
        ...base,
        fromId: account.id,
        objectIds: account.objectIds.slice(0, 1),
        cause: step.sale ? { kind: 'sale', soldOn: addDays(FIRST, step.day) } : { kind: 'wrong_join' },
        into: { name: '乙', phone: null, kind: 'owner' },
      });
      one.made.push(done.intoId);
      return;
    }
    default: {
      const never: never = step;
      throw new Error(`unknown step: ${JSON.stringify(never)}`);
    }
  }
}

async function sums(tx: Tx, communityId: string) {
  const [charges, credits, allocations] = [
    await tx.charge.aggregate({ where: { communityId, status: 'standing' }, _sum: { amountFen: true } }),
    await tx.prepaymentEntry.aggregate({ where: { communityId }, _sum: { amountFen: true } }),
    await tx.allocation.aggregate({ where: { communityId }, _sum: { amountFen: true } }),
  ];
  return {
    charged: charges._sum.amountFen ?? 0,
    credit: credits._sum.amountFen ?? 0,
    allocated: allocations._sum.amountFen ?? 0,
  };
}

async function checkLaw7(tx: Tx, communityId: string): Promise<void> {
  const accounts = await tx.account.findMany({
    where: { communityId },
    select: { id: true, mergedIntoId: true },
  });
  const claims = await accountClaims(
    tx,
    accounts.map(({ id }) => id),
    LATER,
  );
  for (const { id, mergedIntoId } of accounts) {
    const claim = claims.get(id);
    if (!claim) throw new Error('no claim');
    expect(claim.claimableFen).toBeGreaterThanOrEqual(0);
    if (mergedIntoId !== null)
      expect(claim).toMatchObject({ claimableFen: 0, principalOutstandingFen: 0, prepaidFen: 0 });
    const credit = await tx.prepaymentEntry.aggregate({
      where: { accountId: id },
      _sum: { amountFen: true },
    });
    expect(credit._sum.amountFen ?? 0).toBeGreaterThanOrEqual(0);
  }
  const payments = await tx.payment.findMany({ where: { communityId }, include: { allocations: true } });
  for (const { amountFen, allocations, prepaidFen, parkedFen, refundedFen, id } of payments) {
    const allocated = allocations.reduce((sum, one) => sum + one.amountFen, 0);
    expect(allocated + prepaidFen + parkedFen + refundedFen).toBe(amountFen);
    const credit = await tx.prepaymentEntry.aggregate({
      where: { paymentId: id },
      _sum: { amountFen: true },
    });
    expect(credit._sum.amountFen ?? 0).toBe(prepaidFen);
  }
  const versions = await tx.ledgerEvent.groupBy({
    by: ['accountId'],
    where: { communityId },
    _max: { version: true },
    _count: true,
  });
  for (const { _max, _count } of versions) expect(_max.version).toBe(_count);
}

it('the money adds up, whatever is joined, split, paid and returned', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (all) => {
      const made = await world(all);
      const one: World = { ...made, payments: [], joins: [], made: [] };
      for (const step of all.steps) {
        const before = await withScope(context, one.communityId, (tx) => sums(tx, one.communityId));
        await take(one, step);
        await withScope(context, one.communityId, async (tx) => {
          await checkLaw7(tx, one.communityId);
          const after = await sums(tx, one.communityId);
          if (step.do === 'join' || step.do === 'undo' || step.do === 'split') expect(after).toEqual(before);
        });
      }
    }),
    { numRuns: RUNS },
  );
});

it('a join that is taken back leaves every account as it was', async () => {
  const all: History = {
    charges: [
      { account: 0, object: 0, fen: 5_000, day: 0 },
      { account: 1, object: 1, fen: 3_000, day: 30 },
    ],
    steps: [],
  };
  const one: World = { ...(await world(all)), payments: [], joins: [], made: [] };
  await take(one, { do: 'pay', account: 0, fen: 6_000 });
  await take(one, { do: 'pay', account: 1, fen: 500 });
  const state = () =>
    withScope(context, one.communityId, async (tx) => {
      const claims = await accountClaims(
        tx,
        one.accounts.map(({ id }) => id),
        LATER,
      );
      return one.accounts.map(({ id }) => {
        const claim = claims.get(id);
        return [claim?.claimableFen, claim?.principalOutstandingFen, claim?.prepaidFen];
      });
    });
  const before = await state();
  await take(one, { do: 'join', from: 0, into: 1 });
  expect(await state()).toEqual([
    [0, 0, 0],
    [1_500, 1_500, 1_000],
    [0, 0, 0],
  ]);
  await take(one, { do: 'undo', join: 0 });
  expect(await state()).toEqual(before);
});
