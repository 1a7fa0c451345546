import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { generateClient } from '../../../src/db/generate';
import { projectRoot } from '../../../src/dev/home';
import { freePort } from '../../../src/dev/port';
import { startScratchPostgres } from '../../../src/dev/postgres';
import { ensureDatabase } from '../../../src/dev/postgres-roles';
import type { ProcessRef } from '../../../src/dev/process-ref';
import { findTemporal, findTestServer } from '../../../src/dev/programs';
import { startTemporal } from '../../../src/dev/temporal';
import { endAbandonedStacks, endOwnStack, recordProcess } from './abandoned';
import { announceStack, templateDatabase } from './running';

/** One PostgreSQL with a migrated template and one Temporal, both in memory or as good as, for the whole run. */
export default async function globalSetup(): Promise<void> {
  await endAbandonedStacks();
  generateClient();
  try {
    await startStack();
  } catch (cause) {
    await endOwnStack(); // Jest runs no tear-down where set-up failed
    throw cause;
  }
}

async function startStack(): Promise<void> {
  const [program, testServer] = await Promise.all([findTemporal(), findTestServer()]);
  console.log(`\nTemporal: ${program.source}; its test server: ${testServer.source}`);

  const folder = mkdtempSync(path.join(os.tmpdir(), 'cuijiao-test-'));
  const logFile = path.join(folder, 'temporal.log');
  const spawned = (ref: ProcessRef) => recordProcess(ref, folder);
  const [postgres, temporal] = await Promise.all([
    startScratchPostgres(recordProcess),
    startTemporal({ program, port: await freePort(), namespace: 'default', logFile, spawned }),
  ]);

  await ensureDatabase(postgres.url('superuser', 'postgres'), templateDatabase);
  migrate(postgres.url('owner', templateDatabase));
  announceStack({
    superuserUrl: postgres.url('superuser', 'postgres'),
    ownerUrl: postgres.url('owner', templateDatabase),
    applicationUrl: postgres.url('application', templateDatabase),
    temporalAddress: temporal.address,
    testServer: testServer.path,
  });
}

/** In a process of its own: the engine leaves a timer that would keep Jest from ending. */
function migrate(url: string): void {
  const command = ['--import', 'tsx', 'src/db/migrate.ts'];
  execFileSync(process.execPath, command, {
    cwd: projectRoot,
    env: { ...process.env, DATABASE_OWNER_URL: url, DATABASE_URL: url },
  });
}
