import type { CommunityTime } from '../communities/time';
import type { Tx } from '../db/scope';
import { addWorkdays, type Calendar } from '../domain/calendar';
import { addDays, addMonths, type CivilDay, daysBetween, startOfDay } from '../domain/civil-day';
import { lastReferralBatch } from '../domain/deadlines';
import { planProblem } from '../domain/instalment-plan';
import { fen, sumFen } from '../domain/money';
import type { Role } from '../domain/roles';
import type { HoldKind } from '../domain/vocabulary';
import type { AccountClaim } from '../ledger/claimable';
import type { CaseContext, Hold } from '../machine/context';
import type { StaffEvent } from '../machine/events';
import type { Facts } from '../machine/facts';
import { watchedSchedule } from '../machine/planning/instalments';
import { meetsThresholds } from '../machine/planning/levels';
import { mayApprovePlan, referralApprovers } from '../policy/approvals';
import type { Policy } from '../policy/schema';
import type { StaffCommand } from './commands';
import { checklistOf } from './referral-facts';
import { refusedError } from './refusals';

/** What a command is judged by beside the machine: the policy, the calendar, the account, the role of who speaks. */
export type Saying = {
  commandId: string;
  actorId: string;
  role: Role;
  context: CaseContext;
  policy: Policy;
  calendar: Calendar;
  facts: Facts;
  claim: AccountClaim;
  time: CommunityTime;
};

type HoldOf = { kind: HoldKind; lastOn: CivilDay; amountFen?: number; promisedOn?: CivilDay } & Pick<
  Hold,
  'plan'
>;

/**
 * The event that a command becomes.
 *
 * @throws {UserError} what the policy does not allow, with its code and sentence
 */
export async function eventOf(tx: Tx, command: StaffCommand, saying: Saying): Promise<StaffEvent> {
  const { commandId, actorId, role, context, policy, claim, facts, time } = saying;
  const said = { at: time.now, actor: { id: actorId, role }, commandId };
  const holding = (hold: HoldOf): StaffEvent => ({
    type: 'HOLD_PLACED',
    ...said,
    hold: placed(hold, saying),
  });
  const { today } = time;
  const { holds } = policy.ladder;
  const workdays = (n: number) => addWorkdays(saying.calendar, today, n);
  switch (command.kind) {
    case 'promise':
      return holding(promise(command, saying));
    case 'instalment_plan':
      return holding(plan(command, saying));
    case 'payment_claimed':
      if (context.holds.some(({ kind, id }) => kind === 'payment_claimed' && id !== commandId)) {
        throw refusedError('PAYMENT_CLAIM_STANDS');
      }
      return holding({ kind: 'payment_claimed', lastOn: workdays(holds.paymentClaimed.workdays) });
    case 'complaint':
      await refuseSameMatter(tx, command.matter, saying);
      return holding({ kind: 'complaint', lastOn: workdays(holds.complaint.answerWorkdays) });
    case 'hardship':
      return holding({ kind: 'hardship_review', lastOn: addDays(today, holds.hardshipReviewDays) });
    case 'bereavement':
      return holding({ kind: 'bereavement', lastOn: addDays(today, holds.bereavementDays) });
    case 'liability_unclear':
      return holding({ kind: 'liability_unclear', lastOn: addDays(today, holds.hardshipReviewDays) });
    case 'legal_stay':
      return holding({ kind: 'legal_stay', lastOn: addDays(today, holds.legalStayDays) });
    case 'pause': {
      const most = holds.manualPauseDays[role] ?? 0;
      if (daysBetween(today, command.untilOn) > most)
        throw refusedError('PAUSE_TOO_LONG', { mostDays: most });
      return holding({ kind: 'manual_pause', lastOn: command.untilOn });
    }
    case 'clear_hold':
      return { type: 'HOLD_CLEARED', ...said, holdId: command.holdId, verdict: command.verdict };
    case 'cause': {
      const atOnce = policy.ladder.level3.atOnceForCauses.includes(command.cause);
      return { type: 'CAUSE_CONFIRMED', ...said, cause: command.cause, atOnce };
    }
    case 'level':
      return { type: 'LEVEL_DECIDED', ...said, level: command.level };
    case 'request_referral':
      return {
        type: 'REFERRAL_REQUESTED',
        ...said,
        missing: (await checklistOf(tx, { context, claim, today, now: time.now })).missing,
        thresholdsMet: meetsThresholds(context, facts, time.now),
        needs: referralApprovers(policy.rules.approvals, {
          accounts: Math.max(1 + (await requestedInBatch(tx, saying)), command.batchAccounts ?? 1),
          largestFen: fen(claim.claimableFen),
        }),
      };
    case 'answer_referral': {
      const needs = context.referral?.needs ?? [];
      const needed = referralApprovers(policy.rules.approvals, {
        accounts: 1,
        largestFen: fen(claim.claimableFen),
      });
      // it has grown since it was asked for: whoever was enough then is not enough now
      const outgrown = needs.length > 0 && needed.some((office) => !needs.includes(office));
      const mayAlone = needs.length > 0 || needed.includes(role);
      if (command.approved && needed.length > 1 && (outgrown || !mayAlone)) {
        throw refusedError('REFERRAL_OVER_LIMIT', { needs: needed });
      }
      return { type: 'REFERRAL_ANSWERED', ...said, approved: command.approved };
    }
    case 'confirm_counsel':
      return { type: 'COUNSEL_CONFIRMED', ...said };
    case 'milestone':
      return { type: 'MILESTONE_REACHED', ...said, milestone: command.milestone };
    case 'resend':
      return { type: 'RESEND_DECIDED', ...said, key: command.stepKey };
    case 'close':
      return { type: 'CASE_CLOSED', ...said, reason: command.reason };
    default: {
      const never: never = command;
      throw new Error(`unknown command: ${JSON.stringify(never)}`);
    }
  }
}

