import { readFileSync } from 'node:fs';
import path from 'node:path';

const docs = path.resolve(__dirname, '../../../docs');
const rows = [
  ...readFileSync(path.join(docs, 'scenarios.md'), 'utf8').matchAll(/^\| (\d+) \| .* \| (.*) \| (.*) \|$/gm),
];

describe('the table of situations', () => {
  it('has a row for each that is played', () => {
    expect(rows.length).toBeGreaterThan(28);
    const numbers = rows.map(([, number]) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it.each(rows.map(([, number, files, name]) => [number, files, name] as const))(
    '%s is a test of that name',
    (_, files = '', name = '') => {
      const linked = [...files.matchAll(/\]\(([^)]+)\)/g)].map(([, file = '']) => path.join(docs, file));
      const [first] = linked.map((file) => readFileSync(file, 'utf8'));
      expect(first).toContain(`'${name}`);
    },
  );
});
