import type { Channel, ContactClass, Grade } from '../domain/channel';
import type { Role } from '../domain/roles';
import type { Cause, HoldKind, Level } from '../domain/vocabulary';
import type { CloseReason, Milestone, TaskKind } from './vocabulary';

/**
 * The closed sets in the words of the people who work with them: one table each, complete by its type. What an owner, a court or an
 * export can see says 拒缴, never 恶意.
 */
export const LEVEL_WORDS: Record<Level, string> = {
  1: '一级·温馨提醒',
  2: '二级·书面催缴',
  3: '三级·入户沟通',
  4: '四级·法律途径',
};

export const CAUSE_WORDS: Record<Cause, string> = {
  forgetful: '遗忘',
  dissatisfied: '不满',
  hardship: '困难',
  malicious: '拒缴',
  unreachable: '失联',
  liability_unclear: '主体待定',
  unknown: '待判断',
};

export const HOLD_WORDS: Record<HoldKind, string> = {
  payment_claimed: '待核实缴费',
  promise: '承诺缴费',
  instalment_plan: '分期',
  complaint: '服务异议',
  amount_dispute: '金额异议',
  hardship_review: '困难核查',
  bereavement: '丧事或重病',
  manual_pause: '人工暂停',
  liability_unclear: '主体待定',
  legal_stay: '法律中止',
  takeover_review: '接管复核',
};

export const CHANNEL_WORDS: Record<Channel, string> = {
  sms: '短信',
  email: '邮件',
  wechat: '管家微信',
  call: '电话',
  visit: '上门',
  post: '张贴',
  mail: '邮寄',
};

export const CONTACT_CLASS_WORDS: Record<ContactClass, string> = {
  dunning: '催缴触达',
  service: '服务通知',
  formal: '正式送达',
};

export const GRADE_WORDS: Record<Grade, string> = {
  arrived: '送达可证',
  sent: '已发出',
  spoken: '口头',
  none: '无效力',
};

export const TASK_WORDS: Record<TaskKind, string> = {
  call: '打电话',
  wechat: '发管家微信',
  post: '张贴通知书',
  mail: '邮寄通知书',
  visit: '上门沟通',
  care_call: '关怀户致电',
  verify_payment: '核实缴费',
  answer_complaint: '答复异议',
  first_word: '首次回应异议',
  tell_answer: '告知答复',
  review_hold: '暂停到期复核',
  review_missed_instalment: '分期一期未付复核',
  review_broken_promise: '承诺未兑现复核',
  review_reversal: '退票后复核',
  review_fresh: '本期新账单复核',
  review_case: '定期复核',
  propose_referral: '提议法律移交',
  approve_referral: '批准法律移交',
  counsel_confirm: '法务确认',
  prepare_package: '备齐材料',
  lawyer_letter: '出具律师函',
  choose_procedure: '选择程序',
  follow_procedure: '跟进程序',
  confirm_settling: '法务确认结案',
  file_claim: '时效保全：立案',
  decide_limitation: '时效审批',
  limitation_alarm: '时效预警',
  call_back: '回电（业主约）',
  update_contact: '补联系方式',
  read_reply: '阅处业主回复',
  support_request: '到场支援',
  book_receipts: '核到账',
};

export const MILESTONE_WORDS: Record<Milestone, string> = {
  package_ready: '材料齐备',
  lawyer_letter_sent: '律师函已发',
  mediation_opened: '调解开始',
  payment_order_filed: '支付令已申请',
  suit_filed: '已起诉',
  objected: '债务人提出异议',
  mediated: '调解达成',
  judgment: '已判决',
  enforcement_filed: '已申请执行',
  enforced: '执行完毕',
  withdrawn: '撤回',
};

export const CLOSE_WORDS: Record<CloseReason, string> = {
  settled: '结清',
  written_off: '核销',
  transferred: '债务转移',
  merged: '并入另一案',
  superseded: '由新案接续',
  enforced: '执行完毕',
};

export const ROLE_WORDS: Record<Role, string> = {
  agent: '客服/管家',
  supervisor: '客服主管',
  finance: '财务',
  support: '协同部门',
  manager: '管理处负责人',
  company: '公司/区域',
  counsel: '法务',
  lawyer: '律师',
  auditor: '审计',
  admin: '管理员',
  system: '系统',
};
