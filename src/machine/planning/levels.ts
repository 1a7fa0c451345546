import { addDays, addMonths, type CivilDay } from '../../domain/civil-day';
import { nextReferralBatch } from '../../domain/deadlines';
import { wasWithdrawn } from '../change';
import type { CaseContext, Next } from '../context';
import type { Facts } from '../facts';
import { referralDemandOverAt, standingDemands } from '../laws';
import { baseOf, limitationWithin, triesOf, tryName } from './steps';
import { taskDueAt } from './tasks';
import { actAt, dayOf, latestOf, morningOf, startOf } from './time';

type NextLevel = Extract<Next, { kind: 'level' }>;
type NextProposal = Extract<Next, { kind: 'propose' }>;

/** 1→2: D+31 and the amount (or the periods owed), or every number tried in vain from D+15 on; never before the level's shortest stay. */
export function noticeEntry(context: CaseContext, facts: Facts, now: number): NextLevel | null {
  const { level1, level2 } = facts.ladder;
  if (facts.oldestDueOn === null) return null;
  const entered = dayOf(context.enteredAt, facts);
  const stayed = addDays(entered, level1.minimumStayDays);
  const at = (day: CivilDay) => actAt(day, 'post', context.heldInLevelMs, now, facts);

  const unreachable = unreachableEvidence(context, facts);
  if (unreachable.length > 0) {
    const day = latestOf(addDays(facts.oldestDueOn, level2.unreachable.afterDueDays), stayed);
    const basis = { kind: 'unreachable', evidence: unreachable } as const;
    return { kind: 'level', to: 2, basis, at: at(day), reason: 'UNREACHABLE' };
  }
  if (!isLargeEnough(level2, facts)) return null;
  const day = latestOf(addDays(facts.oldestDueOn, level2.afterDueDays), stayed);
  const demands = standingDemands(context).map((demand) => demand.key);
  if (demands.length > 0) {
    return { kind: 'level', to: 2, basis: { kind: 'demand', evidence: demands }, at: at(day), reason: 'DUE' };
  }
  if (context.basis.kind === 'declared') {
    return { kind: 'level', to: 2, basis: context.basis, at: at(day), reason: 'DUE' };
  }
  return null;
}

/** By amount, or by the number of billing periods that are owed. */
function isLargeEnough(
  { minimumFen, orPeriods }: { minimumFen: number; orPeriods: number | null },
  { claimableFen, periodsOwed }: Facts,
): boolean {
  return claimableFen >= minimumFen || (orPeriods !== null && periodsOwed >= orPeriods);
}

/** The attempts of the policy's number of days, or a step for which no usable address was left; each is in evidence. */
function unreachableEvidence(context: CaseContext, facts: Facts): string[] {
  if (standingDemands(context).length > 0) return [];
  const inVain = context.done.filter((done) => !done.demand && !wasWithdrawn(done));
  const none = inVain.filter((done) => done.outcome === 'no_channel');
  const reachable = facts.usableChannels.some(
    (channel) => channel !== 'post' && channel !== 'mail' && channel !== 'visit',
  );
  if (none.length > 0 && !reachable) return none.map((done) => done.key);
  if (facts.daysTriedInVain.length < facts.ladder.level2.unreachable.triedOnDays) return [];
  return inVain.filter((done) => baseOf(done.step).includes('call')).map((done) => done.key);
}

/** 2→3: D+61 and the amount (or the periods owed), a notice in evidence, its deadline over and the policy's days more. */
export function visitEntry(context: CaseContext, facts: Facts, now: number): NextLevel | null {
  const { level2, level3 } = facts.ladder;
  if (facts.oldestDueOn === null || !isLargeEnough(level3, facts)) return null;
  const notice = context.demands
    .filter((demand) => demand.written && demand.grade !== 'none' && demand.deadlineAt !== null)
    .sort((a, b) => (a.deadlineAt ?? 0) - (b.deadlineAt ?? 0))[0];
  if (!notice || notice.deadlineAt === null) return null;
  const day = latestOf(
    addDays(facts.oldestDueOn, level3.afterDueDays),
    addDays(dayOf(notice.deadlineAt, facts), level2.stayAfterDeadlineDays),
  );
  return {
    kind: 'level',
    to: 3,
    basis: { kind: 'deadline_over', evidence: [notice.key] },
    at: Math.max(actAt(day, 'visit', context.heldSinceStepMs, now, facts), notice.deadlineAt),
    reason: 'DUE',
  };
}

