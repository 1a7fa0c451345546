import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { documents } from '../../src/dev/docs/documents';

const root = path.resolve(__dirname, '../..');

describe('what is generated into docs/', () => {
  it('is what `npm run docs` would write now', async () => {
    for (const { file, text } of await documents()) {
      expect({ file, text: readFileSync(path.join(root, file), 'utf8') }).toEqual({ file, text });
    }
  });
});

describe('links between the pages', () => {
  const below = readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  const pages = ['README.md', ...below.map((file) => path.join('docs', file))].filter((file) =>
    file.endsWith('.md'),
  );

  it.each(pages)('of %s lead to what is there', (file) => {
    expect(linkedFrom(file).filter((target) => !existsSync(path.join(root, target)))).toEqual([]);
  });
});

/** Paths that a page names in its links, from the root of the project. */
function linkedFrom(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.split('#')[0] ?? '')
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .map((target) => path.normalize(path.join(path.dirname(file), target)));
}
