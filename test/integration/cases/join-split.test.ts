import { randomUUID } from 'node:crypto';
import { joinAccounts } from '../../../src/cases/accounts/join';
import { previewJoin } from '../../../src/cases/accounts/join-preview';
import { splitAccount, undoJoin } from '../../../src/cases/accounts/split';
import { scanCommunity } from '../../../src/cases/scan';
import { communityTime } from '../../../src/communities/time';
import { addDays, civilDay } from '../../../src/domain/civil-day';
import { fen } from '../../../src/domain/money';
import { verifyEvidence } from '../../../src/evidence/verify/verify';
import { accountClaims } from '../../../src/ledger/claimable';
import type { StackAccount } from '../../support/case-stack';
import { createLiveStack, type LiveStack } from '../../support/live-stack';

/** 并户, 拆户 on the real stack: what moves, what both cases hear, each of it once. */
jest.setTimeout(120_000);

let stack: LiveStack;
beforeAll(async () => {
  stack = await createLiveStack();
});
afterAll(() => stack.destroy());

const actor = () => stack.actor('supervisor');

function join(
  from: StackAccount,
  into: StackAccount,
  more: { commandId?: string; level?: 'lower' | 'keep' } = {},
) {
  return joinAccounts(stack.context, actor(), {
    communityId: stack.communityId,
    commandId: randomUUID(),
    fromId: from.accountId,
    intoId: into.accountId,
    level: 'lower',
    reason: '同一业主',
    ...more,
  });
}

async function claimOf({ accountId }: StackAccount) {
  return stack.inScope(async (tx) => {
    const { today } = await communityTime(tx, stack.communityId, stack.context.now());
    const claim = (await accountClaims(tx, [accountId], today)).get(accountId);
    if (!claim) throw new Error('no claim');
    return claim;
  });
}

async function opened(...owed: (number | undefined)[]): Promise<StackAccount[]> {
  const accounts = [];
  for (const owedFen of owed) accounts.push(await stack.account(owedFen));
  await stack.open();
  for (const { accountId } of accounts) await stack.recorded(accountId);
  return accounts;
}

/** The case as it was last recorded. */
async function caseOf({ accountId }: StackAccount) {
  await stack.eventually(async () => ((await stack.caseRow(accountId))?.turn ?? 0) > 0);
  const row = await stack.caseRow(accountId);
  if (!row) throw new Error('no case');
  return row;
}

const level = (one: StackAccount, to: 2 | 3) =>
  stack.say('supervisor', one.accountId, { kind: 'level', level: to });
const entries = ({ accountId }: StackAccount, kind: string) =>
  stack.inScope((tx) => tx.evidenceEntry.count({ where: { accountId, kind } }));

async function objectsOf({ accountId }: StackAccount) {
  const rows = await stack.inScope((tx) => tx.chargeObject.findMany({ where: { accountId } }));
  return { objectIds: rows.map(({ id }) => id) };
}

async function isFinished(moveId: string): Promise<boolean> {
  const move = await stack.inScope((tx) => tx.accountMove.findUniqueOrThrow({ where: { id: moveId } }));
  return move.finishedAt !== null;
}

