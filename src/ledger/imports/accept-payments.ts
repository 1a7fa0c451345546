import type { Context } from '../../context';
import type { Tx } from '../../db/scope';
import { UserError } from '../../errors';
import { receive } from '../payments/receive';
import { paymentRowSchema } from '../rows/content';
import type { Accepting } from './accept-rows';
import { keepResults } from './compare';
import { openRow } from './staged-row';

/**
 * Books the next line of a statement, with its progress in one transaction.
 *
 * @returns its row number; null when there are no more
 */
export async function acceptPayment(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  { batch, by, time }: Accepting,
  after: number,
): Promise<{ last: string; rows: number } | null> {
  const row = await tx.importRow.findFirst({
    where: { batchId: batch.id, verdict: 'good', rowNumber: { gt: after } },
    orderBy: { rowNumber: 'asc' },
  });
  if (!row) return null;
  const { communityId, id: importId } = batch;
  const content = paymentRowSchema.parse(openRow(context.cipher, row.contentSealed).content);
  try {
    await receive(tx, context, { communityId, importId, ...content }, { by, time });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const problem = { column: '交易流水号', reason: error.zh, severity: 'bad' as const };
    const { rowNumber } = row;
    await keepResults(tx, batch.id, [
      { rowNumber, verdict: 'bad', problems: [problem], difference: {}, accountId: null },
    ]);
  }
  return { last: String(row.rowNumber), rows: 1 };
}
