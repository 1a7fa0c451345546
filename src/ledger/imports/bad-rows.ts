import { stringify } from 'csv-stringify/sync';
import type { Context } from '../../context';
import { withScope } from '../../db/scope';
import { UserError } from '../../errors';
import { harmless } from '../reading/text';
import { problemsSchema } from '../rows/problem';
import { ORIGINAL_ROW } from './stage';
import { openRow } from './staged-row';
import { summarySchema } from './summary';

const PAGE = 500;

/**
 * The rows that stayed out, as a file to be mended and imported again: where each stood, which column, what was in it, why; then the
 * columns as they were. Opens in a Chinese spreadsheet; no cell of it is a formula.
 *
 * @throws {UserError} IMPORT_UNKNOWN
 */
export async function* badRowsFile(
  context: Context,
  { communityId, batchId }: { communityId: string; batchId: string },
): AsyncGenerator<string> {
  const headings = await withScope(context, communityId, async (tx) => {
    const batch = await tx.importBatch.findFirst({ where: { id: batchId, communityId } });
    if (!batch) throw new UserError('IMPORT_UNKNOWN', '没有这次导入', 'there is no such import', 404);
    return summarySchema.parse(batch.summary).headings;
  });
  // mended rows that are bad again keep one set of these columns
  const own = [ORIGINAL_ROW, '出错列', '原值', '原因'];
  const kept = headings
    .map((heading, index) => ({ heading, index }))
    .filter(({ heading }) => !own.includes(heading));
  yield `\uFEFF${line([...own, ...kept.map(({ heading }) => heading)])}`;
  let after = -1;
  for (;;) {
    const from = after;
    const rows = await withScope(context, communityId, (tx) =>
      tx.importRow.findMany({
        where: { batchId, verdict: 'bad', rowNumber: { gt: from } },
        orderBy: { rowNumber: 'asc' },
        take: PAGE,
      }),
    );
    for (const { rowNumber, problems, contentSealed } of rows) {
      const { cells } = openRow(context.cipher, contentSealed);
      const bad = problemsSchema.parse(problems).filter(({ severity }) => severity === 'bad');
      const columns = [...new Set(bad.map(({ column }) => column))];
      const values = columns.map((column) => cells[headings.indexOf(column)] ?? '');
      const why = [...new Set(bad.map(({ reason }) => reason))];
      const said = [String(rowNumber), columns.join('；'), values.join('；'), why.join('；')];
      yield line([...said, ...kept.map(({ index }) => cells[index] ?? '')]);
    }
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.rowNumber ?? from;
  }
}

function line(cells: readonly string[]): string {
  return stringify([cells.map(harmless)], { record_delimiter: 'windows' });
}
