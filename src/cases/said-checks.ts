import type { Tx } from '../db/scope';
import { addDays } from '../domain/civil-day';
import { UserError } from '../errors';
import type { Policy } from '../policy/schema';
import { policyOfCase } from '../policy/versions';
import { snapshotOf } from './snapshot';
import type { LockedTask, TaskActor, TaskAtWork } from './task-access';
import type { FinishInput } from './task-input';

export async function policyOfTask(tx: Tx, { communityId, caseId }: LockedTask): Promise<Policy> {
  const { policyVersionId } = await tx.dunningCase.findUniqueOrThrow({
    where: { id: caseId },
    select: { policyVersionId: true },
  });
  return policyOfCase(tx, { communityId, policyVersionId });
}

/**
 * What a promise and a second person must be.
 * @throws {UserError} PROMISE_PAST, PROMISE_TOO_LATE, PROMISES_BROKEN, SECOND_IS_SELF, SECOND_UNKNOWN
 */
export async function checkSaid(
  tx: Tx,
  actor: TaskActor,
  { task, time }: TaskAtWork,
  policy: Policy,
  { promise, second }: FinishInput,
): Promise<void> {
  if (second && 'userId' in second) await checkSecond(tx, actor, task, second.userId);
  if (!promise) return;
  const { withinDays, inARow } = policy.ladder.promises;
  if (promise.on < time.today) {
    throw new UserError('PROMISE_PAST', '承诺日期不能早于今天', 'the promised day is past');
  }
  if (promise.on > addDays(time.today, withinDays)) {
    throw new UserError(
      'PROMISE_TOO_LATE',
      `承诺最长 ${withinDays} 天，更久请办分期`,
      `a promise is for ${withinDays} days at most: offer instalments`,
    );
  }
  const row = await tx.dunningCase.findUniqueOrThrow({
    where: { id: task.caseId },
    select: { snapshot: true },
  });
  if ((snapshotOf(row.snapshot)?.context.brokenPromises ?? 0) >= inARow) {
    throw new UserError(
      'PROMISES_BROKEN',
      `已连续 ${inARow} 次未兑现，请办分期`,
      `${inARow} promises in a row were broken: offer instalments`,
      409,
    );
  }
}

async function checkSecond(tx: Tx, actor: TaskActor, task: LockedTask, userId: string): Promise<void> {
  if (userId === actor.userId) {
    throw new UserError('SECOND_IS_SELF', '另一人不能是本人', 'the second person is somebody else');
  }
  const { communityId } = task;
  if ((await tx.membership.count({ where: { userId, communityId } })) > 0) return;
  throw new UserError('SECOND_UNKNOWN', '另一人不在本小区', 'the second person has no role here', 404);
}
