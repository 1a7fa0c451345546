import { headingKey } from '../reading/text';
import { fieldName, fieldsOf, type ImportKind, requiredOf } from './fields';
import type { Mapping } from './mapping';

export type Question = {
  id: 'dueRule' | 'period';
  zh: string;
  en: string;
};

export type Guess = {
  mapping: Mapping;
  /** Nothing that is needed is missing, and no heading could mean two things */
  sure: boolean;
  /** Fields that are needed and were not found, by their names in Chinese */
  missing: string[];
  /** Settings that the file itself cannot answer */
  questions: Question[];
  /** Headings that mean nothing here */
  unused: string[];
};

/** How many of the cells are headings of that kind of file: the row with the most is the row of headings. */
export function headingScore(kind: ImportKind, cells: readonly string[]): number {
  const known = synonyms(kind);
  return cells.filter((cell) => known.has(headingKey(cell))).length;
}

/** Guesses what each heading means. A file of one row a household has a column for each fee item. */
export function guessMapping(headings: readonly string[], kind: ImportKind): Guess {
  const fields: Record<string, string> = {};
  const used = new Set<string>();
  let doubtful = false;
  for (const [field, names] of Object.entries<readonly string[]>(fieldsOf[kind])) {
    const found = names
      .map((name) => headings.find((heading) => headingKey(heading) === headingKey(name)))
      .filter((heading): heading is string => heading !== undefined && !used.has(heading));
    const [first] = found;
    if (first === undefined) continue;
    // two columns that could both be it: the better known name is offered, and a person looks
    if (found.length > 1) doubtful = true;
    fields[field] = first;
    used.add(first);
  }
  const wide = kind === 'ledger' || kind === 'receivables';
  const items = wide && fields.item === undefined ? itemColumns(headings, used) : {};
  for (const heading of Object.keys(items)) used.add(heading);
  const mapping: Mapping = { fields, items, settings: {} };
  const missing = missingFields(kind, mapping);
  return {
    mapping,
    sure: missing.length === 0 && !doubtful,
    missing,
    questions: openQuestions(kind, mapping),
    unused: headings.filter((heading) => !used.has(heading)),
  };
}

/** What the mapping lacks for that kind of file, by its names in Chinese. */
export function missingFields(kind: ImportKind, { fields, items, settings }: Mapping): string[] {
  const wide = Object.keys(items).length > 0;
  return requiredOf[kind]
    .filter((group) => !group.some((field) => fields[field] !== undefined))
    .filter(([first]) => !(wide && (first === 'item' || first === 'amount')))
    .filter(([first]) => !(first === 'periodFrom' && (wide || settings.period !== undefined)))
    .map((group) => group.map((field) => fieldName(kind, field)).join('或'));
}

export function openQuestions(kind: ImportKind, { fields, items, settings }: Mapping): Question[] {
  if (kind !== 'ledger' && kind !== 'receivables') return [];
  const questions: Question[] = [];
  if (fields.dueOn === undefined && settings.dueRule === undefined) {
    questions.push({
      id: 'dueRule',
      zh: '文件里没有应缴截止日：账期结束后宽限几天？（填天数，0 表示账期最后一天）',
      en: 'the file has no due date: how many days of grace after the end of the period?',
    });
  }
  const hasPeriod = fields.periodFrom !== undefined || fields.period !== undefined;
  if (!hasPeriod && Object.keys(items).length > 0 && settings.period === undefined) {
    questions.push({
      id: 'period',
      zh: '文件里没有账期：这些金额属于哪一期？（起止日期）',
      en: 'the file names no period: to which one do the amounts belong?',
    });
  }
  return questions;
}

/** 物业费, 2026年7月公摊水电费, 车位管理费(元) … but no sums. */
function itemColumns(headings: readonly string[], used: ReadonlySet<string>): Record<string, string> {
  const items = headings.filter(
    (heading) =>
      !used.has(heading) && /费(\(.*\))?$/.test(headingKey(heading)) && !/合计|总|小计|欠费$/.test(heading),
  );
  return Object.fromEntries(items.map((heading) => [heading, heading.replace(/[(（].*$/, '').trim()]));
}

const synonymSets = new Map<ImportKind, ReadonlySet<string>>();

function synonyms(kind: ImportKind): ReadonlySet<string> {
  const known = synonymSets.get(kind);
  if (known) return known;
  const set = new Set(Object.values<readonly string[]>(fieldsOf[kind]).flat().map(headingKey));
  synonymSets.set(kind, set);
  return set;
}
