import { policySchema } from '../../src/policy/schema';
import { standard } from '../../src/policy/standard';

/** A copy of 「标准」 with one value changed, as a person who edits it might. */
function edited(path: string, value: unknown): unknown {
  const policy: unknown = JSON.parse(JSON.stringify(standard));
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at = policy as Record<string, unknown>;
  for (const key of keys) at = at[key] as Record<string, unknown>;
  at[last] = value;
  return policy;
}

describe('「标准」', () => {
  it('is a document: it survives JSON', () => {
    expect(policySchema.parse(JSON.parse(JSON.stringify(standard)))).toEqual(standard);
  });

  it('has the days and amounts of the first-day policy', () => {
    const { level1, level2, level3, level4 } = standard.ladder;
    expect(level1.afterDueWorkdays).toBe(3);
    expect(level1.steps.map(({ onDay, untilDay }) => [onDay, untilDay])).toEqual([
      [0, undefined],
      [7, undefined],
      [9, 15],
      [17, 24],
      [25, undefined],
    ]);
    expect([level2.afterDueDays, level2.minimumFen, level2.unreachable.afterDueDays]).toEqual([
      31, 10_000, 15,
    ]);
    expect([level2.deadline.byHandDays, level2.deadline.byMailDays]).toEqual([10, 15]);
    expect([level3.afterDueDays, level3.minimumFen, level3.visits, level3.visitSpacingDays]).toEqual([
      61, 50_000, 2, 7,
    ]);
    expect(level4.proposal.minimumFen).toBe(300_000);
    expect(standard.ladder.settlement).toEqual({ toleranceFen: 500, reversalWindowDays: 10 });
  });
});

describe('a message about a policy names the field', () => {
  it.each([
    ['ladder.level2.afterDueDays', 'soon', '二级进入：到期后天数'],
    ['ladder.level2.minimumFen', -1, '二级进入：起催额'],
    ['ladder.level2.minimumFen', 99.5, '二级进入：起催额'],
    ['ladder.malicious.floorDays', 3, '拒缴：间隔不低于天数'],
    ['ladder.level3.afterDueDays', 20, '三级进入须晚于二级进入'],
    ['rules.freshness.maxWorkdays', null, '数据新鲜度：工作日数'],
    ['rules.contact.budget.perDay', 9, '催缴触达每日上限'],
    ['rules.contact.windows.sms.dayOff', [{ from: '20:00', to: '22:00' }], '夜间不打扰'],
    ['rules.contact.windows.call.workday', [{ from: '12:00', to: '09:00' }], '开始须早于结束'],
    ['rules.limitation.alarmDays', [30, 90], '时效预警'],
  ])('%s = %j', (path, value, message) => {
    const { error } = policySchema.safeParse(edited(path, value));
    expect(error?.issues.map((issue) => issue.message).join('; ')).toContain(message);
  });

  it('and an unknown field is refused, not dropped', () => {
    expect(policySchema.safeParse(edited('rules.cutWater', true)).success).toBe(false);
  });
});
