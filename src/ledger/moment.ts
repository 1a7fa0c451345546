import { z } from 'zod';
import type { Tx } from '../db/scope';
import { type CivilDay, civilDayOf } from '../domain/civil-day';
import { communityClockSchema, communityNow } from '../domain/clock';
import { UserError } from '../errors';

/** When something happens to a ledger: an instant of the community's clock and the civil day on which it falls there. */
export type Moment = { at: number; day: CivilDay; zone: string };

const communityTime = z.object({ clock: communityClockSchema, zone: z.string() });

/**
 * The community's own now, read once at the border.
 * @throws {UserError} COMMUNITY_UNKNOWN
 */
export async function momentOf(tx: Tx, communityId: string, realNowMs: number): Promise<Moment> {
  const row = await tx.community.findUnique({
    where: { id: communityId },
    select: { clock: true, zone: true },
  });
  if (!row) throw new UserError('COMMUNITY_UNKNOWN', '没有这个小区', 'there is no such community', 404);
  const { clock, zone } = communityTime.parse(row);
  const at = communityNow(clock, realNowMs);
  return { at, day: civilDayOf(at, zone), zone };
}
