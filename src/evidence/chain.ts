import { createHash, randomBytes } from 'node:crypto';

/** The format of the chain. Pure: `append.ts` writes by it, `verify.ts` recomputes by it. */

/** What a hash binds: every column of an entry's row. Instants as epoch milliseconds. */
export type ChainedEntry = {
  accountId: string;
  seq: number;
  communityId: string;
  caseId: string | null;
  key: string;
  kind: string;
  atMs: number;
  realAtMs: number;
  actorId: string;
  contentDigest: string;
  previous: string;
};

const FORMAT = 'cuijiao-evidence-1';

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** What the first entry of an account follows; no entry of another chain can be moved there. */
export function genesisHash(accountId: string): string {
  return sha256(JSON.stringify([FORMAT, accountId]));
}

export function entryHash(entry: ChainedEntry): string {
  return sha256(
    JSON.stringify([
      FORMAT,
      entry.previous,
      entry.accountId,
      entry.seq,
      entry.communityId,
      entry.caseId,
      entry.key,
      entry.kind,
      entry.atMs,
      entry.realAtMs,
      entry.actorId,
      entry.contentDigest,
    ]),
  );
}

export function newSalt(): string {
  return randomBytes(16).toString('hex');
}

/** The salt keeps a short content, a phone number say, from being guessed from its digest after it was erased. */
export function contentDigest(salt: string, canonicalContent: string): string {
  return sha256(`${salt}\u0000${canonicalContent}`);
}

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/**
 * JSON in one form only: keys in order, nothing undefined, no spaces (as RFC 8785, whose numbers and strings are JavaScript's own).
 * @throws TypeError for what is not JSON: a bug
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('a number that JSON does not know');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) {
    throw new TypeError(`not JSON: ${Object.prototype.toString.call(value)}`);
  }
  const members = Object.entries(value as Record<string, Json | undefined>)
    .filter((member): member is [string, Json] => member[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
