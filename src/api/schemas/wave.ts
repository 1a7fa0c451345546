import { z } from 'zod';
import { channelSchema } from '../../domain/channel';

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

const leftOutSchema = z.enum([
  'HELD',
  'LEGAL',
  'PAUSED',
  'BELOW_MINIMUM',
  'NO_CHANNEL',
  'NOTHING_OWED',
  'NOT_PLANNED_YET',
]);

export const LEFT_OUT_WORDS: Record<z.infer<typeof leftOutSchema>, string> = {
  HELD: '暂停中（待核实、承诺、异议、分期等）',
  LEGAL: '法律途径，不自动联系',
  PAUSED: '小区、楼栋或户暂停',
  BELOW_MINIMUM: '低于起催额',
  NO_CHANNEL: '没有可用的联系方式',
  NOTHING_OWED: '已无应付',
  NOT_PLANNED_YET: '还没到联系的日子',
};

export const wavePreviewSchema = z
  .object({
    waveId: z.uuid(),
    accounts: z.number().int(),
    amountFen: z.number().int(),
    byChannel: z.array(
      z.object({
        channel: channelSchema,
        zh: z.string(),
        accounts: z.number().int(),
        amountFen: z.number().int(),
      }),
    ),
    leftOut: z.array(
      z.object({
        reason: leftOutSchema,
        zh: z.string(),
        accounts: z.number().int(),
        amountFen: z.number().int(),
      }),
    ),
    lines: z.array(
      z.object({
        id: z.uuid().describe('案件'),
        accountId: z.uuid(),
        label: z.string(),
        level: z.number().int(),
        claimableFen: z.number().int(),
        channel: channelSchema.nullable(),
        leftOut: leftOutSchema.nullable(),
        holdKinds: z.array(z.string()),
        attention: z.array(z.enum(['LARGE_AMOUNT', 'LIMITATION_NEAR', 'NO_PHONE'])),
      }),
    ),
  })
  .meta({ id: 'WavePreview' });

export const releasedSchema = z
  .object({
    waveId: z.uuid(),
    days: z.array(z.object({ on: z.string(), accounts: z.number().int() })),
    left: z.number().int().describe('留在放行单里的户'),
  })
  .meta({ id: 'Released' });
