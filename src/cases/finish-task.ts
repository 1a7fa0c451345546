import { type Tx, withScope } from '../db/scope';
import { UserError } from '../errors';
import { besideTaskOf, finishBesideTask } from './call-back';
import { filesShow } from './files-show';
import { finishContact } from './finish-contact';
import { finishWork } from './finish-work';
import type { FinishContext, FinishedTask } from './finished-task';
import { followUpOf } from './follow-ups';
import { channelOfTask } from './step-plan';
import { type LockedTask, lockTask, type TaskActor } from './task-access';
import { type FinishInput, finishInputSchema } from './task-input';
import { outcomeDataSchema } from './task-outcome-row';

/**
 * What came of a task, by the table of its kind. What stops contacts works at once; what advances the case is told to it after the
 * ten minutes in which it can be taken back.
 *
 * @throws {UserError} TASK_OVER, OUTCOME_UNKNOWN, OUTCOME_INCOMPLETE, FILE_UNKNOWN, and what a promise or a second person lacks
 */
export async function finishTask(
  context: FinishContext,
  actor: TaskActor,
  { communityId, taskId }: { communityId: string; taskId: string },
  given: FinishInput,
): Promise<FinishedTask> {
  const input = finishInputSchema.parse(given);
  return withScope(context, communityId, async (tx) => {
    const beside = await besideTaskOf(tx, communityId, taskId);
    if (beside) return finishBesideTask(tx, context, actor, beside, input);
    const work = await lockTask(tx, context, actor, communityId, taskId);
    const before = await finishedBefore(tx, work.task, actor, input.commandId);
    if (before) return before;
    if (work.task.status === 'done') {
      throw new UserError('TASK_OVER', '这项任务已经办结', 'this task is done', 409);
    }
    const shown = await filesShow(tx, work.task, input.fileIds ?? []);
    return channelOfTask(work.task.kind) === null
      ? finishWork(tx, context, actor, work, input, shown)
      : finishContact(tx, context, actor, work, input, shown);
  });
}

/** The same command again, after a lost answer or a double tap: what it said is handed over once more, and nothing is written. */
async function finishedBefore(
  tx: Tx,
  task: LockedTask,
  { userId }: TaskActor,
  commandId: string | undefined,
): Promise<FinishedTask | null> {
  const known = commandId ? await tx.taskOutcome.findUnique({ where: { commandId } }) : null;
  if (!known) return null;
  if (known.taskId !== task.id || known.byId !== userId) {
    throw new UserError(
      'COMMAND_ID_TAKEN',
      '这个 commandId 已用于别处',
      'this commandId was used elsewhere',
      409,
    );
  }
  const { commandIds = [] } = outcomeDataSchema.parse(known.data);
  const commands = await tx.command.findMany({ where: { id: { in: commandIds } }, orderBy: { id: 'asc' } });
  return {
    outcomeId: known.id,
    settlesAt: known.settlesAt.getTime(),
    status: task.status === 'done' ? 'done' : 'open',
    followUps: commands.flatMap((command) => followUpOf(command) ?? []),
  };
}
