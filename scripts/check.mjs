// npm run check: format and lint, types, directions of import, dead code. Every tool runs, so that one run tells all.
import { spawnSync } from 'node:child_process';
import { prepare } from './prepare.mjs';

await prepare();

const tools = {
  biome: ['biome', 'check', '--error-on-warnings'],
  tsc: ['tsc'],
  'tsc of the portal': ['tsc', '--project', 'web'],
  'dependency-cruiser': [
    'depcruise',
    '--output-type',
    'err',
    'src',
    'workflows',
    'activities',
    'web/build',
    'bench',
    'test',
  ],
  knip: ['knip', '--no-progress'],
};

const failed = Object.entries(tools).filter(([name, [command, ...args]]) => {
  const startedAt = Date.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
  return status !== 0;
});
process.exitCode = failed.length > 0 ? 1 : 0;
