import { type Channel, isWorkedByStaff } from '../../domain/channel';
import { addDays, type CivilDay, daysBetween, instantAt, weekday } from '../../domain/civil-day';
import type { LadderStep } from '../../domain/ladder';
import { wasWithdrawn } from '../change';
import type { CaseContext, DoneStep, Next } from '../context';
import type { Facts } from '../facts';
import type { TaskKind } from '../vocabulary';
import { taskDueAt } from './tasks';
import { actAt, dayOf, latestOf } from './time';

type NextStep = Extract<Next, { kind: 'step' }>;

/** A later try of the same step is an act of its own: `call`, `call~2`, `call~3`. */
const TRY = '~';
const EVENING_MINUTES = 18 * 60;
const SATURDAY = 6;

/**
 * The first step of the level that has no result yet, and when it is due: E+n, but never sooner after the step before than the plan has
 * between the two (law 11), and later by what the case was held since.
 *
 * @param firstDay the level's first day for acts: its entry, or later where the due date has not passed far enough
 */
export function nextStep(
  steps: readonly LadderStep[],
  firstDay: CivilDay,
  context: CaseContext,
  facts: Facts,
  now: number,
): NextStep | null {
  const today = dayOf(now, facts);
  let before: { step: LadderStep; done: DoneStep } | null = null;
  for (const step of steps) {
    const { made: tries, planned: plannedBefore } = triesOf(step.id, context);
    const last = tries.at(-1);
    if (last && !isToTryAgain(step, last, tries.length, firstDay, today)) {
      before = { step, done: last };
      continue;
    }
    if (!takesPlace(step, context, facts)) continue;
    const earliest = before
      ? latestOf(
          addDays(firstDay, step.onDay),
          addDays(dayOf(before.done.at, facts), Math.max(0, step.onDay - before.step.onDay)),
        )
      : addDays(firstDay, step.onDay);
    const day = last ? latestOf(earliest, addDays(dayOf(last.at, facts), 1)) : earliest;
    const isLastTry = tries.length + 1 === (step.triesOnDays ?? 0);
    return planned(step, plannedBefore, day, isLastTry, context, facts, now);
  }
  return null;
}

/** How often a step was done in this stay, and how often it was planned: one that was withdrawn is planned anew under another key. */
export function triesOf(id: string, context: CaseContext): { made: DoneStep[]; planned: number } {
  const tries = context.done.filter((done) => baseOf(done.step) === id);
  return { made: tries.filter((done) => !wasWithdrawn(done)), planned: tries.length };
}

export function baseOf(step: string): string {
  return step.split(TRY)[0] ?? step;
}

export function tryName(id: string, plannedBefore: number): string {
  return plannedBefore === 0 ? id : `${id}${TRY}${plannedBefore + 1}`;
}

/** An unanswered call is tried again on another day, within the step's span and its number of days. */
function isToTryAgain(
  step: LadderStep,
  last: DoneStep,
  tries: number,
  firstDay: CivilDay,
  today: CivilDay,
): boolean {
  if (last.demand || last.outcome === 'no_channel') return false;
  if (step.triesOnDays === undefined || tries >= step.triesOnDays) return false;
  return step.untilDay === undefined || daysBetween(firstDay, today) < step.untilDay;
}

function takesPlace(step: LadderStep, context: CaseContext, facts: Facts): boolean {
  if (facts.claimableFen < step.minimumFen) return false;
  switch (step.when) {
    case 'always':
      return true;
    case 'forgetful':
      return context.cause === 'forgetful';
    case 'ems': {
      const { minimumFen, minimumPeriods, limitationWithinMonths } = facts.ladder.level2.ems;
      return (
        facts.livesElsewhere === true ||
        facts.claimableFen >= minimumFen ||
        facts.periodsOwed >= minimumPeriods ||
        limitationWithin(facts, context.now, limitationWithinMonths)
      );
    }
    case 'posting_unanswered':
      // 退件: one that came back is no letter; the next address has its turn
      return (
        facts.postedWithoutAnswer &&
        (facts.letterCameBack || !context.done.some((done) => done.channel === 'mail'))
      );
    default: {
      const never: never = step.when;
      throw new Error(`unknown condition: ${never}`);
    }
  }
}

const DAYS_A_MONTH = 30;

export function limitationWithin(facts: Facts, now: number, months: number): boolean {
  if (facts.limitationOn === null) return false;
  return daysBetween(dayOf(now, facts), facts.limitationOn) < months * DAYS_A_MONTH;
}

function planned(
  step: LadderStep,
  plannedBefore: number,
  day: CivilDay,
  isLastTry: boolean,
  context: CaseContext,
  facts: Facts,
  now: number,
): NextStep {
  const channel = channelOf(step, facts);
  const at = actAt(day, channel ?? step.channels[0] ?? 'sms', context.heldSinceStepMs, now, facts);
  const task = taskOf(channel, facts);
  return {
    kind: 'step',
    step: tryName(step.id, plannedBefore),
    doer: task === null ? 'auto' : 'task',
    task,
    channel,
    at: isLastTry && task === 'call' ? inTheEvening(at, facts) : at,
    dueAt: task === null ? null : taskDueAt(task, at, facts),
    reason: channel === null ? 'NO_CHANNEL_LEFT' : 'PLAN',
  };
}

/** One of the tries is between 18:00 and 20:00, or at the weekend. */
function inTheEvening(at: number, facts: Facts): number {
  const day = dayOf(at, facts);
  if (weekday(day) >= SATURDAY) return at;
  return Math.max(at, instantAt(day, EVENING_MINUTES, facts.calendar.zone));
}

/** The first channel of the step that is usable; null: none is left, which the claim puts into evidence. */
function channelOf(step: LadderStep, facts: Facts): Channel | null {
  return step.channels.find((channel) => facts.usableChannels.includes(channel)) ?? null;
}

/** Who does it: nothing leaves by itself for somebody with a care mark, the supervisor calls. */
function taskOf(channel: Channel | null, facts: Facts): TaskKind | null {
  if (channel === null) return null;
  if (facts.careMark !== null && (channel === 'sms' || channel === 'email' || channel === 'wechat')) {
    return 'care_call';
  }
  if (!isWorkedByStaff(channel)) return null;
  switch (channel) {
    case 'call':
      return facts.careMark === null ? 'call' : 'care_call';
    case 'wechat':
      return 'wechat';
    case 'visit':
      return 'visit';
    case 'post':
      return 'post';
    case 'mail':
      return 'mail';
    case 'sms':
    case 'email':
      return null;
    default: {
      const never: never = channel;
      throw new Error(`unknown channel: ${never}`);
    }
  }
}
