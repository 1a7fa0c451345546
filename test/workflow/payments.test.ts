import { type CaseStack, createCaseStack } from '../support/case-stack';

const OWED_FEN = 71_626;

jest.setTimeout(240_000);

let stack: CaseStack;
beforeAll(async () => {
  stack = await createCaseStack();
});
afterAll(() => stack.destroy());

describe('a part payment', () => {
  it('leaves the case at its level, and the next text asks for the rest', async () => {
    const one = await stack.account();
    await stack.openAndRelease();
    await stack.pass({ days: 1 });
    await stack.pay(one, 40_000);
    await stack.pass({ days: 1 });
    const row = await stack.caseOf(one.accountId);
    expect(row).toMatchObject({ status: 'open', level: 1, claimableFen: 31_626, principalFen: 31_626 });
    expect(row.context.next).toMatchObject({ kind: 'step', step: 'second-reminder' });
    await stack.pass({ days: 7, staff: true });
    const claimed = (await stack.contacts(one.accountId)).map(({ claimableFen }) => claimableFen);
    expect(claimed).toEqual([OWED_FEN, 31_626]);
  });
});

describe('a payment that is reversed', () => {
  it('within the window brings the case back to its place, and staff look at it before any contact', async () => {
    const one = await stack.account();
    await stack.openAndRelease();
    await stack.command(one.accountId, { type: 'LEVEL_DECIDED', level: 2 });
    await stack.pass({ days: 1 });
    const payment = await stack.pay(one, OWED_FEN);
    await stack.pass({ days: 3 });
    const settled = await stack.caseOf(one.accountId);
    expect(settled).toMatchObject({ status: 'settled' });
    await stack.reverse(one, payment);
    await stack.pass({ days: 1 });
    expect(await stack.caseOf(one.accountId)).toMatchObject({
      id: settled.id,
      status: 'open',
      level: 2,
      claimableFen: OWED_FEN,
    });
    expect((await stack.tasks(one.accountId)).at(-1)).toMatchObject({
      kind: 'review_reversal',
      status: 'open',
    });
    await stack.finish(one.accountId, 'review_reversal', {});
    await stack.pass({ days: 1 });
    expect((await stack.tasks(one.accountId)).at(-1)).toMatchObject({ kind: 'post', status: 'open' });
    // the reminder, the thanks, and their correction
    const steps = (await stack.messages(one.accountId)).map(
      ({ stepKey }) => stepKey.split('/')[2]?.split('~')[0],
    );
    expect(steps).toEqual(['first-reminder', 'thanks', 'correction']);
  });

  it('after the window opens a new case that names the old one and starts at its level, held for review', async () => {
    const one = await stack.account();
    await stack.openAndRelease();
    await stack.command(one.accountId, { type: 'LEVEL_DECIDED', level: 2 });
    const payment = await stack.pay(one, OWED_FEN);
    await stack.pass({ days: 13 });
    const closed = await stack.caseOf(one.accountId);
    expect(closed).toMatchObject({ status: 'closed', closeReason: 'settled' });
    await stack.reverse(one, payment);
    await stack.scan();
    await stack.settled(one.accountId);
    const again = await stack.caseOf(one.accountId);
    expect(again).toMatchObject({
      previousCaseId: closed.id,
      status: 'open',
      level: 2,
      state: 'open.held',
      holdKinds: ['takeover_review'],
    });
    expect((await stack.tasks(one.accountId)).at(-1)).toMatchObject({ kind: 'review_hold', status: 'open' });
  });
});

describe('a charge that comes due while the case is silent', () => {
  it('supersedes it by a new case at level 1', async () => {
    const one = await stack.account();
    await stack.openAndRelease();
    await stack.command(one.accountId, { type: 'LEVEL_DECIDED', level: 2 });
    await stack.pay(one, OWED_FEN);
    await stack.pass({ days: 1 });
    const silent = await stack.caseOf(one.accountId);
    expect(silent).toMatchObject({ status: 'settled' });
    await stack.charge(one, { amountFen: 30_000, dueOn: await stack.day(-8) });
    await stack.relay();
    await stack.scan();
    await stack.settled(one.accountId);
    expect(await stack.caseOf(one.accountId)).toMatchObject({
      previousCaseId: silent.id,
      status: 'open',
      level: 1,
    });
    const old = await stack.inScope((tx) => tx.dunningCase.findUniqueOrThrow({ where: { id: silent.id } }));
    expect(old).toMatchObject({ status: 'closed', closeReason: 'superseded' });
  });
});
