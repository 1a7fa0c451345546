import { z } from 'zod';
import { channelSchema } from './channel';
import { civilDaySchema } from './civil-day';
import { fenSchema } from './money';
import { causeSchema, levelSchema } from './vocabulary';

/** 存量接管: what a ledger's own columns say of the work done before the system. Declared, unproven. */
export const DECLARED_STATES = [
  'normal', // 正常
  'promise', // 承诺
  'dispute', // 争议
  'instalments', // 分期
  'law_firm', // 已委托律所
  'sued', // 已起诉
  'deceased', // 已故
  'vacant', // 空置
  'deferred', // 暂缓
] as const;
export const declaredStateSchema = z.enum(DECLARED_STATES);
export type DeclaredState = z.infer<typeof declaredStateSchema>;

/** The column `Account.declared`. */
export const declaredSchema = z.object({
  state: declaredStateSchema,
  /** 催缴级别; null: none was stated */
  level: levelSchema.nullable(),
  cause: causeSchema.nullable(),
  lastContactOn: civilDaySchema.nullable(),
  lastContactBy: channelSchema.nullable(),
  promisedOn: civilDaySchema.nullable(),
  promisedFen: fenSchema.nullable(),
});
export type Declared = z.infer<typeof declaredSchema>;
