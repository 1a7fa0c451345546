import { type CaseStack, createCaseStack } from '../support/case-stack';

let stack: CaseStack;
beforeAll(async () => {
  stack = await createCaseStack();
});
afterAll(() => stack.destroy());

describe('a case that is settled', () => {
  it('at level 1: reminded, paid, thanked once, silent for the window, closed', async () => {
    const one = await stack.account();
    await stack.openAndRelease();
    await stack.pass({ days: 1 });
    expect(await stack.messages(one.accountId)).toHaveLength(1);
    await stack.pay(one, 71_626);
    await stack.pass({ hours: 6 });
    expect(await stack.caseOf(one.accountId)).toMatchObject({ status: 'settled', claimableFen: 0 });
    await stack.pass({ days: 12 });
    expect(await stack.caseOf(one.accountId)).toMatchObject({ status: 'closed', closeReason: 'settled' });
    expect(await stack.messages(one.accountId)).toHaveLength(2);
  });
});
