import {
  type Change,
  endStep,
  inTurn,
  keyOf,
  ladderPending,
  plan,
  type Rule,
  replan,
  unchanged,
} from './change';
import type { CaseContext, Demand, DoneStep, Pending } from './context';
import type { CaseEvent, StepAnswer } from './events';
import { parseStepKey, type StepKey } from './step-key';

type StepResult = Extract<CaseEvent, { type: 'STEP_RESULT' }>;

/** Steps of the plan beside the ladder that a result leads on from. */
export const STEP_REVIEW_REVERSAL = 'review-reversal';
export const STEP_THANKS = 'thanks';
export const STEP_CORRECTION = 'correction';

/** A hold in the ledger of facts reaches the case within seconds; until then its act is asked about again. */
const HELD_RETRY_MS = 10 * 60_000;

/** What came of a planned act. A result for a key that is no longer pending still counts what it proves, and changes nothing else. */
export function applyResult(context: CaseContext, event: StepResult): Change {
  const pending = context.pending[event.key];
  if (!pending) return lateResult(context, event);
  const { answer } = event;
  switch (answer.kind) {
    case 'done':
      return inTurn(
        context,
        endStep(event.key, 'done', answer.outcome),
        remember(event.key, pending, answer),
        whatFollows(pending),
      );
    case 'unproven':
      return inTurn(
        context,
        endStep(event.key, 'unproven', 'CANNOT_ASK'),
        remember(event.key, pending, {
          kind: 'done',
          outcome: 'unproven',
          grade: 'none',
          channel: answer.channel,
          demand: false,
          written: false,
          deadlineAt: null,
        }),
      );
    case 'no_channel':
      return inTurn(
        context,
        endStep(event.key, 'withdrawn', 'NO_CHANNEL'),
        remember(event.key, pending, {
          kind: 'done',
          outcome: 'no_channel',
          grade: 'none',
          channel: null,
          demand: false,
          written: false,
          deadlineAt: null,
        }),
      );
    case 'withdrawn':
      // a hold that the case has not heard of yet: the act waits with it
      if (answer.reason === 'HELD') {
        return defer(context, event.key, pending, context.now + HELD_RETRY_MS, 'HELD', null);
      }
      return inTurn(context, endStep(event.key, 'withdrawn', answer.reason), replanIf(pending.ladder));
    case 'deferred':
      return defer(context, event.key, pending, answer.until, answer.reason, answer.ref);
    case 'in_doubt':
      return defer(context, event.key, pending, answer.until, 'IN_DOUBT', null);
    case 'lost':
      return resend(context, event.key, pending);
    default: {
      const never: never = answer;
      throw new Error(`unknown answer: ${JSON.stringify(never)}`);
    }
  }
}

function defer(
  context: CaseContext,
  key: StepKey,
  pending: Pending,
  until: number,
  reason: string,
  ref: string | null,
): Change {
  const deferred: Pending = { ...pending, notBefore: until, blockedBy: { reason, ref } };
  return {
    context: { ...context, pending: { ...context.pending, [key]: deferred } },
    notes: [{ kind: 'step_deferred', at: context.now, key, until, reason }],
  };
}

/** The provider has nothing: the same act once more under a key of its own, and never a third time (law 4). */
function resend(context: CaseContext, key: StepKey, pending: Pending): Change {
  const { step, resend: resent } = parseStepKey(key);
  if (resent === 1) {
    return inTurn(
      context,
      endStep(key, 'unproven', 'LOST_TWICE'),
      remember(key, pending, {
        kind: 'done',
        outcome: 'unproven',
        grade: 'none',
        channel: null,
        demand: false,
        written: false,
        deadlineAt: null,
      }),
    );
  }
  const { doer, task, ladder, ref } = pending;
  return inTurn(
    context,
    endStep(key, 'replaced', 'LOST'),
    plan({ step, doer, task, ladder, ref, dueAt: context.now }, 1),
  );
}

/**
 * The step of this stay whose message was sent, arrival unproven: nobody could be asked, and it was not sent again. Null: the key names none,
 * or it was sent again already.
 */
export function unprovenStep(context: CaseContext, key: StepKey): DoneStep | null {
  const done = context.done.find((one) => one.key === key);
  if (done?.outcome !== 'unproven' || parseStepKey(key).resend === 1) return null;
  return wasResent(context, done) ? null : done;
}

function wasResent(context: CaseContext, { step }: Pick<DoneStep, 'step'>): boolean {
  const again = keyOf(context, step, 1);
  return Object.hasOwn(context.pending, again) || context.done.some((one) => one.key === again);
}

/** A person has decided it: the same act once more under a key of its own, through all gates; the ladder waits for it. */
export function decideResend({ key }: Extract<CaseEvent, { type: 'RESEND_DECIDED' }>): Rule {
  return (context) => {
    const done = unprovenStep(context, key);
    if (!done) return unchanged(context);
    return plan({ step: done.step, doer: 'auto', task: null, ladder: true, dueAt: context.now }, 1)(context);
  };
}

