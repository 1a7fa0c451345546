import { ladderPending } from './change';
import type { CaseContext } from './context';
import { performAt } from './pending';
import { placeOf } from './place';
import type { CaseSnapshot } from './run';

/** What the case waits for: when, why, and the row that it rests on (law 10). */
export type Wake = { at: number; reason: WakeReason; ref: string };
export type WakeReason = 'next' | 'step' | 'task' | 'hold' | 'fresh_review' | 'reversal_window';

/**
 * The earliest instant at which the case has anything to do: what is due next, a deferred act, an overdue task, the end of a hold, a review,
 * the end of the reversal window. Finite in every state but the final one, once the turn's plan is in.
 *
 * @returns null in the final state, and while the plan is being made
 */
export function wakeAt(snapshot: CaseSnapshot): Wake | null {
  const { region } = placeOf(snapshot);
  if (region === 'closed') return null;
  return [...wakes(snapshot.context, region === 'ladder')].reduce<Wake | null>(
    (earliest, wake) => (earliest === null || wake.at < earliest.at ? wake : earliest),
    null,
  );
}

/** A plan is looked at when its next instalment's day and grace are over; every other hold at its end. */
function watchedAt({ endsAt, plan }: CaseContext['holds'][number]): number {
  return plan?.instalments.find(({ mark }) => mark === 'open')?.watchAt ?? endsAt;
}

function* wakes(context: CaseContext, onLadder: boolean): Generator<Wake> {
  const { next, dueAt, windowEndsAt, freshReviewAt } = context;
  const waits = onLadder && ladderPending(context).length === 0;
  if (waits && next !== null && dueAt !== null) yield { at: dueAt, reason: 'next', ref: next.kind };
  for (const [key, pending] of Object.entries(context.pending)) {
    if (pending.doer === 'task') {
      if (pending.dueAt !== null) yield { at: pending.dueAt, reason: 'task', ref: key };
      continue;
    }
    const at = performAt(pending);
    if (at !== null && (onLadder || !pending.ladder)) {
      yield { at, reason: 'step', ref: pending.blockedBy?.ref ?? key };
    }
  }
  for (const hold of context.holds) yield { at: watchedAt(hold), reason: 'hold', ref: hold.id };
  if (windowEndsAt !== null) yield { at: windowEndsAt, reason: 'reversal_window', ref: context.caseId };
  if (freshReviewAt !== null) yield { at: freshReviewAt, reason: 'fresh_review', ref: context.caseId };
}
