import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { UserError } from '../errors';
import { appendEvidence } from './append';
import { type MediaType, mediaTypeCheck } from './media-types';
import { directoryStorage, type EvidenceStorage } from './storage';

/** What a file shows; closed, so that a checklist can ask for it. */
export const FILE_SHOWS = [
  'notice',
  'content',
  'sealing',
  'door',
  'slip',
  'receipt',
  'signature',
  'recording',
  'other',
] as const;
export type FileShows = (typeof FILE_SHOWS)[number];

export type StoredFile = { sha256: string; size: number; mediaType: MediaType };

export type NewFile = {
  communityId: string;
  accountId: string;
  caseId: string | null;
  taskId: string | null;
  shows: FileShows;
  byId: string;
  /** On the community's clock */
  at: Date;
};

type FileContext = Pick<Context, 'db' | 'cipher' | 'config'>;

export function evidenceStorage({ config }: Pick<Context, 'config'>): EvidenceStorage {
  return directoryStorage(config.evidenceDir);
}

/** The bytes first, on their own: what no row speaks of later is only space. */
export async function storeFile(
  context: Pick<Context, 'config'>,
  source: AsyncIterable<Uint8Array>,
): Promise<StoredFile> {
  const { check, mediaType } = mediaTypeCheck();
  const { sha256, size } = await evidenceStorage(context).keep(source, check);
  return { sha256, size, mediaType: mediaType() };
}

/**
 * The same picture handed in twice for the same task is the same file.
 *
 * @throws {UserError} TASK_UNKNOWN for a task that is not of this account: what a picture proves is kept for good
 */
export async function recordFile(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  file: NewFile,
  { sha256, size, mediaType }: StoredFile,
): Promise<{ fileId: string; already: boolean }> {
  const { communityId, accountId, caseId, taskId, shows, byId, at } = file;
  // orders two uploads of the same picture
  await tx.$queryRaw`select id from account where id = ${accountId}::uuid for update`;
  if (taskId !== null && (await tx.task.count({ where: { id: taskId, accountId } })) === 0) {
    throw new UserError('TASK_UNKNOWN', '这一户没有这项任务', 'this account has no such task', 404);
  }
  const known = await tx.evidenceFile.findFirst({
    where: { accountId, taskId, shows, sha256 },
    select: { id: true },
  });
  if (known) return { fileId: known.id, already: true };
  const row = await tx.evidenceFile.create({
    data: { communityId, accountId, caseId, taskId, sha256, size, mediaType, shows, byId, at },
    select: { id: true },
  });
  await appendEvidence(tx, context, {
    ...{ communityId, accountId, caseId, at, actorId: byId },
    key: fileKey(row.id),
    kind: 'file',
    content: { fileId: row.id, sha256, size, mediaType, shows, taskId },
  });
  return { fileId: row.id, already: false };
}

export function fileKey(fileId: string): string {
  return `file/${fileId}`;
}

/**
 * Stores and records in one go.
 *
 * @throws {UserError} MEDIA_TYPE_REFUSED, FILE_TOO_LARGE, FILE_EMPTY
 */
export async function keepFile(
  context: FileContext,
  file: NewFile,
  source: AsyncIterable<Uint8Array>,
): Promise<StoredFile & { fileId: string; already: boolean }> {
  const stored = await storeFile(context, source);
  const recorded = await withScope(context, file.communityId, (tx) => recordFile(tx, context, file, stored));
  return { ...stored, ...recorded };
}
