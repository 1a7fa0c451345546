import type { InterruptionKind, Strengthening } from '../domain/limitation';
import type { Sentence } from './refusals';

/** What would strengthen a claim, said to the people who can do it. Sources: limitation rules (2020) 8, 10–15; Civil Code 192, 195 (V). */
export const STRENGTHENING_SENTENCES: Record<Strengthening, Sentence> = {
  CONFIRM_PART_PAYMENT: {
    zh: '请确认部分付款是债务人本人认可的',
    en: 'confirm that the debtor himself acknowledged by the part payment',
  },
  CONFIRM_RECORD: { zh: '有登记待另一人确认', en: 'a record waits for another person to confirm it' },
  PROVE_ARRIVAL: {
    zh: '已有催收但送达不可证：取得回执或签收后才中断；没有回执的短信不改变日期',
    en: 'a demand was sent without proof that it arrived: a text message without a receipt moves nothing',
  },
  DEMAND_BY_EMS: { zh: '以 EMS 寄送书面催收并取得签收', en: 'a written demand by EMS, signed for' },
  SIGNED_ACKNOWLEDGEMENT: {
    zh: '请债务人签署承诺书或分期协议',
    en: 'a promise or a plan that the debtor signs',
  },
  SAFEGUARD: {
    zh: '时效将届：可提请时效保全（须负责人和法务同意）',
    en: 'the date is near: a limitation safeguard may be asked for',
  },
};

export const INTERRUPTION_ZH: Record<InterruptionKind, string> = {
  demand: '催收要求',
  part_payment: '部分付款',
  acknowledgement: '债务人认可',
  filing: '起诉',
  payment_order: '申请支付令',
  mediation: '申请调解',
};
