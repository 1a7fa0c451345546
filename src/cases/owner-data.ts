import type { Tx } from '../db/scope';
import { addWorkdays } from '../domain/calendar';
import { addDays, type CivilDay, startOfDay } from '../domain/civil-day';
import { calendarOf } from '../policy/calendar-store';
import { assign, roleOfTask } from './assignment';

export const UPDATE_CONTACT = 'update_contact';

const WORKDAYS = 3;
const OPEN = ['open', 'started'];

type Wrong = {
  communityId: string;
  accountId: string;
  /** The outcome that said so: taken back, the work falls with it */
  outcomeId: string;
  time: { now: number; today: CivilDay; zone: string };
};

/** 补资料 A number was wrong: somebody is to find the right one. One piece of work, however many numbers are wrong. */
export async function askForContactData(
  tx: Tx,
  { communityId, accountId, outcomeId, time }: Wrong,
): Promise<void> {
  const open = await tx.task.count({
    where: { communityId, accountId, kind: UPDATE_CONTACT, status: { in: OPEN } },
  });
  if (open > 0) return;
  const { building, label } = await tx.account.findUniqueOrThrow({
    where: { id: accountId },
    select: { building: true, label: true },
  });
  const dueOn = addWorkdays(await calendarOf(tx, communityId), time.today, WORKDAYS);
  const place = { id: accountId, communityId, building };
  await tx.task.create({
    data: {
      ...{ communityId, accountId, kind: UPDATE_CONTACT },
      ...(await assign(tx, place, roleOfTask(UPDATE_CONTACT, 0), time.today)),
      dueOn,
      dueAt: new Date(startOfDay(addDays(dueOn, 1), time.zone)),
      data: { label, outcomeId },
      createdAt: new Date(time.now),
    },
  });
}

/** There is another number now: the work is done, whoever brought it. */
export async function contactDataCame(tx: Tx, accountId: string, at: Date): Promise<void> {
  await tx.task.updateMany({
    where: { accountId, kind: UPDATE_CONTACT, status: { in: OPEN } },
    data: { status: 'done', endReason: 'updated', endedAt: at },
  });
}

/** The number was not wrong after all. */
export async function contactDataNotNeeded(
  tx: Tx,
  accountId: string,
  outcomeId: string,
  at: Date,
): Promise<void> {
  await tx.task.updateMany({
    where: {
      ...{ accountId, kind: UPDATE_CONTACT, status: { in: OPEN } },
      data: { path: ['outcomeId'], equals: outcomeId },
    },
    data: { status: 'withdrawn', endReason: 'TAKEN_BACK', endedAt: at },
  });
}
