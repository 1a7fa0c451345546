import { type Change, inTurn, plan, type Rule, replan, unchanged, withdraw } from './change';
import type { CaseContext, Hold, Pending } from './context';
import type { CaseEvent, Planned } from './events';
import { remindersOf } from './instalment-rules';

type Verdict =
  | Planned['holds'][number]['verdict']
  | Extract<CaseEvent, { type: 'HOLD_CLEARED' }>['verdict']
  | 'settled'
  | 'closed';

/**
 * A hold suspends the ladder, never the arrears nor limitation. Several may stand at once: what is left of the wait is taken when the
 * first begins (`freeze`) and runs again when the last has ended (`thaw`).
 */
export function placeHold(hold: Hold): Rule {
  return (context) => {
    if (context.holds.some((standing) => standing.id === hold.id)) return unchanged(context);
    return inTurn(
      { ...context, holds: [...context.holds, hold] },
      (placed) => ({ context: placed, notes: [{ kind: 'hold_began', at: placed.now, hold }] }),
      workOf(hold),
      // a plan with its schedule is the answer to the hardship that was looked at
      hold.plan ? endHoldsOfKind('hardship_review', 'answered') : unchanged,
    );
  };
}

/** The work that a hold gives to somebody, so that it does not merely lie there. */
function workOf(hold: Hold): Rule {
  const task = (step: string, kind: Pending['task']): Rule =>
    plan({ step: `${step}~${hold.id}`, doer: 'task', task: kind, ladder: false, ref: hold.id });
  switch (hold.kind) {
    case 'payment_claimed':
      return task('verify-payment', 'verify_payment');
    case 'complaint':
      return (context) =>
        inTurn(context, task('answer-complaint', 'answer_complaint'), task('first-word', 'first_word'));
    case 'amount_dispute':
      return task('answer-complaint', 'answer_complaint');
    case 'promise':
      // the one reminder that the owner agreed to, the day before (a service notice, outside the budget)
      return plan({
        step: `promise-reminder~${hold.id}`,
        doer: 'auto',
        task: null,
        ladder: false,
        ref: hold.id,
      });
    case 'instalment_plan':
      return hold.plan ? remindersOf(hold) : task('review-hold', 'review_hold');
    case 'hardship_review':
    case 'bereavement':
    case 'liability_unclear':
    case 'takeover_review':
      return task('review-hold', 'review_hold');
    case 'manual_pause':
    case 'legal_stay':
      return unchanged;
    default: {
      const never: never = hold.kind;
      throw new Error(`unknown hold: ${never}`);
    }
  }
}

/** Ends a hold, its work with it, and says what its verdict leads to. */
export function endHold(id: string, verdict: Verdict, told = true): Rule {
  return (context) => {
    const hold = context.holds.find((standing) => standing.id === id);
    if (!hold) return unchanged(context);
    return inTurn(
      { ...context, holds: context.holds.filter((standing) => standing.id !== id) },
      (ended) => ({
        context: ended,
        notes: [{ kind: 'hold_ended', at: ended.now, id, holdKind: hold.kind, verdict }],
      }),
      withdraw((pending) => pending.ref === id, 'HOLD_ENDED'),
      consequenceOf(hold, verdict),
      hold.kind === 'complaint' && verdict === 'answered' && !told ? tellAnswer(hold) : unchanged,
    );
  };
}

/** The answer is on record and nobody has told the owner: a service notice, by a person. */
function tellAnswer({ id }: Hold): Rule {
  return plan({ step: `tell-answer~${id}`, doer: 'task', task: 'tell_answer', ladder: false });
}

function consequenceOf(hold: Hold, verdict: Verdict): Rule {
  if (hold.kind === 'promise' || hold.kind === 'instalment_plan') {
    if (verdict === 'kept') return (context) => unchanged({ ...context, brokenPromises: 0 });
    if (verdict === 'broken' || verdict === 'partly') {
      return (context) =>
        inTurn(
          { ...context, brokenPromises: context.brokenPromises + 1 },
          plan({
            step: `review-broken-promise~${hold.id}`,
            doer: 'task',
            task: 'review_broken_promise',
            ladder: false,
            ref: null,
          }),
        );
    }
  }
  // 待核实缴费 that nobody answered: a call, never a message (domain: four gates, 3)
  if (hold.kind === 'payment_claimed' && (verdict === 'over' || verdict === 'not_found')) {
    return plan({ step: `call-after-claim~${hold.id}`, doer: 'task', task: 'call', ladder: true });
  }
  return unchanged;
}

function endHoldsOfKind(kind: Hold['kind'], verdict: Verdict): Rule {
  return (context) =>
    inTurn(
      context,
      ...context.holds.filter((hold) => hold.kind === kind).map((hold) => endHold(hold.id, verdict)),
    );
}

export function endAllHolds(verdict: Verdict): Rule {
  return (context) => inTurn(context, ...context.holds.map((hold) => endHold(hold.id, verdict)));
}

/** The first hold begins: what is left of every wait of the ladder is taken. */
export function freeze(context: CaseContext): Change {
  const pending = mapLadderTasks(context, (one) =>
    one.dueAt === null ? one : { ...one, dueAt: null, left: Math.max(0, one.dueAt - context.now) },
  );
  const left = context.dueAt === null ? null : Math.max(0, context.dueAt - context.now);
  return unchanged({ ...context, pending, dueAt: null, left, heldSince: context.heldSince ?? context.now });
}

/** The last hold has ended: the waits run again, longer by what they were held. */
export function thaw(context: CaseContext): Change {
  const heldMs = context.heldSince === null ? 0 : context.now - context.heldSince;
  const pending = mapLadderTasks(context, (one) =>
    one.left === null ? one : { ...one, dueAt: context.now + one.left, left: null },
  );
  const resumed: CaseContext = {
    ...context,
    pending,
    heldSince: null,
    heldInLevelMs: context.heldInLevelMs + heldMs,
    heldSinceStepMs: context.heldSinceStepMs + heldMs,
  };
  if (context.next === null || context.left === null) return replan(resumed);
  const dueAt = context.now + context.left;
  return unchanged({ ...resumed, next: { ...context.next, at: dueAt }, dueAt, left: null });
}

function mapLadderTasks(context: CaseContext, of: (one: Pending) => Pending): CaseContext['pending'] {
  return Object.fromEntries(
    Object.entries(context.pending).map(([key, one]) => [
      key,
      one.ladder && one.doer === 'task' ? of(one) : one,
    ]),
  );
}

/** What became of holds whose end had come, as planned on the facts. */
export function applyHoldVerdicts(verdicts: Planned['holds']): Rule {
  return (context) =>
    inTurn(
      context,
      ...verdicts.map(({ id, verdict, endsAt }): Rule => {
        if (verdict === 'extended' && endsAt !== null) return extendHold(id, endsAt);
        return endHold(id, verdict);
      }),
    );
}

function extendHold(id: string, endsAt: number): Rule {
  return (context) => {
    if (!context.holds.some((hold) => hold.id === id)) return unchanged(context);
    const holds = context.holds.map((hold) => (hold.id === id ? { ...hold, endsAt } : hold));
    return {
      context: { ...context, holds },
      notes: [{ kind: 'hold_extended', at: context.now, id, endsAt }],
    };
  };
}
