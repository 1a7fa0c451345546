import { parseDay } from '../ledger/reading/days';
import { openTable } from '../ledger/reading/open-table';
import { cellText, headingKey } from '../ledger/reading/text';
import {
  COURIER_STATES,
  COURIER_WORDS,
  type CourierRow,
  type CourierState,
  courierStateSchema,
} from './courier';
import { isNoticeNumber } from './number';
import { RefusedRows, type RowProblem } from './rows-refused';
import { type TrackingRow, trackingNumberSchema } from './tracking';

const NUMBER = ['通知书编号', '编号'];
const TRACKING = ['运单号', '快递单号', '邮件号', '物流单号'];
const STATE = ['状态', '邮件状态', '投递状态', '签收状态'];
const NOTE = ['签收人', '退回原因', '原因', '备注', '说明'];
const DAY = ['日期', '签收日期', '时间', '签收时间'];

type Column = (cells: readonly string[]) => string;

/**
 * 运单号 by file: XLSX or CSV with the columns 通知书编号 and 运单号, whatever else it has; the list for the carrier, filled in, is one.
 *
 * @throws {UserError} ROWS_REFUSED, and those of a file that is no table
 */
export async function readTrackingFile(path: string): Promise<TrackingRow[]> {
  const table = await openTable(path, scoreOf([NUMBER, TRACKING]));
  const number = columnOf(table.headings, NUMBER);
  const tracking = columnOf(table.headings, TRACKING);
  const problems: RowProblem[] = [];
  const rows: TrackingRow[] = [];
  for await (const { rowNumber: row, cells } of table.rows()) {
    const given = { number: number(cells).toUpperCase(), trackingNumber: tracking(cells) };
    // A letter that did not leave has no number: it is none of the file's.
    if (given.number !== '' && given.trackingNumber === '') continue;
    const read = trackingNumberSchema.safeParse(given.trackingNumber);
    if (!isNoticeNumber(given.number)) {
      problems.push({ row, field: '通知书编号', value: given.number, zh: '编号不对，请核对每一位' });
    } else if (!read.success) {
      problems.push({
        row,
        field: '运单号',
        value: given.trackingNumber,
        zh: read.error.issues[0]?.message ?? '',
      });
    } else rows.push({ row, number: given.number, trackingNumber: read.data });
  }
  return whole(rows, problems);
}

/**
 * The carrier's states by file: 运单号 (or 通知书编号), 状态, 签收人 or 原因, 日期.
 *
 * @throws {UserError} ROWS_REFUSED, and those of a file that is no table
 */
export async function readStatesFile(path: string): Promise<CourierRow[]> {
  const table = await openTable(path, scoreOf([TRACKING, NUMBER, STATE]));
  const of = columnOf(table.headings, table.headings.some(isOne(TRACKING)) ? TRACKING : NUMBER);
  const [state, note, day] = [STATE, NOTE, DAY].map((names) => columnOf(table.headings, names)) as [
    Column,
    Column,
    Column,
  ];
  const problems: RowProblem[] = [];
  const rows: CourierRow[] = [];
  for await (const { rowNumber: row, cells } of table.rows()) {
    const known = stateOf(state(cells));
    const on = day(cells) === '' ? null : parseDay(day(cells), 'first');
    if (known === null) {
      problems.push({
        row,
        field: '状态',
        value: state(cells),
        zh: '状态只能是已交寄、妥投、拒收、退回、查询中',
      });
      continue;
    }
    if (on && !on.ok) {
      problems.push({ row, field: '日期', value: day(cells), zh: '日期读不懂' });
      continue;
    }
    const read = courierStateSchema.safeParse({
      of: of(cells),
      state: known,
      note: note(cells) || undefined,
      on: on?.day,
    });
    if (read.success) rows.push({ row, ...read.data });
    else problems.push({ row, field: '运单号', value: of(cells), zh: '运单号不对' });
  }
  return whole(rows, problems);
}

function whole<Row>(rows: Row[], problems: readonly RowProblem[]): Row[] {
  if (problems.length > 0) throw new RefusedRows(problems);
  return rows;
}

function stateOf(text: string): CourierState | null {
  return (
    COURIER_STATES.find((state) => COURIER_WORDS[state] === text || state === text) ?? SAME[text] ?? null
  );
}

/** As carriers write them. */
const SAME: Readonly<Record<string, CourierState>> = {
  已签收: 'signed',
  签收: 'signed',
  已妥投: 'signed',
  退件: 'returned',
  已退回: 'returned',
  退回妥投: 'returned',
  已拒收: 'refused',
  收寄: 'dispatched',
  已收寄: 'dispatched',
};

function isOne(names: readonly string[]) {
  return (heading: string) => names.some((name) => headingKey(name) === headingKey(heading));
}

function scoreOf(columns: readonly (readonly string[])[]) {
  return (cells: string[]) => columns.filter((names) => cells.some(isOne(names))).length;
}

/** Empty where the file has no such column. */
function columnOf(headings: readonly string[], names: readonly string[]): Column {
  const at = headings.findIndex(isOne(names));
  return (cells) => (at === -1 ? '' : cellText(cells[at] ?? ''));
}
