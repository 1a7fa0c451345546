import { FORM_WORDS, TEXTS, type TextCode, type TextForm } from '../text-codes';
import { fieldOf, isConditionName, isFieldName, LATE_FEE_CONDITIONS } from '../text-fields';
import { conditionsOf, fieldsOf, type ParsedTemplate, parseTemplate } from '../text-template';
import { compileWords } from './compile-words';
import type { Finding } from './finding';
import { MUSTS } from './musts';
import { squeeze } from './squeeze';

/** Fields, conditions and what must be there. */
export function structureFindings(code: TextCode, source: string, isSubject: boolean): Finding[] {
  const { form } = TEXTS[code];
  const parsed = parseTemplate(source);
  return [
    ...syntax(parsed),
    ...fields(form, parsed),
    ...conditions(form, parsed),
    ...blocks(parsed),
    ...lateFee(parsed),
    ...(form === 'slip' ? roomOnSlip(parsed) : []),
    ...(form === 'call' ? toldToAnother(source) : []),
    ...(isSubject ? [] : missing(code, source, parsed)),
  ];
}

function error(rule: string, zh: string, en: string, excerpt = ''): Finding {
  return { rule, severity: 'error', zh, en, excerpt };
}

function syntax({ problems }: ParsedTemplate): Finding[] {
  return problems.map(({ why, excerpt }) =>
    why === 'BRACE'
      ? error('field_unknown', `花括号不成对：「${excerpt}」`, `unbalanced braces: ${excerpt}`, excerpt)
      : error(
          'condition_syntax',
          `条件部分须写成〔若…：…〕，在一行内、不套用：「${excerpt}」`,
          `a conditional part is 〔若…：…〕, within a line, not nested: ${excerpt}`,
          excerpt,
        ),
  );
}

function fields(form: TextForm, parsed: ParsedTemplate): Finding[] {
  return fieldsOf(parsed).flatMap(({ name }): Finding[] => {
    if (!isFieldName(name)) {
      return [error('field_unknown', `没有字段{${name}}`, `there is no field {${name}}`, `{${name}}`)];
    }
    if (fieldOf(name).forms.includes(form)) return [];
    const where = FORM_WORDS[form];
    return [
      form === 'slip'
        ? error('outside_envelope', `${where}上不能有{${name}}`, `{${name}} may not lie open`, `{${name}}`)
        : error('field_not_here', `${where}里不能用{${name}}`, `{${name}} may not be used here`, `{${name}}`),
    ];
  });
}

function conditions(form: TextForm, parsed: ParsedTemplate): Finding[] {
  return conditionsOf(parsed).flatMap((name): Finding[] => {
    if (form === 'sms') {
      return [
        error(
          'condition_in_sms',
          '短信的字句须固定，不能有条件部分',
          'a text message has no conditional part',
          name,
        ),
      ];
    }
    return isConditionName(name)
      ? []
      : [error('condition_unknown', `没有条件「${name}」`, `there is no condition ${name}`, name)];
  });
}

/** A table takes lines of its own. */
function blocks({ lines }: ParsedTemplate): Finding[] {
  return lines.flatMap((line) =>
    line.flatMap((node): Finding[] => {
      const names = node.kind === 'if' ? node.pieces : [node];
      return names.flatMap((piece): Finding[] => {
        if (piece.kind !== 'field' || !isFieldName(piece.name) || !fieldOf(piece.name).block) return [];
        return line.length === 1 && node.kind === 'field'
          ? []
          : [
              error(
                'table_alone',
                `{${piece.name}}须独占一行`,
                `{${piece.name}} needs a line of its own`,
                piece.name,
              ),
            ];
      });
    }),
  );
}

const LATE_FEE = compileWords(['违约金|滞纳金|罚息|利息|加收']);
/** To say that none is charged is no mention of one. */
const NO_LATE_FEE = compileWords(['(不|不再)(另|另行)?(计|计收|计算|收|收取)(任何)?违约金']);

/** A late fee is mentioned only where the contract agrees one, so only in a part on that condition. */
function lateFee({ lines }: ParsedTemplate): Finding[] {
  const outside = lines.map((line) =>
    line
      .map((node) => {
        if (node.kind === 'text') return node.text;
        if (node.kind === 'field') return `{${node.name}}`;
        if (LATE_FEE_CONDITIONS.includes(node.condition)) return '';
        return node.pieces.map((piece) => (piece.kind === 'text' ? piece.text : `{${piece.name}}`)).join('');
      })
      .join(''),
  );
  const source = outside.join('\n');
  const said = squeeze(source, 'kept').text.replace(NO_LATE_FEE, '');
  const found = said.match(LATE_FEE)?.[0] ?? source.match(/\{违约金(条款)?\}/)?.[0];
  return found
    ? [
        error(
          'late_fee_unconditional',
          `「${found}」只能写在〔若约定违约金：…〕里`,
          `${found} only under 〔若约定违约金：…〕`,
          found,
        ),
      ]
    : [];
}

/** The room is off by default; where the place's rules say never, its conditional part stays empty (print.ts) and is no fault. */
function roomOnSlip(parsed: ParsedTemplate): Finding[] {
  return fieldsOf(parsed).some(({ name, condition }) => name === '房号' && condition !== '印房号')
    ? [
        error(
          'outside_envelope',
          '告知条默认不印房号，只能写在〔若印房号：…〕里',
          'the room only under 〔若印房号：…〕',
          '{房号}',
        ),
      ]
    : [];
}

/** The lines of a script that are for whoever is not he. */
const ANOTHER =
  /^[\s「（(]*(非本人|不是本人|他人|别人|其他人|旁人|家人|家属|亲属|同住|接听人|代接|室友|同事)/;
const TOLD = compileWords(['物业费|费用|账单|欠|缴|交费|催|元(?!旦)|款']);

/** Whoever else takes the call learns nothing but that he is asked to call back. */
function toldToAnother(source: string): Finding[] {
  return source.split('\n').flatMap((line): Finding[] => {
    if (!ANOTHER.test(line)) return [];
    const field = /\{(金额|账期|房号|笔数|收件人)\}/.exec(line)?.[0];
    const found = field ?? squeeze(line, 'kept').text.match(TOLD)?.[0];
    return found
      ? [error('told_to_another', `对非本人不说何事：「${found}」`, `nobody else is told: ${found}`, found)]
      : [];
  });
}

/** On a condition is not there: what must be said is said always. */
function missing(code: TextCode, source: string, parsed: ParsedTemplate): Finding[] {
  const there = new Set(
    fieldsOf(parsed).flatMap(({ name, condition }) => (condition === null ? [name] : [])),
  );
  const { fields: rows, says } = MUSTS[code];
  const said = squeeze(source, 'left_out').text;
  return [
    ...rows
      .filter((row) => !row.some((name) => there.has(name)))
      .map((row) => {
        const names = row.map((name) => `{${name}}`);
        return error('missing', `缺 ${names.join(' 或 ')}`, `${names.join(' or ')} is missing`);
      }),
    ...says
      .filter(({ words }) => !compileWords([words]).test(said))
      .map(({ zh, en }) => error('missing', `缺：${zh}`, `missing: ${en}`)),
  ];
}
