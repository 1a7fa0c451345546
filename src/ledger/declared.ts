import { z } from 'zod';
import { channelSchema } from '../domain/channel';
import { civilDaySchema } from '../domain/civil-day';
import { fenSchema } from '../domain/money';
import { causeSchema, levelSchema } from '../domain/vocabulary';

/** 状态 of a ledger: 承诺 争议 分期 已起诉 已委托律所 已故 空置 暂缓 */
export const DECLARED_STATES = [
  'deceased',
  'sued',
  'with_law_firm',
  'plan',
  'dispute',
  'promise',
  'suspended',
  'vacant',
] as const;
export const declaredStateSchema = z.enum(DECLARED_STATES);
export type DeclaredState = z.infer<typeof declaredStateSchema>;

/**
 * What a ledger's own columns say of the work before the take-over: declared, unproven (`Account.declared`). Opens the right hold and
 * level when a case begins; nothing of it is evidence of a demand.
 */
export const declaredSchema = z.object({
  /** null: none declared */
  level: levelSchema.nullable(),
  state: declaredStateSchema.nullable(),
  cause: causeSchema.nullable(),
  lastContactOn: civilDaySchema.nullable(),
  lastChannel: channelSchema.nullable(),
  promiseOn: civilDaySchema.nullable(),
  promiseFen: fenSchema.nullable(),
  /** The name in 责任人, as it stands there */
  steward: z.string().nullable(),
});
export type Declared = z.infer<typeof declaredSchema>;

export const stateWords: Record<string, DeclaredState | null> = {
  正常: null,
  承诺: 'promise',
  承诺缴费: 'promise',
  争议: 'dispute',
  异议: 'dispute',
  分期: 'plan',
  已起诉: 'sued',
  起诉: 'sued',
  已委托律所: 'with_law_firm',
  已委托律师: 'with_law_firm',
  已故: 'deceased',
  空置: 'vacant',
  暂缓: 'suspended',
};

/**
 * What the objects of one person declare together. The graver state wins; of the levels the lower, and an object in arrears that
 * declares none counts as the first level (domain.md, decisions).
 */
export function joinDeclared(all: readonly Declared[]): Declared | null {
  const [first] = all;
  if (!first) return null;
  const levels = all.map(({ level }) => level);
  const declaredLevels = levels.filter((level) => level !== null);
  const lowest = declaredLevels.length === 0 ? null : (Math.min(...declaredLevels) as Declared['level']);
  const state = DECLARED_STATES.find((candidate) => all.some((one) => one.state === candidate)) ?? null;
  const latest = [...all].sort((a, b) => ((a.lastContactOn ?? '') < (b.lastContactOn ?? '') ? 1 : -1))[0];
  const promise = all.find((one) => one.promiseOn !== null);
  return {
    level: levels.includes(null) && lowest !== null ? 1 : lowest,
    state,
    cause: all.find((one) => one.cause !== null)?.cause ?? null,
    lastContactOn: latest?.lastContactOn ?? null,
    lastChannel: latest?.lastChannel ?? null,
    promiseOn: promise?.promiseOn ?? null,
    promiseFen: promise?.promiseFen ?? null,
    steward: all.find((one) => one.steward !== null)?.steward ?? null,
  };
}
