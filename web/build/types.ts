import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openApiDocument } from '../../src/dev/openapi-document';

const TYPES = path.resolve(__dirname, '../src/api/schema.d.ts');

/** The types of the API, from its own document, where the portal imports them; a file that is right is left alone. */
export async function writeTypes(): Promise<void> {
  // an ES module, which the common loader of tests cannot take
  const { default: generate, astToString } = await import('openapi-typescript');
  const tree = await generate(JSON.stringify(await openApiDocument()));
  const types = `// Generated from the API's document by \`npm run portal\`.\n${astToString(tree)}`;
  if (existsSync(TYPES) && readFileSync(TYPES, 'utf8') === types) return;
  writeFileSync(TYPES, types);
}
