import ExcelJS from 'exceljs';
import { UserError } from '../../errors';
import { limits } from './limits';
import { refusedFile } from './refused';
import type { SourceRow } from './table';
import { cellText } from './text';
import { checkUnpackedSize } from './unpacked-size';

/** Streams the first sheet of a workbook. */
export async function* readXlsx(path: string): AsyncGenerator<SourceRow> {
  await checkUnpackedSize(path);
  const workbook = new ExcelJS.stream.xlsx.WorkbookReader(path, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'ignore',
  });
  const sheets = workbook[Symbol.asyncIterator]();
  let rows: AsyncIterator<ExcelJS.Row> | null = null;
  try {
    const first = await sheets.next();
    if (first.done) return;
    rows = first.value[Symbol.asyncIterator]();
    for (let row = await rows.next(); !row.done; row = await rows.next()) {
      yield { rowNumber: row.value.number, cells: cellsOf(row.value) };
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw refusedFile.damaged();
  } finally {
    // read to its end also where only the headings were wanted: only then does the reader take its own copies off the disk
    await drain(rows);
    await drain(sheets);
  }
}

async function drain(rest: AsyncIterator<unknown> | null): Promise<void> {
  try {
    while (rest && !(await rest.next()).done);
  } catch {
    // damaged: that is said where it was found
  }
}

/** Cells that are only formatted do not count: whole rows may be. */
function cellsOf(row: ExcelJS.Row): string[] {
  const cells: string[] = [];
  row.eachCell((cell, column) => {
    const text = cellText(valueText(cell.value));
    if (text === '') return;
    if (column > limits.columns) throw refusedFile.tooManyColumns();
    while (cells.length < column - 1) cells.push('');
    cells.push(text);
  });
  return cells;
}

/** A cell that the spreadsheet holds as a date comes as `YYYY-MM-DD`, with the time if it has one. */
function valueText(value: ExcelJS.CellValue): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return dateText(value);
  switch (typeof value) {
    case 'number':
      // what binary fractions add behind the twelfth digit nobody typed
      return String(Number(value.toPrecision(12)));
    case 'string':
      return value;
    case 'boolean':
      return value ? '是' : '否';
    default:
      return objectText(value);
  }
}

function objectText(value: object): string {
  if ('richText' in value)
    return (value as ExcelJS.CellRichTextValue).richText.map(({ text }) => text).join('');
  if ('result' in value) return valueText((value as ExcelJS.CellFormulaValue).result ?? null);
  if ('text' in value) return valueText((value as ExcelJS.CellHyperlinkValue).text);
  if ('error' in value) return String((value as ExcelJS.CellErrorValue).error);
  return '';
}

function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return '';
  const iso = date.toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19).replace('T', ' ');
}
