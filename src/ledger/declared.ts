import type { DECLARED_STATES, Declared, DeclaredState } from '../domain/take-over';
import type { Level } from '../domain/vocabulary';

/** 状态 as ledgers write it */
export const stateWords: Record<string, DeclaredState> = {
  正常: 'normal',
  承诺: 'promise',
  承诺缴费: 'promise',
  争议: 'dispute',
  异议: 'dispute',
  分期: 'instalments',
  已起诉: 'sued',
  起诉: 'sued',
  已委托律所: 'law_firm',
  已委托律师: 'law_firm',
  已故: 'deceased',
  空置: 'vacant',
  暂缓: 'deferred',
};

/** Where objects of one person disagree, the graver state: what stops contacts altogether first. */
const gravity: readonly DeclaredState[] = [
  'deceased',
  'sued',
  'law_firm',
  'instalments',
  'dispute',
  'promise',
  'deferred',
  'vacant',
  'normal',
] satisfies (typeof DECLARED_STATES)[number][];

/**
 * What the objects of one person declare together: the graver state, the lower level, where one that declares none counts as the first
 * (domain.md, decisions). null: nothing is declared.
 */
export function joinDeclared(all: readonly Declared[]): Declared | null {
  const [first] = all;
  if (!first) return null;
  const latest = all.reduce((a, b) => ((b.lastContactOn ?? '') > (a.lastContactOn ?? '') ? b : a));
  const promise = all.find(({ promisedOn }) => promisedOn !== null);
  return {
    state: gravity.find((state) => all.some((one) => one.state === state)) ?? 'normal',
    level: lowestLevel(all.map(({ level }) => level)),
    cause: all.find(({ cause }) => cause !== null)?.cause ?? null,
    lastContactOn: latest.lastContactOn,
    lastContactBy: latest.lastContactBy,
    promisedOn: promise?.promisedOn ?? null,
    promisedFen: promise?.promisedFen ?? null,
  };
}

function lowestLevel(levels: readonly (Level | null)[]): Level | null {
  const declared = levels.filter((level) => level !== null);
  if (declared.length === 0) return null;
  return declared.length < levels.length ? 1 : (Math.min(...declared) as Level);
}
