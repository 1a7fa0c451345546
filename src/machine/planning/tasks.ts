import { addWorkdays } from '../../domain/calendar';
import { addDays } from '../../domain/civil-day';
import type { Pending } from '../context';
import type { Facts } from '../facts';
import type { TaskKind } from '../vocabulary';
import { dayOf, morningOf, startOf } from './time';

/** Workdays that a piece of work has before it is overdue. */
const WORKDAYS_FOR: Record<TaskKind, number> = {
  call: 1,
  wechat: 1,
  post: 2,
  mail: 2,
  visit: 3,
  care_call: 2,
  verify_payment: 3,
  answer_complaint: 10,
  first_word: 1,
  tell_answer: 1,
  review_hold: 5,
  review_missed_instalment: 2,
  review_broken_promise: 2,
  review_reversal: 1,
  review_fresh: 5,
  review_case: 5,
  propose_referral: 10,
  approve_referral: 5,
  counsel_confirm: 5,
  prepare_package: 10,
  lawyer_letter: 15,
  choose_procedure: 10,
  follow_procedure: 30,
  confirm_settling: 10,
  file_claim: 5,
  decide_limitation: 3,
  limitation_alarm: 5,
  call_back: 1,
  update_contact: 3,
  read_reply: 1,
  support_request: 1,
  book_receipts: 1,
};

/** Overdue: 主管 has a day, 负责人 two, after that it comes back every week. */
const WORKDAYS_AFTER_ESCALATION = [1, 2];
const WEEK_DAYS = 7;

/** The end of the last day on which the work is in time. */
export function taskDueAt(kind: TaskKind, from: number, facts: Facts): number {
  return endOfWorkday(from, workdaysFor(kind, facts), facts);
}

/** The policy's own days where it names them. */
function workdaysFor(kind: TaskKind, { ladder: { holds } }: Facts): number {
  if (kind === 'first_word') return holds.complaint.firstWordWorkdays;
  if (kind === 'answer_complaint') return holds.complaint.answerWorkdays;
  return WORKDAYS_FOR[kind];
}

/** When overdue work is overdue again, one step further up. */
export function escalatedDueAt(escalation: number, now: number, facts: Facts): number {
  const workdays = WORKDAYS_AFTER_ESCALATION[escalation - 1];
  if (workdays !== undefined) return endOfWorkday(now, workdays, facts);
  return startOf(addDays(dayOf(now, facts), WEEK_DAYS + 1), facts);
}

function endOfWorkday(from: number, workdays: number, facts: Facts): number {
  const last = addWorkdays(facts.calendar, dayOf(from, facts), workdays);
  return startOf(addDays(last, 1), facts);
}

/** When a pending act that has no time yet is due: a task's deadline, a reminder's day. */
export function dueOfPending(pending: Pending, promisedOn: string | null, now: number, facts: Facts): number {
  if (pending.doer === 'task') {
    if (pending.task === null) throw new Error(`a task without a kind: ${pending.step}`);
    return pending.escalation > 0
      ? escalatedDueAt(pending.escalation, now, facts)
      : taskDueAt(pending.task, now, facts);
  }
  if (promisedOn === null) return now;
  return reminderAt(promisedOn, now, facts);
}

/** The day before the promised one; a promise for tomorrow needs no reminder, so it comes due only after the hold has ended. */
function reminderAt(promisedOn: string, now: number, facts: Facts): number {
  const REMINDER_HOUR_MS = 90 * 60_000;
  const eve = addDays(promisedOn as Parameters<typeof addDays>[0], -1);
  const at = morningOf(eve, facts) + REMINDER_HOUR_MS;
  const NEVER_DAYS = 400;
  return at > now ? at : startOf(addDays(dayOf(now, facts), NEVER_DAYS), facts);
}
