import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const projectRoot = path.resolve(__dirname, '../..');
const stamp = path.join(__dirname, 'generated/.made-from');

/** Runs `prisma generate` where schema.prisma or Prisma's version changed since the last time. */
export function generateClient(): void {
  const made = createHash('sha256')
    .update(readFileSync(path.join(projectRoot, 'prisma/schema.prisma')))
    .update(readFileSync(require.resolve('prisma/package.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === made) return;
  const run = spawnSync(process.execPath, [require.resolve('prisma/build/index.js'), 'generate'], {
    cwd: projectRoot,
    // Generating needs no engine, yet the command line fetches one first. Naming any program spares the download.
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`prisma generate failed:\n${run.stdout}${run.stderr}`);
  writeFileSync(stamp, made);
}

if (require.main === module) generateClient();
