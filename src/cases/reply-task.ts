import type { CommunityTime } from '../communities/time';
import type { Tx } from '../db/scope';
import { addWorkdays } from '../domain/calendar';
import { addDays, startOfDay } from '../domain/civil-day';
import { calendarOf } from '../policy/calendar-store';
import { assign, roleOfTask } from './assignment';

export const READ_REPLY = 'read_reply';

/**
 * An owner wrote back: his steward is to read it by the next workday. Several replies that nobody has read yet are one piece of work.
 *
 * @returns the task's id
 */
export async function askToReadReply(
  tx: Tx,
  {
    communityId,
    accountId,
    caseId,
    replyId,
    time,
  }: { communityId: string; accountId: string; caseId: string | null; replyId: string; time: CommunityTime },
): Promise<string> {
  const open = await tx.task.findFirst({
    where: { communityId, accountId, kind: READ_REPLY, status: { in: ['open', 'started'] } },
    select: { id: true },
  });
  if (open) return open.id;
  const { building, label } = await tx.account.findUniqueOrThrow({
    where: { id: accountId },
    select: { building: true, label: true },
  });
  const calendar = await calendarOf(tx, communityId);
  const dueOn = addWorkdays(calendar, time.today, 1);
  const place = { id: accountId, communityId, building };
  const { id } = await tx.task.create({
    data: {
      communityId,
      accountId,
      kind: READ_REPLY,
      ...(await assign(tx, place, roleOfTask(READ_REPLY, 0), time.today)),
      dueOn,
      dueAt: new Date(startOfDay(addDays(dueOn, 1), time.zone)),
      data: { label, replyId, caseId },
      createdAt: new Date(time.now),
    },
    select: { id: true },
  });
  return id;
}
