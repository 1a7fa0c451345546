import { z } from 'zod';
import { requirePermission } from '../auth/actor';
import { recordDelivery } from '../cases/delivery';
import type { TaskActor } from '../cases/task-access';
import { communityTime } from '../communities/time';
import { type Tx, withScope } from '../db/scope';
import { type CivilDay, civilDaySchema } from '../domain/civil-day';
import { UserError } from '../errors';
import { type ItemWithState, itemsWithState } from './item-state';
import { isHis, itemByEither, type PaperContext } from './reading';
import { RefusedRows, type RowProblem } from './rows-refused';

/** Where the carrier says a letter is. */
export const COURIER_STATES = ['dispatched', 'signed', 'refused', 'returned', 'querying'] as const;
export type CourierState = (typeof COURIER_STATES)[number];

export const COURIER_WORDS: Record<CourierState, string> = {
  dispatched: '已交寄',
  signed: '妥投',
  refused: '拒收',
  returned: '退回',
  querying: '查询中',
};

export const courierStateSchema = z.strictObject({
  /** 通知书编号 or 运单号 */
  of: z.string().trim().min(6).max(40),
  state: z.enum(COURIER_STATES, { error: '状态只能是已交寄、妥投、拒收、退回、查询中' }),
  /** 签收人, or why it came back */
  note: z.string().trim().max(200).optional(),
  /** By the carrier's own record; default: today */
  on: civilDaySchema.optional(),
});
export type CourierRow = z.output<typeof courierStateSchema> & { row: number };

export type Followed = { changed: string[]; same: string[] };

/**
 * What the carrier says of letters on their way, by file or by hand: taken whole or refused with every row that is wrong; the same again
 * changes nothing. 妥投, 拒收 and 退回 change what the letter proves, and are told to its case.
 *
 * @throws {UserError} NOT_PERMITTED, ROWS_REFUSED
 */
export async function followLetters(
  context: PaperContext,
  actor: TaskActor,
  communityId: string,
  rows: readonly CourierRow[],
): Promise<Followed> {
  requirePermission(actor, communityId, 'contact.act');
  const found = await withScope(context, communityId, (tx) => checked(tx, context, actor, communityId, rows));
  const followed: Followed = { changed: [], same: [] };
  for (const { row, item, contactId, today } of found) {
    const same = item.courierState === row.state && (item.courierOn ?? today) === (row.on ?? today);
    if (!same) await follow(context, actor, item, contactId, row, today);
    followed[same ? 'same' : 'changed'].push(item.number);
  }
  return followed;
}

type Found = { row: CourierRow; item: ItemWithState; contactId: string; today: CivilDay };

async function checked(
  tx: Tx,
  context: PaperContext,
  actor: TaskActor,
  communityId: string,
  rows: readonly CourierRow[],
): Promise<Found[]> {
  const { today } = await communityTime(tx, communityId, context.now());
  const problems: RowProblem[] = [];
  const found: Found[] = [];
  for (const row of rows) {
    const item = await itemOf(tx, communityId, row.of);
    const isMine = item !== null && (await isHis(tx, context, actor, item));
    const problem = problemOf(row, isMine ? item : null, today);
    if (problem !== null) problems.push({ row: row.row, ...problem });
    else if (item?.contact) found.push({ row, item, contactId: item.contact.id, today });
  }
  if (problems.length > 0) throw new RefusedRows(problems);
  return found;
}

async function itemOf(tx: Tx, communityId: string, of: string): Promise<ItemWithState | null> {
  try {
    const [item] = await itemsWithState(tx, [await itemByEither(tx, communityId, of)]);
    return item ?? null;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function problemOf(
  row: CourierRow,
  item: ItemWithState | null,
  today: CivilDay,
): Omit<RowProblem, 'row'> | null {
  if (!item) return { field: '运单号', value: row.of, zh: '没有这个运单号或编号' };
  if (item.channel !== 'mail') return { field: '运单号', value: row.of, zh: '这一份不是邮寄的' };
  if (item.state !== 'out') return { field: '运单号', value: row.of, zh: '尚未登记交寄' };
  if (row.on !== undefined && row.on > today) return { field: '日期', value: row.on, zh: '日期晚于今天' };
  if (row.state === 'returned' && !row.note) return { field: '退回原因', value: '', zh: '请写明退回原因' };
  return null;
}

async function follow(
  context: PaperContext,
  actor: TaskActor,
  item: ItemWithState,
  contactId: string,
  { state, note, on }: CourierRow,
  today: CivilDay,
): Promise<void> {
  const { communityId } = item;
  if (state === 'signed' || state === 'refused' || state === 'returned') {
    await recordDelivery(context, actor, communityId, { of: { contactId }, state, note });
  }
  await withScope(context, communityId, (tx) =>
    tx.paperItem.update({
      where: { id: item.id },
      data: {
        courierState: state,
        courierOn: on ?? today,
        courierNoteSealed: note ? context.cipher.seal(note) : null,
      },
    }),
  );
}

/** 退件: one that lies on the desk again, by the code on it or its tracking number. */
export function returnLetter(
  context: PaperContext,
  actor: TaskActor,
  communityId: string,
  { of, reason, on }: { of: string; reason: string; on?: CivilDay },
): Promise<Followed> {
  return followLetters(context, actor, communityId, [{ row: 1, of, state: 'returned', note: reason, on }]);
}
