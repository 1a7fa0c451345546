import { isQuietDay } from '../../domain/calendar';
import { type Channel, isWorkedByStaff } from '../../domain/channel';
import { addDays, type CivilDay, civilDayOf, instantAt, laterDay, startOfDay } from '../../domain/civil-day';
import { nextOpening } from '../../domain/contact-windows';
import type { Facts } from '../facts';

/** Where a level begins, and where work for people is laid out: the morning, before the first call and the first walk. */
const MORNING_MINUTES = 8 * 60 + 30;

export function dayOf(at: number, facts: Facts): CivilDay {
  return civilDayOf(at, facts.calendar.zone);
}

export function startOf(day: CivilDay, facts: Facts): number {
  return startOfDay(day, facts.calendar.zone);
}

/**
 * The instant for an act that is due from `day` on: a message leaves at its channel's next opening, spread by account; work for people is
 * laid out on the morning of the first day on which the channel may be used at all. Never before `now`.
 */
export function actAt(day: CivilDay, channel: Channel, heldMs: number, now: number, facts: Facts): number {
  const from = Math.max(startOf(day, facts) + heldMs, now);
  if (isWorkedByStaff(channel)) return morningFrom(from, channel, facts);
  return (
    nextOpening({
      channel,
      from,
      calendar: facts.calendar,
      rules: facts.contact,
      building: facts.building,
      spreadKey: facts.accountId,
    }) ?? startOf(addDays(dayOf(from, facts), 400), facts)
  );
}

/** The morning of the first day from `from` on that is not quiet for the channel; `from` itself once that morning is past. */
function morningFrom(from: number, channel: Channel, facts: Facts): number {
  let day = dayOf(from, facts);
  while (isQuietDay(facts.calendar, day, channel, facts.building ?? undefined)) day = addDays(day, 1);
  return Math.max(instantAt(day, MORNING_MINUTES, facts.calendar.zone), from);
}

export function morningOf(day: CivilDay, facts: Facts): number {
  return instantAt(day, MORNING_MINUTES, facts.calendar.zone);
}

export function latestOf(...days: CivilDay[]): CivilDay {
  return days.reduce(laterDay);
}
