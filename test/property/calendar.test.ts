import fc from 'fast-check';
import { addWorkdays, isWorkday, nextWorkday, workdaysBetween } from '../../src/domain/calendar';
import { chineseCalendar } from '../../src/domain/chinese-calendar';
import {
  addDays,
  addYears,
  civilDay,
  civilDayOf,
  daysBetween,
  instantAt,
  partsOf,
  startOfDay,
} from '../../src/domain/civil-day';

const calendar = chineseCalendar({ zone: 'Asia/Shanghai', fromYear: 2020, throughYear: 2030 });
const days = fc.integer({ min: 0, max: 3650 }).map((n) => addDays(civilDay('2020-06-01'), n));
const zones = fc.constantFrom(
  'Asia/Shanghai',
  'America/New_York',
  'Pacific/Auckland',
  'Asia/Kathmandu',
  'UTC',
);

describe('workdays', () => {
  it('the n-th after a day is a workday, and n workdays lie between', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 60 }), (day, n) => {
        const then = addWorkdays(calendar, day, n);
        expect(isWorkday(calendar, then)).toBe(true);
        expect(workdaysBetween(calendar, day, then)).toBe(n);
      }),
    );
  });

  it('add up, and go back the way they came', () => {
    fc.assert(
      fc.property(days, fc.nat(30), fc.nat(30), (day, m, n) => {
        expect(addWorkdays(calendar, addWorkdays(calendar, day, m), n)).toBe(
          addWorkdays(calendar, day, m + n),
        );
        const start = nextWorkday(calendar, day);
        expect(addWorkdays(calendar, addWorkdays(calendar, start, n), -n)).toBe(start);
      }),
    );
  });

  it('the next one is the first on or after the day', () => {
    fc.assert(
      fc.property(days, (day) => {
        const next = nextWorkday(calendar, day);
        expect(next >= day && isWorkday(calendar, next)).toBe(true);
        expect(workdaysBetween(calendar, addDays(day, -1), addDays(next, -1))).toBe(0);
      }),
    );
  });
});

describe('civil days', () => {
  it('hold their first instant and not the one before it, in every zone', () => {
    fc.assert(
      fc.property(days, zones, (day, zone) => {
        expect(civilDayOf(startOfDay(day, zone), zone)).toBe(day);
        expect(civilDayOf(startOfDay(day, zone) - 1, zone)).toBe(addDays(day, -1));
      }),
    );
  });

  it('are those of every minute in them', () => {
    fc.assert(
      fc.property(days, fc.nat(1439), zones, (day, minutes, zone) => {
        expect(civilDayOf(instantAt(day, minutes, zone), zone)).toBe(day);
      }),
    );
  });

  it('differ by what was added; three years on is the same day, or 28 February', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -4000, max: 4000 }), (day, n) => {
        expect(daysBetween(day, addDays(day, n))).toBe(n);
        const later = addYears(day, 3);
        expect(later.slice(5)).toBe(day.endsWith('-02-29') ? '02-28' : day.slice(5));
        expect(partsOf(later)[0]).toBe(partsOf(day)[0] + 3);
      }),
    );
  });
});
