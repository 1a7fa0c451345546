import { UserError } from '../../errors';
import { limits } from './limits';

const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);

/** Files that are refused as a whole, each with what to do. */
export const refusedFile = {
  empty: () => new UserError('FILE_EMPTY', '文件是空的，没有可以导入的行', 'the file is empty'),
  missing: () => new UserError('FILE_NOT_FOUND', '找不到这个文件', 'there is no such file', 404),
  tooLarge: () =>
    new UserError(
      'FILE_TOO_LARGE',
      `文件超过 ${megabytes(limits.fileBytes)} MB，请按楼栋或账期分开导入`,
      `the file is larger than ${megabytes(limits.fileBytes)} MB: import it in parts`,
      413,
    ),
  bomb: () =>
    new UserError(
      'FILE_UNPACKS_TOO_LARGE',
      '这个表格解开后大得异常，已拒绝；请用表格软件另存一份再试',
      'the workbook unpacks to an absurd size and is refused',
      413,
    ),
  notATable: () =>
    new UserError(
      'FILE_NOT_A_TABLE',
      '读不懂这个文件：请导入 XLSX，或编码为 UTF-8、GB18030 的 CSV；旧的 .xls 请先另存为 .xlsx',
      'this is neither XLSX nor CSV in UTF-8 or GB18030; save an old .xls as .xlsx first',
    ),
  damaged: () =>
    new UserError(
      'FILE_DAMAGED',
      '这个表格文件已损坏，打不开',
      'the workbook is damaged and cannot be opened',
    ),
  tooManyColumns: () =>
    new UserError(
      'FILE_TOO_MANY_COLUMNS',
      `列数超过 ${limits.columns}，这不像一张台账`,
      `more than ${limits.columns} columns: this is no ledger`,
    ),
  tooManyRows: () =>
    new UserError(
      'FILE_TOO_MANY_ROWS',
      `行数超过 ${limits.rows}，请分开导入`,
      `more than ${limits.rows} rows: import it in parts`,
      413,
    ),
  noHeadings: () =>
    new UserError(
      'HEADINGS_NOT_FOUND',
      `前 ${limits.headingRows} 行里没有找到表头，请确认第一张工作表是要导入的表`,
      `no headings were found in the first ${limits.headingRows} rows`,
    ),
  noRows: () =>
    new UserError('FILE_EMPTY', '文件只有表头，没有可以导入的行', 'the file has headings and no rows'),
};
