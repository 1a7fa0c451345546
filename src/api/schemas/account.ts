import { z } from 'zod';
import { holdKindSchema } from '../../domain/vocabulary';

export const objectRowSchema = z.object({
  id: z.uuid(),
  kind: z.string().describe('room | parking | shop | villa | store'),
  code: z.string(),
  label: z.string().describe('12-1-404，车位 B3-002'),
});

/** An account as a list shows it: masked, with what it owes today and where its case stands. */
export const accountBriefSchema = z
  .object({
    accountId: z.uuid(),
    caseId: z.uuid().nullable().describe('进行中或静默中的案件；没有则 null，仍可看户'),
    label: z.string().describe('房号'),
    building: z.string().nullable(),
    nameMasked: z.string(),
    partyKind: z.string(),
    careMark: z.string().nullable(),
    objects: z.array(objectRowSchema),
    claimableFen: z.number().int().describe('今日应付'),
    principalFen: z.number().int(),
    lateFeeFen: z.number().int(),
    prepaidFen: z.number().int(),
    oldestDueOn: z.string().nullable(),
    level: z.number().int().nullable(),
    levelZh: z.string().nullable(),
    status: z.string().nullable().describe('open | settled；没有案件为 null'),
    statusZh: z.string().describe('在催 | 已结清（静默期） | 无案件'),
    state: z.string().nullable(),
    holds: z.array(z.object({ kind: holdKindSchema, kindZh: z.string() })),
  })
  .meta({ id: 'AccountBrief' });

export const searchHitSchema = accountBriefSchema
  .extend({
    matched: z
      .array(
        z.object({
          by: z.enum([
            'object',
            'plain_code',
            'object_begins',
            'room_number',
            'former_object',
            'notice_number',
            'tracking_number',
            'phone',
            'name',
            'last_four',
          ]),
          zh: z.string().describe('房号 12-1-404；手机后四位'),
        }),
      )
      .describe('按什么找到的，最准的在前'),
  })
  .meta({ id: 'SearchHit' });
