import { type CivilDay, civilDay } from '../../src/domain/civil-day';
import { accountsPerDay, dayRefusal, mayRelease, releaseDays } from '../../src/domain/release';
import { standard } from '../../src/policy/standard';

const rules = standard.rules.release;
const first = { firstImport: true, demonstration: false };
const accounts = Array.from({ length: 70 }, (_, index) => index);
const on = civilDay('2026-11-23');
const never = (): boolean => false;

function counts(days: { on: CivilDay }[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const day of days) found[day.on] = (found[day.on] ?? 0) + 1;
  return found;
}

describe('the release of a wave', () => {
  it("is the supervisor's, of the first import the manager's", () => {
    expect(mayRelease('supervisor', { ...first, firstImport: false }, rules)).toBe(true);
    expect(mayRelease('supervisor', first, rules)).toBe(false);
    expect(mayRelease('manager', first, rules)).toBe(true);
    expect(mayRelease('agent', { ...first, firstImport: false }, rules)).toBe(false);
  });

  it('lets 30 accounts of the first import start a day, all of a demonstration at once', () => {
    expect(accountsPerDay(first, rules)).toBe(30);
    expect(accountsPerDay({ ...first, demonstration: true }, rules)).toBeNull();
    const days = releaseDays(accounts, { from: on, perDay: 30, isQuiet: never });
    expect(counts(days)).toEqual({ '2026-11-23': 30, '2026-11-24': 30, '2026-11-25': 10 });
    const atOnce = releaseDays(accounts, { from: on, perDay: null, isQuiet: never });
    expect(counts(atOnce)).toEqual({ '2026-11-23': 70 });
  });

  it('lays nobody on a quiet day, and fills a day up that another part began', () => {
    const isQuiet = (day: CivilDay): boolean => day === '2026-11-24' || day === '2026-11-25';
    const alreadyOn = new Map([[on, 20]]);
    const days = releaseDays(accounts, { from: on, perDay: 30, isQuiet, alreadyOn });
    expect(counts(days)).toEqual({ '2026-11-23': 10, '2026-11-26': 30, '2026-11-27': 30 });
  });

  it('begins on no day that is over, quiet, or further away than the policy allows', () => {
    const isQuiet = (day: CivilDay): boolean => day === '2026-11-28';
    const refusal = (day: string) => dayRefusal(civilDay(day), on, rules, isQuiet);
    expect(refusal('2026-11-22')).toBe('IN_THE_PAST');
    expect(refusal('2026-11-28')).toBe('QUIET_DAY');
    expect(refusal('2026-12-24')).toBe('TOO_FAR');
    expect(refusal('2026-11-23')).toBeNull();
    expect(refusal('2026-12-23')).toBeNull();
  });
});
