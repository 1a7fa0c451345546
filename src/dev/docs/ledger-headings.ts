import {
  fieldName,
  fieldsOf,
  type ImportKind,
  importKindSchema,
  requiredOf,
} from '../../ledger/mapping/fields';
import { code, type Document, page, table } from './markdown';

const KIND_WORDS: Record<ImportKind, string> = {
  ledger: '欠费台账',
  owners: '业主档案',
  prepayments: '预存余额',
  receivables: '应收账单',
  payments: '收款明细',
};

/** By which headings each column of finance's files is known. */
export function ledgerHeadings(): Document {
  return {
    file: 'docs/ledger-headings.md',
    text: page(
      'Headings of finance’s files',
      ['src/ledger/mapping/fields.ts'],
      `What a column means, and by which headings it is known without being told: our own first, then those of other charging systems.
Spaces, full-width letters and brackets do not matter. Any other heading can be named in a mapping. What becomes of the cells is in
[ledger-files.md](ledger-files.md).`,
      ...importKindSchema.options.map((kind) =>
        [
          `## ${KIND_WORDS[kind]} \`${kind}\``,
          `Needed: ${requiredOf[kind].map((group) => group.map((field) => fieldName(kind, field)).join(' or ')).join('; ')}.`,
          table(
            ['field', 'headings'],
            Object.entries<readonly string[]>(fieldsOf[kind]).map(([field, names]) => [
              code(field),
              names.join('、'),
            ]),
          ),
        ].join('\n\n'),
      ),
    ),
  };
}
