import { UserError } from '../errors';

/** What is wrong with one row of a file: where, what stands there, why it cannot be taken. */
export type RowProblem = { row: number; field: string; value: string; zh: string };

/** Shown at once; the rest is in the details. */
const SHOWN = 5;

/** A file is taken whole or not at all: with every row that is wrong, so that one look mends it. */
export class RefusedRows extends UserError {
  constructor(problems: readonly RowProblem[]) {
    const some = problems
      .slice(0, SHOWN)
      .map(({ row, field, value, zh }) => `第 ${row} 行 ${field}「${value}」：${zh}`);
    const more = problems.length > SHOWN ? `；等 ${problems.length} 处` : '';
    super(
      'ROWS_REFUSED',
      `文件整份未收，请改正后重传。${some.join('；')}${more}`,
      `nothing of the file was taken: ${problems.length} of its cells are wrong`,
      422,
      { rows: [...problems] },
    );
  }
}
