import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { addWorkdays } from '../domain/calendar';
import { addDays, startOfDay } from '../domain/civil-day';
import { taskKindSchema } from '../machine/vocabulary';
import { calendarOf } from '../policy/calendar-store';
import { assign, roleOfTask } from './assignment';
import { dueAfter } from './wave-rows';

/** 负责人 has a week for what nobody did. */
const WEEK_DAYS = 7;
const MOST_AT_ONCE = 500;

/**
 * Overdue work that no case watches over: tasks without a case, and waves that nobody answered. Owner → supervisor → manager, then weekly
 * in the manager's list.
 *
 * @returns how many went up
 */
export function passUpOverdue(context: Context, communityId: string): Promise<number> {
  return withScope(context, communityId, async (tx) => {
    const { now, today, zone } = await communityTime(tx, communityId, context.now());
    const calendar = await calendarOf(tx, communityId);
    const tasks = await tx.task.findMany({
      where: {
        communityId,
        caseId: null,
        status: { in: ['open', 'started'] },
        dueAt: { lte: new Date(now) },
      },
      select: { id: true, kind: true, escalation: true, accountId: true },
      orderBy: { id: 'asc' },
      take: MOST_AT_ONCE,
    });
    for (const { id, kind, escalation, accountId } of tasks) {
      const raised = escalation + 1;
      const role = roleOfTask(taskKindSchema.catch('review_case').parse(kind), raised);
      const place = { id: accountId ?? id, communityId, building: null };
      const dueOn = raised >= 2 ? addDays(today, WEEK_DAYS) : addWorkdays(calendar, today, 1);
      await tx.task.update({
        where: { id },
        data: {
          ...(await assign(tx, place, role, today)),
          escalation: raised,
          dueOn,
          dueAt: new Date(startOfDay(addDays(dueOn, 1), zone)),
        },
      });
    }
    const waves = await tx.wave.findMany({
      where: { communityId, status: 'open', dueAt: { lte: new Date(now) } },
      select: { id: true },
    });
    for (const { id } of waves) {
      const { assigneeId } = await assign(tx, { id, communityId, building: null }, 'manager', today);
      await tx.wave.update({ where: { id }, data: { ownerId: assigneeId, ...dueAfter(today, calendar) } });
    }
    return tasks.length + waves.length;
  });
}
