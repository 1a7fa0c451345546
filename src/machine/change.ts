import type { Level } from '../domain/vocabulary';
import type { CaseContext, DoneStep, EntryBasis, Pending } from './context';
import type { Note } from './events';
import { type StepKey, stepKey } from './step-key';

/** What a rule of the machine makes of a context: the next one, and what happened. Pure; nothing here reads a clock. */
export type Change = { context: CaseContext; notes: Note[] };

/** A rule on its own event type; chained by `inTurn`. */
export type Rule = (context: CaseContext) => Change;

export function unchanged(context: CaseContext): Change {
  return { context, notes: [] };
}

/** Applies rules one after another, keeping what each of them noted. */
export function inTurn(context: CaseContext, ...rules: Rule[]): Change {
  const notes: Note[] = [];
  let current = context;
  for (const rule of rules) {
    const change = rule(current);
    current = change.context;
    notes.push(...change.notes);
  }
  return { context: current, notes };
}

export function keyOf(context: CaseContext, step: string, resend: 0 | 1 = 0): StepKey {
  return stepKey({ caseId: context.caseId, entry: context.entry, step, resend });
}

/** The acts that the ladder itself waits for. */
export function ladderPending(context: CaseContext): [StepKey, Pending][] {
  return Object.entries(context.pending).filter(([, pending]) => pending.ladder);
}

type PlanOf = Pick<Pending, 'step' | 'doer' | 'task' | 'ladder'> & Partial<Pick<Pending, 'dueAt' | 'ref'>>;

/** Plans an act. A key that was planned before is not planned again: twice is once (law 12). */
export function plan(plan: PlanOf, resend: 0 | 1 = 0): Rule {
  return (context) => {
    const key = keyOf(context, plan.step, resend);
    if (context.pending[key] || context.done.some((done) => done.key === key)) return unchanged(context);
    const pending: Pending = {
      notBefore: null,
      blockedBy: null,
      left: null,
      escalation: 0,
      dueAt: null,
      ref: null,
      ...plan,
      plannedAt: context.now,
    };
    return {
      context: { ...context, pending: { ...context.pending, [key]: pending } },
      notes: [
        {
          kind: 'step_planned',
          at: context.now,
          key,
          step: plan.step,
          doer: plan.doer,
          level: context.level,
        },
      ],
    };
  };
}

type StepEnd = Extract<Note, { kind: 'step_ended' }>['end'];

/**
 * Ends a planned key in exactly one way (law 4). A key that is not pending has ended already. A step of the ladder that was withdrawn may
 * be planned again, as an act of its own: that it was is remembered.
 */
export function endStep(key: StepKey, end: StepEnd, reason: string): Rule {
  return (context) => {
    const { [key]: ended, ...pending } = context.pending;
    if (!ended) return unchanged(context);
    const done =
      ended.ladder && end === 'withdrawn'
        ? [...context.done, withdrawnStep(key, ended.step, context.now)]
        : context.done;
    return {
      context: { ...context, pending, done },
      notes: [{ kind: 'step_ended', at: context.now, key, end, reason }],
    };
  };
}

const WITHDRAWN = 'withdrawn';

function withdrawnStep(key: StepKey, step: string, at: number): DoneStep {
  return { key, step, at, outcome: WITHDRAWN, demand: false, grade: 'none', channel: null };
}

/** It ended without having been done. */
export function wasWithdrawn(done: DoneStep): boolean {
  return done.outcome === WITHDRAWN;
}

/** Withdraws every pending act that `which` names. */
export function withdraw(which: (pending: Pending, key: StepKey) => boolean, reason: string): Rule {
  return (context) =>
    inTurn(
      context,
      ...Object.entries(context.pending)
        .filter(([key, pending]) => which(pending, key))
        .map(([key]) => endStep(key, 'withdrawn', reason)),
    );
}

/** Enters a level: what was planned on the ladder before is withdrawn, the new stay counts its steps anew. */
export function enterLevel(level: Level, basis: EntryBasis): Rule {
  return (before) =>
    inTurn(
      before,
      withdraw((pending) => pending.ladder, 'LEVEL_LEFT'),
      (context) => {
        const entry = context.entry + 1;
        return {
          context: {
            ...context,
            level,
            entry,
            basis,
            enteredAt: context.now,
            next: null,
            dueAt: null,
            left: null,
            heldSince: null,
            heldInLevelMs: 0,
            heldSinceStepMs: 0,
            done: [],
            referral: level === 4 ? context.referral : null,
          },
          notes: [
            {
              kind: 'level_entered',
              at: context.now,
              level,
              entry,
              basis,
              from: before.entry === 0 ? null : before.level,
            },
          ],
        };
      },
    );
}

/** Forgets what was planned next, so that it is planned anew on the present facts. */
export function replan(context: CaseContext): Change {
  return unchanged({ ...context, next: null, dueAt: null, left: null });
}
