import type { WordRule } from './word-rule';
import { CONDUCT_WORDS } from './words-of-conduct';
import { LEGAL_WORDS } from './words-of-law';

/** The national default: every community's. */
export const WORD_RULES: readonly WordRule[] = [...CONDUCT_WORDS, ...LEGAL_WORDS];
