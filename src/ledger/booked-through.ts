import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import { UserError } from '../errors';

/**
 * A person states that nothing more came in up to a day: receipts are complete. It never goes back.
 *
 * @returns the day up to which receipts are complete now
 * @throws {UserError} BOOKED_IN_FUTURE
 */
export function confirmBookedThrough(
  context: Context,
  { communityId, day }: { communityId: string; day: CivilDay; by: string },
): Promise<CivilDay> {
  return withScope(context, communityId, async (tx) => {
    const { today, now } = await communityTime(tx, communityId, context.now());
    if (day > today) {
      throw new UserError(
        'BOOKED_IN_FUTURE',
        `不能确认今天（${today}）以后的收款`,
        `receipts after today (${today}) cannot be complete`,
      );
    }
    return raiseBookedThrough(tx, communityId, day, now);
  });
}

/** Never back; and whoever waited for it is told. */
export async function raiseBookedThrough(
  tx: Tx,
  communityId: string,
  day: CivilDay,
  now: number,
): Promise<CivilDay> {
  const [row] = await tx.$queryRaw<{ bookedThrough: CivilDay | null }[]>`
    select "bookedThrough" from community where id = ${communityId}::uuid for update`;
  const before = row?.bookedThrough ?? null;
  if (before !== null && before >= day) return before;
  await tx.community.update({ where: { id: communityId }, data: { bookedThrough: day } });
  await tx.task.updateMany({
    where: { communityId, kind: 'book_receipts', status: { in: ['open', 'started'] } },
    data: { status: 'done', endReason: 'BOOKED', endedAt: new Date(now) },
  });
  const event = { type: 'GATE_OPENED', at: now, gate: 'freshness', ref: null, clock: null };
  // a step that was put off for it, or a promise whose verdict needs it
  await tx.$executeRaw`
    insert into signal_outbox ("communityId", "accountId", "caseId", event, key)
    select c."communityId", c."accountId", c.id, ${JSON.stringify(event)}::jsonb, 'freshness/' || c.id || '/' || ${day}::text
    from dunning_case c
    where c."communityId" = ${communityId}::uuid and c.status = 'open' and (
      jsonb_path_exists(c.snapshot, '$.context.pending.*.blockedBy ? (@.reason == "FRESHNESS")')
      or c."holdKinds" && array['promise', 'instalment_plan'])
    on conflict (key) do nothing`;
  return day;
}
