import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './port';
import { type PostgresPlace, postgresPlace } from './postgres-program';
import { ensureRoles, urlAs } from './postgres-roles';
import { commandOf, end, type ProcessRef, refer } from './process-ref';

export type PostgresOptions = {
  dataDir: string;
  port: number;
  /** of the superuser and of the two roles; a cluster keeps the one it was made with */
  password: string;
  logFile: string;
  /** further settings, `name=value` */
  settings?: readonly string[];
  /** told before it is ready, so that whoever gives up meanwhile can end it */
  spawned?: (ref: ProcessRef) => void;
};

export type Postgres = {
  process: ChildProcess;
  ref: ProcessRef;
  /** where the data really lies */
  dataDir: string;
  url(role: 'superuser' | 'owner' | 'application', database: string): string;
  stop(): Promise<void>;
};

/**
 * Starts an embedded PostgreSQL on the loopback, made first if there is none in `dataDir`. A server that a crash left running
 * on the same data is ended before. The process is in a group of its own: Ctrl-C reaches only the supervisor.
 *
 * @throws {Error} one line that says why it does not start
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const place = postgresPlace(options.dataDir);
  if (!existsSync(path.join(place.dataDir, 'PG_VERSION'))) makeCluster(place, options.password);
  await endOrphan(place.dataDir);
  mkdirSync(path.dirname(options.logFile), { recursive: true });
  const child = spawnServer(place, options);
  const ref = refer(child.pid as number);
  options.spawned?.(ref);
  const postgres: Postgres = {
    process: child,
    ref,
    dataDir: place.dataDir,
    url: (role, database) => urlAs(role, database, options),
    stop: () => end(ref, 'SIGINT', 20_000),
  };
  try {
    await untilReady(postgres, options.logFile);
    await ensureRoles(postgres.url('superuser', 'postgres'), options.password);
    return postgres;
  } catch (cause) {
    await postgres.stop();
    throw cause;
  }
}

/**
 * One for a test run or a moment's work: fast rather than durable, and gone with its data when it stops.
 *
 * @param spawned told of the process and its folder before it is ready
 */
export async function startScratchPostgres(
  spawned?: (ref: ProcessRef, folder: string) => void,
): Promise<Postgres> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cuijiao-postgres-'));
  chmodSync(folder, 0o755); // as root the server is another user
  const postgres = await startPostgres({
    dataDir: path.join(folder, 'data'),
    logFile: path.join(folder, 'log'),
    port: await freePort(),
    password: 'scratch',
    settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off'],
    spawned: (ref) => spawned?.(ref, folder),
  });
  return {
    ...postgres,
    async stop() {
      await postgres.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function spawnServer(
  { account, bin, dataDir }: PostgresPlace,
  { port, logFile, settings = [] }: PostgresOptions,
): ChildProcess {
  const always = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'];
  const flags = [...always, ...settings].flatMap((setting) => ['-c', setting]);
  const log = openSync(logFile, 'a');
  try {
    const stdio = ['ignore', log, log] as const;
    return spawn(path.join(bin, 'postgres'), ['-D', dataDir, '-p', String(port), ...flags], {
      ...account,
      detached: true,
      stdio: [...stdio],
    });
  } finally {
    closeSync(log);
  }
}

/** Made beside and renamed, so that one that was interrupted is made again. */
function makeCluster({ account, bin, dataDir }: PostgresPlace, password: string): void {
  const draft = `${dataDir}.draft`;
  const passwordFile = `${dataDir}.password`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const { uid, gid } = account;
  if (uid !== undefined && gid !== undefined)
    for (const item of [draft, passwordFile]) chownSync(item, uid, gid);
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  try {
    execFileSync(path.join(bin, 'initdb'), ['-D', draft, ...access, ...locale], {
      ...account,
      stdio: 'pipe',
    });
    renameSync(draft, dataDir);
  } catch (cause) {
    const { stderr } = cause as { stderr?: Buffer };
    throw new Error(`PostgreSQL cannot make its data folder ${dataDir}: ${String(stderr ?? cause).trim()}`, {
      cause,
    });
  } finally {
    rmSync(passwordFile);
  }
}

/** The lock file names the server of this data. Where that process is something else, it only keeps us from starting. */
async function endOrphan(dataDir: string): Promise<void> {
  const lockFile = path.join(dataDir, 'postmaster.pid');
  if (!existsSync(lockFile)) return;
  const pid = Number(readFileSync(lockFile, 'utf8').split('\n')[0]);
  if (pid > 0 && commandOf(pid).includes(dataDir)) return end(refer(pid), 'SIGINT', 20_000);
  rmSync(lockFile);
}

async function untilReady(postgres: Postgres, logFile: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const client = new pg.Client(postgres.url('superuser', 'postgres'));
    client.on('error', () => {});
    try {
      await client.connect();
      return;
    } catch (error) {
      const wrongPassword = (error as { code?: string }).code === '28P01';
      if (wrongPassword)
        throw new Error(`The password kept for PostgreSQL is not that of ${postgres.dataDir}.`);
      if (postgres.process.exitCode !== null || Date.now() > deadline) {
        throw new Error(`PostgreSQL does not start in ${postgres.dataDir}: ${lastWords(logFile)}`);
      }
    } finally {
      await client.end().catch(() => {});
    }
    await sleep(50);
  }
}

function lastWords(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trim().split('\n');
  return lines.findLast((line) => /FATAL|PANIC|ERROR/.test(line)) ?? lines.at(-1) ?? '';
}
