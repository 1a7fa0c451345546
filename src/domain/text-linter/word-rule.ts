import type { WordRule as PackedRule } from '../rule-packs/schema';

/** What no text may say, as data of a rule pack (docs/rule-packs.md); what the linter needs of it. */
export type WordRule = Pick<PackedRule, 'id' | 'zh' | 'en' | 'forms' | 'notForms' | 'words' | 'honest'>;
