import type { RulesOfPlace } from './rule-packs/merge';
import type { MeansKind } from './rule-packs/schema';
import { NATIONAL_RULES } from './rule-packs/shipped';
import { compileRules, placesOf, viewsOf } from './text-linter/find-words';

export type MeansFound = { kind: MeansKind; excerpt: string };

/**
 * 违规手段提示: words of a prohibited means in what staff write (a reason, a note, an answer). It refuses nothing — what happened must be told —
 * but says where a supervisor has to look. Through spaces, marks, traditional and look-alike characters, as the linter reads.
 *
 * @param rules of the place, by its rule packs
 */
export function meansIn(text: string, { means }: Pick<RulesOfPlace, 'means'> = NATIONAL_RULES): MeansFound[] {
  const views = viewsOf(text.replace(/[{}〔〕]/g, ' '));
  const kinds = new Map<MeansKind, MeansFound>();
  for (const [index, rule] of compileRules(asWordRules(means)).entries()) {
    const [excerpt] = placesOf(views, rule, text);
    const kind = means[index]?.kind;
    if (excerpt !== undefined && kind && !kinds.has(kind)) kinds.set(kind, { kind, excerpt });
  }
  return [...kinds.values()];
}

type Means = RulesOfPlace['means'];
type AsRules = { id: string; zh: string; en: string; words: string[]; honest?: string[] }[];
const asRules = new WeakMap<Means, AsRules>();

function asWordRules(means: Means): AsRules {
  const known = asRules.get(means);
  if (known) return known;
  const built = means.map(({ kind, words, honest }) => ({
    id: kind,
    ...MEANS_WORDS[kind],
    words,
    ...(honest ? { honest } : {}),
  }));
  asRules.set(means, built);
  return built;
}

export const MEANS_WORDS: Record<MeansKind, { zh: string; en: string }> = {
  supply_cut: { zh: '停水停电、限制通行', en: 'cutting a supply or access' },
  publishing: { zh: '公开欠费名单或信息', en: 'publishing names or debts' },
  third_party: { zh: '告诉单位、亲属或邻居', en: 'telling an employer, relatives or neighbours' },
  credit_record: { zh: '征信、失信', en: 'the credit record' },
  force: { zh: '强力或骚扰', en: 'force or harassment' },
};
