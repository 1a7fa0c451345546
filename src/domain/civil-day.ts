import { z } from 'zod';

/**
 * Civil days in a community's zone, and their way to and from instants (epoch milliseconds).
 * Nothing here reads the machine's own zone: a server that moves to another one changes no deadline.
 */
export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

export const civilDaySchema = z
  .string({ error: '日期须为 YYYY-MM-DD' })
  .refine(isCivilDay, { error: '日期须为存在的 YYYY-MM-DD' })
  .brand<'CivilDay'>();
export type CivilDay = z.infer<typeof civilDaySchema>;

/** Time of day as people write it, `HH:MM`. */
export const timeOfDaySchema = z
  .string({ error: '时刻须为 HH:MM' })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: '时刻须为 HH:MM' });
export type TimeOfDay = z.infer<typeof timeOfDaySchema>;

export const zoneSchema = z
  .string({ error: '时区须为名称，如 Asia/Shanghai' })
  .refine(isZone, { error: '没有这个时区' });

export function isCivilDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const utc = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(utc) && new Date(utc).toISOString().startsWith(text);
}

/** @throws RangeError when it is not a day that exists; text from outside goes through `civilDaySchema` */
export function civilDay(text: string): CivilDay {
  if (!isCivilDay(text)) throw new RangeError(`not a civil day: ${text}`);
  return text as CivilDay;
}

export function isZone(zone: string): boolean {
  try {
    formatterOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** Both ways, for days that were asked for before: rules ask for the same few thousand again and again. */
const numbers = new Map<CivilDay, number>();
const days = new Map<number, CivilDay>();
const MOST_KEPT_DAYS = 50_000;

/** Days since 1970-01-01, zone-free: the ground of all arithmetic on days. */
function dayNumber(day: CivilDay): number {
  const known = numbers.get(day);
  if (known !== undefined) return known;
  const number = Date.parse(`${day}T00:00:00Z`) / DAY_MS;
  if (numbers.size < MOST_KEPT_DAYS) numbers.set(day, number);
  return number;
}

function fromDayNumber(number: number): CivilDay {
  const known = days.get(number);
  if (known !== undefined) return known;
  const day = new Date(number * DAY_MS).toISOString().slice(0, 10) as CivilDay;
  if (days.size < MOST_KEPT_DAYS) days.set(number, day);
  return day;
}

export function addDays(day: CivilDay, days: number): CivilDay {
  return fromDayNumber(dayNumber(day) + days);
}

/** Civil days from one day to a later one; negative when `to` is earlier. */
export function daysBetween(from: CivilDay, to: CivilDay): number {
  return dayNumber(to) - dayNumber(from);
}

/** The same day some years on; 29 February becomes 28 February where there is none (Civil Code 202: the month's last day). */
export function addYears(day: CivilDay, years: number): CivilDay {
  return addMonths(day, years * 12);
}

/** The same day of the month some months on, or that month's last day (Civil Code 202). */
export function addMonths(day: CivilDay, months: number): CivilDay {
  const [year, month, date] = partsOf(day);
  const index = year * 12 + (month - 1) + months;
  const targetYear = Math.floor(index / 12);
  const targetMonth = (index % 12) + 1;
  const last = new Date(Date.UTC(targetYear, targetMonth, 0)).getUTCDate();
  return formatDay(targetYear, targetMonth, Math.min(date, last));
}

/** Negative, zero, positive, as `Array.prototype.sort` wants it. */
export function compareDays(a: CivilDay, b: CivilDay): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function earlierDay(a: CivilDay, b: CivilDay): CivilDay {
  return a <= b ? a : b;
}

export function laterDay(a: CivilDay, b: CivilDay): CivilDay {
  return a >= b ? a : b;
}

/** 1 Monday … 7 Sunday (ISO 8601) */
export function weekday(day: CivilDay): number {
  return ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;
}

/** [year, month 1–12, day of the month] */
export function partsOf(day: CivilDay): [number, number, number] {
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))];
}

export function formatDay(year: number, month: number, date: number): CivilDay {
  const pad = (value: number, width: number): string => String(value).padStart(width, '0');
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(date, 2)}` as CivilDay;
}

/** The civil day on which the instant falls in the zone. */
export function civilDayOf(instantMs: number, zone: string): CivilDay {
  return fromDayNumber(Math.floor((instantMs + offsetMs(instantMs, zone)) / DAY_MS));
}

/** Minutes since midnight on the zone's clock, 0–1439. */
export function minutesOfDayAt(instantMs: number, zone: string): number {
  const local = instantMs + offsetMs(instantMs, zone);
  return Math.floor((((local % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS);
}

/** `09:30` → 570 */
export function minutesOf(time: TimeOfDay): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** The instant at which the zone's clock shows that minute of that day; where clocks are put forward over it, as much later. */
export function instantAt(day: CivilDay, minutesOfDay: number, zone: string): number {
  const local = dayNumber(day) * DAY_MS + minutesOfDay * MINUTE_MS;
  const first = local - offsetMs(local, zone);
  const second = local - offsetMs(first, zone);
  // In a gap the two disagree for ever; the later of them is past the jump.
  return second + offsetMs(second, zone) === local ? second : Math.max(first, second);
}

export function startOfDay(day: CivilDay, zone: string): number {
  return instantAt(day, 0, zone);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, formatter);
  return formatter;
}

/** Zones change their offset on whole quarters of an hour, so one answer serves a quarter: formatting is slow. */
const QUARTER_MS = 15 * MINUTE_MS;
const LARGEST_CACHE = 20_000;
const offsets = new Map<string, Map<number, number>>();

function offsetMs(instantMs: number, zone: string): number {
  let ofZone = offsets.get(zone);
  if (!ofZone || ofZone.size > LARGEST_CACHE) {
    ofZone = new Map();
    offsets.set(zone, ofZone);
  }
  const quarter = Math.floor(instantMs / QUARTER_MS);
  const known = ofZone.get(quarter);
  if (known !== undefined) return known;
  const start = quarter * QUARTER_MS;
  const parts: Record<string, number> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(start)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const offset = Date.UTC(year, month - 1, day, hour, minute, second) - start;
  ofZone.set(quarter, offset);
  return offset;
}
