import type { DeferReason, SupersededWhy } from '../cases/claim-answer';
import { outcomesOf } from '../cases/task-outcomes';
import type { ContactOutcome } from '../domain/grading';
import { parseStepKey } from '../machine/step-key';
import { taskKindSchema } from '../machine/vocabulary';
import type { EntryKind } from './entries';

/** Codes that occur in entries, in the words of the people who read a case's history. Chinese first; English for who reads that. */
export type Line = { zh: string; en: string };

const STEPS: Readonly<Record<string, Line>> = {
  'first-reminder': { zh: '第一次提醒', en: 'the first reminder' },
  'second-reminder': { zh: '第二次提醒', en: 'the second reminder' },
  'last-reminder': { zh: '末次提醒', en: 'the last reminder' },
  'forgetful-reminder': { zh: '再次提醒', en: 'one more reminder' },
  call: { zh: '电话沟通', en: 'the call' },
  'outside-call': { zh: '计划外的电话', en: 'a call beside the plan' },
  'outside-wechat': { zh: '计划外的微信', en: 'a chat beside the plan' },
  'outside-visit': { zh: '计划外的上门', en: 'a visit beside the plan' },
  'outside-post': { zh: '计划外的张贴', en: 'a posting beside the plan' },
  'outside-mail': { zh: '计划外的邮寄', en: 'a letter beside the plan' },
  'notice-post': { zh: '张贴通知书', en: 'the notice at the door' },
  'notice-mail': { zh: '邮寄通知书', en: 'the notice by mail' },
  'notice-mail-again': { zh: '张贴无回应后邮寄通知书', en: 'the notice by mail, the posting unanswered' },
  'first-visit': { zh: '第一次上门', en: 'the first visit' },
  'second-visit': { zh: '第二次上门', en: 'the second visit' },
  'quarterly-letter': { zh: '每季书面跟进', en: 'the letter of the quarter' },
  'quarterly-call': { zh: '每季电话跟进', en: 'the call of the quarter' },
  'promise-reminder': { zh: '约定日前提醒', en: 'the reminder before the promised day' },
  'verify-payment': { zh: '核实缴费', en: 'the check of a claimed payment' },
  'answer-complaint': { zh: '答复异议', en: 'the answer to an objection' },
  'first-word': { zh: '首次回应异议', en: 'the first word on an objection' },
  'tell-answer': { zh: '告知答复', en: 'telling the owner the answer' },
  'review-missed-instalment': { zh: '分期一期未付复核', en: 'the review of a missed instalment' },
  'review-hold': { zh: '暂停复核', en: 'the review of a hold' },
  'counsel-confirm': { zh: '法务确认', en: "counsel's confirmation of what was taken over" },
  'prepare-package': { zh: '备齐移交材料', en: 'the package for counsel' },
  'choose-procedure': { zh: '选择程序', en: 'the choice of a procedure' },
  'follow-procedure': { zh: '跟进程序', en: 'the follow-up of a procedure' },
  'review-broken-promise': { zh: '承诺未兑现复核', en: 'the review of a broken promise' },
  'call-after-claim': { zh: '未查到缴费后致电', en: 'the call after a payment was not found' },
  'review-reversal': { zh: '退票复核', en: 'the review of a reversal' },
  'review-fresh': { zh: '本期新账单复核', en: 'the review of fresh charges' },
  'confirm-settling': { zh: '法务确认结案', en: "counsel's confirmation" },
  'propose-referral': { zh: '提议法律移交', en: 'the proposal of a referral' },
  'approve-referral': { zh: '批准法律移交', en: 'the approval of a referral' },
  safeguard: { zh: '时效保全', en: 'the limitation safeguard' },
  thanks: { zh: '到账感谢', en: 'the thanks' },
  correction: { zh: '更正说明', en: 'the correction' },
};

/** What a step is called. A policy of one's own may name steps that nobody foresaw: those are said by their id. */
export function stepWords(stepKey: string): Line {
  const step = stepOf(stepKey).split('~')[0] ?? '';
  return STEPS[step] ?? { zh: `「${step}」`, en: step.replaceAll('-', ' ') };
}

function stepOf(stepKey: string): string {
  return stepKey.split('/').length === 4 ? parseStepKey(stepKey).step : stepKey;
}

