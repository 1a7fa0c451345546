import { z } from 'zod';
import { BATCH_STATES } from '../../paper/batch-state';
import { BATCH_KINDS } from '../../paper/candidates';
import { ITEM_STATES } from '../../paper/item-state';
import { refusalSchema } from './refusal';

export const paperItemSchema = z
  .object({
    id: z.uuid(),
    number: z.string().describe('通知书编号'),
    batchId: z.uuid(),
    position: z.number().int().describe('批内次序，按楼栋、单元、楼层、房号'),
    caseId: z.uuid(),
    accountId: z.uuid(),
    taskId: z.uuid(),
    label: z.string().describe('房号'),
    nameMasked: z.string(),
    channel: z.enum(['post', 'mail']),
    amountFen: z.number().int().describe('印出的合计'),
    deadlineOn: z.string(),
    templateId: z.string(),
    sha256: z.string().nullable().describe('印制件的指纹；还在印制时为 null'),
    state: z.enum(ITEM_STATES),
    stateZh: z.string(),
    outdated: refusalSchema.nullable().describe('尚未送出而不能再送出的原因；null：目前可以'),
    contactId: z.uuid().nullable(),
    outcome: z.string().nullable(),
    outAt: z.iso.datetime().nullable(),
    ruleBreach: z.string().nullable(),
    trackingNumber: z.string().nullable(),
    courierState: z.string().nullable(),
    courierStateZh: z.string().nullable(),
    courierOn: z.string().nullable(),
    courierNote: z.string().nullable(),
    voidedAt: z.iso.datetime().nullable(),
    voidReason: z.string().nullable(),
  })
  .meta({ id: 'PaperItem' });

export const paperBatchSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(BATCH_KINDS),
    kindZh: z.string(),
    state: z.enum(BATCH_STATES),
    stateZh: z.string(),
    onDay: z.string(),
    lastDayOn: z.string().describe('最迟送出日；所印期限从这天起算'),
    building: z.string().nullable(),
    stewardId: z.uuid().nullable(),
    createdById: z.uuid(),
    createdAt: z.iso.datetime(),
    printedAt: z.iso.datetime().nullable(),
    approvedById: z.uuid().nullable(),
    approvedAt: z.iso.datetime().nullable(),
    sealedById: z.uuid().nullable(),
    sealedOn: z.string().nullable(),
    copies: z.number().int().nullable().describe('盖章份数'),
    outAt: z.iso.datetime().nullable(),
    carrier: z.string().nullable(),
    costFen: z.number().int().nullable(),
    noticesSha256: z.string().nullable(),
    slipsSha256: z.string().nullable(),
    counts: z.object({
      all: z.number().int(),
      printed: z.number().int(),
      started: z.number().int(),
      out: z.number().int(),
      not_possible: z.number().int(),
      take_back: z.number().int(),
      void: z.number().int(),
    }),
  })
  .meta({ id: 'PaperBatch' });

const leftOutSchema = z.object({
  taskId: z.uuid(),
  label: z.string(),
  code: z.string(),
  zh: z.string(),
  en: z.string(),
});

export const paperBatchCardSchema = paperBatchSchema
  .extend({
    items: z.array(paperItemSchema),
    leftOut: z.array(leftOutSchema).describe('没有印的任务与原因'),
    photos: z.array(z.object({ shows: z.string(), sha256: z.string(), at: z.iso.datetime() })),
  })
  .meta({ id: 'PaperBatchCard' });

export const scannedSchema = z
  .object({
    item: paperItemSchema,
    taskStatus: z.string(),
    mayGoOut: z.boolean(),
    refusal: refusalSchema.nullable().describe('不能送出的原因与怎么办'),
    photos: z
      .array(z.object({ shows: z.string(), zh: z.string(), have: z.boolean() }))
      .describe('要拍的照片；have：已有（本户或整批）'),
  })
  .meta({ id: 'ScannedNotice' });

export const departedSchema = z
  .object({
    batch: paperBatchSchema,
    goes: z.array(z.string()),
    staysBehind: z.array(z.object({ number: z.string(), code: z.string(), zh: z.string(), en: z.string() })),
  })
  .meta({ id: 'DepartedBatch' });

export const trackedSchema = z
  .object({
    dispatched: z.array(z.string()).describe('这次登记交寄的编号'),
    already: z.array(z.string()).describe('以前已登记的'),
    late: z.array(z.string()).describe('没有先登记送出、已标记的'),
  })
  .meta({ id: 'TrackedLetters' });

export const followedSchema = z
  .object({ changed: z.array(z.string()), same: z.array(z.string()) })
  .meta({ id: 'FollowedLetters' });
