import { createHash } from 'node:crypto';

/** A statement that was seen so often is worth keeping with a connection; lists of ever another length are not. */
const WORTH_AFTER = 3;
/** No connection keeps more of them. */
const MOST = 400;

type Statement = { sql: string };

/**
 * Names for prepared statements: what comes again and again is parsed and planned once a connection instead of every time, which was a
 * third of the database's work. The same text always has the same name; no name: it is not kept.
 */
export function statementNames(): (statement: Statement) => string {
  const seen = new Map<string, number>();
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= MOST) return UNNAMED;
    const times = (seen.get(sql) ?? 0) + 1;
    if (times < WORTH_AFTER) {
      if (seen.size >= MOST * 4) seen.clear();
      seen.set(sql, times);
      return UNNAMED;
    }
    seen.delete(sql);
    const name = createHash('sha1').update(sql).digest('base64url');
    names.set(sql, name);
    return name;
  };
}

/** PostgreSQL's own name for a statement that the next one replaces. */
const UNNAMED = '';
