import type { TextCode } from '../text-codes';
import type { FieldName } from '../text-fields';

/** What a text must have: without it the owner could not tell what is meant, whom to ask, or that he may have paid already. */
export type Must = {
  /** One of each row */
  fields: readonly (readonly FieldName[])[];
  says: readonly Said[];
};
/** `words`: over the squeezed text, as in words.ts */
type Said = { zh: string; en: string; words: string };

const PAID: Said = {
  zh: '「已缴请忽略」一类的话',
  en: 'a word for who has paid already',
  words: '(已|如|经)⋯(缴|交|付)⋯(忽略|告诉|告知|谅解|核对)',
};
const ASK: Said = {
  zh: '有异议怎么办',
  en: 'what to do with an objection',
  words: '异议|疑问|意见|不便|困难',
};
const NO_PRIVATE: Said = {
  zh: '「不以个人账户收款」',
  en: 'that no private account is used',
  words: '不以个人账户收款',
};

const REMINDER: Must = { fields: [['金额', '金额元', '笔数'], ['服务电话']], says: [PAID] };
const SERVICE: Must = { fields: [['服务电话']], says: [] };

export const MUSTS: Readonly<Record<TextCode, Must>> = {
  T0: { fields: [...REMINDER.fields, ['应缴日期']], says: [PAID] },
  T1: REMINDER,
  T1b: REMINDER,
  T1c: REMINDER,
  T2: REMINDER,
  T3: { fields: [['约定日期'], ['约定金额'], ['服务电话']], says: [] },
  T3c: { fields: [['约定日期'], ['服务电话']], says: [] },
  T5: { fields: [['到账金额'], ['服务电话']], says: [] },
  T5b: { fields: [['到账金额'], ['余额'], ['服务电话']], says: [] },
  T5c: SERVICE,
  T6: { fields: [['到账金额'], ['服务电话']], says: [] },
  T6c: SERVICE,
  E1: { fields: [['金额'], ['费用明细'], ['服务电话'], ['日期'], ['公司']], says: [PAID, ASK] },
  E3: { fields: [['约定日期'], ['服务电话'], ['公司']], says: [] },
  E5: { fields: [['服务电话'], ['公司']], says: [] },
  E6: { fields: [['服务电话'], ['公司']], says: [] },
  W1: { fields: [['金额'], ['账期'], ['小区']], says: [PAID] },
  C1: {
    fields: [['金额'], ['账期'], ['服务电话']],
    says: [{ zh: '非本人怎么说', en: 'what is said to somebody else', words: '非本人' }],
  },
  V1: { fields: [['金额'], ['费用明细'], ['日期']], says: [] },
  V2: { fields: [['房号']], says: [] },
  N1: {
    fields: [
      ['编号'],
      ['收件人'],
      ['费用明细'],
      ['金额'],
      ['大写金额'],
      ['缴费期限'],
      ['服务电话'],
      ['日期'],
      ['公司'],
    ],
    says: [PAID, ASK, NO_PRIVATE],
  },
  N1c: {
    fields: [['编号'], ['旧编号'], ['收件人'], ['金额'], ['缴费期限'], ['服务电话'], ['公司']],
    says: [],
  },
  N4: {
    fields: [
      ['编号'],
      ['收件人'],
      ['费用明细'],
      ['金额'],
      ['大写金额'],
      ['缴费期限'],
      ['服务电话'],
      ['日期'],
      ['公司'],
    ],
    says: [PAID, ASK, NO_PRIVATE],
  },
  R1: { fields: [['编号']], says: [] },
  D1: { fields: [['编号'], ['服务电话']], says: [] },
  P1: {
    fields: [['收件人'], ['金额'], ['分期明细'], ['日期']],
    says: [{ zh: '业主保留反映问题的权利', en: 'that the owner keeps his rights', words: '保留⋯权利' }],
  },
};
