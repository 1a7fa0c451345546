import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { type CivilDay, startOfDay } from '../domain/civil-day';
import type { StatedTime } from '../domain/contact-rules';
import { UserError } from '../errors';
import { appendEvidence } from '../evidence/append';
import { newId } from '../ledger/new-id';
import { type AccountRef, lockAtDesk } from './account-at-desk';
import { assign, roleOfTask } from './assignment';
import { unknownOutcome } from './finish-work';
import type { FinishedTask } from './finished-task';
import { UPDATE_CONTACT } from './owner-data';
import { READ_REPLY } from './reply-task';
import type { StaffActor } from './staff';
import { SUPPORT_REQUEST } from './support';
import { type FinishInput, requireNeeds } from './task-input';
import { permissionToFinish, workOutcomeRule } from './task-outcomes';

export const CALL_BACK = 'call_back';

/**
 * 约回电 The owner asks to be called at a time of his own: it is kept with his number, where it binds the machine and colleagues, and somebody
 * has the work, due by then. No case is needed. What he is called for is his own wish, so it counts in no budget.
 *
 * @throws {UserError} NO_SUCH_ACCOUNT, CONTACT_POINT_UNKNOWN, DAY_PAST
 */
export function askCallBack(
  context: Pick<Context, 'db' | 'cipher' | 'now'>,
  actor: StaffActor,
  ref: AccountRef,
  said: {
    commandId: string;
    onDay: CivilDay;
    from: string;
    to: string;
    contactPointId: string | null;
    note: string | null;
  },
): Promise<{ taskId: string }> {
  return withScope(context, ref.communityId, async (tx) => {
    const { account, time, caseId } = await lockAtDesk(tx, context, actor, ref, 'contact.act');
    const { commandId: taskId, onDay, from, to, note } = said;
    if (await tx.task.findUnique({ where: { id: taskId }, select: { id: true } })) return { taskId };
    const dueMs = startOfDay(onDay, time.zone) + minutesOf(to) * 60_000;
    if (dueMs <= time.now) throw new UserError('DAY_PAST', '约定的时间已经过去', 'that time is over', 422);
    const point = await tx.contactPoint.findFirst({
      where: {
        partyId: account.partyId,
        kind: 'phone',
        ...(said.contactPointId ? { id: said.contactPointId } : {}),
      },
      orderBy: { rank: 'asc' },
      select: { id: true },
    });
    if (!point) {
      throw new UserError(
        'CONTACT_POINT_UNKNOWN',
        '没有可回电的号码，请先登记',
        'there is no number to call',
        409,
      );
    }
    const statedTime: StatedTime = { from, to, onDay, channels: ['call'] };
    await tx.contactPoint.update({ where: { id: point.id }, data: { statedTime } });
    const { label } = await tx.account.findUniqueOrThrow({
      where: { id: account.id },
      select: { label: true },
    });
    const at = new Date(time.now);
    await tx.task.create({
      data: {
        id: taskId,
        communityId: ref.communityId,
        accountId: ref.accountId,
        kind: CALL_BACK,
        ...(await assign(tx, account, roleOfTask(CALL_BACK, 0), time.today)),
        dueOn: onDay,
        dueAt: new Date(dueMs),
        data: { label, from, to, contactPointId: point.id } as Prisma.InputJsonObject,
        createdAt: at,
      },
    });
    await appendEvidence(tx, context, {
      ...ref,
      caseId,
      key: `call-back/${taskId}`,
      at,
      actorId: actor.userId,
      kind: 'call_back_asked',
      content: { taskId, onDay, from, to, note },
    });
    return { taskId };
  });
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** Work beside the case: what an owner asked for or wrote, which no case has planned. */
const BESIDE = [CALL_BACK, READ_REPLY, SUPPORT_REQUEST, UPDATE_CONTACT, 'limitation_alarm'] as const;
type BesideTask = { id: string; communityId: string; accountId: string; kind: (typeof BESIDE)[number] };

/** The task, where it is one that no case has planned. */
export async function besideTaskOf(tx: Tx, communityId: string, taskId: string): Promise<BesideTask | null> {
  const task = await tx.task.findFirst({
    where: { id: taskId, communityId, kind: { in: [...BESIDE] } },
    select: { id: true, communityId: true, accountId: true, kind: true },
  });
  const kind = BESIDE.find((one) => one === task?.kind);
  return task?.accountId && kind ? { ...task, accountId: task.accountId, kind } : null;
}

/** What came of it. Beside a case as it stands, it is told to nobody but the file. */
export async function finishBesideTask(
  tx: Tx,
  context: Pick<Context, 'cipher' | 'now'>,
  actor: StaffActor,
  task: BesideTask,
  { outcome, note, commandId }: Pick<FinishInput, 'outcome' | 'note' | 'commandId'>,
): Promise<FinishedTask> {
  const ref = { communityId: task.communityId, accountId: task.accountId };
  const { time, caseId } = await lockAtDesk(tx, context, actor, ref, permissionToFinish(task.kind));
  await tx.$queryRaw`select id from task where id = ${task.id}::uuid for update`;
  const { status } = await tx.task.findUniqueOrThrow({ where: { id: task.id }, select: { status: true } });
  const known = commandId ? await tx.taskOutcome.findUnique({ where: { commandId } }) : null;
  if (known?.taskId === task.id) {
    return { outcomeId: known.id, settlesAt: known.settlesAt.getTime(), status: 'done', followUps: [] };
  }
  if (status === 'done') throw new UserError('TASK_OVER', '这项任务已经办结', 'this task is done', 409);
  const rule = workOutcomeRule(task.kind, outcome);
  if (!rule) throw unknownOutcome(outcome);
  requireNeeds(rule.needs, { outcome, note }, new Set());
  const id = newId();
  const at = new Date(time.now);
  await tx.taskOutcome.create({
    data: {
      id,
      communityId: ref.communityId,
      taskId: task.id,
      outcome,
      commandId: commandId ?? null,
      noteSealed: note ? context.cipher.seal(JSON.stringify({ note })) : null,
      byId: actor.userId,
      at,
      // it advances nothing, so there is nothing to be taken back
      settlesAt: at,
    },
  });
  await tx.task.update({ where: { id: task.id }, data: { status: 'done', endReason: outcome, endedAt: at } });
  await appendEvidence(tx, context, {
    ...ref,
    caseId,
    key: `task-outcome/${id}`,
    at,
    actorId: actor.userId,
    kind: 'task_outcome',
    content: {
      taskId: task.id,
      outcomeId: id,
      kind: task.kind,
      outcome,
      correctsId: null,
      note: note ?? null,
    },
  });
  return { outcomeId: id, settlesAt: time.now, status: 'done', followUps: [] };
}
