import { z } from 'zod';
import { type Channel, channelSchema } from './channel';
import { addDays, type CivilDay, civilDaySchema, weekday, zoneSchema } from './civil-day';

/**
 * A community's calendar as plain data: what changes without a release is never code. `chinese-calendar.ts` builds one, an
 * administrator adds the community's own days.
 */
export const quietSpanSchema = z
  .strictObject({
    from: civilDaySchema,
    to: civilDaySchema,
    /** none: every channel */
    channels: z.array(channelSchema).optional(),
    /** none: the whole community */
    buildings: z.array(z.string().min(1)).optional(),
    reason: z.string().min(1, { error: '静默日：须写明原因' }),
  })
  .refine((span) => span.from <= span.to, { error: '静默日：开始不能晚于结束' });
export type QuietSpan = z.infer<typeof quietSpanSchema>;

export const calendarSchema = z.strictObject({
  zone: zoneSchema,
  /** 法定节假日, every day off of the break */
  holidays: z.array(civilDaySchema),
  /** 调休上班日 */
  makeupWorkdays: z.array(civilDaySchema),
  quiet: z.array(quietSpanSchema),
  /** the last year whose holidays are announced; after it only weekends are known */
  knownThroughYear: z.int(),
});
export type Calendar = z.infer<typeof calendarSchema>;

interface DaySets {
  holidays: ReadonlySet<CivilDay>;
  makeupWorkdays: ReadonlySet<CivilDay>;
}

const sets = new WeakMap<Calendar, DaySets>();

function setsOf(calendar: Calendar): DaySets {
  const known = sets.get(calendar);
  if (known) return known;
  const built = { holidays: new Set(calendar.holidays), makeupWorkdays: new Set(calendar.makeupWorkdays) };
  sets.set(calendar, built);
  return built;
}

/** A public holiday, or a day of its break. */
export function isHoliday(calendar: Calendar, day: CivilDay): boolean {
  return setsOf(calendar).holidays.has(day);
}

/** A day on which offices work: weekends that are worked in exchange (调休) are, days of a break are not. */
export function isWorkday(calendar: Calendar, day: CivilDay): boolean {
  const { holidays, makeupWorkdays } = setsOf(calendar);
  if (makeupWorkdays.has(day)) return true;
  return !holidays.has(day) && weekday(day) <= 5;
}

/**
 * The n-th workday after `day`; n = 0 is `day` itself, whatever it is. Negative n goes back.
 */
export function addWorkdays(calendar: Calendar, day: CivilDay, n: number): CivilDay {
  const step = n < 0 ? -1 : 1;
  let at = day;
  for (let left = Math.abs(n); left > 0; ) {
    at = addDays(at, step);
    if (isWorkday(calendar, at)) left -= 1;
  }
  return at;
}

/** Workdays after `from` up to and including `to`; 0 when `to` is not later. */
export function workdaysBetween(calendar: Calendar, from: CivilDay, to: CivilDay): number {
  let count = 0;
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) {
    if (isWorkday(calendar, day)) count += 1;
  }
  return count;
}

/** `day` if it is a workday, else the first one after it: how a deadline moves past a holiday (Civil Code 203). */
export function nextWorkday(calendar: Calendar, day: CivilDay): CivilDay {
  let at = day;
  while (!isWorkday(calendar, at)) at = addDays(at, 1);
  return at;
}

/** Why nobody is approached through the channel that day, or null. Public holidays are quiet for every channel. */
export function quietReason(
  calendar: Calendar,
  day: CivilDay,
  channel: Channel,
  building?: string,
): string | null {
  if (isHoliday(calendar, day)) return '法定节假日';
  const span = calendar.quiet.find(
    (quiet) =>
      quiet.from <= day &&
      day <= quiet.to &&
      (quiet.channels === undefined || quiet.channels.includes(channel)) &&
      (quiet.buildings === undefined || (building !== undefined && quiet.buildings.includes(building))),
  );
  return span?.reason ?? null;
}

export function isQuietDay(calendar: Calendar, day: CivilDay, channel: Channel, building?: string): boolean {
  return quietReason(calendar, day, channel, building) !== null;
}
