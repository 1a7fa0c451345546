import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { loadConfig } from '../src/config';
import { type Context, createContext } from '../src/context';
import { migrate } from '../src/db/migrate';
import { freePort } from '../src/dev/port';
import { startPostgres } from '../src/dev/postgres';
import { ensureDatabase } from '../src/dev/postgres-roles';
import type { ProcessRef } from '../src/dev/process-ref';
import { findTemporal } from '../src/dev/programs';
import { startTemporal } from '../src/dev/temporal';
import { endAbandonedStacks, endOwnStack, recordProcess } from '../test/support/stack/abandoned';

/** What a worker says of itself is not what is asked here; its errors are. */
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
});

export type BenchStack = { context: Context; stop(): Promise<void> };

/**
 * PostgreSQL and Temporal of this run's own, in temporary folders, as durable as `npm start` has them: both write to disk. They go
 * when it ends; a run that was killed is cleaned up after by the next one.
 */
export async function startBenchStack(): Promise<BenchStack> {
  await endAbandonedStacks();
  const program = await findTemporal();
  console.log(`Temporal: ${program.source}`);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cuijiao-bench-'));
  chmodSync(folder, 0o755); // as root PostgreSQL is another user
  const spawned = (ref: ProcessRef) => recordProcess(ref, folder);
  endWhenTold();
  const postgres = await startPostgres({
    dataDir: path.join(folder, 'postgres'),
    logFile: path.join(folder, 'postgres.log'),
    port: await freePort(),
    password: 'bench',
    spawned,
  });
  const temporal = await startTemporal({
    program,
    port: await freePort(),
    dbFile: path.join(folder, 'temporal.db'),
    namespace: 'default',
    logFile: path.join(folder, 'temporal.log'),
    spawned,
  });
  await ensureDatabase(postgres.url('superuser', 'postgres'), 'bench');
  await migrate(postgres.url('owner', 'bench'));
  const key = () => randomBytes(32).toString('base64');
  const context = createContext(
    loadConfig({
      NODE_ENV: 'test',
      DATABASE_URL: postgres.url('application', 'bench'),
      TEMPORAL_ADDRESS: temporal.address,
      CUIJIAO_HOME: folder,
      CUIJIAO_ENCRYPTION_KEY: key(),
      CUIJIAO_INDEX_KEY: key(),
      CUIJIAO_SIGNING_KEY: key(),
      LOG_LEVEL: 'error',
    }),
  );
  return {
    context,
    async stop() {
      await context.destroy();
      await endOwnStack();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function endWhenTold(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void endOwnStack().finally(() => process.exit(130));
    });
  }
}
