import { type CivilDay, daysBetween } from './civil-day';
import type { Cause } from './vocabulary';

/**
 * What an account's history says about why it is not paid. Each list holds the ids of the rows that it rests on, so that a suggestion can name
 * them. Counted over the last three years.
 */
export type CauseFacts = {
  today: CivilDay;
  oldestOwedOn: CivilDay | null;
  /** Due days of which everything was paid within the weeks of grace, paid later, or is still owed */
  paidInTime: number;
  paidLate: number;
  owed: number;
  /** Charges that were paid although an older one of the same account is still owed */
  paidOverOlder: string[];
  openWorkOrders: string[];
  /** within the last twelve months */
  answeredWorkOrders: string[];
  keptPromises: string[];
  brokenPromises: string[];
  brokenPlans: string[];
  /** Talks by people, by what was said */
  refused: string[];
  objected: string[];
  toldHardship: string[];
  answered: string[];
  /** Tried and not answered since the last talk; on so many different days */
  unanswered: string[];
  daysTriedInVain: number;
  usableNumbers: number;
  badNumbers: number;
  returnedLetters: string[];
  /** Different names under which payments came */
  payers: number;
  /** Rows that report a sale, a death, or an unclear liability */
  transfers: string[];
  /** Payments after hardship was first told, while something is still owed */
  partPayments: string[];
};

