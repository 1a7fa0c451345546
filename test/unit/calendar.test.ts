import {
  addWorkdays,
  calendarSchema,
  isHoliday,
  isQuietDay,
  isWorkday,
  nextWorkday,
  quietReason,
  workdaysBetween,
} from '../../src/domain/calendar';
import { announcedThroughYear, chineseCalendar, newYearDay } from '../../src/domain/chinese-calendar';
import { civilDay } from '../../src/domain/civil-day';

const calendar = chineseCalendar({ zone: 'Asia/Shanghai', fromYear: 2024, throughYear: 2030 });

describe('the calendar of mainland China', () => {
  it('is plain data', () => {
    expect(calendarSchema.parse(JSON.parse(JSON.stringify(calendar)))).toEqual(calendar);
  });

  it('knows the breaks and the weekends worked in exchange', () => {
    expect(isHoliday(calendar, civilDay('2025-10-01'))).toBe(true);
    expect(isHoliday(calendar, civilDay('2025-10-08'))).toBe(true);
    expect(isWorkday(calendar, civilDay('2025-09-28'))).toBe(true);
    expect(isWorkday(calendar, civilDay('2025-10-11'))).toBe(true);
    expect(isWorkday(calendar, civilDay('2025-10-12'))).toBe(false);
    expect(isWorkday(calendar, civilDay('2025-10-09'))).toBe(true);
  });

  it('counts workdays over the National-Day break', () => {
    expect(addWorkdays(calendar, civilDay('2025-09-30'), 3)).toBe('2025-10-11');
    expect(addWorkdays(calendar, civilDay('2025-10-11'), -3)).toBe('2025-09-30');
    expect(addWorkdays(calendar, civilDay('2025-10-04'), 0)).toBe('2025-10-04');
    expect(workdaysBetween(calendar, civilDay('2025-09-30'), civilDay('2025-10-11'))).toBe(3);
    expect(workdaysBetween(calendar, civilDay('2025-10-11'), civilDay('2025-09-30'))).toBe(0);
    // a payment deadline in the break moves to the first workday after it
    expect(nextWorkday(calendar, civilDay('2025-10-03'))).toBe('2025-10-09');
    expect(nextWorkday(calendar, civilDay('2025-10-09'))).toBe('2025-10-09');
  });

  it('says from which year on holidays are unknown, and then has weekends only', () => {
    expect(calendar.knownThroughYear).toBe(announcedThroughYear());
    expect(
      chineseCalendar({ zone: 'Asia/Shanghai', fromYear: 2024, throughYear: 2025 }).knownThroughYear,
    ).toBe(2025);
    const firstUnknown = `${calendar.knownThroughYear + 1}`;
    expect(calendar.holidays.some((day) => day.startsWith(firstUnknown))).toBe(false);
  });

  it.each([
    [2020, '2020-01-25'],
    [2023, '2023-01-22'],
    [2024, '2024-02-10'],
    [2025, '2025-01-29'],
    [2026, '2026-02-17'],
    [2027, '2027-02-06'],
    [2028, '2028-01-26'],
    [2030, '2030-02-03'],
    [2033, '2033-01-31'],
  ])('finds the new year of %d', (year, day) => {
    expect(newYearDay(year)).toBe(day);
  });
});

describe('quiet days', () => {
  it('are public holidays, for every channel', () => {
    expect(isQuietDay(calendar, civilDay('2025-10-01'), 'sms')).toBe(true);
    expect(isQuietDay(calendar, civilDay('2025-10-01'), 'mail')).toBe(true);
    expect(isQuietDay(calendar, civilDay('2025-09-28'), 'sms')).toBe(false);
  });

  it('are the days from the one before 除夕 to 初七, also where the holiday is shorter or unknown', () => {
    expect(isQuietDay(calendar, civilDay('2027-02-03'), 'sms')).toBe(false);
    expect(isQuietDay(calendar, civilDay('2027-02-04'), 'sms')).toBe(true);
    expect(isQuietDay(calendar, civilDay('2027-02-12'), 'sms')).toBe(true);
    expect(quietReason(calendar, civilDay('2027-02-12'), 'sms')).toBe('春节');
    expect(isQuietDay(calendar, civilDay('2027-02-13'), 'sms')).toBe(false);
  });

  it('are exam days for calls and visits only', () => {
    expect(isQuietDay(calendar, civilDay('2026-06-08'), 'call')).toBe(true);
    expect(isQuietDay(calendar, civilDay('2026-06-08'), 'visit')).toBe(true);
    expect(isQuietDay(calendar, civilDay('2026-06-08'), 'sms')).toBe(false);
  });

  it("are a building's event, for that building", () => {
    const day = civilDay('2026-11-23');
    const withEvent = {
      ...calendar,
      quiet: [{ from: day, to: day, buildings: ['12'], reason: '电梯停运' }],
    };
    expect(isQuietDay(withEvent, day, 'sms', '12')).toBe(true);
    expect(isQuietDay(withEvent, day, 'sms', '13')).toBe(false);
    expect(isQuietDay(withEvent, day, 'sms')).toBe(false);
  });
});
