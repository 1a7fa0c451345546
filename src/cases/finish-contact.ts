import type { Contact } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { type Channel, channelSchema } from '../domain/channel';
import { civilDayOf } from '../domain/civil-day';
import { appendEvidence } from '../evidence/append';
import { newId } from '../ledger/new-id';
import { applyAtOnce } from './at-once';
import { lockRecipients } from './claim-locks';
import { tryKey } from './claim-peace';
import { isUsableFor } from './claim-ways';
import { type ContactOutcomeRule, contactOutcomeRule, type Need } from './contact-outcomes';
import { contactAtWork, triesOf } from './contact-tasks';
import { type Worth, worthAnswer, worthOf } from './contact-worth';
import { unknownOutcome } from './finish-work';
import type { FinishContext, FinishedTask } from './finished-task';
import { contactFollowUp, writeFollowUp } from './follow-ups';
import { insertLateContact } from './late-contact';
import { askForContactData } from './owner-data';
import { printedNoticeOf } from './printed-notice';
import { checkSaid, policyOfTask } from './said-checks';
import { channelOfTask } from './step-plan';
import type { LockedTask, TaskActor, TaskAtWork } from './task-access';
import { type FinishInput, requireNeeds } from './task-input';
import { relayResult, writeOutcome } from './task-outcome-row';

/** What came of reaching a person. The contact has its outcome at once; the case hears of it when it can be taken back no more. */
export async function finishContact(
  tx: Tx,
  context: FinishContext,
  actor: TaskActor,
  work: TaskAtWork,
  input: FinishInput,
  shown: ReadonlySet<string>,
): Promise<FinishedTask> {
  const { task, role, time } = work;
  const channel = channelSchema.parse(channelOfTask(task.kind));
  const rule = contactOutcomeRule(channel, input.outcome);
  if (!rule) throw unknownOutcome(input.outcome);
  requireNeeds(needsOf(rule, input), input, shown);
  const policy = await policyOfTask(tx, task);
  await checkSaid(tx, actor, work, policy, input);
  const last = await lastTry(tx, work, input);
  if (last) return giveUp(tx, context, actor, work, input, last);

  const started = await contactAtWork(tx, task);
  const contact = started ?? (await lateContact(tx, context, actor, work, channel, input));
  const worth = worthOf(channel, contact.class, rule, input, policy.rules.limitation.returnedMailCounts);
  const id = newId();
  const by = { userId: actor.userId, outcomeId: id, at: new Date(time.now) };
  await writeContactOutcome(tx, context, task, contact, worth, input, by);
  const changes = await applyAtOnce(
    tx,
    context,
    task,
    contact,
    {
      wrongNumber: rule.wrongNumber === true,
      optOut: input.optOut ?? [],
      statedTime: input.statedTime ?? null,
    },
    by,
  );
  if (changes.some(({ change }) => change === 'wrong')) {
    const { communityId, accountId } = task;
    await askForContactData(tx, { communityId, accountId, outcomeId: id, time });
  }
  const followUps = await writeFollowUp(
    tx,
    context,
    task,
    actor.userId,
    id,
    contactFollowUp(rule, input),
    input.note,
  );
  const waits = rule.again === true && isInTime(input.statedTime, task, time);
  const ends = !waits && !(await hasNumbersLeft(tx, task, contact, worth, input, time.today));
  const { settlesAt } = await writeOutcome(tx, context, work, {
    id,
    input,
    data: {
      contactId: contact.id,
      late: started === null,
      ends,
      changes,
      commandIds: followUps.map(({ commandId }) => commandId),
    },
    correctsId: null,
    byId: actor.userId,
  });
  await tx.task.update({ where: { id: task.id }, data: endOf(task, ends, started === null, input, by.at) });
  if (ends) {
    await relayResult(tx, task, {
      key: task.stepKey,
      outcomeId: id,
      answer: worthAnswer(worth, contact, time.zone),
      actor: { id: actor.userId, role },
      now: time.now,
      clock: time.clock,
      settlesAt,
      realNow: context.now(),
    });
  }
  return { outcomeId: id, settlesAt, status: ends ? 'done' : 'open', followUps };
}

/** A number was tried in vain and the next one is not: the task ends with what its tries came to, and nothing new was made. */
async function lastTry(tx: Tx, { task }: TaskAtWork, input: FinishInput): Promise<Contact | null> {
  if (task.status !== 'open' || !input.noMoreNumbers || input.outcome !== 'no_answer') return null;
  if (input.at !== undefined || triesOf(task) === 0) return null;
  const contact = await tx.contact.findUnique({ where: { stepKey: tryKey(task.stepKey, triesOf(task)) } });
  return contact?.outcome === 'no_answer' || contact?.outcome === 'wrong_number' ? contact : null;
}

