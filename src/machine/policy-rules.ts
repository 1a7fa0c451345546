import { inTurn, type Rule, replan } from './change';
import type { CaseEvent } from './events';

/**
 * The case goes on under another version of the policy, because a person decided it. What is pending is done as it was planned, and what comes
 * next is planned anew; no level is entered by it, and what a notice promised its reader stands in the demand (`deadlineAt`) and is not touched.
 */
export function movePolicy(event: Extract<CaseEvent, { type: 'POLICY_MOVED' }>): Rule {
  return (context) =>
    inTurn(
      { ...context, movedPolicy: { versionId: event.policyVersionId, at: context.now } },
      (moved) => ({
        context: moved,
        notes: [
          {
            kind: 'policy_moved',
            at: moved.now,
            policyVersionId: event.policyVersionId,
            version: event.version,
            by: event.actor.id,
            commandId: event.commandId,
          },
        ],
      }),
      // held: planned when the last hold has ended
      replan,
    );
}
