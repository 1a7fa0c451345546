import type { Tx } from '../db/scope';
import { UserError } from '../errors';

/** What the files given with an outcome show: they must lie in the file of this account. */
export async function filesShow(
  tx: Tx,
  { communityId, accountId }: { communityId: string; accountId: string },
  fileIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (fileIds.length === 0) return new Set();
  const files = await tx.evidenceFile.findMany({
    where: { id: { in: [...fileIds] }, communityId, accountId },
    select: { id: true, shows: true },
  });
  if (files.length < new Set(fileIds).size) {
    throw new UserError(
      'FILE_UNKNOWN',
      '附件不在本户档案中',
      'a file is not in the file of this account',
      404,
    );
  }
  return new Set(files.map(({ shows }) => shows));
}
