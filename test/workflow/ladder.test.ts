import { type CaseStack, createCaseStack } from '../support/case-stack';

jest.setTimeout(600_000);

let stack: CaseStack;
beforeAll(async () => {
  stack = await createCaseStack();
});
afterAll(() => stack.destroy());

const manager = { id: 'manager', role: 'manager' };
const counsel = { id: 'counsel', role: 'counsel' };

describe('an account that never pays', () => {
  it('is reminded, served, visited, referred by two persons, and ends with an enforced judgment', async () => {
    const one = await stack.account({ owedFen: 400_000, dueOn: '2025-09-30' });
    await stack.openAndRelease();
    const levels: number[] = [];
    for (let weeks = 0; weeks < 40 && levels.at(-1) !== 3; weeks += 1) {
      const { level } = await stack.caseOf(one.accountId);
      if (level !== levels.at(-1)) levels.push(level);
      await stack.pass({ days: 7, staff: true });
    }
    expect(levels).toEqual([1, 2, 3]);
    for (let weeks = 0; weeks < 40; weeks += 1) {
      const row = await stack.caseOf(one.accountId);
      if (row.state.endsWith('proposing')) break;
      await stack.pass({ days: 7, staff: true });
    }
    expect(await stack.caseOf(one.accountId)).toMatchObject({
      level: 3,
      state: 'open.ladder.visit.proposing',
    });

    const requested = { type: 'REFERRAL_REQUESTED', missing: [] as string[], thresholdsMet: true } as const;
    await stack.command(one.accountId, { ...requested, actor: manager });
    await expect(
      stack.command(one.accountId, { type: 'REFERRAL_ANSWERED', approved: true, actor: manager }),
    ).rejects.toMatchObject({ cause: { type: 'SAME_PERSON' } });
    const other = { id: 'another manager', role: 'manager' };
    await stack.command(one.accountId, { type: 'REFERRAL_ANSWERED', approved: true, actor: other });
    await stack.settled(one.accountId);
    expect(await stack.caseOf(one.accountId)).toMatchObject({ level: 4 });

    for (const milestone of [
      'package_ready',
      'lawyer_letter_sent',
      'suit_filed',
      'judgment',
      'enforced',
    ] as const) {
      await stack.command(one.accountId, { type: 'MILESTONE_REACHED', milestone, actor: counsel });
    }
    await stack.settled(one.accountId);
    expect(await stack.caseOf(one.accountId)).toMatchObject({ status: 'closed', closeReason: 'enforced' });

    const kinds = (await stack.entries(one.accountId)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'level')).toHaveLength(4);
    const steps = await stack.inScope((tx) =>
      tx.plannedStep.findMany({ where: { case: { accountId: one.accountId } } }),
    );
    expect(steps.filter(({ end }) => end === null)).toEqual([]);
  });
});

describe('an account without a usable phone', () => {
  it('is never sent a message, and goes to paper early with the reason in evidence', async () => {
    const one = await stack.account({ phones: [], dueOn: await stack.day(-20) });
    await stack.openAndRelease();
    await stack.pass({ days: 12, staff: true });
    const row = await stack.caseOf(one.accountId);
    expect(row).toMatchObject({ level: 2 });
    expect(row.context.basis).toMatchObject({ kind: 'unreachable' });
    expect(await stack.messages(one.accountId)).toEqual([]);
    const steps = await stack.inScope((tx) =>
      tx.plannedStep.findMany({ where: { caseId: row.id, level: 1 } }),
    );
    expect(steps.map(({ end, endReason }) => ({ end, endReason }))).toContainEqual({
      end: 'withdrawn',
      endReason: 'NO_CHANNEL',
    });
  });
});
