import type { Channel, ContactClass, ContactKind } from './channel';
import { addDays, type CivilDay, civilDayOf, daysBetween, startOfDay } from './civil-day';
import type { ContactRules } from './contact-rules';
import type { Level } from './vocabulary';

/** A contact or an attempt that is in evidence, of the person or of the address that is to be approached. */
export interface EarlierContact {
  at: number;
  class: ContactClass;
  channel: Channel;
  kind: ContactKind;
  automatic: boolean;
  addressHash?: string | null;
  /** false: another account's, known here only because it shares the address */
  ofPerson?: boolean;
  /** made under an exemption; it happened, so it counts for what comes after it */
  exempt?: boolean;
  /** number of the notice: posting and mailing of the same one are one formal service */
  piece?: string | null;
}

export interface BudgetQuestion {
  at: number;
  class: ContactClass;
  channel: Channel;
  automatic: boolean;
  addressHash?: string | null;
  piece?: string | null;
  level: Level;
  zone: string;
  rules: Pick<ContactRules, 'budget' | 'attempts'>;
  earlier: readonly EarlierContact[];
}

export const BUDGET_RULES = [
  'PER_DAY',
  'PER_7_DAYS',
  'PER_30_DAYS',
  'AUTOMATIC_SPACING',
  'ATTEMPTS_PER_DAY',
  'ATTEMPTS_PER_7_DAYS',
  'ATTEMPTS_PER_30_DAYS',
  'FORMAL_PER_30_DAYS',
] as const;
export type BudgetRule = (typeof BUDGET_RULES)[number];

export type BudgetVerdict = { ok: true } | { ok: false; rule: BudgetRule; until: number };

/**
 * Whether one more approach of the person and of the address keeps the peace. Days are civil ones; 7 and 30 are rolling and hold
 * the day asked for. Service notices are outside the budget (「标准」 不计入).
 *
 * @returns when not: the beginning of the first civil day on which it would, nothing else happening in between, and the rule that
 *   binds longest
 */
export function budgetVerdict(question: BudgetQuestion): BudgetVerdict {
  const limits = limitsOf(question);
  const today = civilDayOf(question.at, question.zone);
  let binding: BudgetRule | null = null;
  let day = today;
  for (;;) {
    const broken = limits.find((limit) => isFull(limit, day));
    if (!broken) break;
    binding = broken.rule;
    day = addDays(day, 1);
  }
  return binding === null
    ? { ok: true }
    : { ok: false, rule: binding, until: startOfDay(day, question.zone) };
}

/** At most `most` on any `spanDays` civil days; `on` has the days of what counts already. */
interface Limit {
  rule: BudgetRule;
  spanDays: number;
  most: number;
  on: CivilDay[];
}

function isFull({ spanDays, most, on }: Limit, day: CivilDay): boolean {
  const inSpan = on.filter((earlier) => {
    const age = daysBetween(earlier, day);
    return age >= 0 && age < spanDays;
  });
  return inSpan.length >= most;
}

function limitsOf(question: BudgetQuestion): Limit[] {
  switch (question.class) {
    case 'service':
      return [];
    case 'formal':
      return formalLimits(question);
    case 'dunning':
      return [...contactLimits(question), ...attemptLimits(question)];
    default: {
      const never: never = question.class;
      throw new Error(`unknown class of contact: ${never}`);
    }
  }
}

function formalLimits({ rules, earlier, piece, zone }: BudgetQuestion): Limit[] {
  const others = earlier.filter(
    (contact) => contact.class === 'formal' && contact.ofPerson !== false && contact.kind === 'contact',
  );
  const pieces = new Map<string, CivilDay>();
  others.forEach((contact, index) => {
    // The same notice again, by another means, neither counts twice nor against itself.
    if (contact.piece && contact.piece === piece) return;
    const key = contact.piece ?? `#${index}`;
    const on = civilDayOf(contact.at, zone);
    const known = pieces.get(key);
    if (!known || known < on) pieces.set(key, on);
  });
  const most = rules.budget.formalPer30Days;
  return [{ rule: 'FORMAL_PER_30_DAYS', spanDays: 30, most, on: [...pieces.values()] }];
}

function contactLimits(question: BudgetQuestion): Limit[] {
  const { rules, level, automatic } = question;
  const { budget } = rules;
  const per30Days = level === 3 ? budget.per30DaysAtLevel3 : budget.per30Days;
  return scopesOf(question).flatMap((scope) => {
    const contacts = scope.filter((earlier) => earlier.class === 'dunning' && earlier.kind === 'contact');
    const on = daysOf(contacts, question.zone);
    const limits: Limit[] = [
      { rule: 'PER_DAY', spanDays: 1, most: budget.perDay, on },
      { rule: 'PER_7_DAYS', spanDays: 7, most: budget.per7Days, on },
      { rule: 'PER_30_DAYS', spanDays: 30, most: per30Days, on },
    ];
    if (automatic) {
      const automaticOn = daysOf(
        contacts.filter((earlier) => earlier.automatic),
        question.zone,
      );
      limits.push({
        rule: 'AUTOMATIC_SPACING',
        spanDays: budget.automaticSpacingDays,
        most: 1,
        on: automaticOn,
      });
    }
    return limits;
  });
}

/** Attempts bind only the channel by which they were made: two calls in vain do not stop a text. */
function attemptLimits({ rules, earlier, channel, addressHash, zone }: BudgetQuestion): Limit[] {
  const attempts = earlier.filter(
    (one) =>
      one.kind === 'attempt' &&
      one.channel === channel &&
      (addressHash ? one.addressHash === addressHash : one.ofPerson !== false),
  );
  const on = daysOf(attempts, zone);
  return [
    { rule: 'ATTEMPTS_PER_DAY', spanDays: 1, most: rules.attempts.perDay, on },
    { rule: 'ATTEMPTS_PER_7_DAYS', spanDays: 7, most: rules.attempts.per7Days, on },
    { rule: 'ATTEMPTS_PER_30_DAYS', spanDays: 30, most: rules.attempts.per30Days, on },
  ];
}

/** A budget is kept for the person and for the address, each for itself. */
function scopesOf({ earlier, addressHash }: BudgetQuestion): EarlierContact[][] {
  const ofPerson = earlier.filter((contact) => contact.ofPerson !== false);
  if (!addressHash) return [ofPerson];
  return [ofPerson, earlier.filter((contact) => contact.addressHash === addressHash)];
}

function daysOf(contacts: readonly EarlierContact[], zone: string): CivilDay[] {
  return contacts.map((contact) => civilDayOf(contact.at, zone));
}
