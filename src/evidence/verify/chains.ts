import type { Context } from '../../context';
import { type Tx, withSystemScope } from '../../db/scope';
import { civilDayOf } from '../../domain/civil-day';
import { genesisHash } from '../chain';
import { type ChainProblem, chainCheck, type StoredEntry } from './chain-check';
import { type Finding, finding } from './finding';

export type ChainAccount = { accountId: string; label: string | null; zone: string };

const ACCOUNTS_A_PAGE = 200;
const ENTRIES_A_PAGE = 500;

type VerifyContext = Pick<Context, 'db' | 'cipher'>;

/** Every account that has a chain, or should have one: whoever deletes a head does not hide the entries. */
export async function* chainAccounts(
  context: VerifyContext,
  { communityId = null, accountId = null }: { communityId?: string | null; accountId?: string | null },
): AsyncGenerator<ChainAccount> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const page = await withSystemScope(
      context,
      (tx) => tx.$queryRaw<ChainAccount[]>`
        select c."accountId", a.label, coalesce(k.zone, 'Asia/Shanghai') as zone
        from (
          select "accountId", "communityId" from evidence_head
          union
          select "accountId", "communityId" from evidence_entry where seq = 1
        ) c
        left join account a on a.id = c."accountId"
        left join community k on k.id = c."communityId"
        where c."accountId" > ${after}::uuid
          and (${communityId}::uuid is null or c."communityId" = ${communityId}::uuid)
          and (${accountId}::uuid is null or c."accountId" = ${accountId}::uuid)
        order by c."accountId" limit ${ACCOUNTS_A_PAGE}`,
    );
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < ACCOUNTS_A_PAGE) return;
    after = last.accountId;
  }
}

export type ChainReport = { findings: Finding[]; entries: number; erased: number };

/** @param onFile told of every entry that speaks of a file, with its content */
export async function verifyChain(
  context: VerifyContext,
  { accountId, label, zone }: ChainAccount,
  onFile: (content: unknown, seq: number) => void,
): Promise<ChainReport> {
  // read before the entries: what is appended meanwhile only lies beyond it
  const head = await withSystemScope(context, (tx) => headOf(tx, accountId));
  const check = chainCheck(accountId, context.cipher);
  const found: ChainProblem[] = [];
  let entries = 0;
  let atHead: string | null = head?.seq === 0 ? genesisHash(accountId) : null;
  for await (const entry of entriesOf(context, accountId)) {
    const { problems, content } = check.entry(entry);
    found.push(...problems);
    entries += 1;
    if (entry.seq === head?.seq) atHead = entry.hash;
    if (entry.kind === 'file' && content !== null) onFile(content, entry.seq);
  }
  const { problems, last, erased } = check.end();
  found.push(...problems);
  const current =
    head && last && last.seq > head.seq
      ? await withSystemScope(context, (tx) => headOf(tx, accountId))
      : head;
  if (head && (last?.seq ?? 0) < head.seq) {
    for (let seq = (last?.seq ?? 0) + 1; seq <= Math.min(head.seq, (last?.seq ?? 0) + 100); seq += 1) {
      found.push({ problem: 'ENTRY_MISSING', seq, kind: null, at: null });
    }
  } else if (!head || atHead !== head.hash || (current?.seq ?? 0) < (last?.seq ?? 0)) {
    found.push({ problem: 'HEAD_CHANGED', seq: last?.seq ?? 0, kind: null, at: null });
  }
  const findings = found.map(({ problem, seq, kind, at }) =>
    finding(problem, { accountId, label, seq, kind, onDay: at && civilDayOf(at.getTime(), zone) }),
  );
  return { findings, entries, erased };
}

function headOf(tx: Tx, accountId: string) {
  return tx.evidenceHead.findUnique({ where: { accountId }, select: { seq: true, hash: true } });
}

async function* entriesOf(context: VerifyContext, accountId: string): AsyncGenerator<StoredEntry> {
  let after = 0;
  for (;;) {
    const page = await withSystemScope(
      context,
      (tx) => tx.$queryRaw<StoredEntry[]>`
        select e.*, c.salt, c."contentSealed" from evidence_entry e left join evidence_content c using ("accountId", seq)
        where e."accountId" = ${accountId}::uuid and e.seq > ${after}::int order by e.seq limit ${ENTRIES_A_PAGE}`,
    );
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < ENTRIES_A_PAGE) return;
    after = last.seq;
  }
}
