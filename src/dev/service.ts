import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { projectRoot } from './home';

/** One of our own processes, in a group of its own: Ctrl-C reaches only the supervisor, which ends them in order. */
export function startService(name: string, file: string, environment: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    cwd: projectRoot,
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) =>
      console.log(`${name.padEnd(6)} │ ${readable(line)}`),
    );
  }
  return child;
}

const levels: Record<number, string> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** A line of the log as people read it: time, level, message, and the rest as it is. Other lines stay what they are. */
function readable(line: string): string {
  if (!line.startsWith('{"level":')) return line;
  try {
    const { level, time, pid, hostname, msg = '', ...rest } = JSON.parse(line);
    const more = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
    return `${new Date(time).toISOString().slice(11, 19)} ${(levels[level] ?? String(level)).padEnd(5)} ${msg}${more}`;
  } catch {
    return line;
  }
}