async function giveUp(
  tx: Tx,
  context: FinishContext,
  actor: TaskActor,
  work: TaskAtWork,
  input: FinishInput,
  contact: Contact,
): Promise<FinishedTask> {
  const { task, role, time } = work;
  const id = newId();
  const { settlesAt } = await writeOutcome(tx, context, work, {
    id,
    input,
    data: { contactId: null, ends: true, commandIds: [] },
    correctsId: null,
    byId: actor.userId,
  });
  await tx.task.update({
    where: { id: task.id },
    data: { status: 'done', endReason: input.outcome, endedAt: new Date(time.now) },
  });
  const worth: Worth = {
    outcome: 'no_answer',
    grade: 'none',
    attempt: true,
    demand: false,
    written: false,
  };
  await relayResult(tx, task, {
    key: task.stepKey,
    outcomeId: id,
    answer: worthAnswer(worth, contact, time.zone),
    actor: { id: actor.userId, role },
    now: time.now,
    clock: time.clock,
    settlesAt,
    realNow: context.now(),
  });
  return { outcomeId: id, settlesAt, status: 'done', followUps: [] };
}

/** A signature that was refused has its witness. */
export function needsOf(rule: ContactOutcomeRule, input: FinishInput): readonly Need[] {
  return input.signature === 'refused' ? [...new Set<Need>([...rule.needs, 'witness'])] : rule.needs;
}

/** A task that was withdrawn stays so; what was done all the same is kept. */
function endOf(task: LockedTask, ends: boolean, isLate: boolean, { outcome }: FinishInput, at: Date) {
  const data = { ...(task.data as object), tries: triesOf(task) + (isLate ? 1 : 0) };
  if (task.status === 'withdrawn') return { data };
  if (!ends) return { status: 'open', startedAt: null, startedById: null, data };
  return { status: 'done', endReason: outcome, endedAt: at, data };
}

/** Nobody pressed 开始. */
async function lateContact(
  tx: Tx,
  context: FinishContext,
  actor: TaskActor,
  work: TaskAtWork,
  channel: Channel,
  { at, contactPointId, second }: FinishInput,
): Promise<Contact> {
  const { task } = work;
  return insertLateContact(tx, context, work, {
    key: tryKey(task.stepKey, triesOf(task) + 1),
    channel,
    at,
    contactPointId,
    byId: actor.userId,
    second: second
      ? { id: 'userId' in second ? second.userId : null, name: 'name' in second ? second.name : null }
      : null,
    printed: await printedNoticeOf(tx, context, task.id),
  });
}

export async function writeContactOutcome(
  tx: Tx,
  context: FinishContext,
  task: LockedTask,
  contact: Contact,
  { outcome, grade, attempt }: Worth,
  input: FinishInput,
  by: { userId: string; outcomeId: string; at: Date },
): Promise<void> {
  const { second, trackingNumber } = input;
  await tx.contact.update({
    where: { id: contact.id },
    data: {
      outcome,
      grade,
      attempt,
      outcomeAt: by.at,
      realOutcomeAt: new Date(context.now()),
      ...(trackingNumber ? { providerRef: trackingNumber } : {}),
      ...(second && 'userId' in second ? { secondById: second.userId } : {}),
      ...(second && 'name' in second ? { secondName: second.name } : {}),
    },
  });
  await appendEvidence(tx, context, {
    communityId: task.communityId,
    accountId: task.accountId,
    caseId: task.caseId,
    key: `outcome/${contact.stepKey}/${by.outcomeId}`,
    at: by.at,
    actorId: by.userId,
    kind: 'outcome',
    content: {
      stepKey: contact.stepKey,
      contactId: contact.id,
      channel: channelSchema.parse(contact.channel),
      outcome,
      grade,
      attempt,
      providerRef: trackingNumber ?? null,
      ruleBreach: contact.ruleBreach,
      note: input.note ?? null,
      data: { fileIds: input.fileIds ?? [] },
    },
  });
}

/** The appointment that the owner made is before the work is due: it is done then. A later one is the next plan's. */
function isInTime(
  stated: FinishInput['statedTime'],
  { dueAt }: LockedTask,
  { zone }: TaskAtWork['time'],
): boolean {
  const onDay = stated?.onDay;
  return onDay !== undefined && onDay <= civilDayOf(dueAt.getTime() - 1, zone);
}

/** After a number that nobody answered, or that was wrong, the next one is tried on the same day, unless he says that it is enough. */
async function hasNumbersLeft(
  tx: Tx,
  task: LockedTask,
  contact: Contact,
  { outcome }: Worth,
  { noMoreNumbers }: FinishInput,
  today: string,
): Promise<boolean> {
  if (contact.channel !== 'call' || noMoreNumbers) return false;
  if (outcome !== 'no_answer' && outcome !== 'wrong_number') return false;
  const recipients = await lockRecipients(tx, contact.partyId);
  const tried = await tx.contact.findMany({
    where: { accountId: task.accountId, channel: 'call', claimedOn: today, outcome: { not: 'claimed' } },
    select: { addressIndex: true },
  });
  const triedIndexes = new Set(tried.map(({ addressIndex }) => addressIndex));
  return recipients.some((one) => isUsableFor(one, 'call') && !triedIndexes.has(one.valueIndex));
}
