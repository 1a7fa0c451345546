import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Context } from '../../context';
import { withSystemScope } from '../../db/scope';
import { evidenceStorage } from '../files';
import { type HeadLine, headsKeys, openHeadsFile } from '../heads';
import { type Finding, finding } from './finding';

const HEADS_A_PAGE = 500;

export type PublishedOptions = {
  headsFile?: string;
  publicKey?: string;
  communityId?: string;
  accountId?: string;
};
export type PublishedReport = { file: string; madeAt: string | null; heads: number };

/**
 * Holds what lies here against heads that were published before: nothing of a chain may have been cut off or written anew since.
 *
 * @param headsFile a path; none: the newest that the storage has
 * @param publicKey of the installation that signed, base64; none: this one's
 * @returns null where there is no file at all
 */
export async function verifyPublished(
  context: Pick<Context, 'db' | 'config' | 'keys'>,
  { headsFile, publicKey, communityId, accountId }: PublishedOptions,
  found: (finding: Finding) => void,
): Promise<PublishedReport | null> {
  const source = await sourceOf(context, headsFile);
  if (!source) return null;
  const wrong = (zh: string, en: string): PublishedReport => {
    const one = finding('HEADS_FILE_WRONG', { what: source.name });
    found({ ...one, zh: `${one.zh}：${zh}`, en: `${one.en}: ${en}` });
    return { file: source.name, madeAt: null, heads: 0 };
  };
  const opened = await openHeadsFile(source.open, publicKey ?? headsKeys(context.keys.signing).publicKey);
  if (!opened.ok) {
    switch (opened.problem) {
      case 'NOT_A_HEADS_FILE':
        return wrong('不是登记文件', 'it is no file of heads');
      case 'SIGNED_BY_ANOTHER':
        return wrong('签名者不是本系统', 'it was signed with another key');
      case 'CHANGED':
        return wrong('内容或签名被改动', 'it was changed after it was signed');
      default: {
        const never: never = opened.problem;
        throw new Error(`unknown problem: ${never}`);
      }
    }
  }
  let heads = 0;
  let page: HeadLine[] = [];
  const compare = async () => {
    for (const one of await differing(context, page)) found(one);
    heads += page.length;
    page = [];
  };
  for await (const head of opened.heads()) {
    if (communityId !== undefined && head.communityId !== communityId) continue;
    if (accountId !== undefined && head.accountId !== accountId) continue;
    page.push(head);
    if (page.length === HEADS_A_PAGE) await compare();
  }
  await compare();
  return { file: source.name, madeAt: opened.madeAt, heads };
}

async function sourceOf(
  context: Pick<Context, 'config'>,
  headsFile: string | undefined,
): Promise<{ name: string; open: () => Promise<Readable> } | null> {
  if (headsFile !== undefined) {
    await access(headsFile);
    return { name: headsFile, open: async () => createReadStream(headsFile) };
  }
  const storage = evidenceStorage(context);
  const newest = (await storage.documents()).filter((name) => name.startsWith('heads-')).at(-1);
  if (newest === undefined) return null;
  return {
    name: newest,
    open: async () => {
      const reading = await storage.readDocument(newest);
      if (!reading) throw new Error(`${newest} is gone`);
      return reading;
    },
  };
}

async function differing(context: Pick<Context, 'db'>, page: readonly HeadLine[]): Promise<Finding[]> {
  if (page.length === 0) return [];
  const rows = await withSystemScope(
    context,
    (tx) => tx.$queryRaw<
      { accountId: string; label: string | null; hash: string | null; lastSeq: number | null }[]
    >`
      select p.id as "accountId", a.label, e.hash,
        (select max(seq) from evidence_entry l where l."accountId" = p.id) as "lastSeq"
      from unnest(${page.map(({ accountId }) => accountId)}::uuid[], ${page.map(({ seq }) => seq)}::int[]) as p (id, seq)
      left join evidence_entry e on e."accountId" = p.id and e.seq = p.seq
      left join account a on a.id = p.id`,
  );
  const byAccount = new Map(rows.map((row) => [row.accountId, row]));
  return page.flatMap(({ accountId, seq, hash }) => {
    const row = byAccount.get(accountId);
    if (row?.hash === hash) return [];
    const place = { accountId, label: row?.label ?? null };
    if (!row || row.lastSeq === null) return [finding('CHAIN_MISSING', place)];
    if (row.hash === null) return [finding('TAIL_CUT', { ...place, seq: row.lastSeq + 1 })];
    return [finding('ENTRY_REWRITTEN', { ...place, seq })];
  });
}
