import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import { caseWorkflowId, factSignal } from '../../workflows/messages';
import type { Context } from '../context';
import { type Tx, withSystemScope } from '../db/scope';
import { type FactEvent, factEventSchema } from '../machine/events';
import { startWorkflow } from './workflow-of-case';

const BATCH = 50;
/** Between two looks: after one that found something, and after one that found nothing. */
const BUSY_MS = 50;
const IDLE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** The relay's own patience with Temporal; its transaction is held meanwhile. */
const SIGNAL_WITHIN_MS = 5_000;

/** A relayed row is kept a week, to be looked at. */
const KEPT_MS = 7 * 86_400_000;
const MANY_ATTEMPTS = 10;

type Row = {
  id: bigint;
  communityId: string;
  accountId: string;
  caseId: string | null;
  event: unknown;
  attempts: number;
};

/**
 * Relays facts from `signal_outbox` to their cases until it is told to stop. A crash between the two stores relays once more, which
 * changes nothing: the machine ignores what it has seen. Any number of relays may run.
 */
export async function runRelay(context: Context, until: AbortSignal): Promise<void> {
  let pauseMs = IDLE_MS;
  while (!until.aborted) {
    try {
      pauseMs = (await relayBatch(context)) > 0 ? BUSY_MS : IDLE_MS;
    } catch (error) {
      pauseMs = Math.min(Math.max(pauseMs, IDLE_MS) * 2, LONGEST_PAUSE_MS);
      context.logger.warn(
        { error: nameOf(error), pauseMs },
        'facts wait: the relay cannot reach the database or Temporal',
      );
    }
    await sleep(pauseMs, undefined, { signal: until }).catch(() => {});
  }
}

/** @returns how many rows were relayed, or found to have nobody to go to */
export function relayBatch(context: Context, limit = BATCH): Promise<number> {
  return withSystemScope(
    context,
    async (tx) => {
      const rows = await tx.$queryRaw<Row[]>`
        select id, "communityId", "accountId", "caseId", event, attempts from signal_outbox
        where "sentAt" is null and "cancelledAt" is null and "notBefore" <= ${new Date(context.now())}
        order by id limit ${limit} for update skip locked`;
      if (rows.length === 0) return 0;
      const results = await Promise.all(rows.map((row) => deliver(context, row)));
      const settled = rows.filter((_, index) => results[index] !== 'later');
      await markSent(tx, settled, new Date(context.now()));
      await postpone(
        tx,
        rows.filter((_, index) => results[index] === 'later'),
        context.now(),
      );
      return settled.length;
    },
    { timeoutMs: 30_000 },
  );
}

/** What was relayed long ago is not kept. A row that never found its way stays, and is spoken of. */
export async function sweepOutbox(context: Context): Promise<void> {
  const now = context.now();
  const { count } = await withSystemScope(context, (tx) =>
    tx.signalOutbox.deleteMany({
      where: {
        OR: [{ sentAt: { lt: new Date(now - KEPT_MS) } }, { cancelledAt: { lt: new Date(now - KEPT_MS) } }],
      },
    }),
  );
  const stuck = await withSystemScope(context, (tx) =>
    tx.signalOutbox.count({ where: { sentAt: null, cancelledAt: null, attempts: { gte: MANY_ATTEMPTS } } }),
  );
  if (stuck > 0) context.logger.error({ stuck }, 'facts do not reach their cases');
  context.logger.info({ swept: count }, 'the outbox was swept');
}

type Delivery = 'sent' | 'nobody' | 'later';

async function deliver(context: Context, row: Row): Promise<Delivery> {
  const { data: event } = factEventSchema.safeParse(row.event);
  if (!event) {
    context.logger.error({ outboxId: String(row.id) }, 'a row of the outbox is no fact');
    return 'nobody';
  }
  try {
    await signal(context, row, event);
    return 'sent';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return restart(context, row);
    if (isTemporalAway(error)) throw error;
    context.logger.error({ outboxId: String(row.id), error: nameOf(error) }, 'a fact was not taken');
    return 'later';
  }
}

function signal(context: Context, { accountId, caseId }: Row, event: FactEvent): Promise<void> {
  const handle = context.temporal.workflow.getHandle(caseWorkflowId(accountId));
  return context.temporal.withDeadline(Date.now() + SIGNAL_WITHIN_MS, () =>
    handle.signal(factSignal, { caseId, event }),
  );
}

/** Nobody listens: a case that is closed needs nothing, one that is not has lost its workflow, which goes on from its record. */
async function restart(context: Context, { communityId, accountId }: Row): Promise<Delivery> {
  const live = await withSystemScope(context, (tx) =>
    tx.dunningCase.findFirst({ where: { accountId, status: { not: 'closed' } }, select: { id: true } }),
  );
  if (!live) return 'nobody';
  await startWorkflow(context, { caseId: live.id, accountId, communityId });
  return 'later';
}

async function markSent(tx: Tx, rows: readonly Row[], sentAt: Date): Promise<void> {
  if (rows.length === 0) return;
  await tx.signalOutbox.updateMany({
    where: { id: { in: rows.map(({ id }) => id) } },
    data: { sentAt, attempts: { increment: 1 } },
  });
}

async function postpone(tx: Tx, rows: readonly Row[], now: number): Promise<void> {
  for (const { id, attempts } of rows) {
    await tx.signalOutbox.update({
      where: { id },
      data: { attempts: attempts + 1, notBefore: new Date(now + Math.min(1000 * 2 ** attempts, 300_000)) },
    });
  }
}

/** gRPC: deadline exceeded, resource exhausted, unavailable */
function isTemporalAway(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && (cause.code === 4 || cause.code === 8 || cause.code === 14)) return true;
  }
  return false;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
