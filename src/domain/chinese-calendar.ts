import chineseDays from 'chinese-days/dist/chinese-days.json';
import type { Calendar, QuietSpan } from './calendar';
import { addDays, type CivilDay, civilDay, formatDay, partsOf } from './civil-day';

/**
 * Calendars of mainland China, built from the announced holidays as plain data. The library's functions read the machine's own
 * zone; its data does not, so only the data is used.
 */

export interface CalendarOptions {
  zone: string;
  fromYear: number;
  throughYear: number;
  /** 中考 differs by city: month and day, both included. An administrator corrects it. */
  localExams?: { from: string; to: string };
}

const DEFAULT_LOCAL_EXAMS = { from: '06-20', to: '06-22' };

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

const lunar = new Intl.DateTimeFormat('en-u-ca-chinese', {
  timeZone: 'UTC',
  month: 'numeric',
  day: 'numeric',
});

/** 正月初一 of the year, by the lunisolar calendar. */
export function newYearDay(year: number): CivilDay {
  // The second new moon after the solstice: never before 20 January nor after 21 February.
  for (let day = formatDay(year, 1, 20); partsOf(day)[1] <= 2; day = addDays(day, 1)) {
    const parts = lunar.formatToParts(Date.parse(`${day}T00:00:00Z`));
    const month = parts.find((part) => part.type === 'month')?.value;
    const date = parts.find((part) => part.type === 'day')?.value;
    if (month === '1' && date === '1') return day;
  }
  throw new Error(`no lunar new year found in ${year}`);
}

function quietSpansOf(year: number, localExams: { from: string; to: string }): QuietSpan[] {
  const newYear = newYearDay(year);
  return [
    // 除夕前1日 to 初七, also in years whose public holiday is shorter
    { from: addDays(newYear, -2), to: addDays(newYear, 6), reason: '春节' },
    {
      from: civilDay(`${year}-06-07`),
      to: civilDay(`${year}-06-09`),
      channels: ['call', 'visit'],
      reason: '高考',
    },
    {
      from: civilDay(`${year}-${localExams.from}`),
      to: civilDay(`${year}-${localExams.to}`),
      channels: ['call', 'visit'],
      reason: '中考',
    },
  ];
}

/**
 * The calendar of a span of years. Years whose holidays are not announced yet have weekends, the new-year week and the exams
 * only; `knownThroughYear` says from where on.
 */
export function chineseCalendar(options: CalendarOptions): Calendar {
  const { zone, fromYear, throughYear, localExams = DEFAULT_LOCAL_EXAMS } = options;
  const quiet: QuietSpan[] = [];
  for (let year = fromYear; year <= throughYear; year += 1) quiet.push(...quietSpansOf(year, localExams));
  return {
    zone,
    holidays: daysOfYears(chineseDays.holidays, fromYear, throughYear),
    makeupWorkdays: daysOfYears(chineseDays.workdays, fromYear, throughYear),
    quiet,
    knownThroughYear: Math.min(throughYear, announcedThroughYear()),
  };
}
