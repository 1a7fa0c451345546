import { statementNames } from '../../src/db/statement-names';

test('a statement is kept once it has come three times, under the same name ever after', () => {
  const nameOf = statementNames();
  const names = [1, 2, 3, 4].map(() => nameOf({ sql: 'select 1' }));
  expect(names.slice(0, 2)).toEqual(['', '']);
  expect(names[2]).toMatch(/^[\w-]{20,63}$/);
  expect(names[3]).toBe(names[2]);
});

test('two statements never share a name', () => {
  const nameOf = statementNames();
  const name = (sql: string) => [1, 2, 3].map(() => nameOf({ sql })).at(-1);
  expect(name('select 1')).not.toBe(name('select 2'));
});

test('a connection keeps only so many: lists of ever another length do not fill it', () => {
  const nameOf = statementNames();
  const kept = new Set<string>();
  for (let index = 0; index < 2_000; index += 1) {
    const sql = `select ${index}`;
    for (let time = 0; time < 3; time += 1) kept.add(nameOf({ sql }));
  }
  kept.delete('');
  expect(kept.size).toBe(400);
});
