import { type Channel, channelSchema, contactClassSchema, type Grade } from '../domain/channel';
import { type ContactOutcome, gradeOf, kindOf } from '../domain/grading';
import type { StepAnswer } from '../machine/events';
import { deadlineAt } from './claim-text';
import type { ContactOutcomeRule } from './contact-outcomes';
import type { FinishInput } from './task-input';

/** What a person's contact is worth: in the budget, before a court, and to the ladder. */
export type Worth = {
  outcome: ContactOutcome;
  grade: Grade;
  attempt: boolean;
  demand: boolean;
  written: boolean;
};

/** Where 其他 reached nobody. */
const NOBODY: Record<Channel, ContactOutcome> = {
  call: 'no_answer',
  visit: 'nobody_home',
  wechat: 'failed',
  post: 'failed',
  mail: 'failed',
  sms: 'failed',
  email: 'failed',
};

/** @param returnedMailCounts the policy's reading of a letter that came back */
export function worthOf(
  channel: Channel,
  contactClass: string,
  rule: ContactOutcomeRule,
  input: FinishInput,
  returnedMailCounts: boolean,
): Worth {
  const outcome = outcomeOf(channel, rule, input);
  const grade = gradeOf(outcome, returnedMailCounts);
  const attempt = rule.again === true || kindOf(outcome) === 'attempt';
  const asked = rule.asked || (rule.stated === true && input.asked === true);
  const demand =
    asked && !attempt && grade !== 'none' && contactClassSchema.parse(contactClass) !== 'service';
  return { outcome, grade, attempt, demand, written: demand && contactClass === 'formal' };
}

function outcomeOf(channel: Channel, rule: ContactOutcomeRule, input: FinishInput): ContactOutcome {
  if (rule.stated && input.reached !== true) return NOBODY[channel];
  if (channel !== 'visit' || rule.contact !== 'spoke') return rule.contact;
  switch (input.signature) {
    case 'signed':
      return 'signed';
    case 'refused':
      return 'signature_refused';
    case undefined:
      return 'spoke';
    default: {
      const never: never = input.signature;
      throw new Error(`unknown signature: ${never}`);
    }
  }
}

/** What the case is told of it. */
export function worthAnswer(
  { outcome, grade, demand, written }: Worth,
  contact: { channel: string; offerUntilOn: string | null },
  zone: string,
): Extract<StepAnswer, { kind: 'done' }> {
  return {
    kind: 'done',
    outcome,
    grade,
    channel: channelSchema.parse(contact.channel),
    demand,
    written,
    deadlineAt: written && contact.offerUntilOn ? deadlineAt(contact.offerUntilOn, zone) : null,
  };
}
