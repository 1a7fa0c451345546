import type { TaskActor } from '../cases/task-access';
import type { PaperItem } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { UserError } from '../errors';
import { recordFile, type StoredFile, storeFile } from '../evidence/files';
import { mediaTypeSchema } from '../evidence/media-types';
import { findBatch, type PaperContext } from './reading';

/** Steps that are the same for forty envelopes are photographed once. */
export const BATCH_PHOTOS = ['content', 'sealing'] as const;
export type BatchPhoto = (typeof BATCH_PHOTOS)[number];

/** What a posting is proven by (contact-outcomes). */
const POSTING_PHOTOS = ['content', 'sealing', 'door'] as const;

/**
 * A photo for a whole batch. It joins the file of each of its letters when that letter goes out. The same picture again is the same.
 *
 * @throws {UserError} BATCH_UNKNOWN, PHOTO_REFUSED, and those of `storeFile`
 */
export async function keepBatchPhoto(
  context: PaperContext,
  { userId }: TaskActor,
  { communityId, batchId, shows, at }: { communityId: string; batchId: string; shows: BatchPhoto; at: Date },
  source: AsyncIterable<Uint8Array>,
): Promise<StoredFile & { already: boolean }> {
  await withScope(context, communityId, (tx) => findBatch(tx, communityId, batchId));
  const stored = await storeFile(context, source);
  if (!stored.mediaType.startsWith('image/')) {
    throw new UserError('PHOTO_REFUSED', '这里只收照片', 'only photos are taken here');
  }
  const { count } = await withScope(context, communityId, (tx) =>
    tx.paperPhoto.createMany({
      data: [{ communityId, batchId, shows, byId: userId, at, ...stored }],
      skipDuplicates: true,
    }),
  );
  return { ...stored, already: count === 0 };
}

/**
 * The batch's photos in the file of one letter, beside those that were taken for it alone.
 *
 * @returns the ids of all photos of its task
 */
export async function joinPhotos(
  tx: Tx,
  context: Pick<PaperContext, 'cipher'>,
  { userId }: TaskActor,
  item: PaperItem,
): Promise<string[]> {
  const { communityId, accountId, caseId, taskId } = item;
  const photos = await tx.paperPhoto.findMany({ where: { batchId: item.batchId }, orderBy: { at: 'asc' } });
  for (const { shows, byId, at, sha256, size, mediaType } of photos) {
    await recordFile(
      tx,
      context,
      { communityId, accountId, caseId, taskId, shows: shows as BatchPhoto, byId: byId ?? userId, at },
      { sha256, size, mediaType: mediaTypeSchema.parse(mediaType) },
    );
  }
  const files = await tx.evidenceFile.findMany({
    where: { accountId, taskId, shows: { not: 'notice' } },
    select: { id: true },
  });
  return files.map(({ id }) => id);
}

/** Which photos of a posting are there already, taken for it or for its batch. */
export async function photosMissing(tx: Tx, item: PaperItem): Promise<{ shows: string; have: boolean }[]> {
  if (item.channel !== 'post') return [];
  const own = await tx.evidenceFile.findMany({
    where: { accountId: item.accountId, taskId: item.taskId },
    select: { shows: true },
  });
  const batch = await tx.paperPhoto.findMany({ where: { batchId: item.batchId }, select: { shows: true } });
  const have = new Set([...own, ...batch].map(({ shows }) => shows));
  return POSTING_PHOTOS.map((shows) => ({ shows, have: have.has(shows) }));
}
