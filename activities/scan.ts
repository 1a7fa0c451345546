import { activityInfo, heartbeat } from '@temporalio/activity';
import { sweepOutbox } from '../src/cases/outbox';
import { nextMorning, scanCommunity } from '../src/cases/scan';
import type { Context } from '../src/context';
import { withSystemScope } from '../src/db/scope';
import { publishHeads } from '../src/evidence/heads';
import { addCounts, NO_COUNTS, type ScanActivities, type ScanCounts } from '../workflows/messages';

const COMMUNITIES_A_PAGE = 20;

/** Where a page's attempt had come to when it was cut off. */
type Cursor = { afterId: string | null; counts: ScanCounts };

export function scanActivities(context: Context): ScanActivities {
  return {
    async scanZone({ zone, afterId }) {
      const cursor: Cursor = activityInfo().heartbeatDetails ?? { afterId, counts: NO_COUNTS };
      const communities = await withSystemScope(context, (tx) =>
        tx.community.findMany({
          where: {
            zone,
            demonstration: false,
            ...(cursor.afterId === null ? {} : { id: { gt: cursor.afterId } }),
          },
          orderBy: { id: 'asc' },
          take: COMMUNITIES_A_PAGE,
          select: { id: true },
        }),
      );
      for (const { id } of communities) {
        const counts = await scanCommunity(context, id, () => heartbeat(cursor));
        cursor.counts = addCounts(cursor.counts, counts);
        cursor.afterId = id;
        heartbeat(cursor);
      }
      return {
        counts: cursor.counts,
        nextAfterId: communities.length < COMMUNITIES_A_PAGE ? null : cursor.afterId,
      };
    },

    scanCommunity({ communityId }) {
      return scanCommunity(context, communityId, () => heartbeat());
    },

    async scanDemonstration({ communityId }) {
      const next = await nextMorning(context, communityId);
      if (!next) return next;
      await scanCommunity(context, communityId, () => heartbeat());
      await publishHeads(context);
      return next;
    },

    async closeScan() {
      await sweepOutbox(context);
      await publishHeads(context);
    },
  };
}
