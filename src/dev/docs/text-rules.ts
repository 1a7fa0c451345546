import { FORM_WORDS, TEXT_CODES, TEXTS } from '../../domain/text-codes';
import { CONDITIONS, FIELD_NAMES, fieldOf } from '../../domain/text-fields';
import { RULES } from '../../domain/text-linter/rules';
import { WORD_RULES } from '../../domain/text-linter/words';
import { BUILT_IN } from '../../texts/built-in';
import { code, type Document, page, table } from './markdown';

/** What texts there are, what they may name, and what the linter refuses: as the code has it. */
export function textRules(): Document {
  return {
    file: 'docs/text-rules.md',
    text: page(
      '文本、字段与检查规则 Texts, fields and rules',
      [
        'src/domain/text-codes.ts',
        'src/domain/text-fields.ts',
        'src/domain/text-linter/',
        'src/domain/rule-packs/',
        'src/texts/built-in.ts',
      ],
      'How a text is changed and approved is told in [texts.md](texts.md).',
      '## 规则 What the linter looks at',
      'Words come from the [rule packs](rule-packs.md): here those of the national one, which binds everywhere; a city’s add to them.',
      'An *error* keeps a text from being proposed and approved, whoever wants it; a *warning* is for the person who approves.',
      table(
        ['rule', '', '中文', 'English', 'where'],
        RULES.map(({ id, severity, zh, en }) => [code(id), severity, zh, en, placeOf(id)]),
      ),
      '## 字段 Fields',
      'Written `{金额}`. A field may only stand where it is named here; in a text message every one that is not *fixed* is a variable of the provider.',
      table(
        ['field', 'says', 'the longest', 'may stand in'],
        FIELD_NAMES.map((name) => {
          const { zh, longest, forms, fixed } = fieldOf(name);
          return [
            code(`{${name}}`),
            fixed ? `${zh} (fixed)` : zh,
            longest.trim(),
            forms.map((form) => FORM_WORDS[form]).join('、'),
          ];
        }),
      ),
      '## 条件 Conditions',
      'Written `〔若有预存：…〕`, within a line, not nested; in no text message.',
      table(
        ['condition', 'holds where'],
        Object.entries(CONDITIONS).map(([name, zh]) => [code(`〔若${name}：…〕`), zh]),
      ),
      '## 首日文本 The texts of the first day',
      ...TEXT_CODES.map((one) => {
        const { zh, form, level } = TEXTS[one];
        const { subject, body } = BUILT_IN[one];
        return [
          `### ${one} ${zh}`,
          `${FORM_WORDS[form]}, from level ${level} on.`,
          ['```text', ...(subject ? [`主题：${subject}`] : []), body, '```'].join('\n'),
        ].join('\n\n');
      }),
    ),
  };
}

function placeOf(id: string): string {
  const rule = WORD_RULES.find((one) => one.id === id);
  if (rule?.forms) return rule.forms.map((form) => FORM_WORDS[form]).join('、');
  return rule?.notForms ? `除 ${rule.notForms.map((form) => FORM_WORDS[form]).join('、')} 外` : '';
}
