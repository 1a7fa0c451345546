import { mayActOnAccount } from '../auth/actor';
import type { TaskActor } from '../cases/task-access';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import type { PaperBatch, PaperItem } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { UserError } from '../errors';
import { type NoticePage, noticePageSchema } from './notice-page';
import { readNumber } from './number';

/** What the functions of paper work with. */
export type PaperContext = Pick<Context, 'db' | 'cipher' | 'providers' | 'config' | 'now'>;

/** @throws {UserError} PAPER_NUMBER_INVALID, PAPER_UNKNOWN */
export async function itemByNumber(tx: Tx, communityId: string, scanned: string): Promise<PaperItem> {
  const number = readNumber(scanned);
  const item = await tx.paperItem.findUnique({ where: { communityId_number: { communityId, number } } });
  if (!item) throw unknownPaper(number);
  return item;
}

/** By the number of the notice, or by that of the letter's way. */
export async function itemByEither(tx: Tx, communityId: string, scanned: string): Promise<PaperItem> {
  const trackingNumber = scanned.trim().toUpperCase();
  const item = await tx.paperItem.findUnique({
    where: { communityId_trackingNumber: { communityId, trackingNumber } },
  });
  return item ?? itemByNumber(tx, communityId, scanned);
}

export function unknownPaper(number: string): UserError {
  return new UserError(
    'PAPER_UNKNOWN',
    `没有编号 ${number} 的通知书`,
    `there is no notice with the number ${number}`,
    404,
  );
}

/** @throws {UserError} BATCH_UNKNOWN */
export async function findBatch(tx: Tx, communityId: string, batchId: string): Promise<PaperBatch> {
  const batch = await tx.paperBatch.findUnique({ where: { id: batchId } });
  if (!batch || batch.communityId !== communityId) throw unknownBatch();
  return batch;
}

export function unknownBatch(): UserError {
  return new UserError(
    'BATCH_UNKNOWN',
    '没有这个批次，或不在您的范围内',
    'there is no such batch, or it is not yours to see',
    404,
  );
}

/** Locked until the transaction ends: what is decided of a batch is decided once. */
export async function lockBatch(tx: Tx, communityId: string, batchId: string): Promise<PaperBatch> {
  await tx.$queryRaw`select id from paper_batch where id = ${batchId}::uuid for update`;
  return findBatch(tx, communityId, batchId);
}

/** Whether a letter's household is among those that he may work on. */
export async function isHis(
  tx: Tx,
  context: Pick<Context, 'now'>,
  actor: TaskActor,
  { communityId, accountId, taskId }: PaperItem,
): Promise<boolean> {
  const { today } = await communityTime(tx, communityId, context.now());
  const account = await tx.account.findUniqueOrThrow({
    where: { id: accountId },
    select: { id: true, communityId: true, building: true },
  });
  if (await mayActOnAccount(tx, actor, account, today)) return true;
  return (await tx.task.count({ where: { id: taskId, assigneeId: actor.userId } })) > 0;
}

export function openPage(
  { cipher }: Pick<Context, 'cipher'>,
  item: Pick<PaperItem, 'pageSealed'>,
): NoticePage {
  return noticePageSchema.parse(JSON.parse(cipher.open(item.pageSealed)));
}
