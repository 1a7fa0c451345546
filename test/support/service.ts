import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { createApi } from '../../src/api/app';
import { runRelay } from '../../src/cases/outbox';
import { projectRoot } from '../../src/dev/home';
import { readSampleLogins } from '../../src/dev/sample-logins';
import { seedSampleCommunity } from '../../src/dev/seed';
import { createWorker } from '../../src/worker/create';
import { ask } from './api';
import { createTestContext } from './stack/context';

/** A worker on a busy machine has much to say; a test's reader wants the failures. */
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
});

export type Service = Awaited<ReturnType<typeof createService>>;

/** All of the product in one process: server, worker and relay over a real Temporal and a database of its own, with the sample community. */
export async function createService() {
  const context = await createTestContext();
  const { communityId } = await seedSampleCommunity(context);
  const logins = readSampleLogins(context.config.home);
  const api = await createApi(context);
  const url = await api.listen({ host: '127.0.0.1', port: 0 });
  const { worker, close } = await createWorker(context);
  const ended = new AbortController();
  const running = worker.run();
  const relay = runRelay(context, ended.signal);
  const base = `/api/communities/${communityId}`;

  function token(login: string): string {
    const user = logins?.users.find((one) => one.login === login);
    if (!user) throw new Error(`no sample user ${login}`);
    return user.token;
  }

  return {
    context,
    url,
    communityId,
    base,
    token,
    ask: (login: string, method: string, path: string, body?: object) =>
      ask(`${url}${path}`, method, `Bearer ${token(login)}`, body),
    /** The same in the sample community */
    here: (login: string, method: string, path: string, body?: object) =>
      ask(`${url}${base}${path}`, method, `Bearer ${token(login)}`, body),
    /** The real command line in a process of its own, without a terminal. */
    cli: (args: readonly string[], environment: Record<string, string> = {}) =>
      runCli(args, { CUIJIAO_HOME: context.config.home, CUIJIAO_URL: url, ...environment }),
    /** Asks again until it is so; a case answers when its turn is recorded, not when it is told. */
    async until<T>(look: () => Promise<T | null | undefined | false>, what: string): Promise<T> {
      for (let attempt = 0; attempt < 1200; attempt += 1) {
        const found = await look();
        if (found) return found;
        await sleep(50);
      }
      throw new Error(`it never came: ${what}`);
    },
    async destroy() {
      ended.abort();
      worker.shutdown();
      await Promise.all([running, relay]);
      await close();
      await api.close();
      await context.destroy();
    },
  };
}

export type CliResult = { code: number | null; out: string; err: string };

export function runCli(args: readonly string[], environment: Record<string, string>): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli.ts', ...args], {
      cwd: projectRoot,
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (bytes) => {
      out += bytes;
    });
    child.stderr.on('data', (bytes) => {
      err += bytes;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}
