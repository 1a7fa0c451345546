import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { calendarOf } from '../policy/calendar-store';
import { waveOfScan } from './wave-rows';

/**
 * Cases that wait for consent in a wave that nobody looks at any more — one that was silent when its wave was released, and whose payment came
 * back after that — go into the day's: what waits has an owner and a day (law 10).
 */
export function gatherStrays(context: Context, communityId: string): Promise<number> {
  return withScope(context, communityId, async (tx) => {
    const strays = await tx.$queryRaw<{ id: string }[]>`
      select c.id from dunning_case c left join wave w on w.id = c."waveId"
      where c."communityId" = ${communityId}::uuid and c.status = 'open' and c."releasedFromOn" is null
        and coalesce(w.status, '') <> 'open'
      order by c.id limit 1000`;
    if (strays.length === 0) return 0;
    const time = await communityTime(tx, communityId, context.now());
    const waveId = await waveOfScan(tx, communityId, time, await calendarOf(tx, communityId));
    const { count } = await tx.dunningCase.updateMany({
      where: { id: { in: strays.map(({ id }) => id) }, status: 'open', releasedFromOn: null },
      data: { waveId },
    });
    return count;
  });
}