/** What the machine itself ends a step with. */
type MachineReason =
  | 'NOTHING_OWED'
  | 'HELD'
  | 'SUPERSEDED'
  | 'NO_CHANNEL'
  | 'AWAITING_RELEASE'
  | 'IN_DOUBT'
  | 'CANNOT_ASK'
  | 'LOST'
  | 'LOST_TWICE'
  | 'LEVEL_LEFT'
  | 'HOLD_ENDED'
  | 'SETTLED'
  | 'REVERSED'
  | 'MILESTONE';

const REASONS: Readonly<Record<MachineReason | DeferReason | SupersededWhy, Line>> = {
  NOTHING_OWED: { zh: '已无应付', en: 'nothing is owed' },
  HELD: { zh: '暂停中', en: 'held' },
  PERSON_HELD: { zh: '业主名下另有暂停', en: 'another account of the person is held' },
  COMMAND_PENDING: { zh: '业主的情况正在登记', en: 'what the owner said is being recorded' },
  SUPERSEDED: { zh: '已不需要', en: 'no longer called for' },
  NOT_PENDING: { zh: '已不需要', en: 'no longer called for' },
  NO_RESEND: { zh: '前一条未证实遗失，不再发送', en: 'the first one is not known to be lost' },
  CASE_CLOSED: { zh: '已结案', en: 'the case is closed' },
  ACCOUNT_MERGED: { zh: '本户已并入另一户', en: 'the account was joined to another' },
  BELOW_MINIMUM: { zh: '低于起催额', en: 'below the minimum amount' },
  OTHER_CHANNEL: { zh: '改用其他方式', en: 'another channel is used' },
  NO_CHANNEL: { zh: '没有可用的联系方式', en: 'no way to reach the owner' },
  NO_THANKS: { zh: '不再致谢', en: 'no thanks are due' },
  CARE: { zh: '关怀户，改由主管致电', en: 'care mark: the supervisor calls' },
  TOO_LATE: { zh: '时机已过', en: 'too late' },
  AWAITING_RELEASE: { zh: '等待放行', en: 'awaiting release' },
  RELEASE_DAY: { zh: '分批放行，未到日期', en: 'its day of the release has not come' },
  FRESHNESS: { zh: '收款数据过旧', en: 'the receipts are too old' },
  PAUSED: { zh: '小区、楼栋或户暂停中', en: 'paused' },
  WINDOW: { zh: '不在联系时段', en: 'outside the contact window' },
  PER_DAY: { zh: '当日已联系过', en: 'contacted that day already' },
  PER_7_DAYS: { zh: '七日内联系次数已满', en: 'contacts of seven days are used up' },
  PER_30_DAYS: { zh: '三十日内联系次数已满', en: 'contacts of thirty days are used up' },
  AUTOMATIC_SPACING: { zh: '距上次自动联系太近', en: 'too close to the automatic contact before' },
  ATTEMPTS_PER_DAY: { zh: '该号码当日尝试次数已满', en: 'attempts of the day are used up' },
  ATTEMPTS_PER_7_DAYS: { zh: '该号码七日内尝试次数已满', en: 'attempts of seven days are used up' },
  ATTEMPTS_PER_30_DAYS: { zh: '该号码三十日内尝试次数已满', en: 'attempts of thirty days are used up' },
  FORMAL_PER_30_DAYS: { zh: '三十日内已正式送达过', en: 'formal service was made within thirty days' },
  IN_DOUBT: { zh: '发送结果待查', en: 'its outcome is in doubt' },
  ADDRESS_IN_DOUBT: {
    zh: '同一号码的上一次发送结果待查',
    en: 'an earlier message to the address is in doubt',
  },
  PROVIDER: { zh: '发送通道暂停', en: 'the provider is stopped' },
  TEXT: { zh: '所用文本尚未批准启用', en: 'its text is not approved yet' },
  CANNOT_ASK: { zh: '无法查询是否送达', en: 'the provider cannot be asked' },
  LOST: { zh: '确认未发出，重发一次', en: 'lost, sent once more' },
  LOST_TWICE: { zh: '重发仍未发出', en: 'lost twice' },
  LEVEL_LEFT: { zh: '已进入另一级', en: 'the level was left' },
  HOLD_ENDED: { zh: '暂停已结束', en: 'the hold is over' },
  SETTLED: { zh: '已结清', en: 'settled' },
  REVERSED: { zh: '到账被退回', en: 'the payment was reversed' },
  MILESTONE: { zh: '已有法律进展', en: 'legal progress was made' },
};

