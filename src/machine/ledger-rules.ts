import { type Change, inTurn, plan, type Rule, replan, unchanged, withdraw } from './change';
import type { CaseContext } from './context';
import type { CaseEvent } from './events';
import { endAllHolds } from './hold-rules';
import { STEP_REVIEW_REVERSAL, STEP_THANKS } from './steps';

export type LedgerChanged = Extract<CaseEvent, { type: 'LEDGER_CHANGED' }>;

/** Older than what the case has seen, or the same once more: ignored, so order and duplicates do not matter (law 12). */
export function isStale(context: CaseContext, event: LedgerChanged): boolean {
  return event.ledgerVersion <= context.ledgerVersion;
}

/** Takes over what the account now owes; the next step is planned anew on it. */
export function applyLedger(event: LedgerChanged): Rule {
  return (context) => {
    const { ledgerVersion, claimableFen, principalFen, oldestDueOn, openDisputes } = event;
    const seen = { ...context, ledgerVersion, claimableFen, principalFen, oldestDueOn, openDisputes };
    // while held, what is left of the wait stands: the plan is made anew when the last hold has ended
    return context.heldSince === null ? replan(seen) : unchanged(seen);
  };
}

/** The account is settled: every contact not yet claimed is withdrawn, one thank-you is planned (none after level 3). */
export function settle(context: CaseContext): Change {
  const thanks: Rule =
    context.level >= 3
      ? unchanged
      : plan({
          step: `${STEP_THANKS}~${context.ledgerVersion}`,
          doer: 'auto',
          task: null,
          ladder: false,
          dueAt: context.now,
        });
  return inTurn(
    context,
    endAllHolds('settled'),
    withdraw(() => true, 'SETTLED'),
    (settled) => ({
      context: {
        ...settled,
        next: null,
        dueAt: null,
        left: null,
        heldSince: null,
        windowEndsAt: null,
        freshReviewAt: null,
      },
      notes: [{ kind: 'settled', at: settled.now, claimableFen: settled.claimableFen }],
    }),
    thanks,
  );
}

/** Settled at level 4: silent, and counsel confirms costs and withdrawal before the case is closed. */
export function settleAtCounsel(context: CaseContext): Change {
  return inTurn(
    context,
    settle,
    plan({
      step: `confirm-settling~${context.ledgerVersion}`,
      doer: 'task',
      task: 'confirm_settling',
      ladder: false,
    }),
  );
}

/** A reversal in the silent window: back to its place, and staff look at it before any new contact. */
export function reopen(context: CaseContext): Change {
  return inTurn(
    { ...context, windowEndsAt: null },
    withdraw(() => true, 'REVERSED'),
    (reopened) => ({
      context: reopened,
      notes: [{ kind: 'reopened', at: reopened.now, level: reopened.level }],
    }),
    plan({
      step: `${STEP_REVIEW_REVERSAL}~${context.ledgerVersion}`,
      doer: 'task',
      task: 'review_reversal',
      ladder: true,
    }),
    (planned) => unchanged({ ...planned, next: null, dueAt: null, left: null }),
  );
}
