import { z } from 'zod';
import { requirePermission } from '../auth/actor';
import type { TaskActor } from '../cases/task-access';
import { communityTime } from '../communities/time';
import type { PaperBatch } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { civilDaySchema } from '../domain/civil-day';
import { UserError } from '../errors';
import { appendAllEvidence } from '../evidence/append';
import { type ItemWithState, itemsWithState, standing } from './item-state';
import { lockBatch, type PaperContext } from './reading';

type Of = { communityId: string; batchId: string };

/**
 * 批准用印: by somebody who may, and who did not print it himself. Twice is once.
 *
 * @throws {UserError} NOT_PERMITTED, BATCH_UNKNOWN, NOT_PRINTED, OWN_BATCH
 */
export async function approveBatch(
  context: PaperContext,
  actor: TaskActor,
  { communityId, batchId }: Of,
): Promise<PaperBatch> {
  requirePermission(actor, communityId, 'notice.approve');
  return withScope(context, communityId, async (tx) => {
    const batch = await lockBatch(tx, communityId, batchId);
    if (batch.approvedAt !== null) return batch;
    requirePrinted(batch);
    if (batch.createdById === actor.userId) {
      throw new UserError(
        'OWN_BATCH',
        '自己印制的批次须由另一位有权人批准',
        'whoever printed a batch does not approve it',
        403,
      );
    }
    const { now } = await communityTime(tx, communityId, context.now());
    return tx.paperBatch.update({
      where: { id: batchId },
      data: { approvedById: actor.userId, approvedAt: new Date(now) },
    });
  });
}

export const sealSchema = z.strictObject({
  /** Sheets that were stamped */
  copies: z.int().min(1).max(5_000),
  /** When the chop was put; default: today */
  on: civilDaySchema.optional(),
});
export type SealInput = z.input<typeof sealSchema>;

/**
 * 用印: the company's chop was put on the paper by hand; here it is only written down, by whom, on how many sheets, on whose approval.
 * Nothing of a batch goes out before that.
 *
 * @throws {UserError} NOT_PERMITTED, BATCH_UNKNOWN, NOT_PRINTED, NOT_APPROVED, TOO_FEW_COPIES, SEAL_DAY
 */
export async function sealBatch(
  context: PaperContext,
  actor: TaskActor,
  { communityId, batchId }: Of,
  given: SealInput,
): Promise<PaperBatch> {
  const { copies, on } = sealSchema.parse(given);
  requirePermission(actor, communityId, 'notice.draft');
  return withScope(context, communityId, async (tx) => {
    const batch = await lockBatch(tx, communityId, batchId);
    if (batch.sealedAt !== null) return batch;
    requirePrinted(batch);
    if (batch.approvedAt === null) {
      throw new UserError('NOT_APPROVED', '尚未批准用印', 'its sealing is not approved yet', 409);
    }
    const items = standing(await itemsOf(tx, batchId));
    if (copies < items.length) {
      throw new UserError(
        'TOO_FEW_COPIES',
        `本批有 ${items.length} 份通知书，盖章份数不能少于此`,
        `the batch has ${items.length} notices`,
      );
    }
    const { now, today } = await communityTime(tx, communityId, context.now());
    if (on !== undefined && on > today) {
      throw new UserError('SEAL_DAY', '盖章日期不能晚于今天', 'the day of sealing is not in the future');
    }
    await writeSealed(tx, context, actor, batch, items, new Date(now));
    return tx.paperBatch.update({
      where: { id: batchId },
      data: { sealedById: actor.userId, sealedOn: on ?? today, sealedAt: new Date(now), copies },
    });
  });
}

async function writeSealed(
  tx: Tx,
  context: PaperContext,
  { userId }: TaskActor,
  batch: PaperBatch,
  items: readonly ItemWithState[],
  at: Date,
): Promise<void> {
  await appendAllEvidence(
    tx,
    context,
    items.map((item) => ({
      communityId: batch.communityId,
      accountId: item.accountId,
      caseId: item.caseId,
      key: `paper/${item.number}/sealed`,
      at,
      actorId: userId,
      kind: 'paper' as const,
      content: {
        paperItemId: item.id,
        number: item.number,
        batchId: batch.id,
        event: 'sealed' as const,
        sha256: item.sha256,
        amountFen: item.amountFen,
        deadlineOn: item.deadlineOn,
        data: { approvedById: batch.approvedById },
      },
    })),
  );
}

export const batchNoteSchema = z.strictObject({
  carrier: z.string().trim().min(1).max(64).optional(),
  /** What the whole batch cost: postage, courier */
  costFen: z.int().min(0).max(100_000_000).optional(),
});
export type BatchNote = z.input<typeof batchNoteSchema>;

/** Carrier and cost of a batch, as they become known. */
export async function noteBatch(
  context: PaperContext,
  actor: TaskActor,
  { communityId, batchId }: Of,
  given: BatchNote,
): Promise<PaperBatch> {
  const { carrier, costFen } = batchNoteSchema.parse(given);
  requirePermission(actor, communityId, 'notice.draft');
  return withScope(context, communityId, async (tx) => {
    await lockBatch(tx, communityId, batchId);
    return tx.paperBatch.update({ where: { id: batchId }, data: { carrier, costFen } });
  });
}

export async function itemsOf(tx: Tx, batchId: string): Promise<ItemWithState[]> {
  const rows = await tx.paperItem.findMany({ where: { batchId }, orderBy: { position: 'asc' } });
  return itemsWithState(tx, rows);
}

export function requirePrinted({ printedAt }: PaperBatch): void {
  if (printedAt !== null) return;
  throw new UserError('NOT_PRINTED', '本批还在印制中', 'the batch is still being printed', 409);
}
