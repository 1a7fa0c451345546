import type { Tx } from '../db/scope';
import { addWorkdays, type Calendar } from '../domain/calendar';
import { addDays, type CivilDay, startOfDay } from '../domain/civil-day';
import type { Role } from '../domain/roles';
import { assign } from './assignment';

type Today = { now: number; today: CivilDay };

/** The owner has the next workday; who does not answer is reminded through the one above him. */
const WORKDAYS_TO_ANSWER = 1;

export async function waveOfImport(
  tx: Tx,
  communityId: string,
  batchId: string,
  time: Today,
  calendar: Calendar,
): Promise<string> {
  await lockWaves(tx, communityId);
  const known = await tx.wave.findFirst({ where: { communityId, importId: batchId } });
  if (known) return reopened(tx, known, time, calendar);
  const { firstReleasedAt } = await tx.community.findUniqueOrThrow({
    where: { id: communityId },
    select: { firstReleasedAt: true },
  });
  // 首批: the manager's own
  const owner: Role = firstReleasedAt === null ? 'manager' : 'supervisor';
  const id = await createWave(
    tx,
    communityId,
    { origin: 'import', importId: batchId },
    owner,
    time,
    calendar,
  );
  await tx.importBatch.updateMany({ where: { id: batchId }, data: { waveId: id } });
  return id;
}

/** Of the scan's waves there is one a civil day; cases that come after its release open it again, for themselves. */
export async function waveOfScan(
  tx: Tx,
  communityId: string,
  time: Today,
  calendar: Calendar,
): Promise<string> {
  await lockWaves(tx, communityId);
  const known = await tx.wave.findFirst({ where: { communityId, origin: 'scan', onDay: time.today } });
  if (known) return reopened(tx, known, time, calendar);
  return createWave(tx, communityId, { origin: 'scan', importId: null }, 'supervisor', time, calendar);
}

/** The waves of a community are made one after the other. */
async function lockWaves(tx: Tx, communityId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`waves/${communityId}`}, 0))`;
}

async function createWave(
  tx: Tx,
  communityId: string,
  from: { origin: 'import' | 'scan'; importId: string | null },
  role: Role,
  { now, today }: Today,
  calendar: Calendar,
): Promise<string> {
  const { assigneeId } = await assign(tx, { id: communityId, communityId, building: null }, role, today);
  const { id } = await tx.wave.create({
    data: {
      communityId,
      ...from,
      onDay: today,
      ownerId: assigneeId,
      ...dueAfter(today, calendar),
      createdAt: new Date(now),
    },
    select: { id: true },
  });
  return id;
}

async function reopened(
  tx: Tx,
  wave: { id: string; status: string },
  { today }: Today,
  calendar: Calendar,
): Promise<string> {
  if (wave.status === 'released') {
    await tx.wave.update({ where: { id: wave.id }, data: { status: 'open', ...dueAfter(today, calendar) } });
  }
  return wave.id;
}

export function dueAfter(today: CivilDay, calendar: Calendar): { dueOn: CivilDay; dueAt: Date } {
  const dueOn = addWorkdays(calendar, today, WORKDAYS_TO_ANSWER);
  return { dueOn, dueAt: new Date(startOfDay(addDays(dueOn, 1), calendar.zone)) };
}
