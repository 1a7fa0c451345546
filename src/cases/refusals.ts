import { missingWords } from '../domain/referral-checklist';
import { UserError } from '../errors';
import type { RefusalCode } from '../machine/refusal';

/** Refusals of the policy and of amounts, which the machine does not know. */
export type PolicyRefusal =
  | 'PROMISE_TOO_LATE'
  | 'PROMISE_IN_THE_PAST'
  | 'PROMISES_USED_UP'
  | 'PLAN_TOO_LONG'
  | 'PLAN_FIRST_TOO_SMALL'
  | 'PLAN_OVER_LIMIT'
  | 'PLAN_NOT_THE_DEBT'
  | 'PLAN_DAYS_WRONG'
  | 'PLAN_INSTALMENT_TOO_SMALL'
  | 'PLAN_TOO_FAR_APART'
  | 'PAUSE_TOO_LONG'
  | 'PAYMENT_CLAIM_STANDS'
  | 'COMPLAINT_SAME_MATTER'
  | 'REFERRAL_OVER_LIMIT'
  | 'NOT_A_COMMAND';

export type Sentence = { zh: string; en: string };

/** Why something is not taken, in a sentence that says what to do. */
export const REFUSAL_SENTENCES: Record<RefusalCode | PolicyRefusal, Sentence> = {
  CASE_CLOSED: { zh: '案件已经结束', en: 'the case is closed' },
  CASE_SETTLED: {
    zh: '此户已结清，案件在观察期内，不再办理',
    en: 'the account is settled and the case is silent',
  },
  ROLE_NOT_ALLOWED: { zh: '您的岗位不能办理此事', en: 'your role may not do this' },
  SAME_PERSON: {
    zh: '提请人不能批准自己的提请，请另一人批准',
    en: 'who asked may not approve: another person must',
  },
  HOLD_KNOWN: { zh: '这个暂停已经登记', en: 'this hold is known already' },
  HOLD_UNKNOWN: { zh: '没有这个暂停，或它已经结束', en: 'there is no such hold, or it has ended' },
  HOLD_END_PAST: {
    zh: '暂停的结束日已过，请填以后的日期',
    en: 'the end of the hold has passed: give a later day',
  },
  PROMISE_STANDS: {
    zh: '已有一个承诺在等待，请先了结它',
    en: 'a promise stands already: settle that one first',
  },
  LEVEL_SAME: { zh: '案件已在这一级', en: 'the case is at this level already' },
  LEVEL_4_BY_REFERRAL: {
    zh: '四级只能经提请和批准法律移交进入',
    en: 'level 4 is entered only by a referral that is requested and approved',
  },
  HOLD_OPEN: { zh: '还有未结束的暂停，须先处理', en: 'a hold is open: settle it first' },
  DISPUTE_OPEN: { zh: '还有未答复的异议，须先答复', en: 'a dispute is open: answer it first' },
  ELEMENTS_MISSING: {
    zh: '移交材料有缺项，请先补齐',
    en: 'elements of the referral are missing: complete them first',
  },
  THRESHOLDS_NOT_MET: {
    zh: '未达到移交门槛（逾期、金额、失信次数或时效）',
    en: 'none of the thresholds for a referral is met',
  },
  DEMAND_MISSING: {
    zh: '缺可证明送达的书面催告：须一次可证送达，或两种方式发出',
    en: 'no written demand that arrived provably, nor two that were sent by different means',
  },
  DEADLINE_RUNNING: { zh: '书面催告的期限未到', en: 'the deadline of the written demand is still running' },
  REQUEST_MISSING: { zh: '没有待批准的法律移交提请', en: 'no referral has been requested' },
  REQUEST_STANDS: {
    zh: '法律移交已提请，等待批准',
    en: 'a referral is requested already and waits for approval',
  },
  APPROVED_ALREADY: {
    zh: '您已同意此移交，还须另一岗位的另一人同意',
    en: 'you have approved it: another office, by another person, must as well',
  },
  OFFICE_NOT_NEEDED: {
    zh: '此移交不由您的岗位批准（超出负责人额度的，须公司与法务都同意）',
    en: 'your office does not approve this one: beyond the manager’s limits company and counsel both must',
  },
  COUNSEL_FIRST: { zh: '须先由法务确认此案', en: 'counsel has to confirm the case first' },
  STILL_OWED: {
    zh: '还有应付款项，不能按结清结案',
    en: 'something is owed still: it cannot be closed as settled',
  },
  RESEND_UNKNOWN: {
    zh: '没有送达不明、可以重发的这一步',
    en: 'there is no such step that was sent, arrival unproven',
  },
  RESEND_TWICE: { zh: '已经重发过，不能再重发', en: 'it was sent again already: there is no third time' },
  NOT_NOW: { zh: '案件现在的状态不能办理此事', en: 'the case does not take this in its present state' },
  PROMISE_TOO_LATE: {
    zh: '承诺日超过政策允许的最长天数',
    en: 'the promised day is later than the policy allows',
  },
  PROMISE_IN_THE_PAST: { zh: '承诺日已过', en: 'the promised day has passed' },
  PROMISES_USED_UP: {
    zh: '已连续失信，不再接受承诺，请商谈分期',
    en: 'promises were broken in a row: offer a plan instead',
  },
  PLAN_TOO_LONG: { zh: '分期期数超过政策允许', en: 'the plan has more instalments than the policy allows' },
  PLAN_FIRST_TOO_SMALL: {
    zh: '首期低于政策要求的比例',
    en: 'the first instalment is below the policy’s share',
  },
  PLAN_OVER_LIMIT: {
    zh: '分期超出您的批准权限，请上级批准',
    en: 'the plan is beyond what your role may approve',
  },
  PLAN_NOT_THE_DEBT: { zh: '各期合计须等于应付金额', en: 'the instalments must add up to what is owed' },
  PLAN_INSTALMENT_TOO_SMALL: {
    zh: '每期金额须大于视为兑现的差额',
    en: 'an instalment is no more than the difference that counts as paid',
  },
  PLAN_TOO_FAR_APART: {
    zh: '两期之间（或到首期）的天数超过政策允许',
    en: 'two instalments, or today and the first, lie further apart than the policy allows',
  },
  PLAN_DAYS_WRONG: {
    zh: '各期日期须从今天起依次递增',
    en: 'the days of the instalments must follow each other from today on',
  },
  PAUSE_TOO_LONG: { zh: '暂停天数超过您岗位的权限', en: 'the pause is longer than your role may set' },
  PAYMENT_CLAIM_STANDS: {
    zh: '已登记过业主称已缴，财务正在核实',
    en: 'a payment that the owner claims is being looked for already',
  },
  COMPLAINT_SAME_MATTER: {
    zh: '同一事项在政策规定的月数内已暂停过，不再暂停；异议仍会答复',
    en: 'the same matter has stopped dunning before within the policy’s months',
  },
  REFERRAL_OVER_LIMIT: {
    zh: '金额已超出负责人批准额度，请退回后重新提请，由公司与法务批准',
    en: 'the amount is now beyond the manager’s limit: decline it and ask again, for company and counsel',
  },
  NOT_A_COMMAND: { zh: '办理内容不完整或有误', en: 'what is to be done is incomplete or wrong' },
};

export function isRefusal(code: string): code is keyof typeof REFUSAL_SENTENCES {
  return Object.hasOwn(REFUSAL_SENTENCES, code);
}

/** The refusal as its user sees it. */
export function refusedError(code: string, details?: Record<string, unknown>): UserError {
  const { zh, en } = isRefusal(code) ? REFUSAL_SENTENCES[code] : REFUSAL_SENTENCES.NOT_NOW;
  const missing = code === 'ELEMENTS_MISSING' ? details?.missing : undefined;
  if (Array.isArray(missing) && missing.length > 0) {
    const said = missing.map(String);
    return new UserError(
      code,
      `移交材料缺：${missingWords(said)}，请先补齐`,
      `elements of the referral are missing: ${said.join(', ')}`,
      409,
      details,
    );
  }
  const forbidden = code === 'ROLE_NOT_ALLOWED' || code === 'SAME_PERSON';
  return new UserError(code, zh, en, forbidden ? 403 : 409, details);
}
