import { z } from 'zod';

export const verifyReportSchema = z
  .object({
    whole: z.boolean(),
    accounts: z.number().int(),
    entries: z.number().int(),
    files: z.number().int(),
    erased: z.number().int(),
    published: z
      .object({ file: z.string(), madeAt: z.string().nullable(), heads: z.number().int() })
      .nullable()
      .describe('null：还没有公布过链头，链尾被截看不出来'),
    found: z.number().int(),
    findings: z.array(
      z.object({
        problem: z.string(),
        accountId: z.uuid().nullable(),
        label: z.string().nullable(),
        seq: z.number().int().nullable(),
        kind: z.string().nullable(),
        onDay: z.string().nullable(),
        zh: z.string(),
        en: z.string(),
      }),
    ),
  })
  .meta({ id: 'VerifyReport' });
