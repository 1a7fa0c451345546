import type { ImportKind } from './mapping/fields';

/** What finance calls its files. */
export const IMPORT_KIND_WORDS: Record<ImportKind, string> = {
  ledger: '欠费台账',
  owners: '业主档案',
  prepayments: '预存余额',
  receivables: '应收账单',
  payments: '收款明细',
};