/** Keeps the result of a ladder's step for what comes next, and a demand for what later entries rest on. */
function remember(key: StepKey, pending: Pending, answer: Extract<StepAnswer, { kind: 'done' }>): Rule {
  return (context) => {
    if (!pending.ladder) return unchanged(context);
    const done: DoneStep = {
      key,
      step: pending.step,
      at: context.now,
      outcome: answer.outcome,
      demand: answer.demand,
      grade: answer.grade,
      channel: answer.channel,
    };
    const earlier = context.done.filter((one) => one.key !== key);
    const next = { ...context, done: [...earlier, done], heldSinceStepMs: 0 };
    return replan(answer.demand ? withDemand(next, demandOf(context, key, answer)) : next);
  };
}

function lateResult(context: CaseContext, { key, answer }: StepResult): Change {
  if (answer.kind !== 'done' || !answer.demand) return unchanged(context);
  return unchanged(withDemand(context, demandOf(context, key, answer)));
}

function demandOf(context: CaseContext, key: StepKey, answer: Extract<StepAnswer, { kind: 'done' }>): Demand {
  if (answer.channel === null) throw new Error(`a demand names its channel: ${key}`);
  return {
    key,
    level: context.level,
    at: context.now,
    grade: answer.grade,
    channel: answer.channel,
    written: answer.written,
    deadlineAt: answer.deadlineAt,
  };
}

function withDemand(context: CaseContext, demand: Demand): CaseContext {
  if (context.demands.some((known) => known.key === demand.key)) return context;
  return { ...context, demands: [...context.demands, demand] };
}

function replanIf(ladder: boolean): Rule {
  return ladder ? replan : unchanged;
}

/** A reversal reviewed by staff: if thanks had gone out, a correction follows (domain: payments). */
function whatFollows(pending: Pending): Rule {
  if (pending.step.startsWith(STEP_THANKS)) return (context) => unchanged({ ...context, thanked: true });
  if (pending.step.startsWith(STEP_REVIEW_REVERSAL)) {
    return (context) =>
      context.thanked
        ? inTurn(
            { ...context, thanked: false },
            plan({
              step: `${STEP_CORRECTION}~${context.now}`,
              doer: 'auto',
              task: null,
              ladder: false,
              dueAt: context.now,
            }),
          )
        : unchanged(context);
  }
  return unchanged;
}

/** A receipt or a return that came later: the grade of a demand, and the deadline that stands on it. */
export function applyGrade(
  context: CaseContext,
  event: Extract<CaseEvent, { type: 'GRADE_CHANGED' }>,
): Change {
  if (!context.demands.some((demand) => demand.key === event.key)) return unchanged(context);
  const demands = context.demands.map((demand) =>
    demand.key === event.key
      ? { ...demand, grade: event.grade, deadlineAt: event.deadlineAt ?? demand.deadlineAt }
      : demand,
  );
  return inTurn({ ...context, demands }, (changed) =>
    Object.values(changed.pending).some((pending) => pending.ladder) ? unchanged(changed) : replan(changed),
  );
}

/** A gate has opened: what waited for it is tried now. */
export function applyGate(context: CaseContext, event: Extract<CaseEvent, { type: 'GATE_OPENED' }>): Change {
  const pending = Object.fromEntries(
    Object.entries(context.pending).map(([key, one]) => [
      key,
      one.blockedBy && one.blockedBy.reason !== 'IN_DOUBT'
        ? { ...one, notBefore: null, blockedBy: null }
        : one,
    ]),
  );
  return unchanged({ ...context, pending, clock: event.clock ?? context.clock });
}

/** Time has passed: the step that is due is planned, overdue tasks go up, what was to be reviewed is. */
export function applyWoken(context: CaseContext): Change {
  return inTurn(context, planDueStep, escalate, reviewFresh);
}

function planDueStep(context: CaseContext): Change {
  const { next, dueAt } = context;
  if (next === null || dueAt === null || dueAt > context.now) return unchanged(context);
  if (ladderPending(context).length > 0) return unchanged(context);
  // a review, or a level or proposal that the facts have not earned after all: planned anew
  if (next.kind !== 'step') return replan(context);
  return inTurn(
    context,
    plan({
      step: next.step,
      doer: next.doer,
      task: next.task,
      ladder: true,
      dueAt: next.doer === 'auto' ? context.now : next.dueAt,
    }),
    replan,
  );
}

/** 客服 → 主管 → 负责人, then weekly in the manager's list; the case does not advance meanwhile. */
function escalate(context: CaseContext): Change {
  const overdue = Object.entries(context.pending).filter(
    ([, one]) => one.doer === 'task' && one.dueAt !== null && one.dueAt <= context.now,
  );
  return inTurn(
    context,
    ...overdue.map(
      ([key, one]): Rule =>
        (current) => {
          const escalation = one.escalation + 1;
          const raised: Pending = { ...one, escalation, dueAt: null };
          return {
            context: { ...current, pending: { ...current.pending, [key]: raised } },
            notes: [{ kind: 'task_overdue', at: current.now, key, escalation }],
          };
        },
    ),
  );
}

function reviewFresh(context: CaseContext): Change {
  const { freshReviewAt } = context;
  if (freshReviewAt === null || freshReviewAt > context.now) return unchanged(context);
  return inTurn(
    { ...context, freshReviewAt: null, freshReviewedAt: freshReviewAt },
    plan({ step: `review-fresh~${freshReviewAt}`, doer: 'task', task: 'review_fresh', ladder: false }),
  );
}
