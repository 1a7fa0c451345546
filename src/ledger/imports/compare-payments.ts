import type { Context } from '../../context';
import { type Tx, withScope } from '../../db/scope';
import { namedAccounts } from '../payments/named-objects';
import { type PaymentRow, paymentRowSchema } from '../rows/content';
import type { Problem } from '../rows/problem';
import type { BatchFacts } from './chunk';
import { openRow } from './staged-row';
import { type Tabs, tabsSchema } from './summary';

const CHUNK = 200;

/** What a statement's lines will do: booked on an account, parked, taken back, or known already. */
export async function comparePayments(
  context: Context,
  batch: BatchFacts,
  onRows: (rows: number) => void,
): Promise<Tabs> {
  const tabs = tabsSchema.parse({});
  await withScope(context, batch.communityId, (tx) => settleRepeats(tx, batch.id), { timeoutMs: 120_000 });
  let after = -1;
  let rows = 0;
  for (;;) {
    const from = after;
    const chunk = await withScope(
      context,
      batch.communityId,
      (tx) => compareChunk(tx, context, batch, from),
      {
        timeoutMs: 60_000,
      },
    );
    if (chunk.length === 0) return tabs;
    for (const { outcome, amountFen } of chunk) {
      tabs[outcome].rows += 1;
      tabs[outcome].accounts += outcome === 'payments' ? 1 : 0;
      tabs[outcome].fen += amountFen;
    }
    rows += chunk.length;
    onRows(rows);
    after = chunk.at(-1)?.rowNumber ?? from;
  }
}

type Outcome = {
  rowNumber: number;
  outcome: 'payments' | 'parked' | 'reversals' | 'known';
  amountFen: number;
};

async function compareChunk(tx: Tx, context: Context, batch: BatchFacts, after: number): Promise<Outcome[]> {
  const rows = await tx.importRow.findMany({
    where: { batchId: batch.id, verdict: 'good', rowNumber: { gt: after } },
    orderBy: { rowNumber: 'asc' },
    take: CHUNK,
  });
  const contents = rows.map((row) => ({
    rowNumber: row.rowNumber,
    content: paymentRowSchema.parse(openRow(context.cipher, row.contentSealed).content),
  }));
  const known = await tx.payment.findMany({
    where: {
      communityId: batch.communityId,
      externalId: { in: contents.map(({ content }) => content.externalId) },
    },
    select: { externalId: true, amountFen: true },
  });
  const amounts = new Map(known.map(({ externalId, amountFen }) => [externalId, amountFen]));
  const outcomes: Outcome[] = [];
  for (const { rowNumber, content } of contents) {
    const amountFen = amounts.get(content.externalId);
    if (amountFen !== undefined && amountFen !== content.amountFen) {
      await markBad(tx, batch.id, rowNumber, {
        column: '金额',
        reason: '这个流水号已经入账，但金额不同，请核对',
        severity: 'bad',
      });
      continue;
    }
    const outcome = amountFen === undefined ? await outcomeOf(tx, batch.communityId, content) : 'known';
    outcomes.push({ rowNumber, outcome, amountFen: content.amountFen });
    await tx.importRow.update({
      where: { batchId_rowNumber: { batchId: batch.id, rowNumber } },
      data: { difference: { payment: outcome }, ...(outcome === 'known' ? { verdict: 'same' } : {}) },
    });
  }
  return outcomes.length > 0 || rows.length === 0
    ? outcomes
    : // all of them were bad: go on behind them
      compareChunk(tx, context, batch, rows.at(-1)?.rowNumber ?? after);
}

async function outcomeOf(
  tx: Tx,
  communityId: string,
  { amountFen, object, memo }: PaymentRow,
): Promise<Outcome['outcome']> {
  if (amountFen < 0) return 'reversals';
  const { accountIds } = await namedAccounts(tx, communityId, [object, memo]);
  return accountIds.length === 1 ? 'payments' : 'parked';
}

/** A line that stands in the file twice counts once; one id with two amounts is for finance. */
async function settleRepeats(tx: Tx, batchId: string): Promise<void> {
  const differ = [
    { column: '交易流水号', reason: '同一流水号出现两个金额，请核对后只留一行', severity: 'bad' },
  ];
  await tx.$executeRaw`
    update import_row set verdict = 'bad', problems = problems || ${JSON.stringify(differ)}::jsonb
    where "batchId" = ${batchId}::uuid and verdict = 'good' and "rowKey" in (
      select "rowKey" from import_row where "batchId" = ${batchId}::uuid and verdict = 'good'
      group by "rowKey" having count(distinct "accountKey") > 1)`;
  await tx.$executeRaw`
    update import_row r set verdict = 'repeated', problems = r.problems || jsonb_build_array(jsonb_build_object(
      'column', '交易流水号', 'reason', '与第 ' || f.first || ' 行重复，只入账一次', 'severity', 'warning'))
    from (
      select "rowKey", min("rowNumber") as first from import_row
      where "batchId" = ${batchId}::uuid and verdict = 'good' group by "rowKey" having count(*) > 1
    ) f
    where r."batchId" = ${batchId}::uuid and r.verdict = 'good' and r."rowKey" = f."rowKey" and r."rowNumber" > f.first`;
}

async function markBad(tx: Tx, batchId: string, rowNumber: number, problem: Problem): Promise<void> {
  await tx.$executeRaw`
    update import_row set verdict = 'bad', problems = problems || ${JSON.stringify([problem])}::jsonb
    where "batchId" = ${batchId}::uuid and "rowNumber" = ${rowNumber}`;
}
