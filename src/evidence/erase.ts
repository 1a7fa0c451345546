import pg from 'pg';
import type { Context } from '../context';
import type { FieldCipher } from '../db/field-cipher';
import { withScope } from '../db/scope';
import { appendEvidence } from './append';

/**
 * Lawful erasure and the change of a key. Both touch contents only, as the role `cuijiao_eraser`, which nothing of the running
 * service acts as: an operator does, with the owner's connection. The chain stays whole.
 */
const ERASER_ROLE = 'cuijiao_eraser';
const ROWS_A_TURN = 500;

export type Erasure = {
  communityId: string;
  accountId: string;
  seqs: number[];
  /** the request or the rule that wants it gone, without personal data */
  reason: string;
  byId: string;
  /** On the community's clock */
  at: Date;
};

/**
 * First the entry that says so, then the contents: a crash between leaves contents that a second run erases.
 *
 * @param ownerUrl of a login that can take on the role of the eraser
 * @returns the number of contents that are gone now
 */
export async function eraseContents(
  context: Pick<Context, 'db' | 'cipher'>,
  ownerUrl: string,
  { communityId, accountId, seqs, reason, byId, at }: Erasure,
): Promise<number> {
  const sorted = [...new Set(seqs)].sort((a, b) => a - b);
  await withScope(context, communityId, (tx) =>
    appendEvidence(tx, context, {
      ...{ communityId, accountId, caseId: null, at, actorId: byId },
      key: `erased/${accountId}/${sorted.join(',')}`,
      kind: 'erased',
      content: { seqs: sorted, reason },
    }),
  );
  return asEraser(ownerUrl, async (client) => {
    const { rowCount } = await client.query(
      'delete from evidence_content where "accountId" = $1 and seq = any($2)',
      [accountId, sorted],
    );
    return rowCount ?? 0;
  });
}

/**
 * Seals every content under another key. Digests are of what is inside, so the chain does not change. One that the new key opens
 * already is left alone: a run that was interrupted is simply run again.
 */
export async function resealContents(
  ownerUrl: string,
  before: Pick<FieldCipher, 'open'>,
  after: FieldCipher,
  onProgress: (contents: number) => void = () => {},
): Promise<number> {
  return asEraser(ownerUrl, async (client) => {
    let resealed = 0;
    let last = { accountId: '00000000-0000-0000-0000-000000000000', seq: 0 };
    for (;;) {
      const { rows } = await client.query<{ accountId: string; seq: number; contentSealed: string }>(
        `select "accountId", seq, "contentSealed" from evidence_content where ("accountId", seq) > ($1, $2)
         order by "accountId", seq limit ${ROWS_A_TURN}`,
        [last.accountId, last.seq],
      );
      const changed = rows.filter(({ contentSealed }) => !opens(after, contentSealed));
      await client.query(
        `update evidence_content c set "contentSealed" = n.sealed
         from unnest($1::uuid[], $2::int[], $3::text[]) as n (id, seq, sealed)
         where c."accountId" = n.id and c.seq = n.seq`,
        [
          changed.map(({ accountId }) => accountId),
          changed.map(({ seq }) => seq),
          changed.map(({ contentSealed }) => after.seal(before.open(contentSealed))),
        ],
      );
      resealed += changed.length;
      onProgress(resealed);
      const end = rows.at(-1);
      if (!end) return resealed;
      last = end;
    }
  });
}

function opens(cipher: Pick<FieldCipher, 'open'>, sealed: string): boolean {
  try {
    cipher.open(sealed);
    return true;
  } catch {
    return false;
  }
}

async function asEraser<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(ownerUrl);
  client.on('error', () => {}); // the query that is under way reports it
  await client.connect();
  try {
    await client.query(`set role ${ERASER_ROLE}`);
    return await work(client);
  } finally {
    await client.end();
  }
}
