import type { PolicyRefusal } from '../cases/refusals';
import { addWorkdays } from '../domain/calendar';
import { addDays, addMonths, type CivilDay, civilDay, daysBetween, startOfDay } from '../domain/civil-day';
import { planProblem } from '../domain/instalment-plan';
import { fen, sumFen } from '../domain/money';
import type { Role } from '../domain/roles';
import type { HoldKind } from '../domain/vocabulary';
import type { Hold } from '../machine/context';
import type { StaffEvent } from '../machine/events';
import { watchedSchedule } from '../machine/planning/instalments';
import { meetsThresholds } from '../machine/planning/levels';
import type { RefusalCode } from '../machine/refusal';
import { mayApprovePlan, referralApprovers } from '../policy/approvals';
import type { AccountWorld } from './account-world';
import type { StoryEvent } from './story-event-schema';

type Said = Extract<StoryEvent, { by?: Role; person?: string }>;
/** What staff may say by the story's own command; a task's outcome is none of them. */
export type StoryCommand = Exclude<Said, { event: 'task_done' }>;

export type CommandRefusal = RefusalCode | PolicyRefusal | 'NO_CASE';

/** Who says what where the story names nobody. */
const SPEAKER: Record<StoryCommand['event'], Role> = {
  hold: 'supervisor',
  hold_cleared: 'supervisor',
  promise: 'agent',
  instalment_plan: 'manager',
  cause: 'supervisor',
  level: 'supervisor',
  referral_requested: 'supervisor',
  referral_answered: 'manager',
  counsel_confirmed: 'counsel',
  milestone: 'counsel',
  resend: 'supervisor',
  case_closed: 'manager',
};

type Saying = {
  world: AccountWorld;
  role: Role;
  said: Pick<StaffEvent, 'at' | 'actor' | 'commandId'>;
  /** Complaints so far, by what they were about */
  matters: readonly { matter: string; on: CivilDay }[];
};

/**
 * What staff say in a story, as the event that it becomes for the case: with the policy's checks that the machine does not know.
 *
 * @returns a code where the policy does not allow it
 */
export function staffEventOf(
  command: StoryCommand,
  world: AccountWorld,
  commandId: string,
  matters: Saying['matters'],
): StaffEvent | CommandRefusal {
  const role = command.by ?? SPEAKER[command.event];
  const actor = { id: command.person ?? `${role}-1`, role };
  const saying: Saying = { world, role, said: { at: world.now, actor, commandId }, matters };
  const { said } = saying;
  switch (command.event) {
    case 'hold':
      return holdEvent(command, saying);
    case 'promise':
      return promiseEvent(command, saying);
    case 'instalment_plan':
      return planEvent(command, saying);
    case 'hold_cleared':
      return { type: 'HOLD_CLEARED', ...said, holdId: command.hold, verdict: command.verdict };
    case 'cause': {
      const atOnce = world.pinned().ladder.level3.atOnceForCauses.includes(command.cause);
      return { type: 'CAUSE_CONFIRMED', ...said, cause: command.cause, atOnce };
    }
    case 'level':
      return { type: 'LEVEL_DECIDED', ...said, level: command.level };
    case 'referral_requested': {
      const context = world.live?.drive.context;
      if (!context) return 'NO_CASE';
      const thresholdsMet = meetsThresholds(context, world.facts(context, world.now), world.now);
      return { type: 'REFERRAL_REQUESTED', ...said, missing: command.missing, thresholdsMet };
    }
    case 'referral_answered': {
      const { approvals } = world.policy.rules;
      const needed = referralApprovers(approvals, {
        accounts: 1,
        largestFen: fen(world.claim().claimableFen),
      });
      if (command.approved && !needed.includes(role)) return 'REFERRAL_OVER_LIMIT';
      return { type: 'REFERRAL_ANSWERED', ...said, approved: command.approved };
    }
    case 'counsel_confirmed':
      return { type: 'COUNSEL_CONFIRMED', ...said };
    case 'milestone':
      return { type: 'MILESTONE_REACHED', ...said, milestone: command.milestone };
    case 'resend': {
      const unproven = world.live?.drive.context.done.find(({ outcome }) => outcome === 'unproven');
      return { type: 'RESEND_DECIDED', ...said, key: unproven?.key ?? '' };
    }
    case 'case_closed':
      return { type: 'CASE_CLOSED', ...said, reason: command.reason };
    default: {
      const never: never = command;
      throw new Error(`unknown command: ${JSON.stringify(never)}`);
    }
  }
}

