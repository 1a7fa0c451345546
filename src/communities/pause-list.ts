import type { Context } from '../context';
import type { Tx } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import { UserError } from '../errors';
import { parseObject } from '../ledger/rows/object-code';
import { columnsOf, type PauseActor } from './pause-scope';
import { checkSpan, writePause } from './pauses';
import { communityTime } from './time';

/** One line of a list: where it stood, and the room, space or shop as it is written there. */
export type ListedRoom = { row: number; room: string };

export type RefusedRow = ListedRoom & { zh: string };

/** Longer lists are a file's mistake. */
export const MOST_ROOMS = 2_000;

/**
 * One pause for the account of each listed 房号, with one reason and one end. The list is taken whole, or refused with every row that is
 * wrong and why. Staff give it to keep accounts out before a community goes live.
 *
 * @returns the pauses, one an account
 * @throws {UserError} PAUSE_LIST_REFUSED naming the rows, NOT_PERMITTED, PAUSE_TOO_LONG, PAUSE_IN_THE_PAST
 */
export async function pauseRooms(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  list: {
    communityId: string;
    actor: PauseActor;
    rooms: readonly ListedRoom[];
    fromOn: CivilDay;
    toOn: CivilDay;
    reason: string;
  },
  realNow: Date,
): Promise<string[]> {
  const { communityId, actor, rooms, fromOn, toOn, reason } = list;
  const time = await communityTime(tx, communityId, realNow.getTime());
  const of = { kind: 'account' as const, accountId: '' };
  await checkSpan(tx, { communityId, actor, of, fromOn, toOn }, time.today);
  const { accounts, refused } = await accountsOf(tx, communityId, rooms);
  if (refused.length > 0 || accounts.length === 0) throw refusedList(refused);
  const ids: string[] = [];
  for (const accountId of accounts) {
    const columns = columnsOf({ kind: 'account', accountId });
    const pause = { communityId, actor, columns, accountId, fromOn, toOn, reason, origin: 'list' as const };
    ids.push(await writePause(tx, context, pause, time));
  }
  return ids;
}

async function accountsOf(
  tx: Tx,
  communityId: string,
  rooms: readonly ListedRoom[],
): Promise<{ accounts: string[]; refused: RefusedRow[] }> {
  const read = rooms.map((listed) => ({ ...listed, object: parseObject(listed.room) }));
  const codes = read.flatMap(({ object }) => (object === null ? [] : [object.code]));
  const objects = await tx.chargeObject.findMany({
    where: { communityId, code: { in: codes } },
    select: { kind: true, code: true, accountId: true },
  });
  const accountOf = new Map(objects.map(({ kind, code, accountId }) => [`${kind}/${code}`, accountId]));
  const found = new Set<string>();
  const refused: RefusedRow[] = [];
  for (const { row, room, object } of read) {
    const accountId = object === null ? undefined : accountOf.get(`${object.kind}/${object.code}`);
    const refuse = (zh: string): number => refused.push({ row, room, zh });
    if (object === null) refuse('没有填写房号');
    else if (accountId === undefined) refuse('没有这个房号');
    else if (accountId === null) refuse('这个房号没有责任主体');
    else found.add(accountId); // two rooms of one account are one pause
  }
  return { accounts: [...found], refused };
}

const SHOWN_ROWS = 100;

function refusedList(rows: readonly RefusedRow[]): UserError {
  if (rows.length === 0)
    return new UserError('PAUSE_LIST_REFUSED', '名单是空的', 'the list is empty', 422, { rows: [] });
  const [first] = rows;
  return new UserError(
    'PAUSE_LIST_REFUSED',
    `名单里有 ${rows.length} 行不对，整份没有采用：第 ${first?.row} 行「${first?.room}」${first?.zh}`,
    `${rows.length} rows of the list are wrong, so none of it was taken`,
    422,
    { count: rows.length, rows: rows.slice(0, SHOWN_ROWS) },
  );
}