/** 3→4 (拒缴 from 2 as well): no result, the demand's period over, a threshold met; proposed in the next quarterly batch. */
export function proposal(context: CaseContext, facts: Facts, now: number): NextProposal | null {
  const { level3, level4 } = facts.ladder;
  const fromLevel2 = context.level === 2 && context.cause === 'malicious' && level4.maliciousFromLevel2;
  if (context.level !== 3 && !fromLevel2) return null;
  if (context.openDisputes.length > 0 || !meetsThresholds(context, facts, now)) return null;
  const demandOverAt = referralDemandOverAt(context);
  if (demandOverAt === null) return null;
  const entered = dayOf(context.enteredAt, facts);
  const stayed = context.level === 3 ? addDays(entered, level3.minimumStayDays) : entered;
  const from = startOf(latestOf(stayed, dayOf(now, facts)), facts) + context.heldInLevelMs;
  const lastAsked = context.done.filter((done) => done.step.startsWith('propose-referral')).at(-1);
  const earliest = lastAsked
    ? latestOf(dayOf(from, facts), addDays(dayOf(lastAsked.at, facts), 1))
    : dayOf(from, facts);
  const batch = nextReferralBatch(latestOf(earliest, dayOf(demandOverAt, facts)), level4.batches);
  const at = Math.max(morningOf(batch, facts), demandOverAt, now);
  return { kind: 'propose', at, dueAt: taskDueAt('propose_referral', at, facts), reason: 'QUARTERLY_BATCH' };
}

/** ≥ 12 months, or the amount, or the periods owed, or promises broken, or limitation near: any one of them. */
export function meetsThresholds(context: CaseContext, facts: Facts, now: number): boolean {
  const { overdueMonths, brokenPromises, limitationWithinMonths } = facts.ladder.level4.proposal;
  return (
    (facts.oldestDueOn !== null && addMonths(facts.oldestDueOn, overdueMonths) <= dayOf(now, facts)) ||
    isLargeEnough(facts.ladder.level4.proposal, facts) ||
    context.brokenPromises >= brokenPromises ||
    limitationWithin(facts, now, limitationWithinMonths)
  );
}

/** 长期跟进, where the plan of the level is done and the next one has not come: a letter and a call each quarter. */
export function followUp(context: CaseContext, facts: Facts, now: number): Next {
  const { everyMonths, steps } = facts.ladder.level3.longFollowUp;
  const since = dayOf(context.done.at(-1)?.at ?? context.enteredAt, facts);
  const rounds = steps
    .filter((step) => facts.claimableFen >= step.minimumFen)
    .map((step) => ({
      step,
      tries: triesOf(step.id, context),
      task: step.channels.find((one) => facts.usableChannels.includes(one)),
    }));
  const fewest = Math.min(...rounds.map(({ tries }) => tries.made.length));
  const turn = rounds.find(({ tries }) => tries.made.length === fewest);
  if (turn?.task !== 'post' && turn?.task !== 'mail' && turn?.task !== 'call') {
    const reason = turn ? 'NO_CHANNEL_LEFT' : 'BELOW_MINIMUM';
    return { kind: 'review', at: quarterlyAfter(since, everyMonths, facts, now), reason };
  }
  const { step, task, tries } = turn;
  const day = turn === rounds[0] ? addMonths(since, everyMonths) : addDays(since, step.onDay);
  const at = actAt(day, task, context.heldSinceStepMs, now, facts);
  return {
    kind: 'step',
    step: tryName(step.id, tries.planned),
    doer: 'task',
    task,
    channel: task,
    at,
    dueAt: taskDueAt(task, at, facts),
    reason: 'LONG_FOLLOW_UP',
  };
}

function quarterlyAfter(since: CivilDay, everyMonths: number, facts: Facts, now: number): number {
  let day = addMonths(since, everyMonths);
  while (morningOf(day, facts) <= now) day = addMonths(day, everyMonths);
  return morningOf(day, facts);
}
