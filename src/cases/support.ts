import { mayActOnAccount } from '../auth/actor';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { addDays, startOfDay } from '../domain/civil-day';
import { UserError } from '../errors';
import { assign, roleOfTask } from './assignment';
import type { TaskActor } from './task-access';

export const SUPPORT_REQUEST = 'support_request';

/**
 * 「需支援」 Somebody at a door wants help: the manager has it as a piece of work of today, with the room and who asks. It says nothing of the
 * household, and is kept out of the case.
 *
 * @throws {UserError} TASK_UNKNOWN, NOT_YOUR_ACCOUNT
 */
export function askSupport(
  context: Pick<Context, 'db' | 'now'>,
  actor: TaskActor,
  { communityId, taskId, commandId }: { communityId: string; taskId: string; commandId: string },
): Promise<{ taskId: string; toId: string | null; toName: string | null }> {
  return withScope(context, communityId, async (tx) => {
    const task = await tx.task.findFirst({ where: { id: taskId, communityId } });
    if (!task?.accountId) throw new UserError('TASK_UNKNOWN', '没有这项任务', 'there is no such task', 404);
    const time = await communityTime(tx, communityId, context.now());
    const account = await tx.account.findUniqueOrThrow({
      where: { id: task.accountId },
      select: { id: true, communityId: true, building: true, label: true },
    });
    const { label, ...place } = account;
    if (task.assigneeId !== actor.userId && !(await mayActOnAccount(tx, actor, place, time.today))) {
      throw new UserError('NOT_YOUR_ACCOUNT', '这一户不在您的范围内', 'this account is not among yours', 403);
    }
    const who = await assign(tx, place, roleOfTask(SUPPORT_REQUEST, 0), time.today);
    await tx.task.createMany({
      data: [
        {
          id: commandId,
          communityId,
          accountId: account.id,
          kind: SUPPORT_REQUEST,
          ...who,
          dueOn: time.today,
          dueAt: new Date(startOfDay(addDays(time.today, 1), time.zone)),
          data: { label, forTaskId: taskId, askedById: actor.userId },
          createdAt: new Date(time.now),
        },
      ],
      skipDuplicates: true,
    });
    const toId = who.assigneeId;
    const user = toId ? await tx.user.findUnique({ where: { id: toId }, select: { name: true } }) : null;
    return { taskId: commandId, toId, toName: user?.name ?? null };
  });
}
