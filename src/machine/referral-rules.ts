import { type Change, endStep, inTurn, ladderPending, plan, type Rule, replan, unchanged } from './change';
import type { CaseContext } from './context';
import type { CaseEvent } from './events';
import { officeOf } from './laws';
import type { TaskKind } from './vocabulary';

export const STEP_PROPOSE = 'propose-referral';
export const STEP_APPROVE = 'approve-referral';

type Requested = Extract<CaseEvent, { type: 'REFERRAL_REQUESTED' }>;
type Answered = Extract<CaseEvent, { type: 'REFERRAL_ANSWERED' }>;
type Reached = Extract<CaseEvent, { type: 'MILESTONE_REACHED' }>;

/** A batch is due: the supervisor is asked whether to propose this case (quarterly, `policy` level 4). */
export function propose(context: CaseContext): Change {
  const dueAt = context.next?.kind === 'propose' ? context.next.dueAt : null;
  return inTurn(context, ladderTask(numbered(context, STEP_PROPOSE), 'propose_referral', dueAt), replan);
}

/** Requested: another person is asked to approve (four eyes, law 6). */
export function request(event: Requested): Rule {
  return (context) =>
    inTurn(
      {
        ...context,
        referral: {
          requestedBy: event.actor.id,
          requestedAt: context.now,
          approvedBy: null,
          ...(event.needs ? { needs: event.needs, approvals: [] } : {}),
        },
      },
      remember(STEP_PROPOSE, 'requested'),
      ladderTask(numbered(context, STEP_APPROVE), 'approve_referral', null),
    );
}

export function approve(event: Answered): Rule {
  return (context) => {
    if (!context.referral) throw new Error('approved without a request: refusal() lets none pass');
    const referral = { ...withApproval(context, event), approvedBy: event.actor.id };
    return inTurn({ ...context, referral }, remember(STEP_APPROVE, 'approved'));
  };
}

/** One of several offices that must approve: its task is done, and the next one's is laid out. */
export function approveInPart(event: Answered): Rule {
  return (context) =>
    inTurn(
      { ...context, referral: withApproval(context, event) },
      remember(STEP_APPROVE, 'approved_in_part'),
      (current) => ladderTask(numbered(current, STEP_APPROVE), 'approve_referral', null)(current),
    );
}

function withApproval(context: CaseContext, { actor }: Answered): NonNullable<CaseContext['referral']> {
  const { referral } = context;
  if (!referral) throw new Error('approved without a request: refusal() lets none pass');
  const office = officeOf(context, actor);
  if (office === null) return referral;
  return {
    ...referral,
    approvals: [...(referral.approvals ?? []), { by: actor.id, office, at: context.now }],
  };
}

/** Not approved: the case stays where it is; the next batch may propose it again. */
export function decline(context: CaseContext): Change {
  return inTurn({ ...context, referral: null }, remember(STEP_APPROVE, 'declined'), replan);
}

/** A case may be proposed in one batch after another; each time is an act of its own. */
function numbered(context: CaseContext, step: string): string {
  const earlier = context.done.filter((done) => done.step.startsWith(step)).length;
  return `${step}~${earlier + 1}`;
}

function remember(step: string, outcome: string): Rule {
  return (context) =>
    inTurn(
      context,
      ...ladderPending(context)
        .filter(([, pending]) => pending.step.startsWith(step))
        .map(
          ([key, pending]): Rule =>
            (current) => {
              const done = { key, step: pending.step, at: current.now, outcome, demand: false } as const;
              return inTurn(current, endStep(key, 'done', outcome), (ended) =>
                unchanged({ ...ended, done: [...ended.done, { ...done, grade: 'none', channel: null }] }),
              );
            },
        ),
    );
}

export function milestone(event: Reached): Rule {
  return (context) => ({
    context: {
      ...context,
      milestones: [
        ...context.milestones,
        { milestone: event.milestone, at: context.now, by: event.actor.id },
      ],
    },
    notes: [{ kind: 'milestone', at: context.now, milestone: event.milestone, by: event.actor.id }],
  });
}

/** Level 4 goes on by people: each of its sub-states is one piece of work for counsel, the lawyer or the manager. */
export function counselWork(kind: TaskKind): Rule {
  return (context) =>
    inTurn(context, endCounselWork, ladderTask(`${stepOf(kind)}~${context.milestones.length}`, kind, null));
}

const endCounselWork: Rule = (context) =>
  inTurn(context, ...ladderPending(context).map(([key]) => endStep(key, 'done', 'MILESTONE')));

function stepOf(kind: TaskKind): string {
  return kind.replaceAll('_', '-');
}

function ladderTask(step: string, task: TaskKind, dueAt: number | null): Rule {
  return plan({ step, doer: 'task', task, ladder: true, dueAt });
}
