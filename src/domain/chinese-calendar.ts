import { getYearLeapMonth, monthDays } from 'chinese-days';
import chineseDays from 'chinese-days/dist/chinese-days.json';
import type { Calendar, QuietSpan } from './calendar';
import { addDays, type CivilDay, civilDay } from './civil-day';
import type { Exam } from './rule-packs/schema';
import { NATIONAL_RULES } from './rule-packs/shipped';

/**
 * Calendars of mainland China, built from the announced holidays as plain data. The library's functions on
 * dates read the machine's own zone, so only its tables are used.
 */

export interface CalendarOptions {
  zone: string;
  fromYear: number;
  throughYear: number;
  /** Of the place's rule packs: 高考, and 中考 which differs by city. Default: the national pack's. */
  exams?: readonly Exam[];
}

/** The last year of which every holiday is announced (the notice of the State Council comes in November of the year before). */
export function announcedThroughYear(): number {
  const years = Object.entries(chineseDays.holidays)
    .filter(([, name]) => name.includes('国庆'))
    .map(([day]) => Number(day.slice(0, 4)));
  return Math.max(...years);
}

function daysOfYears(days: Record<string, string>, fromYear: number, throughYear: number): CivilDay[] {
  return Object.keys(days)
    .filter((day) => Number(day.slice(0, 4)) >= fromYear && Number(day.slice(0, 4)) <= throughYear)
    .sort()
    .map(civilDay);
}

/** 正月初一 of 1900, the first year of the library's table of lunar months. */
const FIRST_NEW_YEAR = civilDay('1900-01-31');

/** 正月初一 of the year. From the table, since the calendar of ICU is a day off in some years (2027, 2030). */
export function newYearDay(year: number): CivilDay {
  let days = 0;
  for (let earlier = 1900; earlier < year; earlier += 1) {
    for (let month = 1; month <= 12; month += 1) days += monthDays(earlier, month);
    days += getYearLeapMonth(earlier).days;
  }
  return addDays(FIRST_NEW_YEAR, days);
}

function quietSpansOf(year: number, exams: readonly Exam[]): QuietSpan[] {
  const newYear = newYearDay(year);
  return [
    // 除夕前1日 to 初七, also in years whose public holiday is shorter
    { from: addDays(newYear, -2), to: addDays(newYear, 6), reason: '春节' },
    ...exams.map(({ name, channels, byYear, otherwise }): QuietSpan => {
      const { from, to } = byYear.find((row) => row.year === year)?.days ?? otherwise;
      return {
        from: civilDay(`${year}-${from}`),
        to: civilDay(`${year}-${to}`),
        channels: [...channels],
        reason: name,
      };
    }),
  ];
}

/**
 * The calendar of a span of years. Years whose holidays are not announced yet have weekends, the new-year week and the exams
 * only; `knownThroughYear` says from where on.
 */
export function chineseCalendar(options: CalendarOptions): Calendar {
  const { zone, fromYear, throughYear, exams = NATIONAL_RULES.exams } = options;
  const quiet: QuietSpan[] = [];
  for (let year = fromYear; year <= throughYear; year += 1) quiet.push(...quietSpansOf(year, exams));
  return {
    zone,
    holidays: daysOfYears(chineseDays.holidays, fromYear, throughYear),
    makeupWorkdays: daysOfYears(chineseDays.workdays, fromYear, throughYear),
    quiet,
    knownThroughYear: Math.min(throughYear, announcedThroughYear()),
  };
}
