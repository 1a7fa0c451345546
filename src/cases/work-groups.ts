/** What a day's work falls into, in the order in which it is shown: first what an owner waits for. */
export const WORK_GROUPS = [
  'callback', // 待回电：业主约了时间
  'call',
  'wechat',
  'post',
  'mail',
  'returned', // 退件
  'visit',
  'support', // 现场需要支援
  'promise', // 承诺到期
  'payment', // 待核实缴费、核到账
  'objection',
  'review',
  'referral',
  'papers', // 补资料
  'legal',
] as const;
export type WorkGroup = (typeof WORK_GROUPS)[number];

/** Groups that depend on more than the kind (an owner's own time, a letter that came back) are made of these in the query. */
export const GROUP_OF_KIND: Readonly<Record<string, WorkGroup>> = {
  call_back: 'callback',
  read_reply: 'callback',
  support_request: 'support',
  call: 'call',
  care_call: 'call',
  wechat: 'wechat',
  post: 'post',
  mail: 'mail',
  visit: 'visit',
  verify_payment: 'payment',
  answer_complaint: 'objection',
  first_word: 'objection',
  tell_answer: 'objection',
  review_hold: 'review',
  review_missed_instalment: 'promise',
  review_broken_promise: 'promise',
  review_reversal: 'review',
  review_fresh: 'review',
  review_case: 'review',
  propose_referral: 'referral',
  approve_referral: 'referral',
  counsel_confirm: 'legal',
  prepare_package: 'papers',
  update_contact: 'papers',
  lawyer_letter: 'legal',
  choose_procedure: 'legal',
  follow_procedure: 'legal',
  confirm_settling: 'legal',
  book_receipts: 'payment',
};
