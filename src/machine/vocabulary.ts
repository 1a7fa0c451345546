import { z } from 'zod';

/** The closed sets of the case itself; those it shares with the rules are in `src/domain/vocabulary.ts`. */

/** Work for a person, as a case plans it. */
export const taskKindSchema = z.enum([
  'call', // 电话
  'wechat', // 管家微信
  'post', // 张贴
  'mail', // 邮寄
  'visit', // 上门
  'care_call', // 关怀户，主管致电
  'verify_payment', // 待核实缴费，财务
  'answer_complaint', // 答复异议
  'first_word', // 异议：首次回应
  'tell_answer', // 告知业主答复
  'review_hold', // 暂停到期复核
  'review_missed_instalment', // 分期一期未付
  'review_broken_promise', // 承诺未兑现
  'review_reversal', // 退票后复核
  'review_fresh', // 本期新账单 30 天复核
  'review_case', // 定期复核
  'propose_referral', // 提议法律移交
  'approve_referral', // 批准法律移交
  'counsel_confirm', // 法务确认（接管的在诉、委托案件）
  'prepare_package', // 备齐材料
  'lawyer_letter', // 律师函
  'choose_procedure', // 选择程序
  'follow_procedure', // 跟进程序
  'confirm_settling', // 法务确认结案
  'file_claim', // 时效保全：法务立案或申请支付令
  'decide_limitation', // 时效保全或列明超时效账单的审批：负责人、法务各一（不是案件的步骤）
  'limitation_alarm', // 时效预警：安排催收凭证、承诺或立案（不是案件的步骤）
  'call_back', // 约回电：业主要求的，不属于案件的步骤
  'update_contact', // 补资料：号码错了，管家补上对的（不是案件的步骤）
  'read_reply', // 业主回复了短信或邮件，管家阅处（不是案件的步骤）
  'support_request', // 需支援：上门的人请负责人到场（不是案件的步骤）
  'book_receipts', // 核到账：收款数据过期，自动联系已停（小区的，不属于某个案件）
]);
export type TaskKind = z.infer<typeof taskKindSchema>;

/** 法律进展 Milestones of level 4, in the order in which they usually come. */
export const milestoneSchema = z.enum([
  'package_ready',
  'lawyer_letter_sent',
  'mediation_opened',
  'payment_order_filed',
  'suit_filed',
  'objected',
  'mediated',
  'judgment',
  'enforcement_filed',
  'enforced',
  'withdrawn',
]);
export type Milestone = z.infer<typeof milestoneSchema>;

export const closeReasonSchema = z.enum([
  'settled',
  'written_off',
  'transferred',
  'merged',
  'superseded',
  'enforced',
]);
export type CloseReason = z.infer<typeof closeReasonSchema>;
