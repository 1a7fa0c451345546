import { addWorkdays } from '../../domain/calendar';
import { addDays, type CivilDay } from '../../domain/civil-day';
import type { CaseContext, Hold } from '../context';
import type { Planned } from '../events';
import type { Facts } from '../facts';
import { verdictOnPlan } from './instalments';
import { dayOf, startOf } from './time';

type HoldVerdict = Planned['holds'][number];

/** What became of the holds whose end has come. A hold has an end, and its end an answer. */
export function holdVerdicts(context: CaseContext, facts: Facts, now: number): HoldVerdict[] {
  return context.holds.flatMap((hold) => {
    if (hold.plan) return verdictOnPlan(hold, facts, now) ?? [];
    if (hold.kind === 'promise' && isMet(hold, context, facts)) {
      return { id: hold.id, verdict: 'kept', endsAt: null };
    }
    if (hold.kind === 'amount_dispute' && isAnswered(context, facts)) {
      return { id: hold.id, verdict: 'answered', endsAt: null };
    }
    return hold.endsAt <= now ? verdictOn(hold, context, facts, now) : [];
  });
}

/** The sum is in: the promise is kept that day, and what is owed beyond it goes on. */
function isMet(hold: Hold, context: CaseContext, facts: Facts): boolean {
  if (hold.amountFen === null) return false;
  const paidFen = facts.paidSinceFen[hold.id] ?? 0;
  const { shortfallFen } = facts.ladder.promises;
  if (paidFen >= hold.amountFen - shortfallFen) return true;
  // less than was promised is owed: the debt was reduced meanwhile
  return paidFen > 0 && context.claimableFen <= shortfallFen && context.openDisputes.length === 0;
}

/** Something can be claimed again, or nothing is objected to any more. */
function isAnswered(context: CaseContext, facts: Facts): boolean {
  return facts.amountDispute === null || context.openDisputes.length === 0 || facts.oldestDueOn !== null;
}

/**
 * An objection to an amount is no hold: its charges leave the sum. Only when nothing else is left is the case held, until it is answered
 * (domain: holds).
 */
export function holdsOfFacts(context: CaseContext, facts: Facts, now: number): Hold[] {
  const { amountDispute } = facts;
  if (!amountDispute || context.openDisputes.length === 0 || facts.oldestDueOn !== null) return [];
  if (context.holds.some(({ kind }) => kind === 'amount_dispute')) return [];
  const dueAt = startOf(addDays(amountDispute.answerDueOn, 1), facts);
  const tomorrow = startOf(addDays(dayOf(now, facts), 1), facts);
  return [
    {
      id: amountDispute.id,
      kind: 'amount_dispute',
      beganAt: now,
      endsAt: Math.max(dueAt, tomorrow),
      by: amountDispute.byId,
      amountFen: null,
      promisedOn: null,
    },
  ];
}

function verdictOn(hold: Hold, context: CaseContext, facts: Facts, now: number): HoldVerdict {
  const ends = (verdict: HoldVerdict['verdict']): HoldVerdict => ({ id: hold.id, verdict, endsAt: null });
  const until = (day: CivilDay): HoldVerdict => ({
    id: hold.id,
    verdict: 'extended',
    endsAt: startOf(addDays(day, 1), facts),
  });
  const today = dayOf(now, facts);
  switch (hold.kind) {
    case 'promise':
    case 'instalment_plan': {
      if (hold.amountFen === null) return ends('over');
      const { shortfallFen } = facts.ladder.promises;
      // a broken promise goes on only if payments are booked up to that day
      const lastDay = addDays(dayOf(hold.endsAt, facts), -1);
      const paidFen = facts.paidSinceFen[hold.id] ?? 0;
      const owedFen = Math.min(hold.amountFen, paidFen + context.claimableFen);
      if (paidFen >= owedFen - shortfallFen) return ends(paidFen > 0 ? 'kept' : 'over');
      if (facts.bookedThrough === null || facts.bookedThrough < lastDay) {
        return until(addWorkdays(facts.calendar, today, 1));
      }
      return ends(paidFen > 0 ? 'partly' : 'broken');
    }
    case 'payment_claimed': {
      const { workdays, extensionWorkdays } = facts.ladder.holds.paymentClaimed;
      const firstEnd = addWorkdays(facts.calendar, dayOf(hold.beganAt, facts), workdays);
      const extendedEnd = addWorkdays(facts.calendar, firstEnd, extensionWorkdays);
      return today <= extendedEnd && extendedEnd > firstEnd ? until(extendedEnd) : ends('over');
    }
    case 'complaint':
    case 'amount_dispute':
      // unanswered: the manager, not the owner, hears of it (its task goes up); the peace stands meanwhile
      return until(addWorkdays(facts.calendar, today, ANSWER_OVERDUE_WORKDAYS));
    case 'hardship_review':
    case 'bereavement':
    case 'liability_unclear':
    case 'takeover_review':
    case 'manual_pause':
    case 'legal_stay':
      return ends('over');
    default: {
      const never: never = hold.kind;
      throw new Error(`unknown hold: ${never}`);
    }
  }
}

const ANSWER_OVERDUE_WORKDAYS = 5;
