import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { end, type ProcessRef, refer } from './process-ref';
import type { Program } from './programs';
import { ensureSearchAttributes } from './search-attributes';

export type TemporalOptions = {
  program: Program;
  port: number;
  /** of its web interface; none without */
  uiPort?: number;
  /** where it keeps its state; in memory without */
  dbFile?: string;
  namespace: string;
  logFile: string;
  /** told before it is ready, so that whoever gives up meanwhile can end it */
  spawned?: (ref: ProcessRef) => void;
};

export type Temporal = { process: ChildProcess; ref: ProcessRef; address: string; stop(): Promise<void> };

/** Starts Temporal's development server on the loopback, in a process group of its own, with our search attributes. */
export async function startTemporal(options: TemporalOptions): Promise<Temporal> {
  const { program, port, uiPort, namespace, dbFile } = options;
  const ui = uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)];
  const db = dbFile === undefined ? [] : ['--db-filename', dbFile];
  const flags = [
    '--ip',
    '127.0.0.1',
    '--port',
    String(port),
    '--namespace',
    namespace,
    '--log-level',
    'warn',
    ...ui,
    ...db,
  ];
  mkdirSync(path.dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'a');
  const child = spawn(program.path, ['server', 'start-dev', ...flags], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ref = refer(child.pid as number);
  options.spawned?.(ref);
  const temporal: Temporal = {
    process: child,
    ref,
    address: `127.0.0.1:${port}`,
    stop: () => end(ref, 'SIGTERM', 15_000),
  };
  try {
    await untilReady(temporal, options);
    return temporal;
  } catch (cause) {
    await temporal.stop();
    throw cause;
  }
}

async function untilReady(
  { process: child, address }: Temporal,
  { namespace, logFile }: TemporalOptions,
): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      return await prepareTemporal(address, namespace);
    } catch (cause) {
      if (child.exitCode !== null || Date.now() > deadline) {
        const lastLine = readFileSync(logFile, 'utf8').trim().split('\n').at(-1);
        throw new Error(`Temporal does not start: ${lastLine}`, { cause });
      }
    }
    await sleep(100);
  }
}

/**
 * Makes any Temporal ready for us: it answers, has the namespace, and knows our search attributes.
 *
 * @throws {Error} one line that says what it lacks
 */
export async function prepareTemporal(address: string, namespace: string): Promise<void> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: 3_000 });
    try {
      await connection.workflowService.describeNamespace({ namespace });
      await ensureSearchAttributes(connection, namespace);
    } finally {
      await connection.close();
    }
  } catch (cause) {
    const { details, message } = cause as { details?: string; message: string };
    throw new Error(`Temporal at ${address}, namespace ${namespace}: ${details || message}`, { cause });
  }
}
