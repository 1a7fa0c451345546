import { z } from 'zod';
import { roleSchema } from '../../domain/roles';

export const freshnessSchema = z.object({
  bookedThrough: z.string().nullable(),
  workdaysBehind: z.number().int().nullable(),
  maxWorkdays: z.number().int().nullable().describe('政策：超过几个工作日就停'),
  stopped: z.boolean().describe('自动发送已停'),
  stopsOn: z.string().nullable().describe('再不入账，从哪天起停'),
  zh: z.string().describe('每页顶部的一句话'),
});

export const communitySchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    companyName: z.string(),
    servicePhone: z.string(),
    zone: z.string(),
    demonstration: z.boolean(),
    roles: z.array(roleSchema).describe('我在这里的岗位'),
    today: z.string(),
    now: z.iso.datetime(),
    clock: z.enum(['real', 'demonstration']),
    clockStands: z.boolean().describe('演示小区在首次放行前，时间停在台账日 09:30'),
    takenOverAt: z.iso.datetime().nullable(),
    firstReleasedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Community' });

export const communityCardSchema = communitySchema.extend({
  providers: z.record(z.string(), z.string()),
  policy: z.object({ version: z.number().int(), name: z.string(), digest: z.string() }).nullable(),
  freshness: freshnessSchema,
  texts: z
    .object({ inForce: z.number().int(), waiting: z.number().int(), zh: z.string() })
    .describe('文本：在用几份，几份等人批准；没有在用的就发不出去'),
  counts: z.object({
    accounts: z.number().int(),
    cases: z.array(
      z.object({ level: z.number().int(), count: z.number().int(), claimableFen: z.number().int() }),
    ),
    openWaves: z.number().int(),
    openTasks: z.number().int(),
    overdueTasks: z.number().int(),
    parkedPayments: z.number().int(),
  }),
});
