import type { Channel, ContactClass } from '../domain/channel';
import { isWorkedByStaff } from '../domain/channel';
import type { Ladder, LadderStep } from '../domain/ladder';
import type { Pending } from '../machine/context';
import { STEP_SAFEGUARD } from '../machine/safeguard-rules';
import { parseStepKey, type StepKey } from '../machine/step-key';
import type { TaskKind } from '../machine/vocabulary';
import type { Policy } from '../policy/schema';

/** Service notices beside the ladder, by the step that the machine plans for them. */
export type ServiceNotice = 'promise-reminder' | 'thanks' | 'correction';

/** What a pending step asks of the claim. */
export type StepPlan = {
  class: ContactClass;
  service: ServiceNotice | null;
  /** In the order of preference, and only those that its doer can work */
  channels: Channel[];
  /** Automatic steps: channels of the same step that a person would work */
  byStaff: Channel[];
  /** 起催额 */
  minimumFen: number;
  /** Code of the text; null: the channel's own */
  text: string | null;
  automatic: boolean;
  /** 时效保全: past holds and budget, approved by two */
  purpose?: 'safeguard';
};

const SERVICE_TEXTS: Record<ServiceNotice, string> = {
  'promise-reminder': 'T3',
  thanks: 'T5',
  correction: 'T6',
};

/** 时效保全函 */
const SAFEGUARD_TEXT = 'N4';

/** Channel of the tasks that reach a person; the others are no contacts. */
const CHANNEL_OF_TASK: Partial<Record<TaskKind, Channel>> = {
  call: 'call',
  care_call: 'call',
  wechat: 'wechat',
  post: 'post',
  mail: 'mail',
  visit: 'visit',
};

export function channelOfTask(kind: TaskKind): Channel | null {
  return CHANNEL_OF_TASK[kind] ?? null;
}

/** `first-visit~2` → `first-visit`: what a step is, without which of several it is. */
export function stepName(step: string): string {
  return step.split('~')[0] ?? step;
}

export function planOf(pending: Pick<Pending, 'step' | 'doer' | 'task'>, policy: Policy): StepPlan {
  const name = stepName(pending.step);
  if (isServiceNotice(name)) {
    return {
      class: 'service',
      service: name,
      channels: ['sms', 'email'],
      byStaff: [],
      minimumFen: 0,
      text: SERVICE_TEXTS[name],
      automatic: true,
    };
  }
  if (name === STEP_SAFEGUARD) {
    const plan = taskPlan(pending.task, null, policy);
    return { ...plan, minimumFen: 0, text: SAFEGUARD_TEXT, purpose: 'safeguard' };
  }
  const step = ladderStep(policy.ladder, name);
  if (pending.doer === 'task') return taskPlan(pending.task, step, policy);
  if (!step) throw new Error(`no such step in the policy of the case: ${name}`);
  return {
    class: classOf(step),
    service: null,
    channels: step.channels.filter((channel) => !isWorkedByStaff(channel)),
    byStaff: step.channels.filter(isWorkedByStaff),
    minimumFen: step.minimumFen,
    text: step.text ?? null,
    automatic: true,
  };
}

function taskPlan(task: TaskKind | null, step: LadderStep | null, policy: Policy): StepPlan {
  const channel = task && channelOfTask(task);
  if (!channel) throw new Error(`the task is no contact: ${task}`);
  return {
    class: channel === 'post' || channel === 'mail' ? 'formal' : 'dunning',
    service: null,
    channels: [channel],
    byStaff: [],
    minimumFen: step?.minimumFen ?? policy.rules.minimumFenByChannel[channel],
    text: step?.text ?? null,
    automatic: false,
  };
}

function isServiceNotice(name: string): name is ServiceNotice {
  return Object.hasOwn(SERVICE_TEXTS, name);
}

export function ladderStep(ladder: Ladder, name: string): LadderStep | null {
  const { level1, level2, level3, causes } = ladder;
  const steps = [...level1.steps, ...level2.steps, ...level3.steps, ...level3.longFollowUp.steps];
  // a step of one cause's own ladder
  const ofCauses = Object.values(causes).flatMap((own) => [
    ...(own.level1Steps ?? []),
    ...(own.level2Steps ?? []),
    ...(own.level3Steps ?? []),
  ]);
  return [...steps, ...ofCauses].find(({ id }) => id === name) ?? null;
}

function classOf({ act }: LadderStep): ContactClass {
  return act === 'notice' || act === 'letter' ? 'formal' : 'dunning';
}

/**
 * The notice that a formal contact belongs to: posting and mailing of the same one, in the same stay in a level, are one formal
 * service; a later letter is another.
 */
export function pieceOf(key: StepKey, ladder: Ladder): string {
  const { caseId, entry, step } = parseStepKey(key);
  const act = ladderStep(ladder, stepName(step))?.act;
  return act === 'notice' ? `${caseId}/${entry}` : `${caseId}/${entry}/${step}`;
}
