import { addWorkdays } from '../domain/calendar';
import { addDays, type CivilDay, laterDay } from '../domain/civil-day';
import { ladderFor } from '../domain/ladder-of-cause';
import { ladderPending } from './change';
import type { CaseContext, Next } from './context';
import type { Planned } from './events';
import type { Facts } from './facts';
import { placeOf } from './place';
import { holdsOfFacts, holdVerdicts } from './planning/holds';
import { instalmentMarks } from './planning/instalments';
import { followUp, noticeEntry, proposal, visitEntry } from './planning/levels';
import { underMovedPolicy } from './planning/moved';
import { nextStep } from './planning/steps';
import { dueOfPending, taskDueAt } from './planning/tasks';
import { dayOf, morningOf, startOf } from './planning/time';
import { promisedIn } from './promised';
import type { CaseSnapshot } from './run';
import type { TaskKind } from './vocabulary';

const NOTHING_CLAIMABLE_REVIEW_DAYS = 30;
const NOBODY_APPROACHED_REVIEW_DAYS = 30;

/**
 * What the case would do next and when, on these facts: pure. The driver applies the answer as an event; the release list, "what happens
 * next" on a case's page and the simulation ask the same function. It fills in whatever in the plan is open: the ladder's next act, verdicts on
 * holds whose end has come, due dates of tasks, the end of the reversal window, the review of fresh charges.
 *
 * @param now community time, epoch ms
 */
export function planNext(snapshot: CaseSnapshot, given: Facts, now: number): Planned {
  const place = placeOf(snapshot);
  const { context } = snapshot;
  // cause picks the ladder
  const facts = { ...given, ladder: ladderFor(given.ladder, context.cause) };
  const onLadder = place.region === 'ladder';
  const isOpen = onLadder || place.region === 'held';
  return {
    type: 'PLANNED',
    at: now,
    next:
      onLadder && context.next === null && ladderPending(context).length === 0
        ? nextOnLadder(place.level, place.stage, context, facts, now)
        : null,
    holds: isOpen ? holdVerdicts(context, facts, now) : [],
    instalments: isOpen ? instalmentMarks(context, facts, now) : [],
    placed: isOpen ? holdsOfFacts(context, facts, now) : [],
    dues: dues(context, onLadder, facts, now),
    windowEndsAt:
      place.region === 'settled' && context.windowEndsAt === null
        ? startOf(addDays(dayOf(now, facts), facts.ladder.settlement.reversalWindowDays + 1), facts)
        : null,
    freshReviewAt: isOpen && context.freshReviewAt === null ? freshReview(context, facts, now) : null,
  };
}

function nextOnLadder(level: string, stage: string, as: CaseContext, facts: Facts, now: number): Next {
  const context = underMovedPolicy(as, facts.ladder);
  if (level === 'referral') return counselNext(stage, context, facts, now);
  // the claim would answer NOTHING_OWED: what is within the tolerance is not asked for, and a late fee alone drives no ladder
  if (facts.oldestDueOn === null || facts.claimableFen <= facts.ladder.settlement.toleranceFen) {
    const at = morningOf(addDays(dayOf(now, facts), NOTHING_CLAIMABLE_REVIEW_DAYS), facts);
    return { kind: 'review', at, reason: 'NOTHING_CLAIMABLE' };
  }
  // 主体待定, or an owner who died: nobody is approached before it is clear who owes
  if (facts.isNobodyLiable === true || facts.ladder.causes[context.cause].reach === 'nobody') {
    const at = morningOf(addDays(dayOf(now, facts), NOBODY_APPROACHED_REVIEW_DAYS), facts);
    return { kind: 'review', at, reason: 'NOBODY_APPROACHED' };
  }
  switch (level) {
    case 'reminder':
      return sooner(
        noticeEntry(context, facts, now),
        nextStep(facts.ladder.level1.steps, firstReminderDay(context, facts), context, facts, now),
        context,
        facts,
        now,
      );
    case 'notice':
      return sooner(
        soonest(visitEntry(context, facts, now), proposal(context, facts, now)),
        nextStep(facts.ladder.level2.steps, dayOf(context.enteredAt, facts), context, facts, now),
        context,
        facts,
        now,
      );
    case 'visit': {
      const visit = nextStep(facts.ladder.level3.steps, dayOf(context.enteredAt, facts), context, facts, now);
      return visit ?? proposal(context, facts, now) ?? followUp(context, facts, now);
    }
    default:
      throw new Error(`a level that nobody plans: ${level}`);
  }
}

/** The next level, or the level's own next step if that comes first; neither: long follow-up. */
function sooner(up: Next | null, step: Next | null, context: CaseContext, facts: Facts, now: number): Next {
  return soonest(up, step) ?? followUp(context, facts, now);
}

function soonest(up: Next | null, other: Next | null): Next | null {
  if (up === null || other === null) return up ?? other;
  return up.at <= other.at ? up : other;
}

/** Level 1 approaches nobody before the due date and the policy's workdays after it. */
function firstReminderDay(context: CaseContext, facts: Facts): CivilDay {
  const entered = dayOf(context.enteredAt, facts);
  if (facts.oldestDueOn === null) return entered;
  return laterDay(
    entered,
    addWorkdays(facts.calendar, facts.oldestDueOn, facts.ladder.level1.afterDueWorkdays),
  );
}

/** Level 4 goes on by people; where no work is open, the next piece of it is laid out. */
function counselNext(stage: string, context: CaseContext, facts: Facts, now: number): Next {
  const kind = counselTask(stage, context);
  const days = context.done.length + context.milestones.length + 1;
  return {
    kind: 'step',
    step: `${kind.replaceAll('_', '-')}~r${days}`,
    doer: 'task',
    task: kind,
    channel: null,
    at: now,
    dueAt: taskDueAt(kind, now, facts),
    reason: 'COUNSEL',
  };
}

function counselTask(stage: string, context: CaseContext): TaskKind {
  switch (stage) {
    case 'counsel':
      return 'counsel_confirm';
    case 'preparing':
      return 'prepare_package';
    case 'letter':
      return 'lawyer_letter';
    case 'procedure':
      return context.milestones.length > 1 ? 'follow_procedure' : 'choose_procedure';
    case 'enforcement':
      return 'follow_procedure';
    default:
      return 'review_case';
  }
}

function dues(context: CaseContext, onLadder: boolean, facts: Facts, now: number): Planned['dues'] {
  const due: Planned['dues'] = {};
  for (const [key, pending] of Object.entries(context.pending)) {
    if (pending.dueAt !== null || pending.left !== null) continue;
    if (pending.ladder && pending.doer === 'task' && !onLadder && context.heldSince !== null) continue;
    const promisedOn = promisedIn(context.holds, pending)?.on ?? null;
    due[key] = dueOfPending(pending, promisedOn, now, facts);
  }
  return due;
}

/** 本期新账单 unpaid for the policy's days: the supervisor looks at it, once for each. */
function freshReview(context: CaseContext, facts: Facts, now: number): number | null {
  if (facts.oldestFreshDueOn === null) return null;
  const day = addDays(facts.oldestFreshDueOn, facts.ladder.fresh.reviewAfterDays);
  const at = Math.max(morningOf(day, facts), now);
  if (context.freshReviewedAt !== null && morningOf(day, facts) <= context.freshReviewedAt) return null;
  return at;
}
