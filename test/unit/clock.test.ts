import { civilDay, civilDayOf } from '../../src/domain/civil-day';
import { clockStands, communityNow, demonstrationClock, releaseClock, toReal } from '../../src/domain/clock';

const made = demonstrationClock(civilDay('2026-11-01'), 'Asia/Shanghai', 60);
const real = Date.parse('2030-05-05T05:05:05Z');

describe("a demonstration community's clock", () => {
  it("stands at 09:30 of its file's as-of date until its first wave is released", () => {
    expect(new Date(communityNow(made, real)).toISOString()).toBe('2026-11-01T01:30:00.000Z');
    expect(communityNow(made, real + 3_600_000)).toBe(communityNow(made, real));
    expect(toReal(made, made.startsAt + 1)).toBeNull();
    expect(clockStands(made)).toBe(true);
  });

  it('then lasts so many seconds a civil day, and a later release changes nothing', () => {
    const running = releaseClock(made, real);
    expect(clockStands(running)).toBe(false);
    expect(civilDayOf(communityNow(running, real + 60_000), 'Asia/Shanghai')).toBe('2026-11-02');
    expect(communityNow(running, real + 60_000) - made.startsAt).toBe(86_400_000);
    expect(toReal(running, made.startsAt + 2 * 86_400_000)).toBe(real + 120_000);
    expect(releaseClock(running, real + 999)).toBe(running);
  });
});

describe('a real clock', () => {
  it('is the clock on the wall', () => {
    expect(communityNow({ kind: 'real' }, real)).toBe(real);
    expect(toReal({ kind: 'real' }, real)).toBe(real);
    expect(releaseClock({ kind: 'real' }, real)).toEqual({ kind: 'real' });
  });
});
