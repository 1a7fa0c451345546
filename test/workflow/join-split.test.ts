import { randomUUID } from 'node:crypto';
import { joinAccounts } from '../../src/cases/accounts/join';
import { splitAccount } from '../../src/cases/accounts/split';
import { accountClaims } from '../../src/ledger/claimable';
import { type CaseStack, createCaseStack, type StackAccount } from '../support/case-stack';

/** 并户, 拆户 as days go by: nobody is thanked for what he has not paid, and nobody is dunned twice. */
jest.setTimeout(240_000);

let stack: CaseStack;
beforeAll(async () => {
  stack = await createCaseStack();
});
afterAll(() => stack.destroy());

const actor = () => ({
  userId: stack.managerId,
  memberships: [{ communityId: stack.communityId, role: 'manager' as const }],
});

function join(from: StackAccount, into: StackAccount, more: { commandId?: string } = {}) {
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
    const { today } = await stack.today();
    const claim = (await accountClaims(tx, [accountId], today)).get(accountId);
    if (!claim) throw new Error('no claim');
    return claim;
  });
}

/** Every planned key of the account's cases has one end, once they are closed (law 4). */
async function openSteps({ accountId }: StackAccount) {
  return stack.inScope((tx) =>
    tx.plannedStep.findMany({ where: { end: null, case: { accountId } }, select: { key: true } }),
  );
}

describe('joining two accounts in dunning', () => {
  it('moves all that is owed, ends the one case as merged and goes on with the other, once', async () => {
    const [a, b] = [await stack.account({ owedFen: 10_000 }), await stack.account({ owedFen: 20_000 })];
    await stack.openAndRelease();
    await stack.pass({ days: 1 });
    const before = await stack.messages(a.accountId);
    const commandId = randomUUID();
    expect(await join(a, b, { commandId })).toMatchObject({ state: 'finished', already: false });
    expect(await join(a, b, { commandId })).toMatchObject({ state: 'finished', already: true });

    expect(await claimOf(a)).toMatchObject({ claimableFen: 0 });
    expect(await claimOf(b)).toMatchObject({ claimableFen: 30_000, principalOutstandingFen: 30_000 });
    expect(await stack.caseOf(a.accountId)).toMatchObject({ status: 'closed', closeReason: 'merged' });
    await stack.settled(b.accountId);
    expect(await stack.caseOf(b.accountId)).toMatchObject({ status: 'open', claimableFen: 30_000 });
    expect(await openSteps(a)).toEqual([]);
    const tasks = await stack.tasks(a.accountId);
    expect(tasks.filter(({ status }) => status === 'open')).toEqual([]);
    await stack.pass({ days: 10 });
    // nobody is thanked for what he has not paid, and nothing more goes out on the joined account
    expect(await stack.messages(a.accountId)).toHaveLength(before.length);
    await stack.scan();
    expect(await stack.caseOf(a.accountId)).toMatchObject({ closeReason: 'merged' });
  });

  it('into a silent one: that one is superseded, and the other goes on', async () => {
    const [a, b] = [await stack.account(), await stack.account()];
    await stack.openAndRelease();
    await stack.pay(b, 71_626);
    await stack.pass({ days: 1 });
    expect(await stack.caseOf(b.accountId)).toMatchObject({ status: 'settled' });
    await join(a, b);
    const cases = await stack.inScope((tx) =>
      tx.dunningCase.findMany({ where: { accountId: b.accountId }, orderBy: { id: 'asc' } }),
    );
    expect(cases.map(({ status, closeReason }) => [status, closeReason])).toEqual([
      ['closed', 'superseded'],
      ['open', null],
    ]);
  });
});

describe('splitting', () => {
  it('thanks nobody where nothing is left to claim', async () => {
    const seller = await stack.account({ owedFen: 10_000 });
    await stack.openAndRelease();
    await stack.pass({ days: 1 });
    const before = await stack.messages(seller.accountId);
    const { objectIds } = await objectsOf(seller);
    await splitAccount(stack.context, actor(), {
      ...{ communityId: stack.communityId, commandId: randomUUID(), fromId: seller.accountId, objectIds },
      cause: { kind: 'sale', soldOn: '2026-01-01' as never },
      into: { name: '新业主', phone: null, kind: 'owner' },
      reason: '一直是新业主的',
    });
    expect(await stack.caseOf(seller.accountId)).toMatchObject({
      status: 'closed',
      closeReason: 'superseded',
    });
    await stack.pass({ days: 2 });
    expect(await stack.messages(seller.accountId)).toHaveLength(before.length);
  });
});

async function objectsOf({ accountId }: StackAccount) {
  const rows = await stack.inScope((tx) => tx.chargeObject.findMany({ where: { accountId } }));
  return { objectIds: rows.map(({ id }) => id) };
}
