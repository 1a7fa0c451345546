import { z } from 'zod';
import { requirePermission } from '../auth/actor';
import type { Context } from '../context';
import type { Contact } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import type { Channel } from '../domain/channel';
import type { StatedTime } from '../domain/contact-rules';
import { UserError } from '../errors';
import { appendEvidence } from '../evidence/append';
import type { StepKey } from '../machine/step-key';
import { claimStep } from './claim';
import type { ClaimAnswer, PersonClaims } from './claim-answer';
import { tryKey } from './claim-peace';
import { claimRefusal } from './claim-refusals';
import { printedNoticeOf } from './printed-notice';
import { channelOfTask } from './step-plan';
import { type LockedTask, lockTask, type TaskActor } from './task-access';
import { type StartInput, startInputSchema } from './task-input';

export type TaskContext = Pick<Context, 'db' | 'cipher' | 'providers' | 'config' | 'now'>;

/** What a person is shown when he presses 开始: whom to reach, how, and what may be said. */
export type StartedContact = {
  contactId: string;
  stepKey: StepKey;
  channel: Channel;
  contactPointId: string | null;
  /** The number or address, in full: that it was shown, and to whom, is in evidence */
  to: string | null;
  relation: string | null;
  text: string;
  /** Notices: the last day named in it */
  offerUntilOn: string | null;
  usedExemption: boolean;
};

const taskData = z.looseObject({ tries: z.int().optional() });

export function triesOf(task: { data: unknown }): number {
  return taskData.parse(task.data ?? {}).tries ?? 0;
}

/**
 * A human contact starts: the same claim as a machine's, under the same gates and rules; the number is only shown when it passes.
 * Pressed again by the same person it shows the same.
 *
 * @throws {UserError} the claim's answer with its sentence and the next possible time; TASK_NO_CONTACT, TASK_OVER, STARTED_BY_ANOTHER
 */
export async function startTask(
  context: TaskContext,
  actor: TaskActor,
  { communityId, taskId }: { communityId: string; taskId: string },
  given: StartInput = {},
): Promise<StartedContact> {
  const input = startInputSchema.parse(given);
  return withScope(context, communityId, async (tx) => {
    const { task, time } = await lockTask(tx, context, actor, communityId, taskId);
    requirePermission(actor, communityId, 'number.reveal');
    if (channelOfTask(task.kind) === null) {
      throw new UserError('TASK_NO_CONTACT', '这项任务不需要联系业主', 'this task reaches nobody', 409);
    }
    if (task.status === 'started') return shownAgain(tx, context, actor, task);
    if (task.status !== 'open') throw taskOver();
    const printed = await printedNoticeOf(tx, context, task.id);
    const person = { ...(await personOf(tx, actor, task, input)), printed };
    if (printed?.addressIndex) person.addressIndex = printed.addressIndex;
    const contactKey = tryKey(task.stepKey, triesOf(task) + 1);
    const { caseId, accountId, stepKey: key } = task;
    const answer = await claimStep(tx, context, { caseId, accountId, key, contactKey, person });
    if (answer.kind !== 'CLAIMED') throw refusalOf(answer, time.zone);
    await markStarted(tx, context, actor, task, contactKey, new Date(time.now));
    if (input.statedTime) await keepStatedTime(tx, context, actor, task, answer, input.statedTime, time.now);
    return {
      contactId: answer.contact.id,
      stepKey: contactKey,
      channel: answer.contact.channel as Channel,
      contactPointId: answer.recipient?.pointId ?? null,
      to: answer.to,
      relation: answer.recipient?.relation ?? null,
      text: answer.text.text,
      offerUntilOn: answer.contact.offerUntilOn,
      usedExemption: answer.contact.exemptionId !== null,
    };
  });
}

export function taskOver(): UserError {
  return new UserError('TASK_OVER', '这项任务已经结束', 'this task is over', 409);
}

function refusalOf(answer: ClaimAnswer, zone: string): UserError {
  switch (answer.kind) {
    case 'CLAIMED':
    case 'ALREADY':
    case 'IN_DOUBT':
    case 'TO_BE_ASKED':
      return taskOver();
    default:
      return claimRefusal(answer, zone);
  }
}

