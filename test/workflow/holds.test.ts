import { randomUUID } from 'node:crypto';
import { policySchema } from '../../src/policy/schema';
import { standard } from '../../src/policy/standard';
import { type CaseStack, createCaseStack, type StackAccount } from '../support/case-stack';

const OWED_FEN = 71_626;

/** Two text messages thirty days apart, and nothing else for as long as the test looks. */
const [first] = standard.ladder.level1.steps;
if (!first) throw new Error('no first step');
const thirtyDaysApart = policySchema.parse({
  ...standard,
  ladder: {
    ...standard.ladder,
    level1: {
      ...standard.ladder.level1,
      minimumStayDays: 120,
      steps: [first, { ...first, id: 'second-reminder', onDay: 30 }],
    },
  },
});

jest.setTimeout(240_000);

let stack: CaseStack;
beforeAll(async () => {
  stack = await createCaseStack({ policy: thirtyDaysApart });
});
afterAll(() => stack.destroy());

async function promise({ accountId }: StackAccount, inDays: number, amountFen = OWED_FEN): Promise<string> {
  const { now } = await stack.today();
  const id = randomUUID();
  const promisedOn = await stack.day(inDays);
  const hold = {
    id,
    kind: 'promise' as const,
    beganAt: now,
    endsAt: now + (inDays + 4) * 86_400_000,
    by: null,
    amountFen,
    promisedOn,
  };
  expect(await stack.command(accountId, { type: 'HOLD_PLACED', hold }, id)).toMatchObject({ accepted: true });
  return id;
}

describe('a hold', () => {
  it('of days 10 to 25 moves the end of a wait of thirty days to day 45', async () => {
    const one = await stack.account();
    await stack.openAndRelease();
    await stack.pass({ days: 1 });
    const [sent] = await stack.messages(one.accountId);
    const planned = (await stack.caseOf(one.accountId)).context.dueAt ?? 0;
    await stack.pass({ days: 9 });
    const { now } = await stack.today();
    const hold = {
      id: randomUUID(),
      kind: 'manual_pause' as const,
      beganAt: now,
      endsAt: now + 15 * 86_400_000,
      by: stack.managerId,
      amountFen: null,
      promisedOn: null,
    };
    await stack.command(one.accountId, { type: 'HOLD_PLACED', hold });
    const held = await stack.caseOf(one.accountId);
    expect(held).toMatchObject({ state: 'open.held', holdKinds: ['manual_pause'] });
    expect(held.context).toMatchObject({ dueAt: null, left: planned - (held.context.heldSince ?? 0) });
    await stack.pass({ days: 15 });
    const resumed = await stack.caseOf(one.accountId);
    const movedDays = ((resumed.context.dueAt ?? 0) - planned) / 86_400_000;
    expect(movedDays).toBeCloseTo(15, 3);
    await stack.pass({ days: 22 });
    const [, second] = await stack.messages(one.accountId);
    const daysBetween = ((second?.at.getTime() ?? 0) - (sent?.at.getTime() ?? 0)) / 86_400_000;
    expect(Math.round(daysBetween)).toBe(45);
  });
});

describe('a promise', () => {
  it('that is kept ends as kept, with one reminder on the eve', async () => {
    const one = await stack.account();
    await stack.openAndRelease();
    await stack.pass({ days: 1 });
    const id = await promise(one, 5);
    await stack.pass({ days: 5 });
    expect(await stack.messages(one.accountId)).toHaveLength(2);
    await stack.pay(one, OWED_FEN);
    await stack.pass({ days: 1 });
    expect(await stack.caseOf(one.accountId)).toMatchObject({ status: 'settled', holdKinds: [] });
    const hold = await stack.inScope((tx) => tx.hold.findUniqueOrThrow({ where: { id } }));
    expect(hold.endedAt).not.toBeNull();
  });

  it('that is broken ends after its grace, is a task for staff, and the case goes on where it stood', async () => {
    const one = await stack.account();
    await stack.openAndRelease();
    await stack.pass({ days: 1 });
    const before = await stack.caseOf(one.accountId);
    const id = await promise(one, 3);
    await stack.pass({ days: 9 });
    const hold = await stack.inScope((tx) => tx.hold.findUniqueOrThrow({ where: { id } }));
    expect(hold).toMatchObject({ verdict: 'broken' });
    const row = await stack.caseOf(one.accountId);
    expect(row).toMatchObject({ holdKinds: [], level: before.level, state: before.state });
    expect(row.context.brokenPromises).toBe(1);
    expect((await stack.tasks(one.accountId)).at(-1)).toMatchObject({
      kind: 'review_broken_promise',
      status: 'open',
    });
  });

  it('that is partly kept says so', async () => {
    const one = await stack.account();
    await stack.openAndRelease();
    const id = await promise(one, 3);
    await stack.pay(one, 10_000);
    await stack.pass({ days: 9 });
    const hold = await stack.inScope((tx) => tx.hold.findUniqueOrThrow({ where: { id } }));
    expect(hold).toMatchObject({ verdict: 'partly' });
  });
});
