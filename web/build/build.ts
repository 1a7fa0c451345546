import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeTypes } from './types';

const web = path.resolve(__dirname, '..');
const stamp = path.join(web, 'dist/.made-from');

/** Makes what a browser loads (`web/dist`), where the portal, the API's types or a tool changed since the last time. */
export async function buildPortal(): Promise<void> {
  await writeTypes();
  const made = digestOfSources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === made) return;
  console.log('Building the portal …');
  const { build } = await import('vite');
  await build({ configFile: path.join(web, 'vite.config.mts'), logLevel: 'warn' });
  writeFileSync(stamp, made);
}

function digestOfSources(): string {
  const shared = path.resolve(web, '../src/domain');
  const files = [
    ...[path.join(web, 'src'), path.join(web, 'public'), shared].flatMap(filesBelow),
    ...['index.html', 'vite.config.mts', '../package-lock.json'].map((file) => path.join(web, file)),
  ];
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(file).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

if (require.main === module) {
  buildPortal().catch((error) => {
    console.error(error);
    process.exit(1);
  });
}
