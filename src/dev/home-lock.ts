import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homePaths, readStack } from './home';
import { isRunning, processRef, refer } from './process-ref';

/**
 * Takes the data folder for this process alone.
 *
 * @returns gives it back
 * @throws {Error} one line, where another supervisor is at work in it
 */
export function lockHome(home: string): () => void {
  const { lock } = homePaths(home);
  mkdirSync(home, { recursive: true });
  const draft = `${lock}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(refer(process.pid)));
  try {
    for (;;) {
      if (linked(draft, lock)) return () => rmSync(lock, { force: true });
      const holder = processRef.safeParse(JSON.parse(readFileSync(lock, 'utf8'))).data;
      if (holder && isRunning(holder)) {
        const { HOST, PORT } = readStack(home)?.environment ?? {};
        const where = PORT ? `: http://${HOST}:${PORT}` : '';
        throw new Error(`Cuijiao already runs in ${home} (process ${holder.pid})${where}`);
      }
      rmSync(lock, { force: true });
    }
  } finally {
    rmSync(draft);
  }
}

/** A link appears whole or not at all, unlike a file that is being written. */
function linked(draft: string, lock: string): boolean {
  try {
    linkSync(draft, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
