import { z } from 'zod';
import { DOUBT_CODES, declaredSchema } from '../../domain/take-over';

export const takeOverSchema = z
  .object({
    id: z.uuid().describe('户'),
    accountId: z.uuid(),
    label: z.string(),
    building: z.string().nullable(),
    importId: z.uuid(),
    declared: declaredSchema.describe('台账所载，未经证实'),
    declaredZh: z.string(),
    doubts: z.array(
      z.object({
        code: z.enum(DOUBT_CODES),
        zh: z.string(),
        column: z.string().nullable(),
        word: z.string().nullable().describe('文件里的写法'),
      }),
    ),
    grave: z.boolean().describe('可能已在诉讼：看过之前不放行'),
    follows: z.object({
      level: z.number().int(),
      hold: z.object({ kind: z.string(), zh: z.string(), untilOn: z.string() }).nullable(),
      withCounsel: z.boolean(),
      zh: z.string().describe('据此会怎么做'),
    }),
    tasks: z.array(
      z.object({ kind: z.string(), zh: z.string(), role: z.string(), roleZh: z.string(), dueOn: z.string() }),
    ),
    case: z
      .object({
        id: z.uuid(),
        level: z.number().int(),
        claimableFen: z.number().int(),
        released: z.boolean(),
      })
      .nullable(),
    verdict: z.enum(['confirmed', 'corrected']).nullable(),
    lookedAt: z.iso.datetime().nullable(),
    lookedById: z.uuid().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'TakeOver' });

export const takeOverProgressSchema = z.object({
  of: z.number().int(),
  looked: z.number().int(),
  openDoubts: z.number().int().describe('有疑点还没看过'),
  grave: z.number().int().describe('可能已在诉讼还没看过'),
  zh: z.string(),
  byState: z.array(z.object({ state: z.string(), zh: z.string(), accounts: z.number().int() })),
});
