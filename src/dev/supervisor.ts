import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { z } from 'zod';
import { environment, loadConfig, readEnvironment } from '../config';
import { createContext } from '../context';
import { migrate } from '../db/migrate';
import { UserError } from '../errors';
import { ensureSecrets, homePaths, readStack, type Secrets, type Stack, writeStack } from './home';
import { lockHome } from './home-lock';
import { keepRunning } from './keep-running';
import { freePort, isFree } from './port';
import { startPostgres } from './postgres';
import { ensureDatabase } from './postgres-roles';
import { type ProcessRef, refer } from './process-ref';
import { findTemporal } from './programs';
import { withProgress } from './progress';
import { untilReady } from './readiness';
import { sampleLoginsFile } from './sample-logins';
import { seedSampleCommunity } from './seed';
import { startService } from './service';
import { endProcesses, type ProcessName } from './stack-processes';
import { prepareTemporal, startTemporal } from './temporal';

const settingsSchema = environment
  .pick({ CUIJIAO_HOME: true, HOST: true, PORT: true, TEMPORAL_NAMESPACE: true })
  .extend(
    environment.pick({ DATABASE_URL: true, DATABASE_OWNER_URL: true, TEMPORAL_ADDRESS: true }).partial()
      .shape,
  );

/** `npm start`: everything on one machine, until it is told to end. What is given is used; the rest is started here. */
export async function supervise(): Promise<void> {
  try {
    const supervisor = new Supervisor(readEnvironment(settingsSchema, process.env));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => supervisor.end(0));
    await supervisor.start().catch((error) => supervisor.end(1, oneLine(error)));
  } catch (error) {
    console.error(oneLine(error));
    process.exitCode = 1;
  }
}

class Supervisor {
  private readonly home: string;
  private readonly ending = new AbortController();
  private readonly stack: Stack;
  private unlock = () => {};

  constructor(private readonly settings: z.infer<typeof settingsSchema>) {
    this.home = settings.CUIJIAO_HOME;
    this.stack = { supervisor: refer(process.pid), ready: false, environment: {}, ports: {}, processes: {} };
  }

  async start(): Promise<void> {
    this.unlock = lockHome(this.home);
    await this.takeOver();
    const secrets = ensureSecrets(this.home);
    const { CUIJIAO_HOME, HOST, TEMPORAL_NAMESPACE } = this.settings;
    const PORT = String(await this.serverPort());
    this.tell({ CUIJIAO_HOME, HOST, PORT, TEMPORAL_NAMESPACE, ...keysOf(secrets) });

    await this.step('database', () => this.provideDatabase(secrets));
    await this.step('temporal', () => this.provideTemporal());
    await this.step('sample community', () => this.seed());
    await this.step('worker and server', () => this.startServices());
    this.stack.ready = true;
    this.save();
    this.greet();
  }

  /** Ends everything in order, once, whoever asks. */
  end(code: number, line?: string): Promise<never> {
    if (this.ending.signal.aborted) return new Promise(() => {});
    this.ending.abort();
    if (line) console.error(line);
    return this.endEverything().then(() => process.exit(code));
  }

  private async endEverything(): Promise<void> {
    const running = endProcesses(this.stack.processes);
    const ended = await withProgress('Ending', running);
    this.unlock();
    if (ended.length > 0) console.log(`Ended: ${ended.join(', ')}.`);
  }

  /** A supervisor that was killed leaves its processes behind, and its ports, which are kept where they are free. */
  private async takeOver(): Promise<void> {
    const before = readStack(this.home);
    if (!before) return;
    const left = await endProcesses(before.processes);
    if (left.length > 0) console.log(`Ended what an earlier start had left running: ${left.join(', ')}.`);
    this.stack.ports = before.ports;
  }

  private async serverPort(): Promise<number> {
    const { HOST, PORT } = this.settings;
    if (PORT === 0) return this.port('server');
    if (await isFree(PORT, HOST)) return PORT;
    throw new Error(`Port ${PORT} of ${HOST} is in use. Another one: PORT=${PORT + 1} npm start`);
  }

  private async provideDatabase({ POSTGRES_PASSWORD }: Secrets): Promise<string> {
    const { DATABASE_URL, DATABASE_OWNER_URL = DATABASE_URL } = this.settings;
    let source = 'DATABASE_URL';
    if (DATABASE_URL && DATABASE_OWNER_URL) this.tell({ DATABASE_URL, DATABASE_OWNER_URL });
    else source = await this.startPostgres(POSTGRES_PASSWORD);
    const applied = await migrate(this.stack.environment.DATABASE_OWNER_URL as string);
    return `${source}, ${applied.length} migrations applied`;
  }

