import type { Tx } from '../db/scope';
import { type CivilDay, civilDayOf } from '../domain/civil-day';
import { type CommunityClock, communityClockSchema, communityNow } from '../domain/clock';

/** A community's clock, and what it shows: an instant (epoch milliseconds) and the civil day in its zone. */
export type CommunityTime = { clock: CommunityClock; zone: string; now: number; today: CivilDay };

/** @param realNowMs read once, at the border */
export async function communityTime(tx: Tx, communityId: string, realNowMs: number): Promise<CommunityTime> {
  const row = await tx.community.findUniqueOrThrow({
    where: { id: communityId },
    select: { clock: true, zone: true },
  });
  const clock = communityClockSchema.parse(row.clock);
  const now = communityNow(clock, realNowMs);
  return { clock, zone: row.zone, now, today: civilDayOf(now, row.zone) };
}
