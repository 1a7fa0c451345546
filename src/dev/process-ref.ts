import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A process that can be recognised later: a number alone may since have been given to somebody else. */
export const processRef = z.object({ pid: z.number().int().positive(), startedAs: z.string() });
export type ProcessRef = z.infer<typeof processRef>;

export function refer(pid: number): ProcessRef {
  return { pid, startedAs: startMark(pid) ?? '' };
}

export function isRunning(ref: ProcessRef): boolean {
  return startMark(ref.pid) === ref.startedAs && ref.startedAs !== '';
}

/** Asks a process to end, and after `graceMs` makes it. Resolves once it is gone. */
export async function end(ref: ProcessRef, signal: NodeJS.Signals, graceMs: number): Promise<void> {
  for (const step of [signal, 'SIGKILL'] as const) {
    if (!isRunning(ref)) return;
    signalQuietly(ref.pid, step);
    const deadline = Date.now() + graceMs;
    while (isRunning(ref) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The command line of a process, empty if there is no such process or it is not ours to see. */
export function commandOf(pid: number): string {
  try {
    if (process.platform === 'linux')
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // gone between the look and the signal
  }
}

/** When the process started, in whatever form the system tells it; undefined for one that is gone or a zombie. */
function startMark(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') {
      return (
        execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
      );
    }
    // after the command's name, which may hold spaces: field 3 is the state, field 22 the start in clock ticks since boot
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
