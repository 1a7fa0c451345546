import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { addDays, addYears, type CivilDay } from '../domain/civil-day';
import { LIMITATION_YEARS } from '../domain/limitation';
import { calendarOf } from '../policy/calendar-store';
import { currentPolicy } from '../policy/versions';
import { assign, roleOfTask } from './assignment';
import { dueAfter } from './wave-rows';

const KIND = 'limitation_alarm';

type Due = { accountId: string; chargeId: string; actBefore: string; thresholdDays: number };

/**
 * 时效预警 The morning's look at what is about to lapse: one query over charges that are old enough at all, so that a case that waits costs
 * nothing (law 9). Each charge that has come within a threshold of the policy is named in one piece of work for its account; each threshold
 * once, and a date that moved has its own. A tighter one takes the place of the work that is still open.
 *
 * @returns how many accounts got work
 */
export function raiseAlarms(context: Context, communityId: string): Promise<number> {
  return withScope(context, communityId, async (tx) => {
    const { now, today } = await communityTime(tx, communityId, context.now());
    const { policy } = await currentPolicy(tx, communityId);
    const due = await dueAlarms(tx, communityId, today, policy.rules.limitation.alarmDays);
    if (due.length === 0) return 0;
    const calendar = await calendarOf(tx, communityId);
    const accountIds = [...new Set(due.map(({ accountId }) => accountId))];
    await tx.task.updateMany({
      where: { communityId, kind: KIND, accountId: { in: accountIds }, status: 'open' },
      data: { status: 'withdrawn', endReason: 'TIGHTER_ALARM', endedAt: new Date(now) },
    });
    const places = await tx.account.findMany({
      where: { id: { in: accountIds } },
      select: { id: true, communityId: true, building: true },
    });
    for (const place of places) {
      const ofAccount = due.filter(({ accountId }) => accountId === place.id);
      const task = await tx.task.create({
        data: {
          ...{ communityId, accountId: place.id, kind: KIND },
          ...(await assign(tx, place, roleOfTask(KIND, 0), today)),
          ...dueAfter(today, calendar),
          data: { charges: ofAccount.map(({ accountId, ...charge }) => charge) },
          createdAt: new Date(now),
        },
        select: { id: true },
      });
      await tx.limitationAlarm.createMany({
        data: ofAccount.map((alarm) => ({ ...alarm, communityId, raisedOn: today, taskId: task.id })),
        skipDuplicates: true,
      });
    }
    return places.length;
  });
}

/** Charges owed that have come within a threshold which was not raised for their present date. */
function dueAlarms(
  tx: Tx,
  communityId: string,
  today: CivilDay,
  alarmDays: readonly number[],
): Promise<Due[]> {
  const horizon = addDays(today, Math.max(...alarmDays));
  // no date is earlier than three years after the due date, so that younger charges are not looked at
  const oldEnough = addDays(addYears(horizon, -LIMITATION_YEARS), 1);
  return tx.$queryRaw<Due[]>`
    with owed as materialized (
      select c.id, c."accountId" from charge c
      where c."communityId" = ${communityId}::uuid and c.status = 'standing' and c."dueOn" <= ${oldEnough}
        and c."amountFen" > coalesce((select sum(l."amountFen") from allocation l left join payment p on p.id = l."paymentId"
            where l."chargeId" = c.id and l.part = 'principal' and (l."paymentId" is null or p.status = 'booked')), 0)
          + coalesce((select sum(w."amountFen") from waiver w where w."chargeId" = c.id and w.part = 'principal'), 0))
    select o."accountId", d.*
    from (
      select l."chargeId", l."actBefore",
        (select min(t) from unnest(${[...alarmDays]}::int[]) t
          where l."actBefore"::date - ${today}::date <= t) as "thresholdDays"
      from cuijiao_charge_limitations((select array_agg(id) from owed)) l
      where l."actBefore" between ${today} and ${horizon}
    ) d
    join owed o on o.id = d."chargeId"
    where not exists (select from limitation_alarm a where a."chargeId" = d."chargeId"
      and a."actBefore" = d."actBefore" and a."thresholdDays" <= d."thresholdDays")
    order by d."actBefore", d."chargeId"`;
}
