import type { Context } from '../../context';
import { type Tx, withScope } from '../../db/scope';
import type { CivilDay } from '../../domain/civil-day';
import { type BatchFacts, nextKeys, planChunk } from './chunk';
import { UNDECIDED } from './place-account';
import type { RowResult } from './plan-group';
import { type Tabs, tabsSchema } from './summary';

const PATIENCE = { timeoutMs: 120_000 };

/** Compares what was staged with what is there, account by account, and keeps beside each row what it would change. */
export async function compareRows(
  context: Context,
  batch: BatchFacts,
  today: CivilDay,
  onRows: (rows: number) => void,
): Promise<Tabs> {
  const tabs = new TabCounter();
  let after = '';
  let rows = 0;
  for (;;) {
    const from = after;
    const chunk = await withScope(
      context,
      batch.communityId,
      async (tx) => {
        const keys = await nextKeys(tx, batch.id, from);
        if (keys.length === 0) return null;
        const plan = await planChunk(tx, context, batch, keys, {
          today,
          nameChanges: UNDECIDED,
          locked: false,
        });
        await keepResults(tx, batch.id, plan.results);
        return { results: plan.results, last: keys.at(-1) ?? from };
      },
      PATIENCE,
    );
    if (chunk === null) return tabs.tabs;
    tabs.add(chunk.results);
    rows += chunk.results.length;
    onRows(rows);
    after = chunk.last;
  }
}

/** Problems that comparing found come after those of the row itself. */
export async function keepResults(tx: Tx, batchId: string, results: readonly RowResult[]): Promise<void> {
  const rows = results.map(({ rowNumber, verdict, problems, difference }) => ({
    rowNumber,
    verdict,
    problems,
    difference,
  }));
  await tx.$executeRaw`
    update import_row set verdict = x.verdict, problems = import_row.problems || x.problems, difference = x.difference
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as x ("rowNumber" int, verdict text, problems jsonb, difference jsonb)
    where import_row."batchId" = ${batchId}::uuid and import_row."rowNumber" = x."rowNumber"`;
}

/** The six tabs: rows, accounts and amounts. One account is in few chunks, so it is counted by chunk. */
class TabCounter {
  readonly tabs: Tabs = tabsSchema.parse({});

  add(results: readonly RowResult[]): void {
    const accounts = new Map<keyof Tabs, Set<string>>();
    const count = (name: keyof Tabs, result: RowResult, fen: number): void => {
      const tab = this.tabs[name];
      tab.rows += 1;
      tab.fen += fen;
      const seen = accounts.get(name) ?? new Set();
      if (result.accountId !== null && !seen.has(result.accountId)) tab.accounts += 1;
      accounts.set(name, seen.add(result.accountId ?? ''));
    };
    for (const result of results) {
      if (result.verdict === 'bad') continue;
      const { charges = [], owner, phones = 0, prepaid } = result.difference;
      for (const { what, beforeFen, afterFen } of charges) {
        if (what === 'new') count('added', result, afterFen);
        if (what === 'changed') count('changed', result, afterFen - beforeFen);
      }
      if (owner === 'changed' || owner === 'named') count('owners', result, 0);
      if (phones > 0) count('phones', result, 0);
      if (prepaid && prepaid.beforeFen !== prepaid.afterFen)
        count('prepaid', result, prepaid.afterFen - prepaid.beforeFen);
    }
  }
}
