import { civilDay } from '../../src/domain/civil-day';
import { mayRelease, releaseDays } from '../../src/domain/release';
import { standard } from '../../src/policy/standard';

const rules = standard.rules.release;
const first = { firstImport: true, demonstration: false };
const accounts = Array.from({ length: 70 }, (_, index) => index);

describe('the release of a wave', () => {
  it("is the supervisor's, of the first import the manager's", () => {
    expect(mayRelease('supervisor', { ...first, firstImport: false }, rules)).toBe(true);
    expect(mayRelease('supervisor', first, rules)).toBe(false);
    expect(mayRelease('manager', first, rules)).toBe(true);
    expect(mayRelease('agent', { ...first, firstImport: false }, rules)).toBe(false);
  });

  it('lets 30 accounts of the first import start a day, all of a demonstration at once', () => {
    const on = civilDay('2026-11-23');
    const days = releaseDays(accounts, on, first, rules).map((one) => one.on);
    expect(days.filter((day) => day === on)).toHaveLength(30);
    expect(days.filter((day) => day === '2026-11-25')).toHaveLength(10);
    const atOnce = releaseDays(accounts, on, { ...first, demonstration: true }, rules);
    expect(atOnce.every((one) => one.on === on)).toBe(true);
  });
});