  private async startPostgres(password: string): Promise<string> {
    const { postgres: dataDir, logs } = homePaths(this.home);
    const options = { dataDir, port: await this.port('postgres'), password, logFile: `${logs}/postgres.log` };
    const started = await this.keep('postgres', (spawned) => startPostgres({ ...options, spawned }));
    await ensureDatabase(started.url('superuser', 'postgres'), 'cuijiao');
    this.tell({
      DATABASE_URL: started.url('application', 'cuijiao'),
      DATABASE_OWNER_URL: started.url('owner', 'cuijiao'),
    });
    return started.dataDir === dataDir ? 'embedded PostgreSQL' : `embedded PostgreSQL in ${started.dataDir}`;
  }

  private async provideTemporal(): Promise<string> {
    const { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE } = this.settings;
    if (TEMPORAL_ADDRESS) {
      this.tell({ TEMPORAL_ADDRESS });
      await prepareTemporal(TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE);
      return 'TEMPORAL_ADDRESS';
    }
    const { temporal: dbFile, logs } = homePaths(this.home);
    const program = await findTemporal();
    const ports = { port: await this.port('temporal'), uiPort: await this.port('temporalUi') };
    const options = {
      program,
      ...ports,
      namespace: TEMPORAL_NAMESPACE,
      dbFile,
      logFile: `${logs}/temporal.log`,
    };
    const { address } = await this.keep('temporal', (spawned) => startTemporal({ ...options, spawned }));
    this.tell({ TEMPORAL_ADDRESS: address });
    return `embedded (${program.source})`;
  }

  /** Only where the database is ours: nobody's own is given an invented community. */
  private async seed(): Promise<string> {
    if (this.settings.DATABASE_URL) return 'left out, as DATABASE_URL is given';
    const context = createContext(loadConfig({ ...process.env, ...this.stack.environment }));
    await seedSampleCommunity(context).finally(context.destroy);
    return 'there';
  }

  private async startServices(): Promise<string> {
    const env = { ...process.env, ...this.stack.environment };
    for (const name of ['worker', 'server'] as const) {
      await this.keep(name, async (spawned) => {
        const child = startService(name, `src/${name}.ts`, env);
        spawned(refer(child.pid as number));
        return { process: child };
      });
    }
    await untilReady(`${this.url()}/readyz`, this.ending.signal);
    return 'ready';
  }

  /** Starts a process of the stack and keeps it alive; every one that is spawned is on record before it is ready. */
  private keep<T extends { process: ChildProcess }>(
    name: ProcessName,
    start: (spawned: (ref: ProcessRef) => void) => Promise<T>,
  ): Promise<T> {
    const spawned = (ref: ProcessRef) => {
      this.stack.processes[name] = ref;
      this.save();
      if (this.ending.signal.aborted) process.kill(ref.pid);
    };
    return keepRunning(
      name,
      () => start(spawned),
      this.ending.signal,
      (reason) => this.end(1, reason),
    );
  }

  private async step(name: string, work: () => Promise<string>): Promise<void> {
    if (this.ending.signal.aborted) return new Promise(() => {}); // for ever: the process is about to end
    const startedAt = Date.now();
    const outcome = await withProgress(name, work());
    console.log(`✓ ${name}: ${outcome} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
  }

  private async port(name: string): Promise<number> {
    const port = await freePort(this.stack.ports[name]);
    this.stack.ports[name] = port;
    return port;
  }

  private tell(environment: Record<string, string>): void {
    Object.assign(this.stack.environment, environment);
    this.save();
  }

  private save(): void {
    writeStack(this.home, this.stack);
  }

  private url(): string {
    const { HOST, PORT } = this.stack.environment;
    return `http://${HOST === '0.0.0.0' ? '127.0.0.1' : HOST}:${PORT}`;
  }

  private greet(): void {
    const { DATABASE_URL = '', TEMPORAL_ADDRESS } = this.stack.environment;
    const { temporalUi } = this.stack.ports;
    const database = Object.assign(new URL(DATABASE_URL), { password: '' }).href;
    const logins = sampleLoginsFile(this.home);
    console.log(`
  Portal           ${this.url()}
  API              ${this.url()}/docs
  Temporal         ${this.settings.TEMPORAL_ADDRESS ? TEMPORAL_ADDRESS : `http://127.0.0.1:${temporalUi}`}
  Database         ${database}
  Data             ${this.home}${existsSync(logins) ? `\n  Sample logins    ${logins}` : ''}

Open the portal${existsSync(logins) ? ' and sign in as one of the sample logins' : ''}, or type in another terminal: npm run cuijiao -- --help
Ctrl-C ends everything; the data stays.
`);
  }
}

/** Of the environment where they are given there, and else of the data folder. */
function keysOf({ POSTGRES_PASSWORD: _, ...keys }: Secrets): Record<string, string> {
  return Object.fromEntries(Object.entries(keys).map(([name, kept]) => [name, process.env[name] || kept]));
}

/** What was foreseen is one line; anything else is a bug, and told in full. */
function oneLine(error: unknown): string {
  if (error instanceof UserError) return error.en;
  if (error instanceof Error && error.constructor === Error) return error.message;
  return error instanceof Error ? String(error.stack) : String(error);
}
