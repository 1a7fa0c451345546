import { addWorkdays } from '../../domain/calendar';
import { addDays, type CivilDay } from '../../domain/civil-day';
import type { CaseContext, Hold } from '../context';
import type { Planned } from '../events';
import type { Facts } from '../facts';
import { dayOf, startOf } from './time';

type HoldVerdict = Planned['holds'][number];

/** What became of the holds whose end has come. A hold has an end, and its end an answer. */
export function holdVerdicts(context: CaseContext, facts: Facts, now: number): HoldVerdict[] {
  return context.holds
    .filter((hold) => hold.endsAt <= now)
    .map((hold) => verdictOn(hold, context, facts, now));
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
      const paidFen = facts.paidSinceFen[hold.id] ?? 0;
      const { shortfallFen } = facts.ladder.promises;
      const owedFen = Math.min(hold.amountFen, paidFen + context.claimableFen);
      if (paidFen >= owedFen - shortfallFen) return ends('kept');
      // a broken promise goes on only if payments are booked up to that day
      const lastDay = addDays(dayOf(hold.endsAt, facts), -1);
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