/** A reason that has no words here is an outcome, or is said as it is. */
export function reasonWords(code: string): Line {
  return (REASONS as Readonly<Record<string, Line>>)[code] ?? outcomeWords(code);
}

const OUTCOMES: Readonly<Record<ContactOutcome, Line>> = {
  delivered: { zh: '已送达', en: 'delivered' },
  accepted: { zh: '已提交，未见回执', en: 'accepted, no receipt yet' },
  unproven: { zh: '已发出，送达不明', en: 'sent, arrival unproven' },
  failed: { zh: '未送达', en: 'failed' },
  posted: { zh: '已张贴并拍照', en: 'posted and photographed' },
  dispatched: { zh: '已交寄', en: 'dispatched' },
  refused: { zh: '拒收', en: 'refused' },
  returned: { zh: '退回', en: 'returned' },
  signed: { zh: '已签收', en: 'signed for' },
  spoke: { zh: '已接通并说明', en: 'spoken with' },
  signature_refused: { zh: '当面拒签，有见证', en: 'signature refused before a witness' },
  third_person: { zh: '他人接听，未透露', en: 'somebody else answered, nothing disclosed' },
  no_answer: { zh: '未接通', en: 'no answer' },
  nobody_home: { zh: '无人在家', en: 'nobody home' },
  wrong_number: { zh: '空号或错号', en: 'wrong number' },
};

const OTHER_OUTCOMES: Readonly<Record<string, Line>> = {
  claimed: { zh: '进行中', en: 'under way' },
  lost: { zh: '确认未发出', en: 'lost' },
  not_called: { zh: '未发出', en: 'not sent' },
  no_channel: { zh: '没有可用的联系方式', en: 'no way to reach the owner' },
  other: { zh: '其他', en: 'other' },
};

export function outcomeWords(code: string): Line {
  const known = (OUTCOMES as Readonly<Record<string, Line>>)[code] ?? OTHER_OUTCOMES[code];
  return known ?? { zh: staffOutcomes().get(code) ?? code, en: plain(code) };
}

/** As the buttons of the task say it. */
export function taskOutcomeWords(kind: string, code: string): Line {
  const task = taskKindSchema.safeParse(kind);
  const offered = task.success ? outcomesOf(task.data).find(({ outcome }) => outcome === code) : undefined;
  return offered ? { zh: offered.zh, en: plain(code) } : outcomeWords(code);
}

let ofAllTasks: Map<string, string> | undefined;

/** Where only the code is known: the first task that has it says it. */
function staffOutcomes(): Map<string, string> {
  ofAllTasks ??= new Map(
    taskKindSchema.options
      .flatMap(outcomesOf)
      .reverse()
      .map(({ outcome, zh }) => [outcome, zh]),
  );
  return ofAllTasks;
}

const VERDICTS: Readonly<Record<string, Line>> = {
  kept: { zh: '已兑现', en: 'kept' },
  partly: { zh: '部分兑现', en: 'partly kept' },
  broken: { zh: '未兑现', en: 'broken' },
  over: { zh: '到期', en: 'over' },
  lifted: { zh: '提前解除', en: 'lifted' },
  taken_back: { zh: '撤回', en: 'taken back' },
  answered: { zh: '已答复', en: 'answered' },
  confirmed: { zh: '已到账', en: 'payment found' },
  not_found: { zh: '未查到缴费', en: 'payment not found' },
};

export function verdictWords(code: string): Line {
  return VERDICTS[code] ?? { zh: code, en: plain(code) };
}

const COMMANDS: Readonly<Record<string, Line>> = {
  HOLD_PLACED: { zh: '登记暂停', en: 'placed a hold' },
  HOLD_CLEARED: { zh: '解除暂停', en: 'ended a hold' },
  CAUSE_CONFIRMED: { zh: '判定欠费原因', en: 'confirmed the cause' },
  LEVEL_DECIDED: { zh: '决定催缴级别', en: 'decided the level' },
  REFERRAL_REQUESTED: { zh: '提请法律移交', en: 'requested a referral' },
  REFERRAL_ANSWERED: { zh: '审批法律移交', en: 'answered a referral' },
  COUNSEL_CONFIRMED: { zh: '法务确认', en: "gave counsel's confirmation" },
  MILESTONE_REACHED: { zh: '登记法律进展', en: 'recorded legal progress' },
  RESEND_DECIDED: { zh: '决定重发送达不明的消息', en: 'decided to send once more what is unproven' },
  POLICY_MOVED: { zh: '换用政策版本', en: 'moved the case to another version of the policy' },
  CASE_CLOSED: { zh: '结案', en: 'closed the case' },
};

