import { execFile } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from './home';
import { withProgress } from './progress';

const run = promisify(execFile);

/** A program outside npm, and which of its sources it was taken from. */
export type Program = { path: string; source: string };

const temporalModule = 'github.com/temporalio/cli/cmd/temporal';
/** Newer tags of the command line carry a `replace` and cannot be installed by `go install`. */
const temporalVersion = 'v1.5.1';
const testServerVersion = '1.32.0';

/** Shared by every checkout of one user. */
const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'cuijiao');

/** Temporal's command line, which holds the server. */
export function findTemporal(): Promise<Program> {
  const target = path.join(cache, 'bin', withSuffix('temporal'));
  return firstOf('Temporal', [
    { source: 'PATH', find: async () => onPath('temporal') },
    { source: 'cache', find: async () => existing(target) },
    { source: 'official download', find: () => download('dev-server', target) },
    { source: `go install ${temporalVersion}`, find: () => goInstall(target) },
  ]);
}

/** Temporal's server for tests, whose clock skips ahead. */
export function findTestServer(): Promise<Program> {
  const target = path.join(cache, `test-server-${testServerVersion}`, withSuffix('temporal-test-server'));
  return firstOf("Temporal's test server", [
    { source: 'cache', find: async () => existing(target) },
    { source: 'official download', find: () => download('time-skipping', target) },
    { source: `Maven Central ${testServerVersion}`, find: () => mavenInstall(target) },
  ]);
}

type Source = { source: string; find: () => Promise<string | undefined> };

async function firstOf(what: string, sources: Source[]): Promise<Program> {
  const failures: string[] = [];
  for (const { source, find } of sources) {
    try {
      const found = await withProgress(`${what}: ${source}`, find());
      if (found) return { path: found, source };
      failures.push(`${source}: none`);
    } catch (error) {
      const { stderr, message } = error as { stderr?: string; message: string };
      failures.push(`${source}: ${(stderr || message).trim().split('\n').at(-1)?.slice(0, 120)}`);
    }
  }
  throw new Error(`${what} was found nowhere (${failures.join('; ')}).`);
}

function existing(file: string): string | undefined {
  try {
    accessSync(file, constants.X_OK);
    return file;
  } catch {
    return undefined;
  }
}

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return folders.map((folder) => existing(path.join(folder, withSuffix(name)))).find(Boolean);
}

function withSuffix(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

/** Everything is made in a folder beside and moved when it is whole: two may do it at once, and one may be interrupted. */
async function inDraft(target: string, make: (draft: string) => Promise<string>): Promise<string> {
  mkdirSync(path.dirname(path.dirname(target)), { recursive: true });
  const draft = mkdtempSync(path.join(path.dirname(path.dirname(target)), 'draft-'));
  try {
    const made = path.join(draft, await make(draft));
    mkdirSync(path.dirname(target), { recursive: true });
    renameSync(made, target);
    return target;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Temporal's own library downloads it, in a process that is given up when nothing has come for a while. */
function download(kind: 'dev-server' | 'time-skipping', target: string): Promise<string> {
  return inDraft(target, async (draft) => {
    const child = run(
      process.execPath,
      ['--import', 'tsx', path.join(__dirname, 'download.ts'), kind, draft],
      {
        cwd: projectRoot,
      },
    );
    let size = 0;
    const watch = setInterval(() => {
      const now = readdirSync(draft).reduce((sum, name) => sum + statSync(path.join(draft, name)).size, 0);
      if (now === size) child.child.kill('SIGKILL');
      size = now;
    }, 15_000);
    await child.finally(() => clearInterval(watch));
    const [file] = readdirSync(draft);
    if (!file) throw new Error('nothing was downloaded');
    return file;
  });
}

function goInstall(target: string): Promise<string> {
  return inDraft(target, async (draft) => {
    await run('go', ['install', `${temporalModule}@${temporalVersion}`], {
      env: { ...process.env, GOBIN: draft },
    });
    return withSuffix('temporal');
  });
}

/** The server and what it needs as jars, and beside them the script that starts it. */
async function mavenInstall(target: string): Promise<string> {
  const folder = path.dirname(target);
  await inDraft(path.join(folder, 'lib'), async (draft) => {
    writeFileSync(path.join(draft, 'pom.xml'), testServerPom);
    const lib = path.join(draft, 'lib');
    await run('mvn', [
      '-q',
      '-B',
      '-f',
      path.join(draft, 'pom.xml'),
      'dependency:copy-dependencies',
      `-DoutputDirectory=${lib}`,
    ]);
    return 'lib';
  });
  await run('java', ['-version']);
  writeFileSync(target, testServerScript);
  chmodSync(target, 0o755);
  return target;
}

const testServerScript = `#!/bin/sh
exec java -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@"
`;

const testServerPom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>cuijiao</groupId>
  <artifactId>test-server</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${testServerVersion}</version>
    </dependency>
  </dependencies>
</project>
`;
