import { READY_MADE_KEYS, readyMadePolicies, readyMadePolicy } from '../../src/policy/ready-made';
import { policySchema } from '../../src/policy/schema';

const { standard, plan_text: planText, strict, lenient } = readyMadePolicies;

describe('the ready-made policies', () => {
  it.each(READY_MADE_KEYS)('%s is a valid document, and survives JSON', (key) => {
    const policy = readyMadePolicies[key];
    expect(policySchema.parse(JSON.parse(JSON.stringify(policy)))).toEqual(policy);
  });

  it('are found by their Chinese names and by their keys', () => {
    expect(['标准', '方案原文', '从严', '从宽'].map((name) => readyMadePolicy(name)?.name)).toEqual([
      '标准',
      '方案原文',
      '从严',
      '从宽',
    ]);
    expect(READY_MADE_KEYS.map((key) => readyMadePolicy(key))).toEqual([standard, planText, strict, lenient]);
    expect(readyMadePolicy('更严')).toBeNull();
    expect(readyMadePolicy('toString')).toBeNull();
  });
});

describe('「方案原文」', () => {
  it('has the plan’s own days: 15, 30, 60', () => {
    const { level1, level2, level3 } = planText.ladder;
    expect(level1.minimumStayDays).toBe(15);
    const ordinary = level1.steps.filter(({ when }) => when === 'always');
    expect(ordinary.every(({ onDay, untilDay }) => (untilDay ?? onDay) < 15)).toBe(true);
    expect([level2.afterDueDays, level3.afterDueDays]).toEqual([30, 60]);
    expect(level3.atOnceForCauses).toEqual(['dissatisfied', 'hardship']);
  });

  it('binds contacts, holds and approvals as 「标准」 does', () => {
    expect(planText.rules).toEqual(standard.rules);
    expect(planText.ladder.holds).toEqual(standard.ladder.holds);
    expect(planText.ladder.level2.deadline).toEqual(standard.ladder.level2.deadline);
  });
});

describe('「从严」', () => {
  it('never approaches anybody more often, nor at other hours, than 「标准」', () => {
    expect(strict.rules.contact).toEqual(standard.rules.contact);
  });

  it('gives a notice no shorter deadline, and an owner’s own matters no less time', () => {
    expect(strict.ladder.level2.deadline).toEqual(standard.ladder.level2.deadline);
    expect({ ...strict.ladder.holds, manualPauseDays: null }).toEqual({
      ...standard.ladder.holds,
      manualPauseDays: null,
    });
  });
});

describe('「从宽」', () => {
  it('approaches nobody more often than 「标准」', () => {
    const [mine, standards] = [lenient.rules.contact, standard.rules.contact];
    expect(mine.windows).toEqual(standards.windows);
    for (const cap of ['perDay', 'per7Days', 'per30Days', 'per30DaysAtLevel3', 'formalPer30Days'] as const) {
      expect(mine.budget[cap]).toBeLessThanOrEqual(standards.budget[cap]);
    }
    expect(mine.budget.automaticSpacingDays).toBeGreaterThanOrEqual(standards.budget.automaticSpacingDays);
    expect(mine.attempts.per30Days).toBeLessThanOrEqual(standards.attempts.per30Days);
  });
});
