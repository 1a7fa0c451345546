import { UserError } from '../errors';
import { fieldsOf } from './mapping/fields';
import { openTable } from './reading/open-table';
import { headingKey } from './reading/text';
import { roomOf } from './rows/object-code';

const WHO = { object: fieldsOf.owners.object, room: fieldsOf.owners.room };
const keys = (names: readonly string[]): ReadonlySet<string> => new Set(names.map(headingKey));
const NAMED = keys([...WHO.object, ...WHO.room]);
const BUILDING = keys(fieldsOf.owners.building);
const UNIT = keys(fieldsOf.owners.unit);

/** A list of rooms is enough as a table: openTable asks for two headings, a list has one. */
const ENOUGH = 2;

/**
 * The 房号 of a list, CSV or XLSX, each with its row: one column 房号, 户号 or 收费对象, with 楼栋 and 单元 beside it or not.
 *
 * @param most longer lists are refused
 * @throws {UserError} FILE_…, HEADINGS_NOT_FOUND, ROOM_LIST_TOO_LONG
 */
export async function readRoomList(path: string, most: number): Promise<{ row: number; room: string }[]> {
  const table = await openTable(path, (cells) =>
    cells.some((cell) => NAMED.has(headingKey(cell))) ? ENOUGH : 0,
  );
  const column = (names: ReadonlySet<string>) =>
    table.headings.findIndex((heading) => names.has(headingKey(heading)));
  const at = { room: column(NAMED), building: column(BUILDING), unit: column(UNIT) };
  const rooms: { row: number; room: string }[] = [];
  for await (const { rowNumber, cells } of table.rows()) {
    const cell = (index: number): string => (index < 0 ? '' : (cells[index] ?? '').trim());
    const room = cell(at.room);
    const whole = at.building < 0 ? null : roomOf(cell(at.building), cell(at.unit), room);
    rooms.push({ row: rowNumber, room: whole?.code ?? room });
    if (rooms.length > most) throw tooLong(most);
  }
  return rooms;
}

function tooLong(most: number): UserError {
  return new UserError('ROOM_LIST_TOO_LONG', `名单最多 ${most} 行`, `a list has ${most} rows at most`);
}
