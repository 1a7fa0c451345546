import type { Context } from '../context';
import { withSystemScope } from '../db/scope';

/** Whether a part of the service answers, and if not, why: in words that name no secret. */
export type Probe = { ok: boolean; why: string | null };

const PATIENCE_MS = 3_000;
/** TaskQueueType of Temporal's protocol */
const QUEUE_TYPES = { workflows: 1, activities: 2 };
/** A worker's poll lasts a minute; one that has been silent for two is gone. */
const POLLED_WITHIN_MS = 120_000;

export async function probeAll(
  context: Context,
): Promise<{ database: Probe; temporal: Probe; worker: Probe }> {
  const [database, temporalServer, worker] = await Promise.all([
    probeDatabase(context),
    probeTemporal(context),
    probeWorker(context),
  ]);
  return { database, temporal: temporalServer, worker };
}

export function probeDatabase(context: Context): Promise<Probe> {
  return probe(async () => {
    const migrated = await withSystemScope(
      context,
      (tx) => tx.$queryRaw<{ ok: boolean }[]>`
      select to_regclass('dunning_case') is not null as ok`,
    );
    return migrated[0]?.ok ? null : 'the database has no tables: it is not migrated';
  });
}

export function probeTemporal({ temporal: client, config }: Context): Promise<Probe> {
  return probe(async () => {
    await client.connection.withDeadline(Date.now() + PATIENCE_MS, () =>
      client.workflowService.describeNamespace({ namespace: config.temporalNamespace }),
    );
    return null;
  });
}

/** Both kinds of work must be polled: a worker without activities lets every case sleep. */
export function probeWorker({ temporal: client, config }: Context): Promise<Probe> {
  return probe(async () => {
    for (const [name, type] of Object.entries(QUEUE_TYPES)) {
      const { pollers } = await client.connection.withDeadline(Date.now() + PATIENCE_MS, () =>
        client.workflowService.describeTaskQueue({
          namespace: config.temporalNamespace,
          taskQueue: { name: config.taskQueue },
          taskQueueType: type,
        }),
      );
      const polled = (pollers ?? []).some(
        ({ lastAccessTime }) => Date.now() - Number(lastAccessTime?.seconds ?? 0) * 1000 < POLLED_WITHIN_MS,
      );
      if (!polled) return `no worker polls the task queue ${config.taskQueue} for ${name}`;
    }
    return null;
  });
}

async function probe(ask: () => Promise<string | null>): Promise<Probe> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const patience = new Promise<string>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS + 500, `no answer within ${PATIENCE_MS} ms`);
    });
    const why = await Promise.race([ask(), patience]);
    return { ok: why === null, why };
  } catch (error) {
    return { ok: false, why: reasonOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

function reasonOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? cause.code : undefined;
    if (typeof code === 'string') return code;
    if (typeof code === 'number' && 'details' in cause) return `gRPC ${code}`;
  }
  return error instanceof Error ? error.name : 'unknown';
}
