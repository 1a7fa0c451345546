import { z } from 'zod';

/** A pause under which an account is, as its card shows it. */
export const pauseOnCardSchema = z.object({
  id: z.uuid(),
  kind: z.enum(['community', 'building', 'account', 'object', 'party_kind']),
  zh: z.string().describe('本户、楼栋、小区…暂停联系至哪天'),
  reason: z.string(),
  fromOn: z.string(),
  toOn: z.string(),
  byName: z.string().nullable(),
});

export const originSchema = z.enum(['staff', 'list', 'release']);

export const pauseRow = z
  .object({
    id: z.uuid(),
    kind: z
      .enum(['community', 'building', 'account', 'object', 'party_kind'])
      .describe('小区、楼栋、户、收费对象、责任主体类型'),
    ofZh: z.string().describe('暂停的是什么'),
    building: z.string().nullable(),
    accountId: z.uuid().nullable(),
    objectId: z.uuid().nullable(),
    partyKind: z.string().nullable(),
    origin: originSchema.describe('staff 手工；list 名单；release 放行时剔除'),
    waveId: z.uuid().nullable(),
    reason: z.string(),
    fromOn: z.string(),
    toOn: z.string().describe('最后一天'),
    setById: z.uuid(),
    setByName: z.string(),
    setAt: z.iso.datetime(),
  })
  .meta({ id: 'Pause' });
