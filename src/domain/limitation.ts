import type { Grade } from './channel';
import { addDays, addYears, type CivilDay, compareDays, daysBetween, earlierDay } from './civil-day';

/** The limitation period of each charge (诉讼时效). Civil Code 188: three years; 197: not to be changed by agreement. */
export const LIMITATION_YEARS = 3;

/**
 * What restarts it. Civil Code 195; limitation rules (2020) 8 demand, 10–12 filing, payment order, mediation, 14 instalment and
 * part payment, a plan or promise in writing.
 */
export const INTERRUPTION_KINDS = [
  'demand',
  'part_payment',
  'acknowledgement',
  'filing',
  'payment_order',
  'mediation',
] as const;
export type InterruptionKind = (typeof INTERRUPTION_KINDS)[number];

export interface Interruption {
  on: CivilDay;
  kind: InterruptionKind;
  /** what proves it; only `arrived` counts for a demand */
  grade: Grade;
  /**
   * Part payment: a person confirmed that the debtor himself acknowledged by it. Proof from before the system: a second person confirmed it.
   * What was seen here needs no confirmation.
   */
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
  /** with what nobody has confirmed yet: part payments as the debtor's own, proof from before the system */
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
    ordered.filter(({ confirmed }) => confirmed),
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

/** 已过时效 Nothing proven keeps the claim alive: apart from drafts, from a referral's amount, and from notices (domain: limitation). */
export function isPastLimitation(actBefore: CivilDay, today: CivilDay): boolean {
  return actBefore < today;
}

/**
 * 超时效账单单列 The charges that are past limitation on the earlier reading: not in drafts of a payment order or a suit, nor in the amount of
 * a referral. What they owe stays owed (Civil Code 192: paid after expiry is not returned); a signed acknowledgement revives them.
 */
export function pastLimitation<Charge extends { actBefore: CivilDay }>(
  charges: readonly Charge[],
  today: CivilDay,
): Charge[] {
  return charges.filter(({ actBefore }) => isPastLimitation(actBefore, today));
}

/** What would move the date, or bring back a claim that lapsed. Each has a sentence for people (`src/cases/limitation-words.ts`). */
export type Strengthening =
  /** a part payment waits for a person to say that the debtor himself acknowledged by it */
  | 'CONFIRM_PART_PAYMENT'
  /** proof from before the system waits for the second person */
  | 'CONFIRM_RECORD'
  /** a demand was sent or spoken: proof that it arrived would make it count; an SMS without a receipt moves nothing */
  | 'PROVE_ARRIVAL'
  /** a written demand with a signed slip, before the date */
  | 'DEMAND_BY_EMS'
  /** a promise or plan that the debtor signs */
  | 'SIGNED_ACKNOWLEDGEMENT'
  /** the safeguard, or a filing: the date is so near */
  | 'SAFEGUARD';

/**
 * What would help a charge, the most effective first.
 *
 * @param interruptions of the charge, those that count for nothing among them
 * @param safeguardWithinDays of the policy
 */
export function whatWouldHelp(
  question: LimitationQuestion,
  today: CivilDay,
  safeguardWithinDays: number,
): Strengthening[] {
  const { actBefore } = limitationOf(question);
  if (isPastLimitation(actBefore, today)) {
    return [...unconfirmed(question, actBefore), 'SIGNED_ACKNOWLEDGEMENT'];
  }
  const near = daysBetween(today, actBefore) <= safeguardWithinDays;
  return [
    ...(near ? (['SAFEGUARD'] as const) : []),
    ...unconfirmed(question, actBefore),
    ...(wouldMove(question, actBefore, (one) => one.kind === 'demand' && one.grade !== 'arrived')
      ? (['PROVE_ARRIVAL'] as const)
      : []),
    'DEMAND_BY_EMS',
    'SIGNED_ACKNOWLEDGEMENT',
  ];
}

function unconfirmed(question: LimitationQuestion, actBefore: CivilDay): Strengthening[] {
  const payment = wouldMove(question, actBefore, (one) => one.kind === 'part_payment' && !one.confirmed);
  const record = wouldMove(question, actBefore, (one) => one.kind !== 'part_payment' && !one.confirmed);
  return [
    ...(payment ? (['CONFIRM_PART_PAYMENT'] as const) : []),
    ...(record ? (['CONFIRM_RECORD'] as const) : []),
  ];
}

/** Whether the date would be later if those that `which` names were proven. */
function wouldMove(
  question: LimitationQuestion,
  actBefore: CivilDay,
  which: (one: Interruption) => boolean,
): boolean {
  if (!question.interruptions.some(which)) return false;
  const interruptions = question.interruptions.map((one) =>
    which(one) ? { ...one, grade: 'arrived' as const, confirmed: true } : one,
  );
  return limitationOf({ ...question, interruptions }).actBefore > actBefore;
}
