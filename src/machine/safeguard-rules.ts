import { type Change, inTurn, ladderPending, plan, replan, unchanged, withdraw } from './change';
import type { CaseContext, Demand } from './context';
import type { CaseEvent } from './events';

type EventOf<T extends CaseEvent['type']> = Extract<CaseEvent, { type: T }>;

/** The step of a safeguard is called so, with its request: `safeguard~<requestId>`. */
export const STEP_SAFEGUARD = 'safeguard';

/**
 * 时效保全 A letter by EMS, or a filing by counsel, beside the ladder: no hold stops its clock and the ladder does not wait for it. It enters
 * no level and is no referral (law 6); its claim keeps the first sentence of law 2, and the peace of law 3 but for the budget.
 */
export function safeguard(context: CaseContext, { requestId, means }: EventOf<'SAFEGUARD_APPROVED'>): Change {
  return plan({
    step: `${STEP_SAFEGUARD}~${requestId}`,
    doer: 'task',
    task: means === 'ems' ? 'mail' : 'file_claim',
    ladder: false,
    ref: requestId,
  })(context);
}

export function withdrawSafeguard(
  context: CaseContext,
  { requestId }: EventOf<'SAFEGUARD_WITHDRAWN'>,
): Change {
  return withdraw(({ step }) => step === `${STEP_SAFEGUARD}~${requestId}`, 'SUPERSEDED')(context);
}

/** What two persons brought in is in evidence, and counts for laws 1 and 6 as what the case did itself; twice is once. */
export function bringIn(context: CaseContext, event: EventOf<'PROOF_BROUGHT_IN'>): Change {
  if (context.demands.some(({ key }) => key === event.key)) return unchanged(context);
  const { key, madeAt, grade, channel, written, deadlineAt } = event;
  const demand: Demand = { key, level: context.level, at: madeAt, grade, channel, written, deadlineAt };
  const known: CaseContext = { ...context, demands: [...context.demands, demand] };
  // while held, what is left of the wait stands, and while an act is out the plan waits for it
  return context.heldSince === null && ladderPending(context).length === 0
    ? inTurn(known, replan)
    : unchanged(known);
}
