import type { TaskOutcome } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { withScope } from '../db/scope';
import { UserError } from '../errors';
import { appendEvidence } from '../evidence/append';
import { newId } from '../ledger/new-id';
import { undoAtOnce } from './at-once';
import { tryKey } from './claim-peace';
import { triesOf } from './contact-tasks';
import type { FinishContext } from './finished-task';
import type { FollowUp } from './follow-ups';
import { contactDataNotNeeded } from './owner-data';
import { type LockedTask, lockTask, type TaskActor } from './task-access';
import { type OutcomeData, outcomeDataSchema, resultKey } from './task-outcome-row';

export type TakenBack = {
  taskId: string;
  /** Holds that it placed, to be cleared */
  followUps: FollowUp[];
};

/**
 * 撤回 Within ten minutes of the community's clock: as if it had not been tapped. What it advances was not told to the case yet; what it
 * stopped at once is undone; a hold that it placed is to be cleared by the command returned.
 *
 * @throws {UserError} OUTCOME_UNKNOWN_ID, NOT_YOUR_OUTCOME, TAKEN_BACK_ALREADY, TOO_LATE_TO_TAKE_BACK, DECISION_STANDS
 */
export async function takeBack(
  context: FinishContext,
  actor: TaskActor,
  { communityId, outcomeId }: { communityId: string; outcomeId: string },
): Promise<TakenBack> {
  return withScope(context, communityId, async (tx) => {
    const found = await outcomeOf(tx, communityId, outcomeId);
    const { task, time } = await lockTask(tx, context, actor, communityId, found.taskId);
    // Read again under the lock.
    const outcome = await outcomeOf(tx, communityId, outcomeId);
    const data = outcomeDataSchema.parse(outcome.data);
    if (outcome.byId !== actor.userId) {
      throw new UserError('NOT_YOUR_OUTCOME', '只能撤回本人的登记', 'only your own outcome', 403);
    }
    if (outcome.takenBackAt) {
      throw new UserError('TAKEN_BACK_ALREADY', '已经撤回', 'it was taken back already', 409);
    }
    if (time.now > outcome.settlesAt.getTime()) throw tooLate();
    await refuseDecided(tx, data);
    await refuseOvertaken(tx, task, data);
    await cancelRelay(tx, outcomeId, new Date(context.now()));
    const at = new Date(time.now);
    await tx.taskOutcome.update({ where: { id: outcomeId }, data: { takenBackAt: at } });
    await reopen(tx, task, data);
    const by = { userId: actor.userId, outcomeId, at };
    await undoAtOnce(tx, context, task, data.changes ?? [], by);
    await contactDataNotNeeded(tx, task.accountId, by.outcomeId, by.at);
    await appendEvidence(tx, context, {
      communityId,
      accountId: task.accountId,
      caseId: task.caseId,
      key: `task-outcome/${outcomeId}/taken-back`,
      at,
      actorId: actor.userId,
      kind: 'task_outcome_taken_back',
      content: { taskId: task.id, outcomeId, kind: task.kind },
    });
    return { taskId: task.id, followUps: await clearHolds(tx, task, actor, outcomeId, data) };
  });
}

export async function outcomeOf(tx: Tx, communityId: string, outcomeId: string): Promise<TaskOutcome> {
  const outcome = await tx.taskOutcome.findUnique({ where: { id: outcomeId } });
  if (!outcome || outcome.communityId !== communityId) {
    throw new UserError('OUTCOME_UNKNOWN_ID', '没有这条登记', 'there is no such outcome', 404);
  }
  return outcome;
}

function tooLate(): UserError {
  return new UserError(
    'TOO_LATE_TO_TAKE_BACK',
    '已过十分钟，请用更正记录',
    'the ten minutes are over: correct it instead',
    409,
  );
}

/** A decision that the case has accepted is undone by another decision, not by taking back. */
async function refuseDecided(tx: Tx, { commandIds, ends }: OutcomeData): Promise<void> {
  if (ends !== false || !commandIds || commandIds.length === 0) return;
  const decided = await tx.command.count({
    where: { id: { in: commandIds }, status: 'accepted', kind: { notIn: ['HOLD_PLACED', 'DISPUTE_OPENED'] } },
  });
  if (decided === 0) return;
  throw new UserError('DECISION_STANDS', '决定已生效，不能撤回', 'the decision stands: decide anew', 409);
}

/** The next number is being tried already. */
async function refuseOvertaken(tx: Tx, task: LockedTask, { contactId }: OutcomeData): Promise<void> {
  if (!contactId) return;
  const contact = await tx.contact.findUniqueOrThrow({ where: { id: contactId }, select: { stepKey: true } });
  if (contact.stepKey === tryKey(task.stepKey, triesOf(task))) return;
  throw new UserError(
    'OVERTAKEN',
    '已开始联系下一个号码，请用更正记录',
    'the next number is being tried',
    409,
  );
}

/** The relay holds its rows while it signals: what it took is not cancelled any more. */
async function cancelRelay(tx: Tx, outcomeId: string, at: Date): Promise<void> {
  const key = resultKey(outcomeId);
  const { count } = await tx.signalOutbox.updateMany({
    where: { key, sentAt: null, cancelledAt: null },
    data: { cancelledAt: at },
  });
  if (count === 0 && (await tx.signalOutbox.count({ where: { key } })) > 0) throw tooLate();
}

async function reopen(tx: Tx, task: LockedTask, { contactId, late }: OutcomeData): Promise<void> {
  if (contactId) {
    await tx.contact.update({
      where: { id: contactId },
      data: {
        // What nobody started was never made; what was started is still being made.
        outcome: late ? 'not_called' : 'claimed',
        grade: 'none',
        attempt: late === true,
        outcomeAt: null,
        realOutcomeAt: null,
        providerRef: null,
      },
    });
  }
  if (task.status === 'withdrawn') return;
  const started = contactId && !late;
  await tx.task.update({
    where: { id: task.id },
    data: {
      status: started ? 'started' : 'open',
      endReason: null,
      endedAt: null,
      ...(started
        ? { startedAt: task.startedAt ?? task.createdAt, startedById: await starterOf(tx, contactId) }
        : {}),
    },
  });
}

async function starterOf(tx: Tx, contactId: string): Promise<string | null> {
  const contact = await tx.contact.findUniqueOrThrow({ where: { id: contactId }, select: { byId: true } });
  return contact.byId;
}

/** The hold has the id of the command that placed it. */
async function clearHolds(
  tx: Tx,
  task: LockedTask,
  { userId }: TaskActor,
  outcomeId: string,
  { commandIds = [] }: OutcomeData,
): Promise<FollowUp[]> {
  const placed = await tx.command.findMany({
    where: { id: { in: commandIds }, kind: { in: ['HOLD_PLACED', 'DISPUTE_OPENED'] } },
    select: { id: true, status: true },
  });
  const followUps: FollowUp[] = [];
  for (const { id, status } of placed) {
    if (status === 'received') {
      await tx.command.update({ where: { id }, data: { status: 'refused', refusal: 'TAKEN_BACK' } });
    }
    const followUp: FollowUp = {
      commandId: newId(),
      event: 'HOLD_CLEARED',
      payload: { taskId: task.id, outcomeId, holdId: id, verdict: 'taken_back' },
    };
    await tx.command.create({
      data: {
        id: followUp.commandId,
        communityId: task.communityId,
        caseId: task.caseId,
        byId: userId,
        kind: followUp.event,
        payload: followUp.payload,
      },
    });
    followUps.push(followUp);
  }
  return followUps;
}