export const REASON_CODES = [
  'FIRST_DELAY',
  'SHORT_ARREARS',
  'KEPT_PROMISES',
  'OPEN_WORK_ORDERS',
  'ANSWERED_WORK_ORDERS',
  'OBJECTED',
  'TOLD_HARDSHIP',
  'PART_PAYMENTS',
  'REFUSED',
  'PROMISES_BROKEN',
  'PAID_OTHER_PERIODS',
  'LONG_ARREARS_ANSWERED',
  'NO_NUMBER',
  'TRIED_IN_VAIN',
  'BAD_NUMBERS',
  'LETTERS_RETURNED',
  'TRANSFER_REPORTED',
  'SEVERAL_PAYERS',
  'NOTHING_KNOWN',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export type CauseReason = {
  code: ReasonCode;
  /** Counts and days, for the sentence */
  figures: Record<string, number>;
  /** Row ids of this account that it rests on */
  evidence: string[];
  weight: number;
};
export type CauseSuggestion = { cause: Cause; weight: number; reasons: CauseReason[] };

/** 从历史看是遗忘: so many due days in time before the first delay */
const PUNCTUAL_DUE_DAYS = 4;
const SHORT_ARREARS_DAYS = 90;
const LONG_ARREARS_DAYS = 365;
const DAYS_IN_VAIN = 3;
/** Below it a history says too little to name somebody a refuser */
const REFUSER_WEIGHT = 4;

/**
 * Causes as the history suggests them, the likeliest first; never empty. A suggestion decides nothing: a person confirms (domain: the four
 * levels). 拒缴 is suggested only on rows that show it — a refusal in a talk, broken promises or plans, later bills paid over older ones — and not
 * to somebody whose objection is open or who told of hardship.
 */
export function suggestCauses(facts: CauseFacts): CauseSuggestion[] {
  const found = [
    of('forgetful', forgetful(facts)),
    of('dissatisfied', dissatisfied(facts)),
    of('hardship', hardship(facts)),
    of('malicious', malicious(facts)),
    of('unreachable', unreachable(facts)),
    of('liability_unclear', liabilityUnclear(facts)),
  ].filter(({ reasons }) => reasons.length > 0);
  if (found.length === 0) return [of('unknown', [reason('NOTHING_KNOWN', 0, {})])];
  // stable: of equal weight the one that is milder to him stays first
  return found.sort((a, b) => b.weight - a.weight);
}

function of(cause: Cause, reasons: CauseReason[]): CauseSuggestion {
  return { cause, weight: reasons.reduce((sum, { weight }) => sum + weight, 0), reasons };
}

function reason(
  code: ReasonCode,
  weight: number,
  figures: Record<string, number>,
  evidence: string[] = [],
): CauseReason {
  return { code, weight, figures, evidence };
}

/** Of rows: as many as count, and all of them named. */
function counted(code: ReasonCode, weight: number, evidence: string[]): CauseReason[] {
  return evidence.length === 0 ? [] : [reason(code, weight, { count: evidence.length }, evidence)];
}

function arrearsDays({ today, oldestOwedOn }: CauseFacts): number {
  return oldestOwedOn === null ? 0 : daysBetween(oldestOwedOn, today);
}

function forgetful(facts: CauseFacts): CauseReason[] {
  const { paidInTime, paidLate, owed, keptPromises } = facts;
  const days = arrearsDays(facts);
  const isFirst = owed === 1 && paidInTime >= PUNCTUAL_DUE_DAYS && paidLate <= 1;
  const first = isFirst ? [reason('FIRST_DELAY', 3, { paidInTime, paidLate })] : [];
  if (first.length === 0 && keptPromises.length === 0) return [];
  const isShort = days > 0 && days <= SHORT_ARREARS_DAYS;
  return [
    ...first,
    ...(isShort ? [reason('SHORT_ARREARS', 1, { days })] : []),
    ...counted('KEPT_PROMISES', 1, keptPromises),
  ];
}

function dissatisfied({ openWorkOrders, answeredWorkOrders, objected }: CauseFacts): CauseReason[] {
  return [
    ...counted('OPEN_WORK_ORDERS', 5, openWorkOrders),
    ...counted('ANSWERED_WORK_ORDERS', 2, answeredWorkOrders),
    ...counted('OBJECTED', 3, objected),
  ];
}

function hardship({ toldHardship, partPayments }: CauseFacts): CauseReason[] {
  if (toldHardship.length === 0) return [];
  return [...counted('TOLD_HARDSHIP', 4, toldHardship), ...counted('PART_PAYMENTS', 2, partPayments)];
}

function malicious(facts: CauseFacts): CauseReason[] {
  if (facts.openWorkOrders.length > 0 || facts.toldHardship.length > 0) return [];
  const { refused, brokenPromises, brokenPlans, paidOverOlder, answered } = facts;
  const broken = [...brokenPromises, ...brokenPlans];
  const shown = [
    ...counted('REFUSED', Math.min(4, 1 + refused.length), refused),
    ...counted('PROMISES_BROKEN', broken.length > 1 ? 3 : 1, broken),
    // who pays the new bill and not the old one may have paid by mistake: it counts beside a talk, not alone
    ...(answered.length > 0 ? counted('PAID_OTHER_PERIODS', 2, paidOverOlder) : []),
  ];
  const days = arrearsDays(facts);
  const isLong = days >= LONG_ARREARS_DAYS && refused.length > 0;
  const reasons = isLong ? [...shown, reason('LONG_ARREARS_ANSWERED', 1, { days }, refused)] : shown;
  const isProven = refused.length > 0 || broken.length > 0;
  return isProven && of('malicious', reasons).weight >= REFUSER_WEIGHT ? reasons : [];
}

function unreachable(facts: CauseFacts): CauseReason[] {
  const { usableNumbers, badNumbers, unanswered, daysTriedInVain, returnedLetters } = facts;
  const inVain =
    daysTriedInVain >= DAYS_IN_VAIN
      ? [reason('TRIED_IN_VAIN', 3, { days: daysTriedInVain, count: unanswered.length }, unanswered)]
      : [];
  const none = usableNumbers === 0 ? [reason('NO_NUMBER', 4, { badNumbers })] : [];
  const returned = counted('LETTERS_RETURNED', 2, returnedLetters);
  if (none.length + inVain.length + returned.length === 0) return [];
  const bad = badNumbers > 0 && none.length === 0 ? [reason('BAD_NUMBERS', 1, { badNumbers })] : [];
  return [...none, ...inVain, ...returned, ...bad];
}

function liabilityUnclear({ transfers, payers }: CauseFacts): CauseReason[] {
  return [
    ...counted('TRANSFER_REPORTED', 5, transfers),
    ...(payers > 1 ? [reason('SEVERAL_PAYERS', 1, { payers })] : []),
  ];
}
