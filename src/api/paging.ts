import { z } from 'zod';
import { UserError } from '../errors';

/** Lists are paged by key: `next` of one page is `after` of the following. A row that comes or goes in between shifts nothing. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('每页行数'),
  after: z.string().max(1000).optional().describe('上一页的 next'),
};

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().describe('下一页的 after；没有则 null'),
  });
}

/** The last row's sort key, opaque to the caller. */
export function encodeCursor(key: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** @throws UserError CURSOR_INVALID */
export function decodeCursor<Key extends z.ZodType>(cursor: string, schema: Key): z.output<Key> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new UserError(
      'CURSOR_INVALID',
      '翻页标记无效，请从第一页开始',
      'this page mark is not valid: begin at the first page',
      400,
    );
  }
}

/** Of `limit + 1` rows read: the page, and the mark of the next one if there is one. */
export function toPage<Row>(
  rows: Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number | null)[],
) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? encodeCursor(keyOf(last)) : null };
}
