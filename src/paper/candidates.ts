import { buildingsOf, rolesIn } from '../auth/actor';
import type { TaskActor } from '../cases/task-access';
import type { PaperBatch, Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import { caseScope } from '../domain/permissions';

/** 张贴 or 邮寄: which tasks a batch is made of. */
export const BATCH_KINDS = ['posting', 'mailing'] as const;
export type BatchKind = (typeof BATCH_KINDS)[number];

export type Candidate = { taskId: string; label: string };

/** Of which tasks a batch is made: of one building, of one person, of certain cases or tasks. */
export type BatchChoice = { building?: string; stewardId?: string; caseIds?: string[]; taskIds?: string[] };

/**
 * Open tasks for which no notice lies printed, in walking order: building, unit, floor, room. An agent's are those of his buildings and
 * those that are his by name.
 */
export async function candidatesOf(
  tx: Tx,
  actor: TaskActor,
  { communityId, kind }: Pick<PaperBatch, 'communityId'> & { kind: BatchKind },
  { building, stewardId, caseIds, taskIds }: BatchChoice,
  today: CivilDay,
  most: number,
): Promise<Candidate[]> {
  const taken = await tx.paperItem.findMany({
    where: { communityId, voidedAt: null, channel: channelOf(kind) },
    select: { taskId: true },
  });
  const printed = new Set(taken.map(({ taskId }) => taskId));
  const rows = await tx.task.findMany({
    where: {
      AND: [
        { communityId, kind: channelOf(kind), status: 'open', assigneeId: stewardId },
        caseIds ? { caseId: { in: caseIds } } : {},
        taskIds ? { id: { in: taskIds } } : {},
        building === undefined ? {} : { case: { account: { building } } },
        await ownTasks(tx, actor, communityId, today),
      ],
    },
    orderBy: [
      { case: { account: { walkingOrder: 'asc' } } },
      { case: { account: { label: 'asc' } } },
      { id: 'asc' },
    ],
    select: { id: true, case: { select: { account: { select: { label: true } } } } },
  });
  return rows
    .filter(({ id }) => !printed.has(id))
    .slice(0, most)
    .map(({ id, case: one }) => ({ taskId: id, label: one?.account.label ?? '' }));
}

export function channelOf(kind: string): 'post' | 'mail' {
  return kind === 'mailing' ? 'mail' : 'post';
}

async function ownTasks(
  tx: Tx,
  actor: TaskActor,
  communityId: string,
  today: CivilDay,
): Promise<Prisma.TaskWhereInput> {
  if (rolesIn(actor, communityId).some((role) => caseScope(role) === 'community')) return {};
  const building = { in: await buildingsOf(tx, actor.userId, communityId, today) };
  return { OR: [{ assigneeId: actor.userId }, { case: { account: { building } } }] };
}
