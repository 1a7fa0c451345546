import {
  addDays,
  addMonths,
  addYears,
  civilDay,
  civilDayOf,
  civilDaySchema,
  daysBetween,
  instantAt,
  minutesOfDayAt,
  startOfDay,
  weekday,
} from '../../src/domain/civil-day';

const shanghai = 'Asia/Shanghai';

describe('a civil day', () => {
  it('is one that exists', () => {
    expect(civilDaySchema.safeParse('2026-02-29').success).toBe(false);
    expect(civilDaySchema.safeParse('2024-02-29').success).toBe(true);
    expect(civilDaySchema.safeParse('2026-2-9').success).toBe(false);
    expect(() => civilDay('2026-13-01')).toThrow(RangeError);
  });

  it('is counted in days, months and years of the calendar', () => {
    expect(addDays(civilDay('2026-02-28'), 1)).toBe('2026-03-01');
    expect(daysBetween(civilDay('2025-03-31'), civilDay('2025-06-30'))).toBe(91);
    expect(addYears(civilDay('2024-02-29'), 3)).toBe('2027-02-28');
    expect(addYears(civilDay('2024-02-29'), 4)).toBe('2028-02-29');
    expect(addMonths(civilDay('2026-01-31'), 1)).toBe('2026-02-28');
    expect(addMonths(civilDay('2026-01-31'), -2)).toBe('2025-11-30');
    expect(weekday(civilDay('2026-11-23'))).toBe(1);
    expect(weekday(civilDay('2026-11-22'))).toBe(7);
  });
});

describe('the way to instants and back', () => {
  it('goes by the zone of the community, not of the server', () => {
    const evening = Date.parse('2026-11-23T15:59:59Z');
    expect(civilDayOf(evening, shanghai)).toBe('2026-11-23');
    expect(civilDayOf(evening + 1000, shanghai)).toBe('2026-11-24');
    expect(civilDayOf(evening, 'Pacific/Auckland')).toBe('2026-11-24');
    expect(startOfDay(civilDay('2026-11-24'), shanghai)).toBe(evening + 1000);
    expect(minutesOfDayAt(evening, shanghai)).toBe(1439);
  });

  it('holds where clocks are put back or forward', () => {
    const zone = 'America/New_York';
    expect(new Date(startOfDay(civilDay('2025-11-02'), zone)).toISOString()).toBe('2025-11-02T04:00:00.000Z');
    expect(new Date(startOfDay(civilDay('2025-11-03'), zone)).toISOString()).toBe('2025-11-03T05:00:00.000Z');
    // 02:30 does not exist on 2025-03-09; the clock then shows 03:30
    expect(new Date(instantAt(civilDay('2025-03-09'), 150, zone)).toISOString()).toBe(
      '2025-03-09T07:30:00.000Z',
    );
  });
});
