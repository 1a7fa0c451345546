import { z } from 'zod';
import { summarySchema } from '../../ledger/imports/summary';
import { importKindSchema } from '../../ledger/mapping/fields';
import { mappingSchema } from '../../ledger/mapping/mapping';

export const importSchema = z
  .object({
    id: z.uuid(),
    kind: importKindSchema,
    fileName: z.string(),
    status: z.string().describe('reading、previewed、accepting、accepted、refused'),
    asOfOn: z.string().nullable(),
    mapping: mappingSchema,
    summary: summarySchema,
    waveId: z.uuid().nullable(),
    byId: z.uuid().nullable(),
    createdAt: z.iso.datetime(),
    acceptedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Import' });
