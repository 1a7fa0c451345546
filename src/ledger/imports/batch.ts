import type { Tx } from '../../db/scope';
import { UserError } from '../../errors';
import { type Summary, summarySchema } from './summary';

export type Progress = { phase: 'reading' | 'comparing' | 'accepting'; rows: number; of: number | null };
export type OnProgress = (progress: Progress) => void;

/** @throws {UserError} IMPORT_UNKNOWN */
export async function lockBatch(tx: Tx, communityId: string, batchId: string) {
  await tx.$queryRaw`
    select id from import_batch where id = ${batchId}::uuid and "communityId" = ${communityId}::uuid for update`;
  const row = await tx.importBatch.findFirst({ where: { id: batchId, communityId } });
  if (!row) throw new UserError('IMPORT_UNKNOWN', '没有这次导入', 'there is no such import', 404);
  return { ...row, summary: summarySchema.parse(row.summary) };
}

export type Batch = Awaited<ReturnType<typeof lockBatch>>;

export async function saveSummary(tx: Tx, batchId: string, summary: Summary): Promise<void> {
  await tx.importBatch.update({ where: { id: batchId }, data: { summary } });
}
