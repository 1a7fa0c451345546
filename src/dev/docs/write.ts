import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { documents } from './documents';

const root = path.resolve(__dirname, '../../..');

/** `npm run docs`: writes what is generated into `docs/`. */
async function write(): Promise<void> {
  for (const { file, text } of await documents()) {
    writeFileSync(path.join(root, file), text);
    console.log(file);
  }
}

write().catch((error) => {
  console.error(error);
  process.exit(1);
});
