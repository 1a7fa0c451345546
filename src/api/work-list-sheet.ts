import ExcelJS from 'exceljs';

/** A row of the list as it is printed. */
export type WorkRow = {
  label: string;
  name: string;
  phone: string;
  claimableFen: number | null;
  level: string;
  kind: string;
  why: string;
  due: string;
  last: string;
};

/** Heading, width, and whether it is filled in by hand. */
const COLUMNS = [
  ['序号', 5],
  ['房号', 13],
  ['称呼', 8],
  ['电话', 14],
  ['应付（元）', 11],
  ['级别', 13],
  ['任务', 9],
  ['为何今天', 24],
  ['截止', 12],
  ['上次结果', 20],
  ['结果（手填）', 16],
  ['约定、备注（手填）', 20],
] as const;
const AMOUNT = 5;
const TITLE_ROWS = 2;

/**
 * The day's work on paper: A4 across, its headings on every page, columns to write into. Every cell is a text or a number: what a ledger or a
 * member of staff wrote is never read as a formula.
 */
export async function workListBook(title: string, rows: readonly WorkRow[]): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  book.created = new Date(0);
  const sheet = book.addWorksheet('工作清单', {
    views: [{ state: 'frozen', ySplit: TITLE_ROWS }],
    pageSetup: {
      paperSize: 9, // A4
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: `1:${TITLE_ROWS}`,
      margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.6, header: 0.2, footer: 0.3 },
    },
    headerFooter: { oddFooter: '&L内部使用，用后交回&R第 &P / &N 页' },
  });
  sheet.columns = COLUMNS.map(([, width], index) => ({
    width,
    style: {
      numFmt: index + 1 === AMOUNT ? '#,##0.00' : '@',
      alignment: { vertical: 'middle', wrapText: true },
    },
  }));
  sheet.addRow([title]);
  sheet.mergeCells(1, 1, 1, COLUMNS.length);
  sheet.getRow(1).font = { bold: true, size: 14 };
  const headings = sheet.addRow(COLUMNS.map(([heading]) => heading));
  headings.font = { bold: true };
  rows.forEach((row, index) => {
    const { label, name, phone, claimableFen, level, kind, why, due, last } = row;
    const amount = claimableFen === null ? '' : claimableFen / 100;
    const line = sheet.addRow([index + 1, label, name, phone, amount, level, kind, why, due, last, '', '']);
    line.height = 30;
  });
  sheet.eachRow((row, number) => {
    if (number < TITLE_ROWS) return;
    for (let column = 1; column <= COLUMNS.length; column += 1) {
      row.getCell(column).border = {
        ...{ top: { style: 'thin' }, bottom: { style: 'thin' } },
        ...{ left: { style: 'thin' }, right: { style: 'thin' } },
      };
    }
  });
  return Buffer.from(await book.xlsx.writeBuffer());
}
