import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { createActivities } from '../../activities';
import { errorCodes } from '../../activities/error-codes';
import type { Context } from '../context';
import { workflowBundle } from './bundle';

/** Records are short transactions: no more at once than the database has connections for. */
const RECORDS_AT_ONCE = 16;
const ACTS_AT_ONCE = 32;
/** What the server can do with its tasks is bounded by who fetches them. */
const WORKFLOW_POLLERS = 32;
const CACHED_CASES = 1_000;

/** How every worker works; the benchmark compares with one of the same. */
export const WORKER_OPTIONS = {
  maxCachedWorkflows: CACHED_CASES,
  maxConcurrentWorkflowTaskPolls: WORKFLOW_POLLERS,
  maxConcurrentLocalActivityExecutions: RECORDS_AT_ONCE,
  maxConcurrentActivityTaskExecutions: ACTS_AT_ONCE,
} satisfies Partial<WorkerOptions>;

/** A worker of the cases' task queue, on a connection that it closes when it has ended. */
export async function createWorker(
  context: Context,
  activities = createActivities(context),
): Promise<{ worker: Worker; close(): Promise<void> }> {
  const { config, logger } = context;
  const connection = await NativeConnection.connect({ address: config.temporalAddress });
  const worker = await Worker.create({
    connection,
    namespace: config.temporalNamespace,
    taskQueue: config.taskQueue,
    workflowBundle: await workflowBundle(logger),
    activities,
    interceptors: { activity: [() => ({ inbound: errorCodes(logger) })] },
    ...WORKER_OPTIONS,
    shutdownGraceTime: '30 seconds',
    shutdownForceTime: '60 seconds',
  });
  return { worker, close: () => connection.close() };
}
