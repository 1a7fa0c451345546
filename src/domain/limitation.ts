import type { Grade } from './channel';
import { addDays, addYears, type CivilDay, compareDays, daysBetween, earlierDay } from './civil-day';

/** The limitation period of each charge (诉讼时效). Civil Code 188: three years; 197: not to be changed by agreement. */
export const LIMITATION_YEARS = 3;

/**
 * What restarts it. Civil Code 195; limitation rules (2020) 8 demand, 10–12 filing, payment order, mediation, 14 instalment and
 * part payment, a plan or promise in writing.
 */
export type InterruptionKind =
  | 'demand'
  | 'part_payment'
  | 'acknowledgement'
  | 'filing'
  | 'payment_order'
  | 'mediation';

export interface Interruption {
  on: CivilDay;
  kind: InterruptionKind;
  /** what proves it; only `arrived` counts for a demand */
  grade: Grade;
  /** part payment: a person confirmed that the debtor himself acknowledged by it. Others need no confirmation. */
  confirmed: boolean;
  /** entry in evidence */
  evidenceId: string;
}

export interface LimitationQuestion {
  dueOn: CivilDay;
  /** due date of the last instalment of the same debt (Civil Code 189); null: none is known */
  lastInstalmentDueOn: CivilDay | null;
  interruptions: readonly Interruption[];
}

export interface Reading {
  /** by what is proven */
  expiresOn: CivilDay;
  /** with part payments that nobody has confirmed as the debtor's own yet */
  ifConfirmedOn: CivilDay;
  /** the interruptions that `ifConfirmedOn` rests on, in order */
  restingOn: Interruption[];
}

export interface Limitation {
  /** each period counts from its own due date */
  ownDate: Reading;
  /** all count from the last instalment's (189; whether periodic property fees are such a debt is contested) */
  lastInstalment: Reading;
  /** the earlier of all: what alarms go by. The claim is to be acted on before this day. */
  actBefore: CivilDay;
}

export function limitationOf({ dueOn, lastInstalmentDueOn, interruptions }: LimitationQuestion): Limitation {
  const ordered = [...interruptions].sort((a, b) => compareDays(a.on, b.on));
  const ownDate = readingFrom(dueOn, ordered);
  const lastInstalment = readingFrom(lastInstalmentDueOn ?? dueOn, ordered);
  return {
    ownDate,
    lastInstalment,
    actBefore: earlierDay(ownDate.expiresOn, lastInstalment.expiresOn),
  };
}

function readingFrom(beginsOn: CivilDay, ordered: readonly Interruption[]): Reading {
  const proven = run(
    beginsOn,
    ordered.filter((one) => one.kind !== 'part_payment' || one.confirmed),
  );
  const all = run(beginsOn, ordered);
  return { expiresOn: proven.expiresOn, ifConfirmedOn: all.expiresOn, restingOn: all.restingOn };
}

function run(
  beginsOn: CivilDay,
  ordered: readonly Interruption[],
): { expiresOn: CivilDay; restingOn: Interruption[] } {
  let expiresOn = addYears(beginsOn, LIMITATION_YEARS);
  const restingOn: Interruption[] = [];
  for (const interruption of ordered) {
    if (!restarts(interruption, expiresOn)) continue;
    // One before the period began (a plan signed ahead of the due date) never shortens it.
    const again = addYears(interruption.on, LIMITATION_YEARS);
    if (again <= expiresOn) continue;
    expiresOn = again;
    restingOn.push(interruption);
  }
  return { expiresOn, restingOn };
}

/** Whether it restarts a period that ends on `expiresOn`. A lapsed one is revived by a signed acknowledgement only (192, 193). */
function restarts({ kind, grade, on }: Interruption, expiresOn: CivilDay): boolean {
  if (kind === 'demand' && grade !== 'arrived') return false;
  if (kind === 'acknowledgement') return grade === 'arrived';
  return on <= expiresOn;
}

export interface LimitationAlarm {
  /** civil days left before `actBefore`; negative when it is over */
  daysLeft: number;
  /** the tightest threshold that has been reached, e.g. 90; null: none yet */
  reached: number | null;
  expired: boolean;
}

/** @param alarmDays thresholds of the policy, e.g. 180, 90, 30 */
export function limitationAlarm(
  actBefore: CivilDay,
  today: CivilDay,
  alarmDays: readonly number[],
): LimitationAlarm {
  const daysLeft = daysBetween(today, actBefore);
  const reached = alarmDays.filter((days) => daysLeft <= days);
  return { daysLeft, reached: reached.length > 0 ? Math.min(...reached) : null, expired: daysLeft < 0 };
}

/** The days on which the alarms fall, the earliest first. */
export function alarmsOn(actBefore: CivilDay, alarmDays: readonly number[]): CivilDay[] {
  return alarmDays.map((days) => addDays(actBefore, -days)).sort(compareDays);
}
