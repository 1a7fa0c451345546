import type { Declared } from '../../src/domain/take-over';
import { type CaseStack, createCaseStack, type StackAccount } from '../support/case-stack';

const OWED_FEN = 71_626;
const SUED: Declared = {
  state: 'sued',
  level: 1,
  cause: null,
  lastContactOn: null,
  lastContactBy: null,
  promisedOn: null,
  promisedFen: null,
};

jest.setTimeout(240_000);

let stack: CaseStack;
beforeAll(async () => {
  stack = await createCaseStack();
});
afterAll(() => stack.destroy());

/** Settles what is owed, and returns what the owner was sent after that. */
async function paidInFull(one: StackAccount) {
  const before = (await stack.messages(one.accountId)).length;
  await stack.pay(one, OWED_FEN);
  await stack.pass({ days: 1 });
  const after = await stack.messages(one.accountId);
  return after.length - before;
}

describe('a case that is paid', () => {
  it('at level 1: is thanked once, silent for the window, then closed', async () => {
    const one = await stack.account();
    await stack.openAndRelease();
    await stack.pass({ days: 1 });
    expect(await stack.messages(one.accountId)).toHaveLength(1);
    expect(await paidInFull(one)).toBe(1);
    expect(await stack.caseOf(one.accountId)).toMatchObject({ status: 'settled', claimableFen: 0, level: 1 });
    await stack.pass({ days: 12 });
    expect(await stack.caseOf(one.accountId)).toMatchObject({ status: 'closed', closeReason: 'settled' });
    expect(await stack.messages(one.accountId)).toHaveLength(2);
  });

  it('at level 2: its notice is not posted any more, and no task is left', async () => {
    const one = await stack.account();
    await stack.openAndRelease();
    await stack.command(one.accountId, { type: 'LEVEL_DECIDED', level: 2 });
    await stack.pass({ days: 2 });
    expect((await stack.tasks(one.accountId)).map(({ kind, status }) => ({ kind, status }))).toEqual([
      { kind: 'post', status: 'open' },
    ]);
    expect(await paidInFull(one)).toBe(1);
    expect(await stack.caseOf(one.accountId)).toMatchObject({ status: 'settled', level: 2 });
    expect(
      (await stack.tasks(one.accountId)).map(({ status, endReason }) => ({ status, endReason })),
    ).toEqual([{ status: 'withdrawn', endReason: 'SETTLED' }]);
  });

  it('at level 3: is not thanked', async () => {
    const one = await stack.account();
    await stack.openAndRelease();
    await stack.command(one.accountId, { type: 'LEVEL_DECIDED', level: 3 });
    await stack.pass({ days: 1 });
    expect(await paidInFull(one)).toBe(0);
    expect(await stack.caseOf(one.accountId)).toMatchObject({ status: 'settled', level: 3 });
  });

  it('at level 4: waits for counsel, who closes it', async () => {
    const one = await stack.account({ declared: SUED });
    await stack.openAndRelease();
    await stack.pass({ days: 1 });
    const counsel = { id: 'counsel', role: 'counsel' };
    await stack.command(one.accountId, { type: 'COUNSEL_CONFIRMED', actor: counsel });
    expect(await paidInFull(one)).toBe(0);
    expect(await stack.caseOf(one.accountId)).toMatchObject({ status: 'open', state: 'settling', level: 4 });
    expect((await stack.tasks(one.accountId)).at(-1)).toMatchObject({
      kind: 'confirm_settling',
      status: 'open',
    });
    await stack.command(one.accountId, { type: 'CASE_CLOSED', reason: 'settled', actor: counsel });
    await stack.settled(one.accountId);
    expect(await stack.caseOf(one.accountId)).toMatchObject({ status: 'closed', closeReason: 'settled' });
    expect(await stack.messages(one.accountId)).toHaveLength(0);
  });
});
