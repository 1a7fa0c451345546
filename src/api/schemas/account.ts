import { z } from 'zod';
import { holdKindSchema } from '../../domain/vocabulary';
import { refusalSchema } from './refusal';

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

export const moveDoneSchema = z
  .object({
    moveId: z.uuid(),
    fromId: z.uuid(),
    intoId: z.uuid(),
    state: z.enum(['finished', 'telling']).describe('telling：户已变更，案件稍后得知（系统会补办）'),
    already: z.boolean().describe('此前已办过：什么都没变'),
  })
  .meta({ id: 'MoveDone' });

export const joinPreviewSchema = z
  .object({
    allowed: z.boolean(),
    why: refusalSchema.nullable(),
    from: accountBriefSchema,
    into: accountBriefSchema,
    after: z.object({
      claimableFen: z.number().int(),
      principalFen: z.number().int(),
      prepaidFen: z.number().int(),
    }),
    level: z.number().int().nullable().describe('合并后的级别；没有案件为 null'),
    levelZh: z.string().nullable(),
    levelChoice: z.boolean().describe('两户级别不同，可选 lower 或 keep'),
    will: z.array(z.string()).describe('将发生什么'),
    warnings: z.array(z.string()).describe('请留意'),
  })
  .meta({ id: 'JoinPreview' });

export const splitPreviewSchema = z
  .object({
    allowed: z.boolean(),
    why: refusalSchema.nullable(),
    fromId: z.uuid(),
    intoId: z.uuid().nullable().describe('null：新的一户'),
    objects: z.array(objectRowSchema),
    charges: z.number().int(),
    goesFen: z.number().int().describe('今日可催中拆走的'),
    staysFen: z.number().int(),
    will: z.array(z.string()),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'SplitPreview' });

export const moveRowSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(['join', 'split']),
    kindZh: z.string(),
    fromId: z.uuid(),
    fromLabel: z.string(),
    intoId: z.uuid(),
    intoLabel: z.string(),
    at: z.iso.datetime(),
    byName: z.string(),
    reason: z.string().nullable(),
    finished: z.boolean(),
    undoable: z.boolean().describe('仍然有效的并户，可撤销'),
    undoesId: z.uuid().nullable(),
    otherCaseId: z.uuid().nullable().describe('另一户最近的案件：时间线在那里'),
  })
  .meta({ id: 'AccountMove' });

export const joinSuggestionSchema = z.object({
  id: z.string(),
  why: z.enum(['same_name_and_phone', 'same_name', 'same_phone']),
  zh: z.string(),
  accounts: z.array(accountBriefSchema),
});

export const searchLogSchema = z
  .object({
    id: z.uuid(),
    byId: z.uuid(),
    byName: z.string(),
    kindZh: z.string().describe('姓名 | 手机号 | 手机后四位'),
    accountIds: z.array(z.uuid()).describe('找到并显示的户'),
    at: z.iso.datetime(),
  })
  .meta({ id: 'SearchLog' });
