import type { TurnRecord } from '../../workflows/messages';
import type { Tx } from '../db/scope';
import { type CivilDay, civilDayOf } from '../domain/civil-day';
import type { Pending } from '../machine/context';
import type { CaseSnapshot } from '../machine/run';
import type { StepKey } from '../machine/step-key';
import type { TaskKind } from '../machine/vocabulary';
import { assign, roleOfTask } from './assignment';

type Work = { key: StepKey; kind: TaskKind; pending: Pending; dueAt: number };

/** The tasks that a case has for people, as its newest turn has them: new ones, moved ones, overdue ones that go up, ended ones. */
export async function syncTasks(tx: Tx, record: TurnRecord, snapshot: CaseSnapshot): Promise<void> {
  const { context } = snapshot;
  const work = Object.entries(context.pending).flatMap(([key, pending]) => workOf(key, pending, snapshot));
  const known = await tx.task.findMany({
    where: { caseId: record.caseId, status: { in: ['open', 'started'] } },
    select: { id: true, stepKey: true, dueAt: true, escalation: true },
  });
  const pendingKeys = new Set(Object.keys(context.pending));
  const orphans = known.filter(({ stepKey }) => stepKey !== null && !pendingKeys.has(stepKey));
  if (orphans.length > 0) {
    await tx.task.updateMany({
      where: { id: { in: orphans.map(({ id }) => id) } },
      data: { status: 'withdrawn', endReason: 'NOT_PLANNED', endedAt: new Date(context.now) },
    });
  }
  const knownByKey = new Map(known.map((task) => [task.stepKey, task]));
  const changed = work.filter(({ key, dueAt, pending }) => {
    const task = knownByKey.get(key);
    return !task || task.dueAt.getTime() !== dueAt || task.escalation !== pending.escalation;
  });
  if (changed.length === 0) return;
  const place = await placeOf(tx, record, context.now);
  for (const one of changed) await writeTask(tx, record, one, place);
}

/** While it is held, a ladder's task is due when what was left of it has passed after the last hold. */
function workOf(key: StepKey, pending: Pending, { context }: CaseSnapshot): Work[] {
  if (pending.doer !== 'task' || pending.task === null) return [];
  const dueAt =
    pending.left === null
      ? pending.dueAt
      : Math.max(context.now, ...context.holds.map(({ endsAt }) => endsAt)) + pending.left;
  return dueAt === null ? [] : [{ key, kind: pending.task, pending, dueAt }];
}

type Place = {
  account: { id: string; communityId: string; building: string | null };
  zone: string;
  today: CivilDay;
};

async function placeOf(tx: Tx, { accountId, communityId }: TurnRecord, now: number): Promise<Place> {
  const account = await tx.account.findUniqueOrThrow({
    where: { id: accountId },
    select: { id: true, communityId: true, building: true },
  });
  const { zone } = await tx.community.findUniqueOrThrow({
    where: { id: communityId },
    select: { zone: true },
  });
  return { account, zone, today: civilDayOf(now, zone) };
}

async function writeTask(
  tx: Tx,
  { communityId, caseId, accountId }: TurnRecord,
  { key, kind, pending, dueAt }: Work,
  { account, zone, today }: Place,
): Promise<void> {
  const due = { dueOn: civilDayOf(dueAt, zone), dueAt: new Date(dueAt) };
  const who = await assign(tx, account, roleOfTask(kind, pending.escalation), today);
  await tx.task.upsert({
    where: { stepKey: key },
    create: {
      communityId,
      caseId,
      accountId,
      stepKey: key,
      kind,
      ...who,
      ...due,
      escalation: pending.escalation,
      data: { step: pending.step, ref: pending.ref },
      createdAt: new Date(pending.plannedAt),
    },
    // whoever has it keeps it until it goes up
    update: { ...due, escalation: pending.escalation, ...(pending.escalation > 0 ? who : {}) },
  });
}
