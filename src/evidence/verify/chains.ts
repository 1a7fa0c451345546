import type { Context } from '../../context';
import { withSystemScope } from '../../db/scope';
import { civilDayOf } from '../../domain/civil-day';
import { genesisHash } from '../chain';
import { type ChainAccount, type ChainProblem, chainCheck, missing, type StoredEntry } from './chain-check';
import { type SpokenOf, spokenOf } from './files';
import { type Finding, finding } from './finding';

type AccountWithHead = ChainAccount & { headSeq: number | null; headHash: string | null };

const ACCOUNTS_A_PAGE = 200;
const ENTRIES_A_PAGE = 1000;

type VerifyContext = Pick<Context, 'db' | 'cipher'>;
export type ChainReport = {
  account: ChainAccount;
  findings: Finding[];
  entries: number;
  erased: number;
  /** what its entries say of files */
  files: SpokenOf[];
};

/** Of every account that has a chain, or should have one, page by page: whoever deletes a head does not hide the entries. */
export async function* verifyChains(
  context: VerifyContext,
  { communityId = null, accountId = null }: { communityId?: string | null; accountId?: string | null },
): AsyncGenerator<ChainReport[]> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    // heads are read before the entries: what is appended meanwhile only lies beyond them
    const page = await withSystemScope(
      context,
      (tx) => tx.$queryRaw<AccountWithHead[]>`
        select c."accountId", a.label, coalesce(k.zone, 'Asia/Shanghai') as zone, h.seq as "headSeq", h.hash as "headHash"
        from (
          select "accountId", "communityId" from evidence_head
          union
          select "accountId", "communityId" from evidence_entry where seq = 1
        ) c
        left join evidence_head h on h."accountId" = c."accountId"
        left join account a on a.id = c."accountId"
        left join community k on k.id = c."communityId"
        where c."accountId" > ${after}::uuid
          and (${communityId}::uuid is null or c."communityId" = ${communityId}::uuid)
          and (${accountId}::uuid is null or c."accountId" = ${accountId}::uuid)
        order by c."accountId" limit ${ACCOUNTS_A_PAGE}`,
    );
    if (page.length > 0) yield await verifyPage(context, page);
    const last = page.at(-1);
    if (!last || page.length < ACCOUNTS_A_PAGE) return;
    after = last.accountId;
  }
}

async function verifyPage(context: VerifyContext, page: readonly AccountWithHead[]): Promise<ChainReport[]> {
  const walks = new Map(page.map((account) => [account.accountId, walkOf(context, account)]));
  for await (const entry of entriesOf(context, [...walks.keys()])) walks.get(entry.accountId)?.entry(entry);
  const reports: ChainReport[] = [];
  for (const walk of walks.values()) reports.push(await walk.end());
  return reports;
}

function walkOf(context: VerifyContext, { headSeq, headHash, ...account }: AccountWithHead) {
  const check = chainCheck(account.accountId, context.cipher);
  const found: ChainProblem[] = [];
  const files: SpokenOf[] = [];
  let entries = 0;
  let atHead: string | null = headSeq === 0 ? genesisHash(account.accountId) : null;
  return {
    entry(entry: StoredEntry): void {
      const { problems, content } = check.entry(entry);
      found.push(...problems);
      entries += 1;
      if (entry.seq === headSeq) atHead = entry.hash;
      const file = entry.kind === 'file' ? spokenOf(content, entry.seq) : null;
      if (file) files.push(file);
    },
    async end(): Promise<ChainReport> {
      const { problems, lastSeq, erased } = check.end();
      found.push(...problems);
      const grownTo = headSeq !== null && lastSeq > headSeq ? await headSeqNow(context, account) : headSeq;
      if (headSeq !== null && lastSeq < headSeq) found.push(...missing(lastSeq + 1, headSeq));
      else if (atHead !== headHash || grownTo === null || grownTo < lastSeq) {
        found.push({ problem: 'HEAD_CHANGED', seq: lastSeq, kind: null, at: null });
      }
      const findings = found.map(({ problem, at, ...place }) =>
        finding(problem, { ...account, ...place, onDay: at && civilDayOf(at.getTime(), account.zone) }),
      );
      return { account, findings, entries, erased, files };
    },
  };
}

async function headSeqNow(context: VerifyContext, { accountId }: ChainAccount): Promise<number | null> {
  const head = await withSystemScope(context, (tx) => tx.evidenceHead.findUnique({ where: { accountId } }));
  return head?.seq ?? null;
}

async function* entriesOf(context: VerifyContext, accountIds: string[]): AsyncGenerator<StoredEntry> {
  let after = { accountId: '00000000-0000-0000-0000-000000000000', seq: 0 };
  for (;;) {
    const page = await withSystemScope(
      context,
      (tx) => tx.$queryRaw<StoredEntry[]>`
        select e.*, c.salt, c."contentSealed" from evidence_entry e left join evidence_content c using ("accountId", seq)
        where e."accountId" = any(${accountIds}::uuid[])
          and (e."accountId", e.seq) > (${after.accountId}::uuid, ${after.seq}::int)
        order by e."accountId", e.seq limit ${ENTRIES_A_PAGE}`,
    );
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < ENTRIES_A_PAGE) return;
    after = last;
  }
}
