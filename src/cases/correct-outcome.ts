import type { Prisma } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { channelSchema } from '../domain/channel';
import { UserError } from '../errors';
import { newId } from '../ledger/new-id';
import type { FactEvent } from '../machine/events';
import { applyAtOnce } from './at-once';
import { contactOutcomeRule } from './contact-outcomes';
import { type Worth, worthAnswer, worthOf } from './contact-worth';
import { filesShow } from './files-show';
import { needsOf, writeContactOutcome } from './finish-contact';
import { unknownOutcome } from './finish-work';
import type { FinishContext, FinishedTask } from './finished-task';
import { contactFollowUp, type FollowUp, writeFollowUp } from './follow-ups';
import { checkSaid, policyOfTask } from './said-checks';
import { outcomeOf } from './take-back';
import { lockTask, type TaskActor, type TaskAtWork } from './task-access';
import { type FinishInput, finishInputSchema, requireNeeds } from './task-input';
import { outcomeDataSchema, resultKey, writeOutcome } from './task-outcome-row';

/**
 * 更正记录 After the ten minutes: a new entry that names the old one; nothing is overwritten in evidence. Where the worth of the contact
 * changes, the case hears of the other grade; what stops contacts works at once, as ever.
 *
 * @throws {UserError} OUTCOME_UNKNOWN_ID, TAKEN_BACK_ALREADY, CORRECTED_ALREADY, NOT_CORRECTABLE, and those of `finishTask`
 */
export async function correctOutcome(
  context: FinishContext,
  actor: TaskActor,
  { communityId, outcomeId }: { communityId: string; outcomeId: string },
  given: FinishInput,
): Promise<FinishedTask> {
  const input = finishInputSchema.parse(given);
  return withScope(context, communityId, async (tx) => {
    const found = await outcomeOf(tx, communityId, outcomeId);
    const work = await lockTask(tx, context, actor, communityId, found.taskId);
    const old = outcomeDataSchema.parse(found.data);
    await refuseUncorrectable(tx, found, old.contactId);
    const contact = await tx.contact.findUniqueOrThrow({ where: { id: old.contactId ?? '' } });
    const channel = channelSchema.parse(contact.channel);
    const rule = contactOutcomeRule(channel, input.outcome);
    if (!rule) throw unknownOutcome(input.outcome);
    requireNeeds(needsOf(rule, input), input, await filesShow(tx, work.task, input.fileIds ?? []));
    const policy = await policyOfTask(tx, work.task);
    await checkSaid(tx, actor, work, policy, input);

    const worth = worthOf(channel, contact.class, rule, input, policy.rules.limitation.returnedMailCounts);
    const id = newId();
    const by = { userId: actor.userId, outcomeId: id, at: new Date(work.time.now) };
    await writeContactOutcome(tx, context, work.task, contact, worth, input, by);
    const changes = await applyAtOnce(
      tx,
      context,
      work.task,
      contact,
      {
        wrongNumber: rule.wrongNumber === true,
        optOut: input.optOut ?? [],
        statedTime: input.statedTime ?? null,
      },
      by,
    );
    const said = contactFollowUp(rule, input);
    const followUps: FollowUp[] = await writeFollowUp(
      tx,
      context,
      work.task,
      actor.userId,
      id,
      said,
      input.note,
    );
    const commandIds = followUps.map(({ commandId }) => commandId);
    const { settlesAt } = await writeOutcome(tx, context, work, {
      id,
      input,
      data: { contactId: contact.id, ends: old.ends, changes, commandIds },
      correctsId: outcomeId,
      byId: actor.userId,
    });
    if (old.ends) await tellCase(tx, work, contact, worth, id);
    return { outcomeId: id, settlesAt, status: 'done', followUps };
  });
}

async function refuseUncorrectable(
  tx: Tx,
  outcome: { id: string; takenBackAt: Date | null },
  contactId: string | null | undefined,
): Promise<void> {
  if (outcome.takenBackAt) {
    throw new UserError('TAKEN_BACK_ALREADY', '已经撤回', 'it was taken back already', 409);
  }
  if (!contactId) {
    throw new UserError('NOT_CORRECTABLE', '决定须另作决定', 'a decision is changed by another one', 409);
  }
  if ((await tx.taskOutcome.count({ where: { correctsId: outcome.id } })) > 0) {
    throw new UserError(
      'CORRECTED_ALREADY',
      '已有更正，请更正最新一条',
      'it was corrected already: correct the latest one',
      409,
    );
  }
}

/** A demand that was none, or none that was one: the case hears what it is worth now. */
async function tellCase(
  tx: Tx,
  { task, role, time }: TaskAtWork,
  contact: Parameters<typeof worthAnswer>[1] & { byId: string | null },
  worth: Worth,
  outcomeId: string,
): Promise<void> {
  const answer = worthAnswer(worth, contact, time.zone);
  const event: FactEvent = worth.demand
    ? {
        type: 'STEP_RESULT',
        at: time.now,
        key: task.stepKey,
        answer,
        actor: { id: contact.byId ?? '', role },
      }
    : { type: 'GRADE_CHANGED', at: time.now, key: task.stepKey, grade: 'none', deadlineAt: null };
  await tx.signalOutbox.create({
    data: {
      communityId: task.communityId,
      accountId: task.accountId,
      caseId: task.caseId,
      event: event as Prisma.InputJsonObject,
      key: resultKey(outcomeId),
    },
  });
}
