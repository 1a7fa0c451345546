import { openCasesAfterImport } from '../cases/open';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { UserError } from '../errors';
import { type AcceptOptions, acceptBatch } from './imports/accept';
import { type Summary, summarySchema } from './imports/summary';
import type { ImportKind } from './mapping/fields';
import { type Guess, guessMapping, headingScore } from './mapping/guess';
import { type Mapping, saveMapping } from './mapping/mapping';
import { openTable } from './reading/open-table';

export { badRowsFile } from './imports/bad-rows';
export { type Preview, type PreviewInput, previewImport } from './imports/preview';

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

export type Headings = { headings: string[]; notes: string[]; guess: Guess };

/** What the columns of a file are called and probably mean: to be shown, corrected and saved before anything is read. */
export async function readHeadings(path: string, kind: ImportKind): Promise<Headings> {
  const { headings, notes } = await openTable(path, (cells) => headingScore(kind, cells));
  return { headings, notes, guess: guessMapping(headings, kind) };
}

/** Keeps a mapping by name; the next file with these headings is read by it unasked. */
export function keepMapping(
  context: Context,
  { communityId, ...mapping }: { communityId: string; kind: ImportKind; name: string; mapping: Mapping },
): Promise<void> {
  return withScope(context, communityId, (tx) => saveMapping(tx, { communityId, ...mapping }));
}

export type ImportRecord = {
  id: string;
  kind: string;
  fileName: string;
  status: string;
  asOfOn: string | null;
  waveId: string | null;
  createdAt: Date;
  acceptedAt: Date | null;
  summary: Summary;
};

/** @throws {UserError} IMPORT_UNKNOWN */
export async function readImport(
  context: Context,
  { communityId, batchId }: { communityId: string; batchId: string },
): Promise<ImportRecord> {
  const [found] = await listImports(context, communityId, { id: batchId });
  if (!found) throw new UserError('IMPORT_UNKNOWN', '没有这次导入', 'there is no such import', 404);
  return found;
}

/** The newest first. */
export async function listImports(
  context: Context,
  communityId: string,
  where: { id?: string; kind?: ImportKind } = {},
  limit = 50,
): Promise<ImportRecord[]> {
  const rows = await withScope(context, communityId, (tx) =>
    tx.importBatch.findMany({
      where: { communityId, ...where },
      orderBy: { createdAt: 'desc' },
      take: limit,
    }),
  );
  return rows.map(({ summary, ...row }) => ({ ...row, summary: summarySchema.parse(summary) }));
}
