import type { Context } from '../context';
import type { Tx } from '../db/scope';
import { canonicalJson, contentDigest, entryHash, genesisHash, type Json, newSalt } from './chain';
import { type EntryBody, entryBodySchema } from './entries';

/** One entry of an account's chain. `actorId` is a user's id, or `system`. */
export type NewEntry = {
  communityId: string;
  accountId: string;
  caseId: string | null;
  /** What it speaks of; exactly one entry a key (law 5) */
  key: string;
  /** On the community's clock */
  at: Date;
  actorId: string;
} & EntryBody;

export type Appended = { seq: number; hash: string; already: boolean };

type AppendContext = Pick<Context, 'cipher'>;
type Head = { accountId: string; seq: number; hash: string };

/**
 * Appends in the caller's transaction, which also holds the row that the entry speaks of: both are committed, or neither.
 * The account's head stays locked until then. A key that is there already is answered with its entry and changes nothing.
 */
export async function appendEvidence(tx: Tx, context: AppendContext, entry: NewEntry): Promise<Appended> {
  const [appended] = await appendAllEvidence(tx, context, [entry]);
  if (!appended) throw new Error('nothing was appended');
  return appended;
}

/**
 * Several at once, of one account or of many; answers in their order. Heads are locked in the order of account ids, so that two
 * callers never wait for each other in a circle.
 */
export async function appendAllEvidence(
  tx: Tx,
  context: AppendContext,
  entries: readonly NewEntry[],
): Promise<Appended[]> {
  if (entries.length === 0) return [];
  const heads = await lockHeads(tx, entries);
  const known = await knownKeys(tx, entries);
  const rows: ReturnType<typeof link>[] = [];
  const answers = entries.map((entry): Appended => {
    const before = known.get(entry.key);
    if (before) {
      if (before.accountId !== entry.accountId || before.kind !== entry.kind) {
        throw new Error(`two different things have one evidence key: ${entry.key}`);
      }
      return { seq: before.seq, hash: before.hash, already: true };
    }
    const head = heads.get(entry.accountId);
    if (!head) throw new Error(`the chain of account ${entry.accountId} is not locked`);
    const row = link(context, head, entry);
    rows.push(row);
    head.seq = row.entry.seq;
    head.hash = row.entry.hash;
    known.set(entry.key, row.entry);
    return { seq: row.entry.seq, hash: row.entry.hash, already: false };
  });
  if (rows.length > 0) await write(tx, rows, heads);
  return answers;
}

async function lockHeads(tx: Tx, entries: readonly NewEntry[]): Promise<Map<string, Head>> {
  const communities = new Map(entries.map(({ accountId, communityId }) => [accountId, communityId]));
  const accountIds = [...communities.keys()].sort();
  const select = () => tx.$queryRaw<Head[]>`
    select "accountId", seq, hash from evidence_head where "accountId" = any(${accountIds}::uuid[])
    order by "accountId" for update`;
  let heads = await select();
  if (heads.length < accountIds.length) {
    await tx.evidenceHead.createMany({
      data: accountIds.map((accountId) => ({
        accountId,
        communityId: communities.get(accountId) ?? '',
        hash: genesisHash(accountId),
      })),
      skipDuplicates: true,
    });
    heads = await select();
  }
  return new Map(heads.map((head) => [head.accountId, head]));
}

async function knownKeys(tx: Tx, entries: readonly NewEntry[]) {
  const rows = await tx.evidenceEntry.findMany({
    where: { key: { in: entries.map(({ key }) => key) } },
    select: { key: true, accountId: true, kind: true, seq: true, hash: true },
  });
  return new Map(rows.map((row) => [row.key, row]));
}

function link({ cipher }: AppendContext, head: Head, entry: NewEntry) {
  const { content } = entryBodySchema.parse({ kind: entry.kind, content: entry.content });
  const salt = newSalt();
  const canonical = canonicalJson(content as Json);
  const realAt = new Date();
  const { accountId, communityId, caseId, key, kind, at, actorId } = entry;
  const columns = {
    accountId,
    seq: head.seq + 1,
    communityId,
    caseId,
    key,
    kind,
    actorId,
    contentDigest: contentDigest(salt, canonical),
    previous: head.hash,
  };
  const hash = entryHash({ ...columns, atMs: at.getTime(), realAtMs: realAt.getTime() });
  return {
    entry: { ...columns, at, realAt, hash },
    content: { accountId, seq: columns.seq, communityId, salt, contentSealed: cipher.seal(canonical) },
  };
}

/** As arrays of columns in one statement: several times as fast as row by row when an import brings thousands. */
async function write(tx: Tx, rows: readonly ReturnType<typeof link>[], heads: ReadonlyMap<string, Head>) {
  const entry = rows.map((row) => row.entry);
  const content = rows.map((row) => row.content);
  await tx.$executeRaw`
    with entries as (
      insert into evidence_entry ("accountId", seq, "communityId", "caseId", key, kind, at, "realAt", "actorId",
        "contentDigest", previous, hash)
      select * from unnest(
        ${entry.map(({ accountId }) => accountId)}::uuid[], ${entry.map(({ seq }) => seq)}::int[],
        ${entry.map(({ communityId }) => communityId)}::uuid[], ${entry.map(({ caseId }) => caseId)}::uuid[],
        ${entry.map(({ key }) => key)}::text[], ${entry.map(({ kind }) => kind)}::text[],
        ${entry.map(({ at }) => at)}::timestamptz[], ${entry.map(({ realAt }) => realAt)}::timestamptz[],
        ${entry.map(({ actorId }) => actorId)}::text[], ${entry.map((one) => one.contentDigest)}::text[],
        ${entry.map(({ previous }) => previous)}::text[], ${entry.map(({ hash }) => hash)}::text[])
    )
    insert into evidence_content ("accountId", seq, "communityId", salt, "contentSealed")
    select * from unnest(
      ${content.map(({ accountId }) => accountId)}::uuid[], ${content.map(({ seq }) => seq)}::int[],
      ${content.map(({ communityId }) => communityId)}::uuid[], ${content.map(({ salt }) => salt)}::text[],
      ${content.map(({ contentSealed }) => contentSealed)}::text[])`;
  const moved = [...new Set(entry.map(({ accountId }) => accountId))].map((id) => heads.get(id));
  await tx.$executeRaw`
    update evidence_head set seq = moved.seq, hash = moved.hash
    from unnest(
      ${moved.map((head) => head?.accountId)}::uuid[], ${moved.map((head) => head?.seq)}::int[],
      ${moved.map((head) => head?.hash)}::text[]
    ) as moved (id, seq, hash)
    where evidence_head."accountId" = moved.id`;
}
