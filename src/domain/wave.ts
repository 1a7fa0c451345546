import type { HoldKind } from './vocabulary';

/** 自动剔除: why an account of a wave is not approached first of all. */
export const LEFT_OUT = [
  'PAYMENT_CLAIMED',
  'DISPUTE',
  'PROMISE',
  'HELD',
  'LEGAL',
  'CARE',
  'DEVELOPER',
  'LIMITATION',
  'TAKE_OVER',
  'EXCLUDED',
  'PAUSED',
  'BELOW_MINIMUM',
  'NO_CHANNEL',
  'NO_TEXT',
  'NOTHING_OWED',
  'NOT_PLANNED_YET',
] as const;
export type LeftOut = (typeof LEFT_OUT)[number];

export const LEFT_OUT_WORDS: Record<LeftOut, string> = {
  PAYMENT_CLAIMED: '待核实缴费',
  DISPUTE: '异议处理中',
  PROMISE: '分期或承诺期内',
  HELD: '其他暂停（困难核查、主体待定、接管复核等）',
  LEGAL: '法务：法律途径，不自动联系',
  CARE: '关怀户：不自动联系，由主管致电',
  DEVELOPER: '开发商等：逐户决定，不随整批放行',
  LIMITATION: '时效特殊：已过或将届，逐户决定，不随整批放行',
  TAKE_OVER: '接管待看：可能已起诉或已委托律师，看过才能放行',
  EXCLUDED: '已剔除，到期再看',
  PAUSED: '小区、楼栋、户或收费对象暂停中',
  BELOW_MINIMUM: '低于起催额',
  NO_CHANNEL: '没有可用的联系方式',
  NO_TEXT: '没有生效的文本',
  NOTHING_OWED: '已无应付',
  NOT_PLANNED_YET: '还没到联系的日子',
};

/** These stay in the wave when it is released as a whole; the others are released, and go on when what stops them is over. */
export const STAYS_IN_WAVE: ReadonlySet<LeftOut> = new Set<LeftOut>(['DEVELOPER', 'LIMITATION', 'TAKE_OVER']);

/** 异常须看: what somebody should look at before he releases. */
export const ATTENTION = [
  'LARGE_AMOUNT',
  'RAISED',
  'SHARED_PHONE',
  'PAID_TODAY',
  'LONG_SILENCE',
  'LIMITATION_NEAR',
  'NO_PHONE',
  'TAKE_OVER_DOUBT',
  'CARE_MARK',
] as const;
export type Attention = (typeof ATTENTION)[number];

export const ATTENTION_WORDS: Record<Attention, string> = {
  LARGE_AMOUNT: '单户金额大',
  RAISED: '较上期大增',
  SHARED_PHONE: '同号多户',
  PAID_TODAY: '今日刚到账',
  LONG_SILENCE: '久未联系，首次触达',
  LIMITATION_NEAR: '时效将届',
  NO_PHONE: '没有可用电话',
  TAKE_OVER_DOUBT: '接管记录有疑点，还没看过',
  CARE_MARK: '关怀户',
};

const BY_HOLD: Record<HoldKind, LeftOut> = {
  payment_claimed: 'PAYMENT_CLAIMED',
  complaint: 'DISPUTE',
  amount_dispute: 'DISPUTE',
  promise: 'PROMISE',
  instalment_plan: 'PROMISE',
  legal_stay: 'LEGAL',
  bereavement: 'CARE',
  hardship_review: 'HELD',
  manual_pause: 'HELD',
  liability_unclear: 'HELD',
  takeover_review: 'HELD',
};

/** Of several holds the one that people ask for first. */
export function leftOutByHolds(kinds: readonly HoldKind[]): LeftOut | null {
  const reasons = new Set(kinds.map((kind) => BY_HOLD[kind]));
  return LEFT_OUT.find((reason) => reasons.has(reason)) ?? null;
}

export type AttentionFacts = {
  claimableFen: number;
  /** null: nothing before to compare with */
  beforeFen: number | null;
  daysToLimitation: number | null;
  /** null: never, and not overdue so long either */
  silentDays: number | null;
  sharesPhone: boolean;
  paidToday: boolean;
  hasPhone: boolean;
  takeOverDoubt: boolean;
  /** A household of care that a person would go to, or write to, all the same */
  careMark: boolean;
};

export type AttentionRules = {
  accountFen: number;
  raisedShare: number;
  silentDays: number;
  limitationDays: number;
};

export function attentionOn(facts: AttentionFacts, rules: AttentionRules): Attention[] {
  const { claimableFen, beforeFen, daysToLimitation, silentDays } = facts;
  const holds: Record<Attention, boolean> = {
    LARGE_AMOUNT: claimableFen > rules.accountFen,
    RAISED: beforeFen !== null && beforeFen > 0 && claimableFen - beforeFen >= beforeFen * rules.raisedShare,
    SHARED_PHONE: facts.sharesPhone,
    PAID_TODAY: facts.paidToday,
    LONG_SILENCE: silentDays !== null && silentDays >= rules.silentDays,
    LIMITATION_NEAR: daysToLimitation !== null && daysToLimitation <= rules.limitationDays,
    NO_PHONE: !facts.hasPhone,
    TAKE_OVER_DOUBT: facts.takeOverDoubt,
    CARE_MARK: facts.careMark,
  };
  return ATTENTION.filter((flag) => holds[flag]);
}
