import type { WordRule } from './word-rule';
import { WORD_RULES } from './words';

export type Rule = { id: string; severity: 'error' | 'warning'; zh: string; en: string };

const STRUCTURE: readonly Rule[] = [
  rule(
    'field_unknown',
    '没有这个字段，或花括号不成对',
    'a field that is not in the vocabulary, or unbalanced braces',
  ),
  rule('field_not_here', '这个字段不能用在这种文本里', 'a field that may not be used in this form'),
  rule('condition_unknown', '没有这个条件', 'a condition that is not in the vocabulary'),
  rule(
    'condition_syntax',
    '条件部分须写成〔若…：…〕，在一行内、不套用',
    'a conditional part that is not closed in its line, or nested',
  ),
  rule('condition_in_sms', '短信不能有条件部分', 'a conditional part in a text message'),
  rule('table_alone', '明细表须独占一行', 'a table that shares its line'),
  rule('missing', '缺必须写的内容', 'something that must be there is not'),
  rule('late_fee_unconditional', '未约定违约金时不得提及', 'a late fee outside 〔若约定违约金：…〕'),
  rule('told_to_another', '对非本人说了费用', 'somebody else is told what it is about'),
  rule('fixed_personal_data', '写死了手机号、证件号、卡号或邮箱', 'a number of a person in the wording'),
  { ...rule('fixed_amount', '金额写死了', 'an amount that is written out'), severity: 'warning' },
  rule('provider_symbols', '短信里的链接、符号或换行', 'a link, a mark or a second line in a text message'),
  rule('fields_adjacent', '两个变量紧挨着', 'two variables side by side'),
  rule('fields_only', '全是变量', 'nothing but variables'),
  rule('sms_length', '短信超过 500 字', 'a text message beyond 500 characters'),
  { ...rule('sms_segments', '短信计费不止一条', 'a text message billed as several'), severity: 'warning' },
];

/** Everything that the linter looks at in a place, for docs and the interface; of several packs a rule is named once. */
export function rulesFor(words: readonly WordRule[]): readonly Rule[] {
  const byId = new Map(words.map(({ id, zh, en }) => [id, { id, severity: 'error', zh, en } as const]));
  return [...byId.values(), ...STRUCTURE];
}

/** Everywhere. */
export const RULES: readonly Rule[] = rulesFor(WORD_RULES);

function rule(id: string, zh: string, en: string): Rule {
  return { id, severity: 'error', zh, en };
}
