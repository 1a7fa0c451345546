import { type Calendar, isQuietDay, isWorkday } from './calendar';
import type { Channel, ContactClass } from './channel';
import {
  addDays,
  type CivilDay,
  civilDayOf,
  instantAt,
  MINUTE_MS,
  minutesOf,
  minutesOfDayAt,
  weekday,
} from './civil-day';
import type { ContactRules, StatedTime } from './contact-rules';

/** 21:30–8:00: nothing of any kind leaves, no policy and no exemption opens it (law 3). */
export const NIGHT_FROM_MINUTES = 21 * 60 + 30;
export const NIGHT_TO_MINUTES = 8 * 60;

/** Beyond a year of closed days it is a matter for people, not for a timer. */
const LONGEST_SEARCH_DAYS = 400;

export interface WindowQuestion {
  channel: Channel;
  calendar: Calendar;
  rules: Pick<ContactRules, 'windows' | 'spreadMinutes'>;
  building?: string | null;
  statedTime?: StatedTime | null;
  /** A service notice is bound by the night only; dunning and formal service by windows and quiet days. */
  contactClass?: ContactClass;
}

/** An instant span, its end not included. */
export interface Opening {
  fromAt: number;
  toAt: number;
}

export function isNight(instantMs: number, zone: string): boolean {
  const minutes = minutesOfDayAt(instantMs, zone);
  return minutes >= NIGHT_FROM_MINUTES || minutes < NIGHT_TO_MINUTES;
}

/** Minutes of the day in which the channel is open, in order; none on a quiet day. */
function openMinutes(day: CivilDay, question: WindowQuestion): Array<[number, number]> {
  const { channel, calendar, rules, building, statedTime, contactClass = 'dunning' } = question;
  if (contactClass === 'service') return [[NIGHT_TO_MINUTES, NIGHT_FROM_MINUTES]];
  if (isQuietDay(calendar, day, channel, building ?? undefined)) return [];
  const stated = statedMinutes(day, channel, statedTime ?? null);
  if (stated !== null) return stated;
  const windows = rules.windows[channel];
  return (isWorkday(calendar, day) ? windows.workday : windows.dayOff).map(({ from, to }) => [
    Math.max(minutesOf(from), NIGHT_TO_MINUTES),
    Math.min(minutesOf(to), NIGHT_FROM_MINUTES),
  ]);
}

/** What the owner's own time leaves of that day; null where it says nothing about it and the ordinary windows hold. */
function statedMinutes(
  day: CivilDay,
  channel: Channel,
  stated: StatedTime | null,
): Array<[number, number]> | null {
  if (!stated) return null;
  if (stated.channels && !stated.channels.includes(channel)) return null;
  if (stated.onDay && stated.onDay !== day) return null;
  const from = Math.max(minutesOf(stated.from), NIGHT_TO_MINUTES);
  const to = Math.min(minutesOf(stated.to), NIGHT_FROM_MINUTES);
  // Asked for the night alone: what cannot be kept binds nobody.
  if (from >= to) return null;
  if (stated.weekdays && !stated.weekdays.includes(weekday(day))) return [];
  return [[from, to]];
}

/** The openings of a civil day, as instants. */
export function openingsOn(day: CivilDay, question: WindowQuestion): Opening[] {
  const { zone } = question.calendar;
  return openMinutes(day, question)
    .filter(([from, to]) => from < to)
    .map(([from, to]) => ({ fromAt: instantAt(day, from, zone), toAt: instantAt(day, to, zone) }));
}

/** Whether the person may be approached through the channel at that instant. Budgets are another question. */
export function isOpen(instantMs: number, question: WindowQuestion): boolean {
  const day = civilDayOf(instantMs, question.calendar.zone);
  return openingsOn(day, question).some(({ fromAt, toAt }) => fromAt <= instantMs && instantMs < toAt);
}

/**
 * The first instant from `from` on at which the channel is open: `from` itself when it is open now. A contact that has to wait
 * is spread over the opening's first minutes, stable by `spreadKey` (the account's id), and stays inside it.
 *
 * @returns null when nothing opens within 400 days
 */
export function nextOpening(question: WindowQuestion & { from: number; spreadKey: string }): number | null {
  const { from, spreadKey, calendar, rules } = question;
  const today = civilDayOf(from, calendar.zone);
  for (let ahead = 0; ahead <= LONGEST_SEARCH_DAYS; ahead += 1) {
    for (const { fromAt, toAt } of openingsOn(addDays(today, ahead), question)) {
      if (fromAt <= from && from < toAt) return from;
      if (fromAt > from) {
        const width = Math.min(rules.spreadMinutes * MINUTE_MS, toAt - fromAt);
        return fromAt + Math.floor(spreadOf(spreadKey) * width);
      }
    }
  }
  return null;
}

/** A stable place in [0, 1) for a key (FNV-1a, its bits mixed once more so that ids in sequence lie apart). */
function spreadOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
