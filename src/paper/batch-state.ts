import type { PaperBatch } from '../db/generated/client';
import type { ItemState } from './item-state';

/** 印制 → 批准 → 用印 → 送出 → 办完 */
export const BATCH_STATES = ['printing', 'printed', 'approved', 'sealed', 'out', 'done'] as const;
export type BatchState = (typeof BATCH_STATES)[number];

export const BATCH_STATE_WORDS: Record<BatchState, string> = {
  printing: '印制中',
  printed: '待批准用印',
  approved: '待盖章',
  sealed: '待送出',
  out: '送出中',
  done: '已办完',
};

export function batchStateOf(
  batch: Pick<PaperBatch, 'printedAt' | 'approvedAt' | 'sealedAt' | 'outAt'>,
  states: readonly ItemState[],
): BatchState {
  if (batch.printedAt === null) return 'printing';
  const open = states.filter((state) => state === 'printed' || state === 'started');
  if (open.length === 0) return 'done';
  if (states.includes('out') || states.includes('started') || batch.outAt !== null) return 'out';
  if (batch.sealedAt !== null) return 'sealed';
  return batch.approvedAt === null ? 'printed' : 'approved';
}
