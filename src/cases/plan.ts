import type { Tx } from '../db/scope';
import { addDays } from '../domain/civil-day';
import type { Next } from '../machine/context';
import type { Planned } from '../machine/events';
import type { Facts } from '../machine/facts';
import { planNext } from '../machine/plan-next';
import { taskDueAt } from '../machine/planning/tasks';
import { actAt, dayOf, startOf } from '../machine/planning/time';
import type { CaseSnapshot } from '../machine/run';
import { assign, roleOfTask } from './assignment';
import { type Capacity, readPlanningFacts } from './facts';

/** Beyond so many full days more people are needed, not more patience. */
const LONGEST_QUEUE_DAYS = 180;

type WorkStep = Extract<Next, { kind: 'step' }> & { task: 'call' | 'post' | 'visit' };

/**
 * The plan of a case on the facts of this transaction, with the work of people laid on days on which they have room for it.
 *
 * @param now community instant
 */
export async function planCase(tx: Tx, snapshot: CaseSnapshot, now: number): Promise<Planned> {
  if (snapshot.status === 'done') return nothingToPlan(now);
  const { facts, capacity } = await readPlanningFacts(tx, snapshot.context, now);
  const planned = planNext(snapshot, facts, now);
  const { next } = planned;
  if (next === null || !isRationed(next)) return planned;
  return { ...planned, next: await withRoom(tx, snapshot, next, capacity, facts, now) };
}

function nothingToPlan(now: number): Planned {
  return {
    type: 'PLANNED',
    at: now,
    next: null,
    holds: [],
    dues: {},
    windowEndsAt: null,
    freshReviewAt: null,
  };
}

function isRationed(next: Next): next is WorkStep {
  return next.kind === 'step' && (next.task === 'call' || next.task === 'post' || next.task === 'visit');
}

function perDay(task: WorkStep['task'], capacity: Capacity): number {
  switch (task) {
    case 'call':
      return capacity.callsPerPersonDay;
    case 'post':
      return capacity.postingsPerPersonDay;
    case 'visit':
      return capacity.visitsPerTeamEvening;
    default: {
      const never: never = task;
      throw new Error(`no ration of ${never}`);
    }
  }
}

/** The step on the first day on which whoever would do it has room. Planners of the same person's work take turns. */
async function withRoom(
  tx: Tx,
  { context }: CaseSnapshot,
  next: WorkStep,
  capacity: Capacity,
  facts: Facts,
  now: number,
): Promise<Next> {
  const account = { id: context.accountId, communityId: context.communityId, building: facts.building };
  const { assigneeId } = await assign(tx, account, roleOfTask(next.task, 0), dayOf(now, facts));
  const worker = `${context.communityId}/${next.task}/${assigneeId ?? 'nobody'}`;
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${worker}, 0))`;
  const most = perDay(next.task, capacity);
  let at = next.at;
  for (let tried = 0; tried < LONGEST_QUEUE_DAYS; tried += 1) {
    const load = await workOn(tx, context, next.task, assigneeId, at, facts);
    if (load < most)
      return at === next.at
        ? next
        : { ...next, at, dueAt: taskDueAt(next.task, at, facts), reason: 'NO_ROOM_BEFORE' };
    at = actAt(addDays(dayOf(at, facts), 1), next.task, 0, now, facts);
  }
  return { ...next, at, dueAt: taskDueAt(next.task, at, facts), reason: 'NO_ROOM_BEFORE' };
}

/** The person's work of the kind that is laid out on that day already: as tasks, and as what other cases do next. */
async function workOn(
  tx: Tx,
  { caseId, communityId }: CaseSnapshot['context'],
  task: WorkStep['task'],
  assigneeId: string | null,
  at: number,
  facts: Facts,
): Promise<number> {
  const from = new Date(startOf(dayOf(at, facts), facts));
  const to = new Date(startOf(addDays(dayOf(at, facts), 1), facts));
  const buildings = await buildingsOf(tx, communityId, assigneeId);
  const [row] = await tx.$queryRaw<{ load: number }[]>`
    select (
      (select count(*) from task where task."communityId" = ${communityId}::uuid and task.kind = ${task}
        and task."assigneeId" is not distinct from ${assigneeId}::uuid
        and task."createdAt" >= ${from} and task."createdAt" < ${to} and task.status <> 'withdrawn')
      + (select count(*) from dunning_case c join account a on a.id = c."accountId"
        where c."communityId" = ${communityId}::uuid and c."wakeAt" >= ${from} and c."wakeAt" < ${to}
          and c.id <> ${caseId}::uuid and c.status = 'open' and c.next ->> 'task' = ${task}
          and (${task === 'visit'} or a.building = any(${buildings}::text[])))
    )::int as load`;
  return row?.load ?? 0;
}

async function buildingsOf(tx: Tx, communityId: string, stewardId: string | null): Promise<string[]> {
  if (stewardId === null) return [];
  const rows = await tx.stewardship.findMany({
    where: { communityId, stewardId },
    select: { building: true },
  });
  return rows.map(({ building }) => building);
}
