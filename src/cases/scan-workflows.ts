import {
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
} from '@temporalio/client';
import type { ScanCounts, ScanRequest } from '../../workflows/messages';
import type { Context } from '../context';
import { withSystemScope } from '../db/scope';
import { clockStands, communityClockSchema } from '../domain/clock';
import { PassingError } from '../errors';

/** In each zone's morning, before the first opening of a channel. */
const SCAN_HOUR = 7;

/** Who asks waits so long; the scan goes on without him. */
const ANSWER_WITHIN_MS = 60_000;

/**
 * Scans one community now and waits for it. Who asks while a scan of it is under way waits for that one.
 *
 * @throws {PassingError} SCAN_NOT_FINISHED when it takes long, or no worker or Temporal is there
 */
export async function scanNow(context: Context, communityId: string): Promise<ScanCounts> {
  try {
    return await context.temporal.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
      context.temporal.workflow.execute<(request: ScanRequest) => Promise<ScanCounts>>('dailyScan', {
        workflowId: `scan-${communityId}`,
        taskQueue: context.config.taskQueue,
        args: [{ communityId }],
        workflowIdConflictPolicy: 'USE_EXISTING',
      }),
    );
  } catch (cause) {
    if (cause instanceof WorkflowFailedError) throw cause;
    throw new PassingError('SCAN_NOT_FINISHED', 'the scan was not finished in time', { cause });
  }
}

/** A schedule for each time zone that communities are in, and the running days of demonstrations. Called again and again. */
export async function ensureScans(context: Context): Promise<void> {
  const communities = await withSystemScope(context, (tx) =>
    tx.community.findMany({ select: { id: true, zone: true, demonstration: true, clock: true } }),
  );
  const real = communities.filter(({ demonstration }) => !demonstration);
  for (const zone of new Set(real.map((community) => community.zone))) await ensureSchedule(context, zone);
  for (const { id, demonstration, clock } of communities) {
    if (demonstration && !clockStands(communityClockSchema.parse(clock)))
      await startDemonstrationDays(context, id);
  }
}

async function ensureSchedule(context: Context, zone: string): Promise<void> {
  // a namespace may serve several installations: each has a task queue of its own
  const name = `scan-${context.config.taskQueue}-${zone.replaceAll('/', '-')}`;
  const request: ScanRequest = { zone };
  try {
    await context.temporal.schedule.create({
      scheduleId: name,
      spec: { calendars: [{ hour: SCAN_HOUR, minute: 0 }], timezone: zone, jitter: '10 minutes' },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' },
      action: {
        type: 'startWorkflow',
        workflowType: 'dailyScan',
        workflowId: name,
        taskQueue: context.config.taskQueue,
        args: [request],
      },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}

/** From the first release on a demonstration is scanned on each morning of its own clock. */
export async function startDemonstrationDays(context: Context, communityId: string): Promise<void> {
  try {
    await context.temporal.workflow.start('demonstrationDays', {
      workflowId: `days-${communityId}`,
      taskQueue: context.config.taskQueue,
      args: [{ communityId }],
      workflowIdConflictPolicy: 'FAIL',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
