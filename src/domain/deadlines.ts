import { type Calendar, nextWorkday } from './calendar';
import { addDays, addMonths, type CivilDay, formatDay, partsOf } from './civil-day';
import type { Ladder } from './ladder';
import type { Cause } from './vocabulary';

/** An interval as the cause makes it: 拒缴 divides it, never below the floor nor above what it was (「标准」 拒缴). */
export function intervalFor(days: number, cause: Cause, rules: Ladder['malicious']): number {
  if (cause !== 'malicious') return days;
  return Math.min(days, Math.max(rules.floorDays, Math.ceil(days / rules.divisor)));
}

/**
 * The absolute date in a notice: so many days after it was handed over, posted or dispatched, and if that is no workday, the next
 * one. Late-fee days go on counting meanwhile. Sources: Civil Code 944 (a reasonable period), 203 (end on a day off).
 */
export function noticeDeadline(
  servedOn: CivilDay,
  means: 'by_hand' | 'by_mail',
  cause: Cause,
  ladder: Pick<Ladder, 'level2' | 'malicious'>,
  calendar: Calendar,
): CivilDay {
  const { byHandDays, byMailDays } = ladder.level2.deadline;
  const days = intervalFor(means === 'by_hand' ? byHandDays : byMailDays, cause, ladder.malicious);
  return nextWorkday(calendar, addDays(servedOn, days));
}

/** The day of the last batch on or before `day`: what was requested since then counts as one batch. */
export function lastReferralBatch(day: CivilDay, batches: Ladder['level4']['batches']): CivilDay {
  const [year, month] = partsOf(day);
  let batch = formatDay(year, month, batches.dayOfMonth);
  while (batch > day || !batches.months.includes(partsOf(batch)[1])) batch = addMonths(batch, -1);
  return batch;
}

/** The day of the first quarterly batch on or after `day`, in which referrals are proposed together. */
export function nextReferralBatch(day: CivilDay, batches: Ladder['level4']['batches']): CivilDay {
  const [year, month] = partsOf(day);
  let batch = formatDay(year, month, batches.dayOfMonth);
  while (batch < day || !batches.months.includes(partsOf(batch)[1])) batch = addMonths(batch, 1);
  return batch;
}
