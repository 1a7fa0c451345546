// Plain JavaScript that needs nothing installed: it runs first on a new machine.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Ends with one line where Node is too old, runs `npm ci` where node_modules is not what the lock file says, generates
 * the database client where the schema changed, and builds the portal where it changed.
 *
 * @returns {Promise<NodeJS.Require>} a `require` that takes TypeScript, for what lies in the project
 */
export async function prepare() {
  checkNode();
  if (!isInstalled()) await install();
  const { register } = await import('tsx/cjs/api');
  register();
  const load = createRequire(import.meta.url);
  load('../src/db/generate.ts').generateClient();
  await load('../web/build/build.ts').buildPortal();
  return load;
}

function checkNode() {
  const { node } = readJson('package.json').engines;
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [neededMajor, neededMinor] = node.replace(/^\D+/, '').split('.').map(Number);
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return;
  console.error(`Node ${node} is needed; this is ${process.versions.node}.`);
  process.exit(1);
}

/** npm keeps its own account of what it installed. What it left out is optional: programs for other systems. */
function isInstalled() {
  if (!existsSync(path.join(root, 'node_modules/.package-lock.json'))) return false;
  const installed = readJson('node_modules/.package-lock.json').packages;
  return Object.entries(readJson('package-lock.json').packages)
    .filter(([place]) => place !== '')
    .every(([place, { version, optional }]) =>
      place in installed ? installed[place].version === version : optional,
    );
}

async function install() {
  console.log('Installing what package-lock.json names (npm ci) …');
  const startedAt = Date.now();
  const tell = () => console.log(`npm ci … ${Math.round((Date.now() - startedAt) / 1000)} s`);
  const timer = setInterval(tell, 15_000);
  const npm = spawn('npm', ['ci'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  const code = await new Promise((resolve) => npm.once('exit', resolve).once('error', resolve));
  clearInterval(timer);
  if (code === 0) return;
  console.error('npm ci failed: see above.');
  process.exit(1);
}

function readJson(file) {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
}
