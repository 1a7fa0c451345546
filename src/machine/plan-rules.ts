import { type Change, inTurn, ladderPending, type Rule, unchanged } from './change';
import type { CaseContext } from './context';
import type { Planned } from './events';
import { applyHoldVerdicts, placeHold } from './hold-rules';
import { markInstalments } from './instalment-rules';

/** Fills in what was open in the plan. What is not open any more (a step was planned, a hold began) is left as it stands. */
export function applyPlan(context: CaseContext, event: Planned): Change {
  const ending = event.holds.filter(({ verdict }) => verdict !== 'extended').map(({ id }) => id);
  return inTurn(
    context,
    fillIn(event),
    markInstalments(event.instalments ?? [], ending),
    applyHoldVerdicts(event.holds),
    ...(event.placed ?? []).map(placeHold),
  );
}

function fillIn(event: Planned): Rule {
  return (context) => {
    const takesNext =
      context.next === null && context.holds.length === 0 && ladderPending(context).length === 0;
    const next = takesNext ? event.next : context.next;
    return unchanged({
      ...context,
      next,
      dueAt: takesNext ? (event.next?.at ?? null) : context.dueAt,
      pending: withDues(context, event.dues),
      windowEndsAt: context.windowEndsAt ?? event.windowEndsAt,
      freshReviewAt: context.freshReviewAt ?? event.freshReviewAt,
    });
  };
}

function withDues(context: CaseContext, dues: Planned['dues']): CaseContext['pending'] {
  return Object.fromEntries(
    Object.entries(context.pending).map(([key, pending]) => [
      key,
      pending.dueAt === null && pending.left === null ? { ...pending, dueAt: dues[key] ?? null } : pending,
    ]),
  );
}