export function commandWords(event: string): Line {
  return COMMANDS[event] ?? { zh: event, en: plain(event) };
}

const LEVELS = { 1: 'reminder', 2: 'written notice', 3: 'home visit', 4: 'legal referral' } as const;

export function levelInEnglish(level: keyof typeof LEVELS): string {
  return `level ${level}, ${LEVELS[level]}`;
}

/** `PAYMENT_CLAIMED` → `payment claimed` */
export function plain(code: string): string {
  return code.toLowerCase().replaceAll('_', ' ');
}

/** What kind of entry it is, for whoever is told that one was changed and cannot be read. */
export const KIND_WORDS: Record<EntryKind, Line> = {
  case_opened: { zh: '立案', en: 'case opened' },
  level: { zh: '级别变更', en: 'level' },
  step_ended: { zh: '步骤结束', en: 'end of a step' },
  step_deferred: { zh: '步骤顺延', en: 'deferral' },
  hold_began: { zh: '暂停开始', en: 'begin of a hold' },
  hold_ended: { zh: '暂停结束', en: 'end of a hold' },
  hold_extended: { zh: '暂停延长', en: 'extension of a hold' },
  instalment_paid: { zh: '分期到账', en: 'an instalment paid' },
  instalment_missed: { zh: '分期未付', en: 'an instalment missed' },
  instalment_reopened: { zh: '分期到账退回', en: 'an instalment open again' },
  instalment_plan: { zh: '分期办理', en: 'step of an instalment plan' },
  cause: { zh: '欠费原因', en: 'cause' },
  policy_moved: { zh: '换用政策版本', en: 'moved to another version of the policy' },
  command: { zh: '人员决定', en: 'decision' },
  task_overdue: { zh: '任务逾期', en: 'overdue task' },
  settled: { zh: '结清', en: 'settlement' },
  reopened: { zh: '恢复催缴', en: 'reopening' },
  milestone: { zh: '法律进展', en: 'legal progress' },
  closed: { zh: '结案', en: 'closing' },
  claim: { zh: '联系发起', en: 'begin of a contact' },
  outcome: { zh: '联系结果', en: 'outcome of a contact' },
  grade_changed: { zh: '送达情况更新', en: 'change of what a contact proves' },
  task_started: { zh: '任务开始', en: 'start of a task' },
  task_outcome: { zh: '任务结果', en: 'outcome of a task' },
  task_outcome_taken_back: { zh: '任务结果撤回', en: 'outcome taken back' },
  exemption: { zh: '豁免联系', en: 'exemption' },
  released: { zh: '放行', en: 'release' },
  address: { zh: '联系方式变更', en: 'change of an address' },
  liability: { zh: '责任主体', en: 'who is liable' },
  reply: { zh: '业主回复', en: 'reply of the owner' },
  revealed: { zh: '查看个人信息', en: 'reveal of personal data' },
  identity_checked: { zh: '身份核对', en: 'check of identity' },
  inbound: { zh: '来电来访', en: 'call or visit of the owner' },
  call_back_asked: { zh: '约回电', en: 'call asked for' },
  paper: { zh: '纸质通知书', en: 'notice on paper' },
  earlier_proof: { zh: '补入凭证', en: 'proof brought in' },
  interruption: { zh: '时效登记', en: 'record on limitation' },
  limitation_request: { zh: '时效审批', en: 'decision on limitation' },
  payment: { zh: '到账', en: 'payment' },
  payment_reversed: { zh: '到账退回', en: 'reversal' },
  ledger: { zh: '台账变更', en: 'change of the ledger' },
  taken_over: { zh: '存量接管', en: 'take-over' },
  take_over_looked: { zh: '接管核对', en: 'look at the take-over' },
  dispute_opened: { zh: '异议', en: 'objection' },
  dispute_answered: { zh: '异议答复', en: 'answer to an objection' },
  paused: { zh: '本户暂停', en: 'pause' },
  pause_lifted: { zh: '暂停解除', en: 'end of a pause' },
  joined: { zh: '户合并', en: 'joining' },
  split: { zh: '户拆分', en: 'splitting' },
  file: { zh: '材料留存', en: 'file' },
  erased: { zh: '依法删除', en: 'erasure' },
};
