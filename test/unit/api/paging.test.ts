import { z } from 'zod';
import { decodeCursor, encodeCursor, toPage } from '../../../src/api/paging';

const key = z.tuple([z.union([z.string(), z.number(), z.null()]), z.string()]);

test('the mark of a page is the key of its last row, whatever the key is', () => {
  for (const last of [
    ['2026-11-01', 'a'],
    [75_180, 'b'],
    [null, 'c'],
  ] as const) {
    expect(decodeCursor(encodeCursor(last), key)).toEqual(last);
  }
});

test('one row more than the page holds says that there is another page', () => {
  const rows = ['a', 'b', 'c'];
  expect(toPage(rows, 2, (row) => [row])).toEqual({ items: ['a', 'b'], next: encodeCursor(['b']) });
  expect(toPage(rows, 3, (row) => [row])).toEqual({ items: rows, next: null });
  expect(toPage([], 3, () => ['x'])).toEqual({ items: [], next: null });
});

test.each(['', 'not base64 at all!', encodeCursor([1, 2, 3]), Buffer.from('{').toString('base64url')])(
  'a mark that is not one of ours is refused: %s',
  (mark) => {
    expect(() => decodeCursor(mark, key)).toThrow(
      expect.objectContaining({ code: 'CURSOR_INVALID', status: 400 }),
    );
  },
);
