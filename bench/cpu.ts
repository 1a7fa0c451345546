import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second. */
const TICK_MS = 10;

/** Processor time so far, in milliseconds, of this process and of everything it started; null where the system does not tell. */
export function cpuMs(): number | null {
  if (!existsSync('/proc/self/stat')) return null;
  const processes = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid): [number, { parent: number; ms: number }][] => {
        const stat = readStat(pid);
        return stat ? [[Number(pid), stat]] : [];
      }),
  );
  const below = (pid: number): number => {
    const children = [...processes].filter(([, { parent }]) => parent === pid);
    return children.reduce((sum, [child]) => sum + below(child), processes.get(pid)?.ms ?? 0);
  };
  return below(process.pid);
}

/** Its own time and that of children that have ended. */
function readStat(pid: string): { parent: number; ms: number } | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').map(Number) ?? [];
    const [user = 0, system = 0, usersOfEnded = 0, systemOfEnded = 0] = fields.slice(11, 15);
    return { parent: fields[1] ?? 0, ms: (user + system + usersOfEnded + systemOfEnded) * TICK_MS };
  } catch {
    return null; // it ended while we looked
  }
}