describe('joining two accounts in dunning', () => {
  it('is done once, and points each chain to the other; both stay whole', async () => {
    const [a, b] = (await opened(10_000, 20_000)) as [StackAccount, StackAccount];
    const commandId = randomUUID();
    const done = await Promise.all([join(a, b, { commandId }), join(a, b, { commandId })]);
    expect(done.map(({ already }) => already).sort()).toEqual([false, true]);
    await expect(join(b, a, { commandId })).rejects.toMatchObject({ code: 'COMMAND_ID_TAKEN' });
    expect([await claimOf(a), await claimOf(b)].map((one) => one.claimableFen)).toEqual([0, 30_000]);
    expect(await caseOf(a)).toMatchObject({ status: 'closed', closeReason: 'merged' });
    await stack.eventually(async () => (await caseOf(b)).claimableFen === 30_000);
    expect([await entries(a, 'joined'), await entries(b, 'joined')]).toEqual([1, 1]);
    const steps = await stack.inScope((tx) =>
      tx.plannedStep.count({ where: { end: null, case: { accountId: a.accountId } } }),
    );
    expect(steps).toBe(0);
    const report = await verifyEvidence(stack.context, { communityId: stack.communityId });
    expect(report.findings).toEqual([]);
  });

  it('goes on at the lower level, or where it stands if that is chosen', async () => {
    const [a, b, c, d] = (await opened(undefined, undefined, undefined, undefined)) as [
      StackAccount,
      StackAccount,
      StackAccount,
      StackAccount,
    ];
    await level(b, 3);
    await level(d, 3);
    const ids = { communityId: stack.communityId, fromId: a.accountId, intoId: b.accountId };
    expect(await previewJoin(stack.context, actor(), { ...ids, level: 'lower' })).toMatchObject({
      refusal: null,
      plan: { level: 1, setLevel: 1 },
    });
    await join(a, b);
    expect(await caseOf(b)).toMatchObject({ level: 1, status: 'open' });
    await join(c, d, { level: 'keep' });
    expect(await caseOf(d)).toMatchObject({ level: 3 });
  });

  it('carries over what holds the one, from the commit on; and back where the join is undone', async () => {
    const [a, b] = (await opened(50_000, 10_000)) as [StackAccount, StackAccount];
    const { today } = await stack.inScope((tx) => communityTime(tx, stack.communityId, stack.context.now()));
    const promise = { kind: 'promise' as const, amountFen: fen(50_000), promisedOn: addDays(today, 4) };
    await stack.say('agent', a.accountId, promise);
    await stack.say('agent', a.accountId, { kind: 'complaint', matter: 'repairs' });
    const before = await caseOf(a);
    const joinId = randomUUID();
    await join(a, b, { commandId: joinId });
    const holds = () =>
      stack.inScope((tx) =>
        tx.hold.findMany({ where: { accountId: b.accountId, endedAt: null }, orderBy: { kind: 'asc' } }),
      );
    expect((await holds()).map(({ kind }) => kind)).toEqual(['complaint', 'promise']);
    expect((await holds())[1]?.data).toMatchObject({ promisedOn: promise.promisedOn, amountFen: 50_000 });
    const disputes = await stack.inScope((tx) =>
      tx.dispute.findMany({
        where: { accountId: { in: [a.accountId, b.accountId] } },
        orderBy: { openedAt: 'asc' },
      }),
    );
    expect(disputes.map(({ matter, result }) => [matter, result])).toEqual([
      ['repairs', 'joined'],
      ['repairs', null],
    ]);
    expect(before.holdKinds.sort()).toEqual(['complaint', 'promise']);
    await undoJoin(stack.context, actor(), {
      ...{ communityId: stack.communityId, commandId: randomUUID(), joinId, reason: '并错了' },
    });
    expect(await holds()).toEqual([]);
    expect((await caseOf(a)).holdKinds.sort()).toEqual(['complaint', 'promise']);
  });

  it('opens a case where only the joined one had one, at the level at which that stood', async () => {
    const [a] = (await opened(undefined)) as [StackAccount];
    await level(a, 2);
    const former = await caseOf(a);
    const b = await stack.account(5_000, '2099-12-31');
    await join(a, b);
    expect(await caseOf(b)).toMatchObject({
      ...{ status: 'open', level: 2, previousCaseId: former.id, releasedFromOn: null },
    });
  });

  it('of two at once lets one through, whichever way round', async () => {
    const [a, b] = (await opened(undefined, undefined)) as [StackAccount, StackAccount];
    const answers = await Promise.allSettled([join(a, b), join(b, a)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const merged = await stack.inScope((tx) =>
      tx.account.count({ where: { id: { in: [a.accountId, b.accountId] }, mergedIntoId: { not: null } } }),
    );
    expect(merged).toBe(1);
  });

  it('refuses one that is joined already, one at law, itself, one that is not there, and an agent', async () => {
    const [a, b, c] = (await opened(undefined, undefined, undefined)) as [
      StackAccount,
      StackAccount,
      StackAccount,
    ];
    await join(a, b);
    await expect(join(a, c)).rejects.toMatchObject({ code: 'ACCOUNT_MERGED' });
    await expect(join(c, a)).rejects.toMatchObject({ code: 'ACCOUNT_MERGED' });
    await expect(join(c, c)).rejects.toMatchObject({ code: 'JOIN_SAME' });
    const nobody = { accountId: randomUUID(), chargeId: '' };
    await expect(join(c, nobody)).rejects.toMatchObject({ code: 'ACCOUNT_UNKNOWN' });
    await stack.inScope((tx) =>
      tx.dunningCase.updateMany({ where: { accountId: c.accountId }, data: { level: 4 } }),
    );
    await expect(join(c, b)).rejects.toMatchObject({ code: 'ACCOUNT_AT_LAW' });
    const asked = {
      ...{ communityId: stack.communityId, commandId: randomUUID(), level: 'lower' as const, reason: '试试' },
      ...{ fromId: a.accountId, intoId: b.accountId },
    };
    await expect(joinAccounts(stack.context, stack.actor('agent'), asked)).rejects.toMatchObject({
      code: 'NOT_PERMITTED',
    });
  });

  it('is told to the cases by the scan where they did not answer', async () => {
    const [a, b] = (await opened(undefined, undefined)) as [StackAccount, StackAccount];
    await stack.stopWorker();
    const told = await join(a, b);
    expect(told.state).toBe('telling');
    expect((await claimOf(b)).claimableFen).toBe(143_252);
    await stack.startWorker();
    for (let morning = 1; morning <= 3 && !(await isFinished(told.moveId)); morning += 1) {
      await scanCommunity(stack.context, stack.communityId);
    }
    expect(await isFinished(told.moveId)).toBe(true);
    expect(await caseOf(a)).toMatchObject({ closeReason: 'merged' });
  });
});

describe('splitting', () => {
  it('takes a join back: what came goes home, and goes on at its level', async () => {
    const [a, b] = (await opened(10_000, 20_000)) as [StackAccount, StackAccount];
    await level(a, 2);
    const joinId = randomUUID();
    await join(a, b, { commandId: joinId });
    const undo = { communityId: stack.communityId, commandId: randomUUID(), joinId, reason: '并错了' };
    expect(await undoJoin(stack.context, actor(), undo)).toMatchObject({ state: 'finished', already: false });
    expect(await undoJoin(stack.context, actor(), undo)).toMatchObject({ already: true });
    expect([await claimOf(a), await claimOf(b)].map((one) => one.claimableFen)).toEqual([10_000, 20_000]);
    expect(await caseOf(a)).toMatchObject({ status: 'open', level: 2 });
    await stack.eventually(async () => (await caseOf(b)).claimableFen === 20_000);
    const again = { ...undo, commandId: randomUUID() };
    await expect(undoJoin(stack.context, actor(), again)).rejects.toMatchObject({ code: 'JOIN_UNDONE' });
  });

  it('after a sale leaves each with the debts of his own time', async () => {
    const seller = await stack.account(10_000);
    await stack.inScope(async (tx) => {
      const charge = await tx.charge.findUniqueOrThrow({ where: { id: seller.chargeId } });
      const { communityId, accountId, objectId } = charge;
      const later = { item: '物业费', periodFrom: '2026-10-01', periodTo: '2026-10-31', dueOn: '2026-10-15' };
      await tx.charge.create({ data: { communityId, accountId, objectId, ...later, amountFen: 3_000 } });
    });
    await stack.open();
    await stack.recorded(seller.accountId);
    const { objectIds } = await objectsOf(seller);
    const sale = {
      ...{ communityId: stack.communityId, commandId: randomUUID(), fromId: seller.accountId, objectIds },
      cause: { kind: 'sale' as const, soldOn: civilDay('2026-10-01') },
      into: { name: '新业主', phone: '13912345678', kind: 'owner' as const },
      reason: '房屋过户',
    };
    const done = await splitAccount(stack.context, actor(), sale);
    expect(await splitAccount(stack.context, actor(), sale)).toMatchObject({
      already: true,
      intoId: done.intoId,
    });
    const buyer = { accountId: done.intoId, chargeId: '' };
    expect([await claimOf(seller), await claimOf(buyer)].map((one) => one.claimableFen)).toEqual([
      10_000, 3_000,
    ]);
    expect(await objectsOf(buyer)).toEqual({ objectIds });
    expect(await caseOf(buyer)).toMatchObject({ status: 'open', level: 1 });
    expect(await caseOf(seller)).toMatchObject({ status: 'open' });
    expect([await entries(seller, 'split'), await entries(buyer, 'split')]).toEqual([1, 1]);
  });

  it('leaves something where the join was wrong, and takes only what is the account’s', async () => {
    const [a, b] = (await opened(undefined, undefined)) as [StackAccount, StackAccount];
    const ask = (objectIds: string[]) =>
      splitAccount(stack.context, actor(), {
        ...{ communityId: stack.communityId, commandId: randomUUID(), fromId: a.accountId, objectIds },
        ...{ cause: { kind: 'wrong_join' }, into: { accountId: b.accountId }, reason: '更正' },
      });
    await expect(ask((await objectsOf(a)).objectIds)).rejects.toMatchObject({ code: 'SPLIT_NOTHING_STAYS' });
    await expect(ask((await objectsOf(b)).objectIds)).rejects.toMatchObject({ code: 'OBJECT_UNKNOWN' });
  });
});
