import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { isRunning, processRef } from './process-ref';

/** The data folder of the embedded stack: what is where in it, and the two files that the configuration falls back to. */
export const projectRoot = path.resolve(__dirname, '../..');
export const defaultHome = path.join(projectRoot, '.cuijiao');

export function homePaths(home: string) {
  return {
    secrets: path.join(home, 'secrets.json'),
    stack: path.join(home, 'stack.json'),
    lock: path.join(home, 'supervisor.lock'),
    seeded: path.join(home, 'seeded'),
    postgres: path.join(home, 'postgres'),
    temporal: path.join(home, 'temporal.db'),
    evidence: path.join(home, 'evidence'),
    logs: path.join(home, 'logs'),
  };
}

const secretsSchema = z.object({
  CUIJIAO_ENCRYPTION_KEY: z.string(),
  CUIJIAO_INDEX_KEY: z.string(),
  CUIJIAO_SIGNING_KEY: z.string(),
  POSTGRES_PASSWORD: z.string(),
});
export type Secrets = z.infer<typeof secretsSchema>;

/** What runs, written by the supervisor: `environment` is what a command needs in order to find it. */
const stackSchema = z.object({
  supervisor: processRef,
  ready: z.boolean(),
  environment: z.record(z.string(), z.string()),
  temporalUi: z.string().optional(),
  ports: z.record(z.string(), z.number()),
  processes: z.record(z.string(), processRef),
});
export type Stack = z.infer<typeof stackSchema>;

export function readSecrets(home: string): Secrets | undefined {
  return readJson(homePaths(home).secrets, secretsSchema);
}

/** Made once: losing this file loses what was encrypted with it. Readable by its owner only. */
export function ensureSecrets(home: string): Secrets {
  const known = readSecrets(home);
  if (known) return known;
  const key = () => randomBytes(32).toString('base64');
  const secrets: Secrets = {
    CUIJIAO_ENCRYPTION_KEY: key(),
    CUIJIAO_INDEX_KEY: key(),
    CUIJIAO_SIGNING_KEY: key(),
    POSTGRES_PASSWORD: randomBytes(24).toString('hex'),
  };
  writePrivateJson(homePaths(home).secrets, secrets);
  return secrets;
}

/** What the last supervisor of this folder wrote, whether or not it still runs. */
export function readStack(home: string): Stack | undefined {
  return readJson(homePaths(home).stack, stackSchema);
}

/** The stack of this folder if its supervisor is alive. */
export function readRunningStack(home: string): Stack | undefined {
  const stack = readStack(home);
  return stack && isRunning(stack.supervisor) ? stack : undefined;
}

export function writeStack(home: string, stack: Stack): void {
  writePrivateJson(homePaths(home).stack, stack);
}

function readJson<T>(file: string, schema: z.ZodType<T>): T | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Error(`${file} is not readable: repair it or restore it from a copy`, { cause });
  }
}

/** Written beside and renamed, so that a reader never sees half a file. */
function writePrivateJson(file: string, value: unknown): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}
