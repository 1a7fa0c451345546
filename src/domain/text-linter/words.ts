import { NATIONAL_RULES } from '../rule-packs/shipped';
import type { WordRule } from './word-rule';

/** What holds everywhere: the words of the national pack. A community's packs add to them. */
export const WORD_RULES: readonly WordRule[] = NATIONAL_RULES.words;
