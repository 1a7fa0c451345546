import { z } from 'zod';
import type { Tx } from '../db/scope';
import { UserError } from '../errors';
import { newId } from '../ledger/new-id';
import type { FinishContext, FinishedTask } from './finished-task';
import { workFollowUp, writeFollowUp } from './follow-ups';
import type { TaskActor, TaskAtWork } from './task-access';
import { type FinishInput, requireNeeds } from './task-input';
import { relayResult, writeOutcome } from './task-outcome-row';
import { workOutcomeRule } from './task-outcomes';

const taskData = z.looseObject({ ref: z.string().nullish() });

/** Work that reaches nobody. A decision is a command: the work is over when the case has accepted it. */
export async function finishWork(
  tx: Tx,
  context: FinishContext,
  actor: TaskActor,
  work: TaskAtWork,
  input: FinishInput,
  shown: ReadonlySet<string>,
): Promise<FinishedTask> {
  const { task, role, time } = work;
  if (task.status === 'withdrawn') {
    throw new UserError('TASK_OVER', '这项任务已经撤销', 'this task was withdrawn', 409);
  }
  const rule = workOutcomeRule(task.kind, input.outcome);
  if (!rule) throw unknownOutcome(input.outcome);
  requireNeeds(rule.needs, input, shown);
  const id = newId();
  const { ref } = taskData.parse(task.data ?? {});
  const said = workFollowUp(rule.effect, ref ?? null);
  const followUps = await writeFollowUp(tx, context, task, actor.userId, id, said, input.note);
  const data = { ends: said === null, commandIds: followUps.map(({ commandId }) => commandId) };
  const { settlesAt } = await writeOutcome(tx, context, work, {
    id,
    input,
    data,
    correctsId: null,
    byId: actor.userId,
  });
  if (said !== null) return { outcomeId: id, settlesAt, status: 'open', followUps };
  await tx.task.update({
    where: { id: task.id },
    data: { status: 'done', endReason: input.outcome, endedAt: new Date(time.now) },
  });
  await relayResult(tx, task, {
    key: task.stepKey,
    outcomeId: id,
    answer: {
      kind: 'done',
      outcome: input.outcome,
      grade: 'none',
      channel: null,
      demand: false,
      written: false,
      deadlineAt: null,
    },
    actor: { id: actor.userId, role },
    now: time.now,
    clock: time.clock,
    settlesAt,
    realNow: context.now(),
  });
  return { outcomeId: id, settlesAt, status: 'done', followUps };
}

export function unknownOutcome(outcome: string): UserError {
  return new UserError(
    'OUTCOME_UNKNOWN',
    '这项任务没有这个结果',
    `a task of this kind has no outcome ${outcome}`,
    422,
  );
}
