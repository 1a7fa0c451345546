import type { Stack } from './home';
import { end, isRunning, type ProcessRef } from './process-ref';

/** What a stack is made of, in the order in which it is ended: nobody loses what he still needs. */
const order = { server: 'SIGTERM', worker: 'SIGTERM', temporal: 'SIGTERM', postgres: 'SIGINT' } as const;
export type ProcessName = keyof typeof order;

/** @returns the names of those that were running */
export async function endProcesses(processes: Stack['processes']): Promise<string[]> {
  const running = (Object.keys(order) as ProcessName[]).filter(
    (name) => processes[name] && isRunning(processes[name]),
  );
  for (const name of running) await end(processes[name] as ProcessRef, order[name], 20_000);
  return running;
}