function holdEvent(
  command: Extract<StoryCommand, { event: 'hold' }>,
  { world, role, said, matters }: Saying,
): StaffEvent | CommandRefusal {
  const { holds } = world.pinned().ladder;
  const { today } = world;
  const placed = (kind: HoldKind, lastOn: CivilDay): StaffEvent => ({
    type: 'HOLD_PLACED',
    ...said,
    hold: holdOf(world, command.id, said.actor.id, { kind, lastOn }),
  });
  switch (command.kind) {
    case 'payment_claimed':
      if (world.live?.drive.context.holds.some(({ kind }) => kind === 'payment_claimed')) {
        return 'PAYMENT_CLAIM_STANDS';
      }
      return placed('payment_claimed', addWorkdays(world.calendar, today, holds.paymentClaimed.workdays));
    case 'complaint': {
      const since = addMonths(today, -holds.complaint.sameMatterMonths);
      if (matters.some(({ matter, on }) => matter === command.matter && on >= since)) {
        return 'COMPLAINT_SAME_MATTER';
      }
      return placed('complaint', addWorkdays(world.calendar, today, holds.complaint.answerWorkdays));
    }
    case 'hardship_review':
    case 'liability_unclear':
      return placed(command.kind, addDays(today, holds.hardshipReviewDays));
    case 'bereavement':
      return placed('bereavement', addDays(today, holds.bereavementDays));
    case 'legal_stay':
      return placed('legal_stay', addDays(today, holds.legalStayDays));
    case 'manual_pause': {
      const until = civilDay(command.until ?? today);
      const most = holds.manualPauseDays[role] ?? 0;
      return daysBetween(today, until) > most ? 'PAUSE_TOO_LONG' : placed('manual_pause', until);
    }
    default: {
      const never: never = command.kind;
      throw new Error(`unknown hold: ${never}`);
    }
  }
}

/** 承诺: within so many days, not after so many broken in a row; its grace is part of the hold. */
function promiseEvent(
  { id, amountFen, promisedOn }: Extract<StoryCommand, { event: 'promise' }>,
  { world, said }: Saying,
): StaffEvent | CommandRefusal {
  const { withinDays, inARow, graceWorkdays } = world.pinned().ladder.promises;
  if (promisedOn < world.today) return 'PROMISE_IN_THE_PAST';
  if (daysBetween(world.today, promisedOn) > withinDays) return 'PROMISE_TOO_LATE';
  if ((world.live?.drive.context.brokenPromises ?? 0) >= inARow) return 'PROMISES_USED_UP';
  const lastOn = addWorkdays(world.calendar, promisedOn, graceWorkdays);
  const hold = holdOf(world, id, said.actor.id, { kind: 'promise', lastOn, amountFen, promisedOn });
  return { type: 'HOLD_PLACED', ...said, hold };
}

/** 分期: number, first share, sum and days as the policy wants them, within what the role may approve. */
function planEvent(
  { id, instalments }: Extract<StoryCommand, { event: 'instalment_plan' }>,
  { world, role, said }: Saying,
): StaffEvent | CommandRefusal {
  const { ladder } = world.pinned();
  const { graceDays } = ladder.instalments;
  const rules = { ...ladder.instalments, shortfallFen: ladder.promises.shortfallFen };
  const problem = planProblem(instalments, world.claim().claimableFen, world.today, rules);
  if (problem) return problem.code;
  const totalFen = sumFen(instalments.map(({ amountFen }) => amountFen));
  const last = instalments.at(-1)?.dueOn ?? world.today;
  if (!mayApprovePlan(world.policy.rules.approvals, role, { instalments: instalments.length, totalFen })) {
    return 'PLAN_OVER_LIMIT';
  }
  const plan = { kind: 'instalment_plan', amountFen: totalFen, promisedOn: last } as const;
  const hold = holdOf(world, id, said.actor.id, { ...plan, lastOn: addDays(last, graceDays) });
  const schedule = watchedSchedule(id, instalments, { graceDays, zone: world.zone });
  return { type: 'HOLD_PLACED', ...said, hold: { ...hold, plan: schedule } };
}

type HoldOf = { kind: HoldKind; lastOn: CivilDay; amountFen?: number; promisedOn?: CivilDay };

function holdOf(world: AccountWorld, id: string, by: string, hold: HoldOf): Hold {
  const { kind, lastOn, amountFen = null, promisedOn = null } = hold;
  const endsAt = startOfDay(addDays(lastOn, 1), world.zone);
  return { id, kind, beganAt: world.now, endsAt, by, amountFen, promisedOn };
}
