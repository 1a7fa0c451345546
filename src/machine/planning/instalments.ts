import { addWorkdays } from '../../domain/calendar';
import { addDays, type CivilDay, civilDay, startOfDay } from '../../domain/civil-day';
import {
  type Instalment,
  type InstalmentMark,
  type PaidOn,
  planVerdict,
  type Watched,
  watchInstalments,
} from '../../domain/instalment-plan';
import type { CaseContext, Hold } from '../context';
import type { Planned } from '../events';
import type { Facts } from '../facts';
import { dayOf, startOf } from './time';

type Marked = NonNullable<Planned['instalments']>[number];
type Schedule = (Instalment & { mark: InstalmentMark; watchAt: number })[];

/** A schedule as a hold carries it: each instalment open, and looked at when its day and grace are over. */
export function watchedSchedule(
  id: string,
  instalments: readonly Instalment[],
  { graceDays, zone }: { graceDays: number; zone: string },
): NonNullable<Hold['plan']> {
  return {
    ...{ id, kind: 'tracking' },
    instalments: instalments.map(({ dueOn, amountFen }) => ({
      ...{ dueOn, amountFen, mark: 'open' },
      watchAt: startOfDay(addDays(dueOn, graceDays + 1), zone),
    })),
  };
}

/** What became of the instalments of every plan that is watched: only what differs from what the case knows. */
export function instalmentMarks(context: CaseContext, facts: Facts, now: number): Marked[] {
  return context.holds.flatMap((hold) => {
    const schedule = scheduleOf(hold);
    return watched(hold, facts, now).flatMap(({ mark, awaitsReceipts }, index) => {
      const before = schedule[index];
      if (!before) return [];
      const watchAt = awaitsReceipts ? nextLook(now, facts) : before.watchAt;
      const waits = awaitsReceipts && before.watchAt <= now;
      if (mark === before.mark && !waits) return [];
      return [{ holdId: hold.id, no: index + 1, mark, watchAt }];
    });
  });
}

/** The plan's own end; null: it goes on. */
export function verdictOnPlan(hold: Hold, facts: Facts, now: number): Planned['holds'][number] | null {
  const schedule = scheduleOf(hold);
  const marks = watched(hold, facts, now);
  const instalments = schedule.map((one, index) => ({ ...one, mark: marks[index]?.mark ?? one.mark }));
  const paidFen = paymentsOf(hold, facts, now).reduce((sum, { fen }) => sum + fen, 0);
  const { missedBreaks } = facts.ladder.instalments;
  const { shortfallFen } = facts.ladder.promises;
  const verdict = planVerdict(instalments, paidFen, { missedBreaks, shortfallFen });
  return verdict && { id: hold.id, verdict, endsAt: null };
}

function watched(hold: Hold, facts: Facts, now: number): Watched[] {
  return watchInstalments({
    instalments: scheduleOf(hold),
    payments: paymentsOf(hold, facts, now),
    graceDays: facts.ladder.instalments.graceDays,
    shortfallFen: facts.ladder.promises.shortfallFen,
    today: dayOf(now, facts),
    bookedThrough: facts.bookedThrough,
  });
}

function scheduleOf({ plan }: Hold): Schedule {
  return (plan?.instalments ?? []).map((one) => ({ ...one, dueOn: civilDay(one.dueOn) }));
}

/** By the day on which it was received; where nobody knows that, all of it counts as in time. */
function paymentsOf(hold: Hold, facts: Facts, now: number): readonly PaidOn[] {
  const today = dayOf(now, facts);
  const known = facts.paidOnDays?.[hold.id];
  if (known) return known.filter(({ on }) => on <= today);
  const fen = facts.paidSinceFen[hold.id] ?? 0;
  return fen === 0 ? [] : [{ on: dayOf(hold.beganAt, facts), fen }];
}

function nextLook(now: number, facts: Facts): number {
  const next: CivilDay = addWorkdays(facts.calendar, dayOf(now, facts), 1);
  return startOf(addDays(next, 1), facts);
}
