import { continueAsNew, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import { toReal } from '../src/domain/clock';
import { addCounts, NO_COUNTS, type ScanActivities, type ScanCounts, type ScanRequest } from './messages';

const { scanZone, scanCommunity, scanDemonstration, closeScan } = proxyActivities<ScanActivities>({
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '5 seconds', maximumInterval: '5 minutes', maximumAttempts: 20 },
});

/** Opens what is newly in arrears and puts right what was missed: each morning by a schedule, one a time zone, and on demand. */
export async function dailyScan(request: ScanRequest): Promise<ScanCounts> {
  if ('communityId' in request) return scanCommunity(request);
  let counts = NO_COUNTS;
  let afterId: string | null = request.afterId ?? null;
  do {
    const page = await scanZone({ zone: request.zone, afterId });
    counts = addCounts(counts, page.counts);
    afterId = page.nextAfterId;
    if (afterId !== null && workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof dailyScan>({ zone: request.zone, afterId });
    }
  } while (afterId !== null);
  await closeScan();
  return counts;
}

/** The same for a demonstration, as the days of its own clock pass. */
export async function demonstrationDays(request: { communityId: string }): Promise<void> {
  for (;;) {
    const next = await scanDemonstration(request);
    const realAt = next && toReal(next.clock, next.at);
    if (realAt === null) return;
    await sleep(Math.max(1, realAt - Date.now()));
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof demonstrationDays>(request);
  }
}
