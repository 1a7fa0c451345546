import { z } from 'zod';
import { requirePermission } from '../auth/actor';
import { lockTask, type TaskActor } from '../cases/task-access';
import type { PaperItem } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { UserError } from '../errors';
import { appendEvidence } from '../evidence/append';
import { itemsWithState } from './item-state';
import { type NewBatch, type PrintProgress, printBatch } from './print';
import { itemByNumber, type PaperContext } from './reading';

export const voidSchema = z.strictObject({
  numbers: z.array(z.string().min(1).max(40)).min(1).max(500),
  reason: z.string().trim().min(2, { error: '请写明原因' }).max(200),
});
export type VoidInput = z.input<typeof voidSchema>;

/**
 * A letter that is not to go out counts no more; it was brought back, or never left. Its task waits for another print, or is done
 * without paper. Twice is once.
 *
 * @throws {UserError} NOT_PERMITTED, PAPER_UNKNOWN, PAPER_IS_OUT, NOT_YOUR_ACCOUNT
 */
export async function voidNotices(
  context: PaperContext,
  actor: TaskActor,
  communityId: string,
  given: VoidInput,
): Promise<{ voided: string[]; taskIds: string[] }> {
  const { numbers, reason } = voidSchema.parse(given);
  requirePermission(actor, communityId, 'notice.draft');
  const items: PaperItem[] = [];
  for (const number of new Set(numbers)) {
    items.push(
      await withScope(context, communityId, (tx) => voidOne(tx, context, actor, communityId, number, reason)),
    );
  }
  return { voided: items.map(({ number }) => number), taskIds: items.map(({ taskId }) => taskId) };
}

async function voidOne(
  tx: Tx,
  context: PaperContext,
  actor: TaskActor,
  communityId: string,
  number: string,
  reason: string,
): Promise<PaperItem> {
  const found = await itemByNumber(tx, communityId, number);
  const { time } = await lockTask(tx, context, actor, communityId, found.taskId);
  const [item] = await itemsWithState(tx, [await itemByNumber(tx, communityId, number)]);
  if (!item) throw new Error(`no letter ${number}`);
  if (item.voidedAt !== null) return item;
  if (item.state === 'out' || item.state === 'started') {
    throw new UserError(
      'PAPER_IS_OUT',
      `编号 ${item.number} 已送出或正在送出，不能作废`,
      `the notice ${item.number} is out, or on its way`,
      409,
    );
  }
  const at = new Date(time.now);
  await appendEvidence(tx, context, {
    ...{ communityId, accountId: item.accountId, caseId: item.caseId, at },
    key: `paper/${item.number}/voided`,
    actorId: actor.userId,
    kind: 'paper',
    content: {
      paperItemId: item.id,
      number: item.number,
      batchId: item.batchId,
      event: 'voided',
      sha256: item.sha256,
      amountFen: item.amountFen,
      deadlineOn: item.deadlineOn,
      reason,
    },
  });
  return tx.paperItem.update({
    where: { id: item.id },
    data: { voidedAt: at, voidedById: actor.userId, voidReason: reason },
  });
}

export const reprintSchema = voidSchema.extend({
  onDay: z.string().optional(),
  lastDayOn: z.string().optional(),
});

/**
 * The same letters anew, as of now, with new numbers: the old ones count no more. A batch of its own, which is sealed like any.
 */
export async function reprint(
  context: PaperContext,
  actor: TaskActor,
  of: { communityId: string; batchId: string },
  { numbers, reason, ...days }: VoidInput & Pick<NewBatch, 'onDay' | 'lastDayOn'>,
  onProgress?: (progress: PrintProgress) => void,
) {
  const { taskIds } = await voidNotices(context, actor, of.communityId, { numbers, reason });
  const kind = await withScope(context, of.communityId, async (tx) => {
    const [first] = numbers;
    const { channel } = await itemByNumber(tx, of.communityId, first ?? '');
    return channel === 'mail' ? ('mailing' as const) : ('posting' as const);
  });
  return printBatch(context, actor, of, { kind, taskIds, ...days }, onProgress);
}
