import { mayActOnAccount, requirePermission } from '../auth/actor';
import { communityTime } from '../communities/time';
import { withScope } from '../db/scope';
import { UserError } from '../errors';
import { lockAccount } from '../ledger/claimable';
import { newId } from '../ledger/new-id';
import { stepKey } from '../machine/step-key';
import type { TaskKind } from '../machine/vocabulary';
import { filesShow } from './files-show';
import { finishContact } from './finish-contact';
import type { FinishContext, FinishedTask } from './finished-task';
import { lockCase } from './record';
import { snapshotOf } from './snapshot';
import type { LockedTask, TaskActor } from './task-access';
import { type FinishInput, finishInputSchema } from './task-input';

/** By what means; a call may be one that came in. */
export type RecordedKind = Extract<TaskKind, 'call' | 'wechat' | 'visit' | 'post' | 'mail'>;

/**
 * A contact that nothing had planned: on one's own phone, in the lift, by a colleague who has left. It is accepted with its outcome,
 * marked as a breach of the rules, and counts.
 *
 * @throws {UserError} NO_OPEN_CASE, NOT_YOUR_ACCOUNT, and those of `finishTask`
 */
export async function recordContact(
  context: FinishContext,
  actor: TaskActor,
  { communityId, accountId, kind }: { communityId: string; accountId: string; kind: RecordedKind },
  given: FinishInput,
): Promise<FinishedTask & { taskId: string }> {
  const input = finishInputSchema.parse(given);
  const role = requirePermission(actor, communityId, 'contact.act');
  return withScope(context, communityId, async (tx) => {
    const account = await lockAccount(tx, accountId);
    const time = await communityTime(tx, communityId, context.now());
    if (account.communityId !== communityId || !(await mayActOnAccount(tx, actor, account, time.today))) {
      throw new UserError('NOT_YOUR_ACCOUNT', '这一户不在您的范围内', 'this account is not among yours', 403);
    }
    const open = await tx.dunningCase.findFirst({
      where: { accountId, status: { in: ['open', 'settled'] } },
      select: { id: true, snapshot: true },
    });
    if (!open) throw new UserError('NO_OPEN_CASE', '该户没有在办案件', 'the account has no open case', 409);
    await lockCase(tx, { accountId, caseId: open.id });
    const entry = snapshotOf(open.snapshot)?.context.entry ?? 1;
    const key = stepKey({ caseId: open.id, entry, step: `outside-${kind}~${newId()}`, resend: 0 });
    const task = await tx.task.create({
      data: {
        communityId,
        caseId: open.id,
        accountId,
        stepKey: key,
        kind,
        role,
        assigneeId: actor.userId,
        dueOn: time.today,
        dueAt: new Date(time.now),
        createdAt: new Date(time.now),
      },
    });
    const locked: LockedTask = { ...task, kind, caseId: open.id, accountId, stepKey: key };
    const shown = await filesShow(tx, locked, input.fileIds ?? []);
    const given = { ...input, noMoreNumbers: true, at: input.at ?? time.now };
    const work = { task: locked, role, time };
    return { taskId: task.id, ...(await finishContact(tx, context, actor, work, given, shown)) };
  });
}
