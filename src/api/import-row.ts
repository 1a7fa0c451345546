import type { z } from 'zod';
import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import { withScope } from '../db/scope';
import { UserError } from '../errors';
import { summarySchema } from '../ledger/imports/summary';
import { importKindSchema } from '../ledger/mapping/fields';
import { mappingSchema } from '../ledger/mapping/mapping';
import type { importSchema } from './schemas/import';

export async function importOf(
  context: Context,
  communityId: string,
  id: string,
): Promise<z.infer<typeof importSchema>> {
  const row = await withScope(context, communityId, (tx) =>
    tx.importBatch.findFirst({ where: { id, communityId } }),
  );
  if (!row) throw new UserError('IMPORT_UNKNOWN', '没有这次导入', 'there is no such import', 404);
  return importRow(row);
}

export function importRow(row: Prisma.ImportBatchGetPayload<object>): z.infer<typeof importSchema> {
  const { id, kind, fileName, status, asOfOn, mapping, summary, waveId, byId } = row;
  return {
    ...{ id, fileName, status, asOfOn, waveId, byId },
    kind: importKindSchema.parse(kind),
    mapping: mappingSchema.parse(mapping),
    summary: summarySchema.parse(summary),
    createdAt: row.createdAt.toISOString(),
    acceptedAt: row.acceptedAt?.toISOString() ?? null,
  };
}
