import { open, stat } from 'node:fs/promises';
import { readCsv } from './csv';
import { limits } from './limits';
import { refusedFile } from './refused';
import type { SourceRow, SourceTable } from './table';
import { readXlsx } from './xlsx';

/**
 * Opens a file of finance: finds out what it is, and its headings, by the row that most resembles headings we know.
 *
 * @param score how many of the cells are headings
 * @throws {UserError} when the file cannot be a table: see `refusedFile`
 */
export async function openTable(path: string, score: (cells: string[]) => number): Promise<SourceTable> {
  const read = await readerOf(path);
  const top: SourceRow[] = [];
  for await (const row of read(path)) {
    if (row.rowNumber > limits.headingRows) break;
    if (row.cells.some((cell) => cell !== '')) top.push(row);
  }
  if (top.length === 0) throw refusedFile.empty();
  const scores = top.map(({ cells }) => score(cells));
  const best = scores.indexOf(Math.max(...scores));
  const heading = top[best];
  if (!heading || (scores[best] ?? 0) < 2) throw refusedFile.noHeadings();
  return {
    headings: unlike(heading.cells),
    notes: top.slice(0, best).map(({ cells }) => cells.filter((cell) => cell !== '').join(' ')),
    rows: () => rowsAfter(read(path), heading),
  };
}

async function* rowsAfter(rows: AsyncIterable<SourceRow>, heading: SourceRow): AsyncGenerator<SourceRow> {
  let count = 0;
  for await (const row of rows) {
    if (row.rowNumber <= heading.rowNumber || row.cells.every((cell) => cell === '')) continue;
    count += 1;
    if (count > limits.rows) throw refusedFile.tooManyRows();
    yield { ...row, cells: row.cells.map((cell) => cell.slice(0, limits.cellCharacters)) };
  }
}

async function readerOf(path: string): Promise<(path: string) => AsyncGenerator<SourceRow>> {
  const info = await stat(path).catch(() => null);
  if (!info?.isFile()) throw refusedFile.missing();
  if (info.size === 0) throw refusedFile.empty();
  if (info.size > limits.fileBytes) throw refusedFile.tooLarge();
  const file = await open(path);
  try {
    const head = Buffer.alloc(4);
    await file.read(head, 0, 4, 0);
    return head.equals(Buffer.from([0x50, 0x4b, 0x03, 0x04])) ? readXlsx : readCsv;
  } finally {
    await file.close();
  }
}

/** Two columns of one name are told apart, as a mapping names columns by their heading. */
function unlike(cells: string[]): string[] {
  const seen = new Map<string, number>();
  return cells.map((cell, index) => {
    const name = cell === '' ? `第 ${index + 1} 列` : cell;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}
