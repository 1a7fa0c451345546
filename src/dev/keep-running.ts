import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const restarts = 5;
const longLifeMs = 60_000;

type Held = { process: ChildProcess };

/**
 * Starts a process, and again whenever it dies, waiting longer each time; a long life is forgiven everything.
 *
 * @param signal from then on its death is intended
 * @param gaveUp told once, when it died too often
 * @returns what the first start returned
 * @throws {Error} of the first start
 */
export async function keepRunning<T extends Held>(
  name: string,
  start: () => Promise<T>,
  signal: AbortSignal,
  gaveUp: (reason: string) => void,
): Promise<T> {
  const first = await start();
  void watch(name, first, start, signal).then((reason) => {
    if (!signal.aborted) gaveUp(reason);
  });
  return first;
}

async function watch(
  name: string,
  first: Held,
  start: () => Promise<Held>,
  signal: AbortSignal,
): Promise<string> {
  let current = first;
  for (let deaths = 1; ; deaths += 1) {
    const startedAt = Date.now();
    const how = await death(current.process);
    if (Date.now() - startedAt > longLifeMs) deaths = 1;
    if (signal.aborted || deaths > restarts) return `The ${name} died ${deaths} times, the last by ${how}.`;
    const waitMs = 500 * 2 ** deaths;
    console.log(`The ${name} died by ${how}; it is started again in ${waitMs / 1000} s.`);
    await sleep(waitMs);
    if (signal.aborted) return how;
    try {
      current = await start();
    } catch (error) {
      return `The ${name} cannot be started again: ${(error as Error).message}`;
    }
  }
}

function death(child: ChildProcess): Promise<string> {
  const how = () => (child.signalCode ? `signal ${child.signalCode}` : `exit code ${child.exitCode}`);
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(how());
  return new Promise((resolve) => child.once('exit', () => resolve(how())));
}
