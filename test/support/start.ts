import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../src/dev/home';

/** A data folder that PostgreSQL's own user may enter, where root runs the tests. */
export function temporaryHome(): string {
  const home = mkdtempSync(path.join(os.tmpdir(), 'cuijiao-home-'));
  chmodSync(home, 0o755);
  return home;
}

/** `npm start` itself, in a process group of its own as in a terminal. */
export function npmStart(home: string, environment: Record<string, string> = {}): Start {
  const { DATABASE_URL: _, DATABASE_OWNER_URL: __, TEMPORAL_ADDRESS: ___, ...inherited } = process.env;
  const env = { ...inherited, NODE_ENV: 'development', CUIJIAO_HOME: home, PORT: '0', ...environment };
  return new Start(
    spawn('npm', ['start', '--silent'], {
      cwd: projectRoot,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

export class Start {
  output = '';
  readonly ended: Promise<number | null>;

  constructor(private readonly npm: ChildProcess) {
    this.ended = new Promise((resolve) => npm.once('close', resolve));
    for (const stream of [npm.stdout, npm.stderr])
      stream?.on('data', (text) => (this.output += String(text)));
  }

  /** Waits for it to say something; fails with all it said if it ends before. */
  async says(words: string): Promise<void> {
    let over = false;
    void this.ended.then(() => (over = true));
    while (!this.output.includes(words)) {
      if (over) throw new Error(`npm start ended without “${words}”:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** What Ctrl-C does: the signal goes to npm and the supervisor at once. */
  interrupt(): void {
    process.kill(-(this.npm.pid as number), 'SIGINT');
  }
}
