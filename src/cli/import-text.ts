import type { z } from 'zod';
import type { importSchema } from '../api/schemas/import';
import { UserError } from '../errors';
import { defaultGoneAs } from '../ledger/imports/gone';
import { fieldName, fieldsOf, type ImportKind } from '../ledger/mapping/fields';
import type { Mapping } from '../ledger/mapping/mapping';
import { yuan } from './output';
import { table } from './table';

type Import = z.infer<typeof importSchema>;

/** How the headings were understood. */
export function mappingText(kind: ImportKind, { fields, items, settings }: Mapping): string {
  const rows = [
    ...Object.keys(fieldsOf[kind])
      .filter((field) => fields[field] !== undefined)
      .map((field) => ({ field, zh: fieldName(kind, field), heading: fields[field] })),
    ...Object.entries(items).map(([heading, item]) => ({ field: 'item', zh: item, heading })),
  ];
  const grace = settings.dueRule ? `\n应缴截止日：账期止后 ${settings.dueRule.graceDays} 天` : '';
  return `认列${grace}\n${table(rows, [
    { heading: '字段', of: (row) => row.field },
    { heading: '含义', of: (row) => row.zh },
    { heading: '文件里的列', of: (row) => row.heading },
  ])}`;
}

const TABS: readonly (readonly [keyof Import['summary']['differences'], string])[] = [
  ['added', '新增账单'],
  ['changed', '金额变更'],
  ['gone', '台账消失'],
  ['owners', '业主变更'],
  ['phones', '电话变更'],
  ['prepaid', '预存变更'],
  ['payments', '入账'],
  ['parked', '挂账'],
  ['reversals', '冲销'],
  ['known', '此前已有'],
];

export function differenceText({ kind, summary, asOfOn }: Import, badRowsFile: string | null): string {
  const { rows, good, same, repeated, bad, warnings, differences, notes } = summary;
  const shown = TABS.filter(([name]) => differences[name].rows > 0).map(([name, zh]) => ({
    zh,
    ...differences[name],
  }));
  const counted = `共 ${rows} 行：可收 ${good}，原样 ${same}，重复 ${repeated}，坏行 ${bad}，提示 ${warnings}`;
  const isDated = kind === 'ledger' || kind === 'receivables';
  const asOf =
    asOfOn === null || !isDated ? [] : [`数据截至 ${asOfOn}${summary.asOf ? asOfWords(summary.asOf) : ''}`];
  const difference =
    shown.length === 0
      ? ['与现有台账没有差别']
      : [
          table(shown, [
            { heading: '差异', of: (row) => row.zh },
            { heading: '行', of: (row) => row.rows, right: true },
            { heading: '户', of: (row) => row.accounts, right: true },
            { heading: '金额', of: (row) => yuan(row.fen), right: true },
          ]),
        ];
  const gone =
    defaultGoneAs(summary) === 'doubt'
      ? [
          '注意：台账消失的比文件里有的还多，这份文件可能不是完整台账。消失的账单先转财务存疑、不再催缴；确已缴清用 --gone-as paid',
        ]
      : [];
  const mended = badRowsFile === null ? [] : [`坏行（行号、列、原值、原因）：${badRowsFile}`];
  return [
    ...notes.map((line) => `文件注明：${line}`),
    counted,
    ...asOf,
    ...difference,
    ...gone,
    ...mended,
  ].join('\n');
}

function asOfWords({ from, fits, of }: NonNullable<Import['summary']['asOf']>): string {
  const words = {
    asked: '指定',
    rows: `由逾期天数推得，${fits}/${of} 行相符`,
    note: '文件注明',
    today: '文件未注明，取今天',
  };
  return `（${words[from]}）`;
}

/** A refusal that a program can do something about names the option that settles it. */
export function hintFor(error: UserError, kind: ImportKind | null): UserError {
  const hint = hintOf(error, kind);
  if (hint === null) return error;
  return new UserError(
    error.code,
    `${error.zh}\n${hint.zh}`,
    `${error.en} — ${hint.en}`,
    error.status,
    error.details,
  );
}

function hintOf({ code, details }: UserError, kind: ImportKind | null): { zh: string; en: string } | null {
  switch (code) {
    case 'MAPPING_UNSURE': {
      const headings = Array.isArray(details?.headings) ? details.headings.join('、') : '';
      const names =
        kind === null
          ? []
          : Object.keys(fieldsOf[kind]).map((field) => `${field}（${fieldName(kind, field)}）`);
      return {
        zh: `用 --map 字段=列名 指定，可重复。文件里的列：${headings}\n字段：${names.join('、')}`,
        en: 'settle it by --map field=heading',
      };
    }
    case 'IMPORT_QUESTION_OPEN':
      return {
        zh: '用 --due-rule period-end+N（账期止后 N 天应缴）或 --period 起..止 回答',
        en: 'settle it by --due-rule period-end+N or --period FROM..TO',
      };
    case 'NAME_CHANGE_UNDECIDED':
      return {
        zh: '用 --names correction（更正）或 --names transfer（过户）决定',
        en: 'settle it by --names correction|transfer',
      };
    default:
      return null;
  }
}
