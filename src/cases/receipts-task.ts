import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { civilDay } from '../domain/civil-day';
import { freshnessVerdict } from '../domain/freshness';
import { calendarOf } from '../policy/calendar-store';
import { currentPolicy } from '../policy/versions';
import { assign, roleOfTask } from './assignment';
import { dueAfter } from './wave-rows';

const KIND = 'book_receipts';

/**
 * Receipts are booked too far back, so nobody is contacted: finance is asked to book them, by one piece of work for the whole community. It
 * ends when the day up to which receipts are complete is raised; if that was not enough, the next morning asks again.
 *
 * @returns whether it was asked now
 */
export function askForReceipts(context: Context, communityId: string): Promise<boolean> {
  return withScope(context, communityId, async (tx) => {
    const time = await communityTime(tx, communityId, context.now());
    await tx.$queryRaw`select id from community where id = ${communityId}::uuid for update`;
    const { demonstration, bookedThrough } = await tx.community.findUniqueOrThrow({
      where: { id: communityId },
    });
    if (demonstration) return false;
    const calendar = await calendarOf(tx, communityId);
    const { policy } = await currentPolicy(tx, communityId);
    const booked = bookedThrough === null ? null : civilDay(bookedThrough);
    if (freshnessVerdict(booked, time.today, calendar, policy.rules.freshness.maxWorkdays).fresh)
      return false;
    const asked = await tx.task.count({
      where: { communityId, kind: KIND, status: { in: ['open', 'started'] } },
    });
    const waiting = await tx.dunningCase.count({ where: { communityId, status: 'open' } });
    if (asked > 0 || waiting === 0) return false;
    const place = { id: communityId, communityId, building: null };
    await tx.task.create({
      data: {
        communityId,
        kind: KIND,
        ...(await assign(tx, place, roleOfTask(KIND, 0), time.today)),
        ...dueAfter(time.today, calendar),
        data: { bookedThrough },
        createdAt: new Date(time.now),
      },
    });
    return true;
  });
}
