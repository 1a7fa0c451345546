import { z } from 'zod';
import { requirePermission } from '../auth/actor';
import { startTask } from '../cases/contact-tasks';
import type { TaskActor } from '../cases/task-access';
import { communityTime } from '../communities/time';
import type { PaperBatch } from '../db/generated/client';
import { withScope } from '../db/scope';
import { UserError } from '../errors';
import { type ItemWithState, standing } from './item-state';
import { scanNotice } from './post';
import { lockBatch, type PaperContext } from './reading';
import { itemsOf, requirePrinted } from './seal';

/** A letter that stays behind, and why. */
export type StaysBehind = { number: string; code: string; zh: string; en: string };

export type Departed = { batch: PaperBatch; goes: string[]; staysBehind: StaysBehind[] };

export const departSchema = z.strictObject({ carrier: z.string().trim().min(1).max(64).optional() });

/**
 * 送出: the last look before a batch leaves. Of a mailing every letter is claimed here, under all gates, since nobody looks again before the
 * carrier has it; of a posting each is claimed at its door. What may not go is named, to be taken out of the pile. Again: what stayed
 * behind is tried again.
 *
 * @throws {UserError} NOT_PERMITTED, BATCH_UNKNOWN, NOT_PRINTED, PAPER_NOT_SEALED
 */
export async function departBatch(
  context: PaperContext,
  actor: TaskActor,
  { communityId, batchId }: { communityId: string; batchId: string },
  { carrier }: z.output<typeof departSchema>,
  onProgress: (progress: { done: number; of: number }) => void = () => {},
): Promise<Departed> {
  requirePermission(actor, communityId, 'contact.act');
  const { batch, items } = await withScope(context, communityId, async (tx) => {
    const batch = await lockBatch(tx, communityId, batchId);
    requirePrinted(batch);
    if (batch.sealedAt === null) {
      throw new UserError(
        'PAPER_NOT_SEALED',
        '本批尚未用印，盖章登记后再送出',
        'the batch is not sealed yet',
        409,
      );
    }
    return { batch, items: standing(await itemsOf(tx, batchId)) };
  });
  const goes: string[] = [];
  const staysBehind: StaysBehind[] = [];
  for (const [index, item] of items.entries()) {
    const refusal = await mayGo(context, actor, batch, item);
    if (refusal === null) goes.push(item.number);
    else staysBehind.push({ number: item.number, code: refusal.code, zh: refusal.zh, en: refusal.en });
    onProgress({ done: index + 1, of: items.length });
  }
  const after = await withScope(context, communityId, async (tx) => {
    const { now } = await communityTime(tx, communityId, context.now());
    return tx.paperBatch.update({
      where: { id: batchId },
      data: {
        carrier,
        ...(batch.outAt === null ? { outById: actor.userId, outAt: new Date(now) } : {}),
      },
    });
  });
  return { batch: after, goes, staysBehind };
}

async function mayGo(
  context: PaperContext,
  actor: TaskActor,
  { kind, communityId }: PaperBatch,
  item: ItemWithState,
): Promise<UserError | null> {
  if (item.state === 'out' || (item.state === 'started' && kind === 'mailing')) return null;
  try {
    if (kind === 'posting') return (await scanNotice(context, actor, communityId, item.number)).refusal;
    await startTask(context, actor, { communityId, taskId: item.taskId });
    return null;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}
