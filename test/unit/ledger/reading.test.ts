import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deflateRawSync } from 'node:zlib';
import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { headingScore } from '../../../src/ledger/mapping/guess';
import { openTable } from '../../../src/ledger/reading/open-table';
import type { SourceRow } from '../../../src/ledger/reading/table';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'cuijiao-'));
});

const HEAD = ['房号', '业主姓名', '费用项目', '账期起', '账期止', '应缴截止日', '应收金额'];
const ROW = ['1-1-101', '张三', '物业服务费', '2026-07-01', '2026-09-30', '2026-09-30', '1,751.80'];

async function write(name: string, content: string | Buffer): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

async function read(file: string) {
  const table = await openTable(file, (cells) => headingScore('ledger', cells));
  const rows: SourceRow[] = [];
  for await (const row of table.rows()) rows.push(row);
  return { ...table, rows };
}

const csv = (rows: readonly (readonly string[])[], end = '\r\n'): string =>
  rows
    .map((row) =>
      row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','),
    )
    .join(end);

describe('a CSV file', () => {
  it.each([
    ['UTF-8', (text: string) => Buffer.from(text)],
    ['UTF-8 with BOM', (text: string) => Buffer.from(`\uFEFF${text}`)],
    ['GB18030', (text: string) => iconv.encode(text, 'gb18030')],
  ])('is read in %s', async (name, encode) => {
    const { headings, rows } = await read(await write(`${name}.csv`, encode(csv([HEAD, ROW]))));
    expect(headings).toEqual(HEAD);
    expect(rows).toEqual([{ rowNumber: 2, cells: ROW }]);
  });

  it('has its headings where they are, under a note, and rows numbered as a spreadsheet does', async () => {
    const text = csv([['欠费明细（截至 2026-11-01）', '', '', '', '', '', ''], [''], HEAD, ROW, [''], ROW]);
    const { notes, headings, rows } = await read(await write('note.csv', text));
    expect(notes).toEqual(['欠费明细（截至 2026-11-01）']);
    expect(headings).toEqual(HEAD);
    expect(rows.map(({ rowNumber }) => rowNumber)).toEqual([4, 6]);
  });

  it('may be divided by tabs, and a cell may have a line break', async () => {
    const { rows } = await read(await write('tab.csv', [HEAD, ROW].map((row) => row.join('\t')).join('\n')));
    expect(rows[0]?.cells).toEqual(ROW);
    const broken = ROW.with(1, '张\n三');
    const { rows: two } = await read(await write('break.csv', csv([HEAD, broken, ROW])));
    expect(two.map(({ rowNumber, cells }) => [rowNumber, cells[1]])).toEqual([
      [2, '张\n三'],
      [3, '张三'],
    ]);
  });

  it('tells apart two columns of one name', async () => {
    const { headings } = await read(
      await write(
        'twice.csv',
        csv([
          [...HEAD, '电话', '电话'],
          [...ROW, '1', '2'],
        ]),
      ),
    );
    expect(headings.slice(-2)).toEqual(['电话', '电话 (2)']);
  });
});

describe('a workbook', () => {
  it('is read with its dates as days, its numbers as they are shown, its formulas as what they come to', async () => {
    const workbook = new ExcelJS.Workbook();
    const sheet = workbook.addWorksheet('台账');
    sheet.addRow(HEAD);
    const day = (text: string) => new Date(`${text}T00:00:00Z`);
    sheet.addRow(['1-1-101', '张三', '物业服务费', day('2026-07-01'), day('2026-09-30'), 46295, 0.1 + 0.2]);
    sheet.addRow([
      { richText: [{ text: '1-1-' }, { text: '102' }] },
      '李四',
      '物业服务费',
      '2026-07-01',
      '2026-09-30',
      '2026/9/30',
      { formula: '1+1', result: 2 },
    ]);
    sheet.addRow([day('2026-01-02'), '王五', '物业服务费', '', '', '', 13800000001]);
    const file = path.join(folder, 'book.xlsx');
    await workbook.xlsx.writeFile(file);
    const { rows } = await read(file);
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['1-1-101', '张三', '物业服务费', '2026-07-01', '2026-09-30', '46295', '0.3'],
      ['1-1-102', '李四', '物业服务费', '2026-07-01', '2026-09-30', '2026/9/30', '2'],
      ['2026-01-02', '王五', '物业服务费', '', '', '', '13800000001'],
    ]);
  });
});

it('leaves no copy of a workbook behind, also where only its headings were read', async () => {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('台账');
  sheet.addRow(HEAD);
  for (let row = 0; row < 5_000; row += 1) sheet.addRow(ROW.with(1, `业主${row}`));
  const file = path.join(folder, 'many.xlsx');
  await workbook.xlsx.writeFile(file);
  await openTable(file, (cells) => headingScore('ledger', cells));
  const copies = async () =>
    (await readdir(os.tmpdir())).filter((name) => name.startsWith(`tmp-${process.pid}-`));
  // they are taken off the disk in the background
  while ((await copies()).length > 0) await sleep(20);
  expect(await copies()).toEqual([]);
});

describe('what is no ledger is refused clearly', () => {
  const refusal = (file: Promise<string> | string) => async () => read(await file);

  it.each([
    ['an empty file', 'FILE_EMPTY', ''],
    ['only spaces', 'FILE_EMPTY', '\n\n  \n'],
    ['no headings', 'HEADINGS_NOT_FOUND', 'a,b\n1,2\n'],
    ['a binary file', 'FILE_NOT_A_TABLE', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1])],
    [
      'an old workbook',
      'FILE_NOT_A_TABLE',
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]),
    ],
    ['a torn workbook', 'FILE_DAMAGED', Buffer.from('PK\u0003\u0004 torn')],
    ['far too many columns', 'FILE_TOO_MANY_COLUMNS', Array.from({ length: 500 }, () => 'x').join(',')],
  ])('%s: %s', async (name, code, content) => {
    await expect(refusal(write(`${name}.bin`, content))()).rejects.toMatchObject({ name: 'UserError', code });
  });

  it('a file that is not there', async () => {
    await expect(read(path.join(folder, 'nowhere.csv'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  it('a workbook that unpacks to an absurd size, whatever its directory says', async () => {
    const packed = deflateRawSync(Buffer.alloc(200 * 1024 * 1024));
    await expect(
      read(await write('bomb.xlsx', zipOf('xl/worksheets/sheet1.xml', packed))),
    ).rejects.toMatchObject({
      code: 'FILE_UNPACKS_TOO_LARGE',
    });
  });
});

/** A zip of one entry that claims to unpack to ten bytes. */
function zipOf(name: string, packed: Buffer): Buffer {
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(10, 22);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(10, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  const offset = local.length + name.length + packed.length;
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + name.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end]);
}
