import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { z } from 'zod';
import { type Carried, type CaseStart, caseWorkflowId, searchAttributes } from '../../workflows/messages';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { snapshotOf } from './snapshot';

const memoSchema = z.object({ caseId: z.string() });

/** An earlier case of the account that is just ending holds its workflow id for a moment. */
const ATTEMPTS = 25;
const BETWEEN_MS = 200;

export type Started = 'started' | 'running' | 'closed' | 'later';

/**
 * Starts the workflow of a case that is in the database, or lets the running one be. One that was lost goes on from the case's last
 * record. Called after the commit; where it fails, the scan does it again.
 *
 * @returns `later` when an earlier case of the account still has the id
 */
export async function startWorkflow(context: Context, start: CaseStart): Promise<Started> {
  const row = await caseRow(context, start);
  if (row.status === 'closed') return 'closed';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      await context.temporal.workflow.start('dunningCase', {
        workflowId: caseWorkflowId(start.accountId),
        taskQueue: context.config.taskQueue,
        args: row.carried === null ? [start] : [start, row.carried],
        workflowIdConflictPolicy: 'FAIL',
        memo: { caseId: start.caseId },
        typedSearchAttributes: [
          { key: searchAttributes.community, value: start.communityId },
          { key: searchAttributes.level, value: row.level },
          { key: searchAttributes.cause, value: row.cause },
          { key: searchAttributes.hold, value: row.hold },
        ],
      });
      return 'started';
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    if (await isRunningFor(context, start)) return 'running';
    await sleep(BETWEEN_MS);
  }
  return 'later';
}

async function isRunningFor(context: Context, { accountId, caseId }: CaseStart): Promise<boolean> {
  const { status, memo } = await context.temporal.workflow.getHandle(caseWorkflowId(accountId)).describe();
  return status.name === 'RUNNING' && memoSchema.safeParse(memo).data?.caseId === caseId;
}

async function caseRow(context: Context, { communityId, caseId }: CaseStart) {
  const row = await withScope(context, communityId, (tx) =>
    tx.dunningCase.findUniqueOrThrow({
      where: { id: caseId },
      select: {
        status: true,
        level: true,
        cause: true,
        holdKinds: true,
        turn: true,
        snapshot: true,
        recordDigest: true,
      },
    }),
  );
  const snapshot = snapshotOf(row.snapshot);
  const carried: Carried | null = snapshot && {
    snapshot,
    turn: row.turn,
    recordedTurn: row.turn,
    notes: [],
    lineage: row.recordDigest === null ? [] : [row.recordDigest],
    seen: [],
  };
  return {
    status: row.status,
    level: row.level,
    cause: row.cause,
    hold: row.holdKinds[0] ?? 'none',
    carried,
  };
}

/** Several, a few at a time; those that cannot be started now are left to the scan. */
export async function startWorkflows(
  context: Context,
  starts: readonly CaseStart[],
  atOnce = 10,
  heartbeat: () => void = () => {},
): Promise<number> {
  const waiting = [...starts];
  let failed = 0;
  const work = async () => {
    for (let start = waiting.shift(); start; start = waiting.shift()) {
      try {
        await startWorkflow(context, start);
      } catch (error) {
        failed += 1;
        context.logger.warn(
          { caseId: start.caseId, error: (error as Error).name },
          'the workflow of a case was not started',
        );
      }
      heartbeat();
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, starts.length) }, work));
  return failed;
}
