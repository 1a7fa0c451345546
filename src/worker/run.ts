import { setTimeout as sleep } from 'node:timers/promises';
import { runRelay } from '../cases/outbox';
import { runReceiptSweep } from '../cases/receipt-sweep';
import { ensureScans } from '../cases/scan-workflows';
import type { Context } from '../context';
import { createWorker } from './create';

const LOOK_AFTER_SCANS_MS = 60_000;

/**
 * Cases, acts, the relay of facts and the scans' schedules, until the process is told to end (SIGTERM, SIGINT): nothing new is taken
 * then, what is under way is finished.
 */
export async function runWorker(context: Context): Promise<void> {
  const { worker, close } = await createWorker(context);
  const ended = new AbortController();
  const beside = [
    runRelay(context, ended.signal),
    lookAfterScans(context, ended.signal),
    runReceiptSweep(context, ended.signal),
  ];
  context.logger.info({ taskQueue: context.config.taskQueue }, 'the worker is at work');
  try {
    await worker.run();
  } finally {
    ended.abort();
    await Promise.all(beside);
    await close();
  }
}

/** New communities bring new zones, and a schedule that somebody deleted comes back. */
async function lookAfterScans(context: Context, until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    try {
      await ensureScans(context);
    } catch (error) {
      context.logger.warn(
        { error: error instanceof Error ? error.name : 'unknown' },
        'the schedules of scans are not looked after',
      );
    }
    await sleep(LOOK_AFTER_SCANS_MS, undefined, { signal: until }).catch(() => {});
  }
}