async function personOf(
  tx: Tx,
  { userId }: TaskActor,
  task: LockedTask,
  { contactPointId, exemptionId, statedTime, second }: StartInput,
): Promise<PersonClaims> {
  const point = contactPointId
    ? await tx.contactPoint.findFirst({
        where: {
          id: contactPointId,
          party: {
            OR: [
              { accounts: { some: { id: task.accountId } } },
              { liabilities: { some: { accountId: task.accountId } } },
            ],
          },
        },
        select: { valueIndex: true },
      })
    : null;
  if (contactPointId && !point) {
    throw new UserError('CONTACT_POINT_UNKNOWN', '没有这个号码或地址', 'there is no such address', 404);
  }
  return {
    userId,
    second: second
      ? { id: 'userId' in second ? second.userId : null, name: 'name' in second ? second.name : null }
      : null,
    exemptionId: exemptionId ?? null,
    statedTime: statedTime ?? null,
    addressIndex: point?.valueIndex ?? null,
  };
}

async function markStarted(
  tx: Tx,
  context: TaskContext,
  { userId }: TaskActor,
  task: LockedTask,
  contactKey: StepKey,
  at: Date,
): Promise<void> {
  await tx.task.update({
    where: { id: task.id },
    data: {
      status: 'started',
      startedAt: at,
      startedById: userId,
      data: { ...(task.data as object), tries: triesOf(task) + 1 },
    },
  });
  await appendEvidence(tx, context, {
    communityId: task.communityId,
    accountId: task.accountId,
    caseId: task.caseId,
    key: `task-started/${contactKey}`,
    at,
    actorId: userId,
    kind: 'task_started',
    content: { taskId: task.id, kind: task.kind },
  });
}

/** What was shown once may be shown again to the same person while he is at it. */
async function shownAgain(
  tx: Tx,
  context: TaskContext,
  { userId }: TaskActor,
  task: LockedTask,
): Promise<StartedContact> {
  const contact = await contactAtWork(tx, task);
  if (!contact) throw taskOver();
  if (task.startedById !== userId) {
    throw new UserError(
      'STARTED_BY_ANOTHER',
      '同事已经开始这项任务',
      'a colleague has started this task',
      409,
    );
  }
  const { communityId, addressKind: kind, addressIndex: valueIndex } = contact;
  const point =
    kind && valueIndex
      ? await tx.contactPoint.findFirst({
          where: { partyId: contact.partyId, kind, valueIndex, address: { is: { communityId } } },
          include: { address: { select: { valueSealed: true } } },
        })
      : null;
  return {
    contactId: contact.id,
    stepKey: contact.stepKey,
    channel: contact.channel as Channel,
    contactPointId: point?.id ?? null,
    to: point ? context.cipher.open(point.address.valueSealed) : null,
    relation: point?.relation ?? null,
    text: contact.textSealed === null ? '' : context.cipher.open(contact.textSealed),
    offerUntilOn: contact.offerUntilOn,
    usedExemption: contact.exemptionId !== null,
  };
}

/** The contact that was started with the task and has no outcome yet. */
export async function contactAtWork(tx: Tx, task: LockedTask): Promise<Contact | null> {
  const tries = triesOf(task);
  if (tries === 0) return null;
  const contact = await tx.contact.findUnique({ where: { stepKey: tryKey(task.stepKey, tries) } });
  return contact?.outcome === 'claimed' ? contact : null;
}

/** The owner's own time is kept with his number, and binds machine and colleagues from then on. */
async function keepStatedTime(
  tx: Tx,
  context: TaskContext,
  { userId }: TaskActor,
  task: LockedTask,
  claimed: Extract<ClaimAnswer, { kind: 'CLAIMED' }>,
  statedTime: StatedTime,
  now: number,
): Promise<void> {
  const { recipient, contact, to } = claimed;
  if (!recipient) return;
  await tx.contactPoint.update({ where: { id: recipient.pointId }, data: { statedTime } });
  await appendEvidence(tx, context, {
    communityId: task.communityId,
    accountId: task.accountId,
    caseId: task.caseId,
    key: `address/${contact.stepKey}/stated_time`,
    at: new Date(now),
    actorId: userId,
    kind: 'address',
    content: {
      addressKind: recipient.kind,
      change: 'stated_time',
      channel: contact.channel as Channel,
      value: to,
      reason: `${statedTime.from}–${statedTime.to}`,
    },
  });
}
