import { openCasesAfterImport } from '../cases/open';
import type { Context } from '../context';
import { type AcceptOptions, acceptBatch } from './imports/accept';
import type { Summary } from './imports/summary';
import { fieldList, type ImportKind } from './mapping/fields';
import { type Guess, guessMapping, headingScore } from './mapping/guess';
import { openTable } from './reading/open-table';

export { badRowsFile } from './imports/bad-rows';
export { previewImport } from './imports/preview';

/**
 * Accepts a previewed file: good rows in, bad ones out; of a ledger the cases are opened in the end. Ended in the middle, it goes on where
 * it was; twice is once.
 *
 * @throws {UserError} IMPORT_UNKNOWN, IMPORT_NOT_PREVIEWED, NAME_CHANGE_UNDECIDED
 */
export function acceptImport(context: Context, options: AcceptOptions): Promise<Summary> {
  return acceptBatch(context, {
    afterLedgerAccepted: (batch) => openCasesAfterImport(context, batch),
    ...options,
  });
}

export type Headings = {
  headings: string[];
  notes: string[];
  fields: ReturnType<typeof fieldList>;
  guess: Guess;
};

/** What the columns of a file are called and probably mean: to be shown, corrected and saved before anything is read. */
export async function readHeadings(path: string, kind: ImportKind): Promise<Headings> {
  const { headings, notes } = await openTable(path, (cells) => headingScore(kind, cells));
  return { headings, notes, fields: fieldList(kind), guess: guessMapping(headings, kind) };
}
