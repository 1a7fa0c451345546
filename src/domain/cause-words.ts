import type { CauseReason, ReasonCode } from './cause-suggestion';

type Sentence = { zh: string; en: string };
type Figures = Record<string, number>;

const n = (figures: Figures, key: string) => String(figures[key] ?? 0);

/** Each reason of a suggestion as a sentence with its figures. What an owner or a court may see says 拒绝, never 恶意. */
const SENTENCES: Record<ReasonCode, (figures: Figures) => Sentence> = {
  FIRST_DELAY: (f) => ({
    zh: `近三年 ${n(f, 'paidInTime')} 期按时缴清，这是首次拖欠`,
    en: `${n(f, 'paidInTime')} due days of three years were paid in time: this is the first delay`,
  }),
  SHORT_ARREARS: (f) => ({
    zh: `拖欠只有 ${n(f, 'days')} 天`,
    en: `overdue for ${n(f, 'days')} days only`,
  }),
  KEPT_PROMISES: (f) => ({
    zh: `提醒或承诺后付清过 ${n(f, 'count')} 次`,
    en: `${n(f, 'count')} promises were kept`,
  }),
  OPEN_WORK_ORDERS: (f) => ({
    zh: `有 ${n(f, 'count')} 个工单或异议尚未答复`,
    en: `${n(f, 'count')} work orders or objections are open`,
  }),
  ANSWERED_WORK_ORDERS: (f) => ({
    zh: `近 12 个月有 ${n(f, 'count')} 个异议，已答复`,
    en: `${n(f, 'count')} objections were answered within 12 months`,
  }),
  OBJECTED: (f) => ({
    zh: `沟通中 ${n(f, 'count')} 次提出异议`,
    en: `objected in ${n(f, 'count')} talks`,
  }),
  TOLD_HARDSHIP: (f) => ({
    zh: `说明困难 ${n(f, 'count')} 次`,
    en: `told of hardship ${n(f, 'count')} times`,
  }),
  PART_PAYMENTS: (f) => ({
    zh: `说明困难之后陆续付过 ${n(f, 'count')} 笔`,
    en: `${n(f, 'count')} part payments since he told of hardship`,
  }),
  REFUSED: (f) => ({
    zh: `接通或上门时 ${n(f, 'count')} 次拒绝缴纳`,
    en: `refused to pay in ${n(f, 'count')} talks`,
  }),
  PROMISES_BROKEN: (f) => ({
    zh: `${n(f, 'count')} 次承诺或分期没有兑现`,
    en: `${n(f, 'count')} promises or plans were broken`,
  }),
  PAID_OTHER_PERIODS: (f) => ({
    zh: `旧账未缴，却缴了其后的 ${n(f, 'count')} 笔账单`,
    en: `paid ${n(f, 'count')} later bills, not the older one`,
  }),
  LONG_ARREARS_ANSWERED: (f) => ({
    zh: `拖欠 ${n(f, 'days')} 天，联系得上而拒绝`,
    en: `overdue for ${n(f, 'days')} days, reached, and refused`,
  }),
  NO_NUMBER: (f) => ({
    zh: `没有可用的号码（${n(f, 'badNumbers')} 个空号、错号）`,
    en: `no usable number (${n(f, 'badNumbers')} dead or wrong)`,
  }),
  TRIED_IN_VAIN: (f) => ({
    zh: `在 ${n(f, 'days')} 天里联系 ${n(f, 'count')} 次无人应答`,
    en: `tried ${n(f, 'count')} times on ${n(f, 'days')} days without answer`,
  }),
  BAD_NUMBERS: (f) => ({
    zh: `有 ${n(f, 'badNumbers')} 个空号或错号`,
    en: `${n(f, 'badNumbers')} dead or wrong numbers`,
  }),
  LETTERS_RETURNED: (f) => ({
    zh: `邮件退回 ${n(f, 'count')} 次`,
    en: `${n(f, 'count')} letters came back`,
  }),
  TRANSFER_REPORTED: (f) => ({
    zh: `有 ${n(f, 'count')} 处记录涉及转让、身故或主体不明`,
    en: `${n(f, 'count')} records speak of a sale, a death or an unclear party`,
  }),
  SEVERAL_PAYERS: (f) => ({
    zh: `缴费人有 ${n(f, 'payers')} 个不同的名字`,
    en: `payments came under ${n(f, 'payers')} names`,
  }),
  NOTHING_KNOWN: () => ({
    zh: '历史里看不出原因，请先与业主沟通',
    en: 'the history shows no cause: talk to the owner first',
  }),
};

export function reasonSentence({ code, figures }: CauseReason): Sentence {
  return SENTENCES[code](figures);
}
