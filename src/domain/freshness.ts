import { addWorkdays, type Calendar, workdaysBetween } from './calendar';
import { addDays, type CivilDay } from './civil-day';

export type Freshness =
  | { fresh: true; workdaysBehind: number }
  | { fresh: false; workdaysBehind: number | null };

/**
 * Whether receipts are booked far enough that an automatic contact will not reach a payer: workdays between the day up to which
 * finance states receipts and yesterday. Never booked at all is never fresh.
 *
 * @param maxWorkdays more than so many behind is stale
 */
export function freshnessVerdict(
  bookedThrough: CivilDay | null,
  today: CivilDay,
  calendar: Calendar,
  maxWorkdays: number,
): Freshness {
  if (bookedThrough === null) return { fresh: false, workdaysBehind: null };
  const workdaysBehind = workdaysBetween(calendar, bookedThrough, addDays(today, -1));
  return { fresh: workdaysBehind <= maxWorkdays, workdaysBehind };
}

/** The first civil day on which receipts booked up to `bookedThrough` are stale: finance has until the day before. */
export function staleOn(bookedThrough: CivilDay, calendar: Calendar, maxWorkdays: number): CivilDay {
  return addDays(addWorkdays(calendar, bookedThrough, maxWorkdays + 1), 1);
}

/** A demonstration's receipts count as booked to its own yesterday. */
export function bookedInDemonstration(today: CivilDay): CivilDay {
  return addDays(today, -1);
}
