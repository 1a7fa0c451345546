import { z } from 'zod';
import { channelSchema } from '../../domain/channel';
import { ATTENTION, LEFT_OUT } from '../../domain/wave';

export const waveRowSchema = z
  .object({
    id: z.uuid(),
    origin: z.enum(['import', 'scan']),
    importId: z.uuid().nullable(),
    onDay: z.string(),
    ownerId: z.uuid().nullable(),
    dueOn: z.string(),
    status: z.string(),
    waiting: z.number().int().describe('待放行的户'),
    waitingFen: z.number().int(),
    beginning: z.number().int().describe('正在立案的户：预演还算不准'),
    releasedById: z.uuid().nullable(),
    releasedAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Wave' });

export const leftOutSchema = z.enum(LEFT_OUT);
export const attentionSchema = z.enum(ATTENTION);

const sum = { accounts: z.number().int(), amountFen: z.number().int() };

export const wavePreviewSchema = z
  .object({
    waveId: z.uuid(),
    status: z.string(),
    origin: z.string(),
    onDay: z.string(),
    dueOn: z.string().describe('放行截止日；到期未办转上一级'),
    ownerId: z.uuid().nullable(),
    importId: z.uuid().nullable(),
    zh: z.string().describe('一句话：将触达 n 户、多少钱，剔除 m 户'),
    waiting: z.number().int().describe('单上全部待放行的户'),
    beginning: z.number().int().describe('正在立案的户：还算不准，等它为 0'),
    mark: z.string().describe('看到的是哪一张：放行时带上，其间变了就退回 WAVE_CHANGED'),
    ...sum,
    byChannel: z.array(z.object({ channel: channelSchema, zh: z.string(), ...sum })),
    leftOut: z
      .array(
        z.object({
          reason: leftOutSchema,
          zh: z.string(),
          staysInWave: z
            .boolean()
            .describe('整批放行时留在单上，须逐户决定；否则一并放行，原因消失后自动继续'),
          ...sum,
        }),
      )
      .describe('自动剔除'),
    attention: z.array(z.object({ flag: attentionSchema, zh: z.string(), ...sum })).describe('异常须看'),
    buildings: z.array(z.object({ building: z.string(), ...sum })),
    capacity: z
      .array(
        z.object({
          channel: channelSchema,
          zh: z.string(),
          accounts: z.number().int(),
          perDay: z.number().int(),
          days: z.number().int(),
        }),
      )
      .describe('按政策的人日工作量要做几天；多放也不会一天压下来'),
    stops: z
      .array(
        z.object({
          code: z.enum(['RECEIPTS_STALE', 'CHANNEL_STOPPED']),
          zh: z.string(),
          ref: z.string().nullable(),
        }),
      )
      .describe('放行后仍不会发出的原因，对整张单'),
    takeOver: z.object({
      of: z.number().int(),
      looked: z.number().int(),
      openDoubts: z.number().int(),
      grave: z.number().int().describe('可能已在诉讼、还没看过：不随单放行'),
      warningZh: z.string().nullable(),
    }),
    release: z.object({
      may: z.boolean(),
      whyNotZh: z.string().nullable(),
      firstImport: z.boolean().describe('首批：由管理处负责人放行'),
      perDayMost: z.number().int().nullable().describe('每日最多户数；null 不限'),
      earliestOn: z.string(),
      latestOn: z.string(),
    }),
  })
  .meta({ id: 'WavePreview' });

export const waveLineSchema = z
  .object({
    id: z.uuid().describe('案件'),
    accountId: z.uuid(),
    label: z.string(),
    building: z.string().nullable(),
    level: z.number().int(),
    claimableFen: z.number().int(),
    beforeFen: z.number().int().nullable().describe('这次导入（或当日）之前的应付'),
    channel: channelSchema.nullable(),
    channelZh: z.string().nullable(),
    nextOn: z.string().nullable().describe('计划中的下一次联系日'),
    leftOut: leftOutSchema.nullable(),
    leftOutZh: z.string().nullable(),
    staysInWave: z.boolean(),
    holdKinds: z.array(z.string()),
    pausedUntilOn: z.string().nullable(),
    pauseReason: z.string().nullable(),
    attention: z.array(attentionSchema),
    attentionZh: z.array(z.string()),
    samePhone: z.array(z.string()).describe('同号的其他户'),
    limitationOn: z.string().nullable(),
    lastContactOn: z.string().nullable(),
  })
  .meta({ id: 'WaveLine' });

export const releasedSchema = z
  .object({
    waveId: z.uuid(),
    zh: z.string(),
    days: z.array(z.object({ on: z.string(), accounts: z.number().int() })),
    left: z.number().int().describe('留在放行单里的户'),
    dueOn: z.string().nullable().describe('留下的何时再办'),
    byHand: z.number().int().describe('留下的之中须逐户决定的'),
    excluded: z.number().int().describe('留下的之中写明原因剔除的'),
  })
  .meta({ id: 'Released' });
