import { mergePacks, type RulesOfPlace } from './merge';
import national from './national.json';
import { type RulePack, rulePackSchema } from './schema';
import shanghai from './shanghai.json';

export const NATIONAL_ID = 'national';

/** The pack that binds everywhere; every field has its strictest known default in it. */
export const NATIONAL: RulePack = rulePackSchema.parse(national);

/** What ships with the product. A pack of a city speaks only of what differs there. */
export const SHIPPED_PACKS: readonly RulePack[] = [NATIONAL, rulePackSchema.parse(shanghai)];

/** Where nothing else was chosen. */
export const NATIONAL_RULES: RulesOfPlace = mergePacks([NATIONAL]);

export function shippedPack(id: string): RulePack | null {
  return SHIPPED_PACKS.find((pack) => pack.id === id) ?? null;
}
