import { contactOutcomeRule } from '../cases/contact-outcomes';
import type { Channel, ContactClass } from '../domain/channel';
import { type ContactOutcome, gradeOf, kindOf } from '../domain/grading';
import type { StepAnswer } from '../machine/events';
import type { TaskKind } from '../machine/vocabulary';

/** What staff who reach nobody come back with. */
export const IN_VAIN: Record<Channel, string> = {
  call: 'no_answer',
  visit: 'nobody_home',
  wechat: 'sent',
  post: 'posted',
  mail: 'dispatched',
  sms: 'accepted',
  email: 'accepted',
};

/**
 * Work at a desk that is never over by itself: each waits for what somebody says of the case. Everything else is done when it is done.
 */
const WAITS_FOR_A_WORD: ReadonlySet<TaskKind> = new Set<TaskKind>([
  'verify_payment',
  'answer_complaint',
  'propose_referral',
  'approve_referral',
  'counsel_confirm',
  'prepare_package',
  'lawyer_letter',
  'choose_procedure',
  'follow_procedure',
  'confirm_settling',
]);

export function isDoneAtOnce(task: TaskKind): boolean {
  return !WAITS_FOR_A_WORD.has(task);
}

export const DESK_WORK_DONE: StepAnswer = {
  kind: 'done',
  outcome: 'done',
  grade: 'none',
  channel: null,
  demand: false,
  written: false,
  deadlineAt: null,
};

export type Worth = Pick<
  Extract<StepAnswer, { kind: 'done' }>,
  'outcome' | 'grade' | 'demand' | 'written'
> & {
  attempt: boolean;
};

/**
 * What a person's outcome is worth: in the budget, before a court, and to the ladder. The outcomes are those of the task's own form, or the
 * domain's (`spoke`, `signed`, …).
 */
export function worthOf(
  channel: Channel,
  contactClass: ContactClass,
  said: string,
  returnedMailCounts: boolean,
): Worth {
  const rule = contactOutcomeRule(channel, said);
  const outcome = rule?.contact ?? (said as ContactOutcome);
  const attempt = rule?.again === true || kindOf(outcome) === 'attempt';
  const grade = gradeOf(outcome, returnedMailCounts);
  const asked = rule?.asked ?? outcome !== 'third_person';
  const demand = asked && !attempt && grade !== 'none' && contactClass !== 'service';
  return { outcome, grade, attempt, demand, written: demand && contactClass === 'formal' };
}
