import type { Tx } from '../db/scope';
import { meansIn } from '../domain/prohibited-means';
import { rulesOfPlace } from '../policy/rule-packs';

export type WrittenIn = 'command' | 'task_outcome' | 'dispute_answer';

type Written = {
  communityId: string;
  accountId: string;
  caseId: string | null;
  source: WrittenIn;
  /** Under which the words are kept, sealed: an alert has none of them */
  sourceId: string;
  text: string | null;
  byId: string;
  /** Community instant */
  now: number;
};

/**
 * 违规手段提示 What staff wrote is looked at for words of a prohibited means. It is never refused, since what happened must be told; the supervisor
 * finds it in his list. Once for each writing.
 */
export async function noticeMeans(
  tx: Tx,
  { communityId, accountId, caseId, source, sourceId, text, byId, now }: Written,
): Promise<void> {
  if (text === null || text === '') return;
  const found = meansIn(text, await rulesOfPlace(tx, communityId));
  if (found.length === 0) return;
  const kinds = found.map(({ kind }) => kind);
  await tx.meansAlert.createMany({
    data: [{ communityId, accountId, caseId, source, sourceId, kinds, writtenById: byId, at: new Date(now) }],
    skipDuplicates: true,
  });
}
