import { z } from 'zod';
import { requirePermission } from '../auth/actor';
import { finishTask } from '../cases/finish-task';
import type { TaskActor } from '../cases/task-access';
import { type Tx, withScope } from '../db/scope';
import { UserError } from '../errors';
import { type ItemWithState, itemsWithState } from './item-state';
import { isNoticeNumber } from './number';
import { isHis, itemByNumber, type PaperContext, unknownPaper } from './reading';
import { RefusedRows, type RowProblem } from './rows-refused';

/** 运单号: letters and digits, as carriers print it. */
export const trackingNumberSchema = z
  .string()
  .trim()
  .transform((text) => text.replaceAll(/\s/g, '').toUpperCase())
  .pipe(z.string().regex(/^[A-Z0-9-]{6,40}$/, { error: '运单号须为 6–40 位字母数字' }));

export type TrackingRow = { row: number; number: string; trackingNumber: string };
export type Tracked = { dispatched: string[]; already: string[]; late: string[] };

/**
 * 运单号: one for each letter of a mailing, which is dispatched with it. Taken whole, or refused with every row that is wrong; the same file
 * again changes nothing. A letter that nobody had sent off (`departBatch`) is accepted, marked, and shown to the supervisor, since it is
 * on its way all the same.
 *
 * @param at when they were handed over, on the community's clock, for those that nobody had sent off; default: now
 * @throws {UserError} NOT_PERMITTED, ROWS_REFUSED
 */
export async function trackLetters(
  context: PaperContext,
  actor: TaskActor,
  communityId: string,
  rows: readonly TrackingRow[],
  {
    at,
    onProgress = () => {},
  }: { at?: number; onProgress?: (progress: { done: number; of: number }) => void } = {},
): Promise<Tracked> {
  requirePermission(actor, communityId, 'contact.act');
  const items = await withScope(context, communityId, (tx) => take(tx, context, actor, communityId, rows));
  const tracked: Tracked = { dispatched: [], already: [], late: [] };
  for (const [index, item] of items.entries()) {
    onProgress({ done: index, of: items.length });
    if (item.state === 'out') {
      tracked.already.push(item.number);
      continue;
    }
    const finished = await finishOne(context, actor, item, at);
    tracked[finished].push(item.number);
    if (finished === 'dispatched' && item.state !== 'started') tracked.late.push(item.number);
  }
  return tracked;
}

/** Somebody else's file may have come first. */
async function finishOne(
  context: PaperContext,
  actor: TaskActor,
  { communityId, taskId, trackingNumber }: ItemWithState & { trackingNumber: string },
  at: number | undefined,
): Promise<'dispatched' | 'already'> {
  try {
    await finishTask(context, actor, { communityId, taskId }, { outcome: 'dispatched', trackingNumber, at });
    return 'dispatched';
  } catch (error) {
    if (error instanceof UserError && error.code === 'TASK_OVER') return 'already';
    throw error;
  }
}

type Tracking = ItemWithState & { trackingNumber: string };

/** All rows under one transaction: none is taken unless every one is good. */
async function take(
  tx: Tx,
  context: PaperContext,
  actor: TaskActor,
  communityId: string,
  rows: readonly TrackingRow[],
): Promise<Tracking[]> {
  const problems = repeated(rows);
  const found: { row: TrackingRow; item: ItemWithState }[] = [];
  for (const row of rows) {
    const item = await itemOf(tx, communityId, row.number);
    const problem = item ? await problemOf(tx, context, actor, row, item) : unknownNumber(row);
    if (problem) problems.push(problem);
    else if (item) found.push({ row, item });
  }
  if (problems.length > 0) throw new RefusedRows(problems);
  for (const { row, item } of found) {
    if (item.trackingNumber === row.trackingNumber) continue;
    await tx.paperItem.update({
      where: { id: item.id },
      data: { trackingNumber: row.trackingNumber, courierState: 'dispatched' },
    });
  }
  return found.map(({ row, item }) => ({ ...item, trackingNumber: row.trackingNumber }));
}

async function itemOf(tx: Tx, communityId: string, number: string): Promise<ItemWithState | null> {
  if (!isNoticeNumber(number)) return null;
  const row = await tx.paperItem.findUnique({
    where: { communityId_number: { communityId, number } },
  });
  const [item] = row ? await itemsWithState(tx, [row]) : [];
  return item ?? null;
}

async function problemOf(
  tx: Tx,
  context: PaperContext,
  actor: TaskActor,
  row: TrackingRow,
  item: ItemWithState,
): Promise<RowProblem | null> {
  const ofNumber = (zh: string) => ({ row: row.row, field: '通知书编号', value: row.number, zh });
  const ofTracking = (zh: string) => ({ row: row.row, field: '运单号', value: row.trackingNumber, zh });
  if (item.channel !== 'mail') return ofNumber('这一份是张贴的，不是邮寄的');
  if (item.state === 'void') return ofNumber('此编号已作废');
  if (item.state === 'out' && item.trackingNumber !== row.trackingNumber) {
    return ofTracking(`这一份已登记运单号 ${item.trackingNumber ?? ''}，请先撤回或更正`);
  }
  const other = await tx.paperItem.findUnique({
    where: {
      communityId_trackingNumber: { communityId: item.communityId, trackingNumber: row.trackingNumber },
    },
  });
  if (other && other.id !== item.id) return ofTracking(`此运单号已用于通知书 ${other.number}`);
  return (await isHis(tx, context, actor, item)) ? null : ofNumber('这一户不在您的范围内');
}

function unknownNumber({ row, number }: TrackingRow): RowProblem {
  return { row, field: '通知书编号', value: number, zh: '没有这个编号，请核对每一位' };
}

function repeated(rows: readonly TrackingRow[]): RowProblem[] {
  const numbers = new Set<string>();
  const trackingNumbers = new Set<string>();
  return rows.flatMap(({ row, number, trackingNumber }): RowProblem[] => {
    const problems: RowProblem[] = [];
    if (numbers.has(number)) problems.push({ row, field: '通知书编号', value: number, zh: '文件中重复' });
    if (trackingNumbers.has(trackingNumber)) {
      problems.push({ row, field: '运单号', value: trackingNumber, zh: '文件中重复' });
    }
    numbers.add(number);
    trackingNumbers.add(trackingNumber);
    return problems;
  });
}

/** One letter, by hand or by scanning both. */
export async function trackLetter(
  context: PaperContext,
  actor: TaskActor,
  communityId: string,
  { number, trackingNumber, at }: { number: string; trackingNumber: string; at?: number },
): Promise<Tracked> {
  const item = await withScope(context, communityId, (tx) => itemByNumber(tx, communityId, number));
  if (item.channel !== 'mail') throw unknownPaper(number);
  return trackLetters(context, actor, communityId, [{ row: 1, number: item.number, trackingNumber }], { at });
}