/** A hold has the id of the command that placed it: there its reason is. */
function placed(
  { kind, lastOn, amountFen, promisedOn, plan: schedule }: HoldOf,
  { commandId, actorId, time }: Saying,
): Hold {
  return {
    id: commandId,
    kind,
    beganAt: time.now,
    endsAt: startOfDay(addDays(lastOn, 1), time.zone),
    by: actorId,
    amountFen: amountFen ?? null,
    promisedOn: promisedOn ?? null,
    ...(schedule ? { plan: schedule } : {}),
  };
}

/** 承诺: within so many days, not after so many broken in a row; its grace is part of the hold. */
function promise(
  { promisedOn, amountFen }: Extract<StaffCommand, { kind: 'promise' }>,
  { policy, context, calendar, time }: Saying,
): HoldOf {
  const { withinDays, inARow, graceWorkdays } = policy.ladder.promises;
  if (promisedOn < time.today) throw refusedError('PROMISE_IN_THE_PAST');
  if (daysBetween(time.today, promisedOn) > withinDays) {
    throw refusedError('PROMISE_TOO_LATE', { latestOn: addDays(time.today, withinDays) });
  }
  if (context.brokenPromises >= inARow)
    throw refusedError('PROMISES_USED_UP', { broken: context.brokenPromises });
  return { kind: 'promise', lastOn: addWorkdays(calendar, promisedOn, graceWorkdays), amountFen, promisedOn };
}

/** 分期: number, first share, sum and days as the policy wants them, within what the role may approve. */
function plan(
  { instalments }: Pick<Extract<StaffCommand, { kind: 'instalment_plan' }>, 'instalments'>,
  { commandId, policy, claim, role, time }: Saying,
): HoldOf {
  const { graceDays } = policy.ladder.instalments;
  const rules = { ...policy.ladder.instalments, shortfallFen: policy.ladder.promises.shortfallFen };
  const problem = planProblem(instalments, claim.claimableFen, time.today, rules);
  if (problem) {
    const { code, ...details } = problem;
    throw refusedError(code, details);
  }
  const totalFen = sumFen(instalments.map(({ amountFen }) => amountFen));
  const last = instalments.at(-1)?.dueOn ?? time.today;
  if (!mayApprovePlan(policy.rules.approvals, role, { instalments: instalments.length, totalFen })) {
    throw refusedError('PLAN_OVER_LIMIT');
  }
  return {
    kind: 'instalment_plan',
    lastOn: addDays(last, graceDays),
    amountFen: totalFen,
    promisedOn: last,
    plan: watchedSchedule(commandId, instalments, { graceDays, zone: time.zone }),
  };
}

async function refuseSameMatter(tx: Tx, matter: string, { context, policy, time }: Saying): Promise<void> {
  const since = addMonths(time.today, -policy.ladder.holds.complaint.sameMatterMonths);
  const same = await tx.dispute.count({
    where: {
      accountId: context.accountId,
      kind: 'service',
      matter,
      openedAt: { gte: new Date(startOfDay(since, time.zone)) },
    },
  });
  if (same > 0) throw refusedError('COMPLAINT_SAME_MATTER');
}

/** Other cases requested since the last batch's day: one after the other they are one batch, whose limit nobody goes round. */
async function requestedInBatch(tx: Tx, { context, policy, time }: Saying): Promise<number> {
  const since = startOfDay(lastReferralBatch(time.today, policy.ladder.level4.batches), time.zone);
  const [row] = await tx.$queryRaw<{ requested: number }[]>`
    select count(*)::int as requested from dunning_case
    where "communityId" = ${context.communityId}::uuid and id <> ${context.caseId}::uuid
      and (snapshot #>> '{context,referral,requestedAt}')::bigint >= ${since}`;
  return row?.requested ?? 0;
}
