import { type Actor, mayActOnAccount, requirePermission, rolesIn } from '../auth/actor';
import { type CommunityTime, communityTime } from '../communities/time';
import type { Context } from '../context';
import type { Task } from '../db/generated/client';
import type { Tx } from '../db/scope';
import type { Role } from '../domain/roles';
import { UserError } from '../errors';
import { type TaskKind, taskKindSchema } from '../machine/vocabulary';
import { lockCase } from './record';
import { permissionToFinish } from './task-outcomes';

export type TaskActor = Pick<Actor, 'userId' | 'memberships'>;

/** A task of a case, its row locked after account and case, and who works on it. */
export type LockedTask = Task & { kind: TaskKind; caseId: string; accountId: string; stepKey: string };
export type TaskAtWork = { task: LockedTask; role: Role; time: CommunityTime };

/**
 * @throws {UserError} TASK_UNKNOWN, NOT_PERMITTED, NOT_YOUR_ACCOUNT, TASK_OF_ANOTHER_ROLE
 */
export async function lockTask(
  tx: Tx,
  context: Pick<Context, 'now'>,
  actor: TaskActor,
  communityId: string,
  taskId: string,
): Promise<TaskAtWork> {
  const found = await tx.task.findUnique({ where: { id: taskId } });
  if (!found?.caseId || !found.accountId || !found.stepKey || found.communityId !== communityId) {
    throw unknownTask();
  }
  await lockCase(tx, { accountId: found.accountId, caseId: found.caseId });
  await tx.$queryRaw`select id from task where id = ${taskId}::uuid for update`;
  const row = await tx.task.findUniqueOrThrow({ where: { id: taskId } });
  const task = {
    ...row,
    kind: taskKindSchema.parse(row.kind),
    caseId: found.caseId,
    accountId: found.accountId,
    stepKey: found.stepKey,
  };
  const time = await communityTime(tx, communityId, context.now());
  const role = await permit(tx, actor, task, time);
  return { task, role, time };
}

function unknownTask(): UserError {
  return new UserError('TASK_UNKNOWN', '没有这项任务', 'there is no such task', 404);
}

async function permit(tx: Tx, actor: TaskActor, task: LockedTask, time: CommunityTime): Promise<Role> {
  const { communityId, accountId } = task;
  const role = requirePermission(actor, communityId, permissionToFinish(task.kind));
  if (task.assigneeId === actor.userId) return role;
  const account = await tx.account.findUniqueOrThrow({
    where: { id: accountId },
    select: { id: true, communityId: true, building: true },
  });
  if (!(await mayActOnAccount(tx, actor, account, time.today))) {
    throw new UserError('NOT_YOUR_ACCOUNT', '这一户不在您的范围内', 'this account is not among yours', 403);
  }
  const seniors: Role[] = ['supervisor', 'manager'];
  if (task.kind === 'care_call' && !rolesIn(actor, communityId).some((one) => seniors.includes(one))) {
    throw new UserError(
      'TASK_OF_ANOTHER_ROLE',
      '关怀户由主管致电',
      'the supervisor calls this household',
      403,
    );
  }
  return role;
}
