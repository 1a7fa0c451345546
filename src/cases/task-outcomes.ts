import type { Permission } from '../domain/permissions';
import type { Milestone, TaskKind } from '../machine/vocabulary';
import { contactOutcomes, type Need } from './contact-outcomes';
import { channelOfTask } from './step-plan';

/** What an outcome says to the case, as a staff command; null: only that the work is done. */
export type WorkEffect =
  | null
  | { event: 'HOLD_CLEARED'; verdict: 'confirmed' | 'not_found' | 'answered' | 'lifted' }
  | { event: 'REFERRAL_REQUESTED' }
  | { event: 'REFERRAL_ANSWERED'; approved: boolean }
  | { event: 'COUNSEL_CONFIRMED' }
  | { event: 'MILESTONE_REACHED'; milestone: Milestone }
  | { event: 'CASE_CLOSED'; reason: 'settled' };

export type WorkOutcomeRule = { zh: string; needs: readonly Need[]; effect: WorkEffect };

const OTHER: WorkOutcomeRule = { zh: '其他（写明）', needs: ['note'], effect: null };
const reached = (zh: string, milestone: Milestone): WorkOutcomeRule => ({
  zh,
  needs: [],
  effect: { event: 'MILESTONE_REACHED', milestone },
});
const done = (zh: string, needs: readonly Need[] = []): WorkOutcomeRule => ({ zh, needs, effect: null });

/**
 * Work that is no contact: kind → outcomes → what each says to the case. Where an outcome is a command, the work is over when the case
 * has accepted the command, and stays open when it refuses it.
 */
const WORK: Partial<Record<TaskKind, Record<string, WorkOutcomeRule>>> = {
  verify_payment: {
    received: { zh: '已到账', needs: [], effect: { event: 'HOLD_CLEARED', verdict: 'confirmed' } },
    not_received: { zh: '未到账', needs: [], effect: { event: 'HOLD_CLEARED', verdict: 'not_found' } },
    returned: done('退回客服', ['note']),
    other: OTHER,
  },
  answer_complaint: {
    answered: { zh: '已答复', needs: ['note'], effect: { event: 'HOLD_CLEARED', verdict: 'answered' } },
    other: OTHER,
  },
  first_word: { spoken: done('已先回应业主'), not_reached: done('没联系上', ['note']), other: OTHER },
  tell_answer: {
    told_by_call: done('已电话告知'),
    told_in_person: done('已当面告知'),
    told_by_wechat: done('已微信告知'),
    told_on_paper: done('已书面告知'),
    other: OTHER,
  },
  review_missed_instalment: {
    go_on: done('已沟通，照分期继续'),
    not_reached: done('没联系上', ['note']),
    other: OTHER,
  },
  review_hold: {
    lift: { zh: '解除暂停', needs: ['note'], effect: { event: 'HOLD_CLEARED', verdict: 'lifted' } },
    reviewed: done('已复核，照原定'),
    other: OTHER,
  },
  review_broken_promise: {
    go_on: done('按原计划继续'),
    offer_plan: done('建议分期', ['note']),
    other: OTHER,
  },
  review_reversal: { go_on: done('核实无误，可以继续'), wait: done('暂不联系', ['note']), other: OTHER },
  review_fresh: { reviewed: done('已复核'), other: OTHER },
  review_case: { reviewed: done('已复核'), other: OTHER },
  propose_referral: {
    request: { zh: '提请移交', needs: [], effect: { event: 'REFERRAL_REQUESTED' } },
    not_now: done('本批不提', ['note']),
    other: OTHER,
  },
  approve_referral: {
    approve: { zh: '同意', needs: [], effect: { event: 'REFERRAL_ANSWERED', approved: true } },
    decline: { zh: '退回', needs: ['note'], effect: { event: 'REFERRAL_ANSWERED', approved: false } },
  },
  counsel_confirm: {
    confirm: { zh: '确认在诉或在办', needs: [], effect: { event: 'COUNSEL_CONFIRMED' } },
    other: OTHER,
  },
  prepare_package: {
    ready: reached('材料齐备', 'package_ready'),
    missing: done('缺材料', ['note']),
    other: OTHER,
  },
  lawyer_letter: { sent: reached('律师函已发', 'lawyer_letter_sent'), other: OTHER },
  choose_procedure: {
    mediation: reached('人民调解', 'mediation_opened'),
    payment_order: reached('申请支付令', 'payment_order_filed'),
    suit: reached('起诉', 'suit_filed'),
    other: OTHER,
  },
  follow_procedure: {
    objected: reached('债务人提出异议', 'objected'),
    mediated: reached('调解达成', 'mediated'),
    suit: reached('起诉', 'suit_filed'),
    judgment: reached('已判决', 'judgment'),
    enforcement: reached('申请执行', 'enforcement_filed'),
    enforced: reached('执行完毕', 'enforced'),
    withdrawn: reached('撤回', 'withdrawn'),
    no_change: done('暂无进展'),
    other: OTHER,
  },
  file_claim: {
    filed: done('已立案', ['note']),
    payment_order: done('已申请支付令', ['note']),
    mediation: done('已申请调解', ['note']),
    other: OTHER,
  },
  limitation_alarm: {
    demand: done('已安排可证的催收', ['note']),
    acknowledgement: done('已安排签承诺或分期', ['note']),
    safeguard: done('已提请时效保全', ['note']),
    filing: done('已安排起诉或支付令', ['note']),
    let_lapse: done('决定不再保全', ['note']),
    other: OTHER,
  },
  call_back: { reached: done('已回电'), no_answer: done('未接通'), other: OTHER },
  update_contact: {
    updated: done('已补上新号码'),
    none: done('找不到新号码', ['note']),
    other: OTHER,
  },
  read_reply: {
    read: done('已阅，无需处理'),
    answered: done('已联系业主', ['note']),
    passed_on: done('已转相关部门', ['note']),
    other: OTHER,
  },
  support_request: { helped: done('已到场支援'), sent: done('已派人支援', ['note']), other: OTHER },
  confirm_settling: {
    confirm: { zh: '确认结案', needs: [], effect: { event: 'CASE_CLOSED', reason: 'settled' } },
    other: OTHER,
  },
};

/** Who may finish it, beside whoever it is assigned to. */
const MAY_FINISH: Partial<Record<TaskKind, Permission>> = {
  verify_payment: 'payment_claim.verify',
  answer_complaint: 'dispute.answer',
  first_word: 'contact.act',
  tell_answer: 'contact.act',
  review_hold: 'hold.set',
  review_missed_instalment: 'promise.record',
  review_broken_promise: 'promise.record',
  review_reversal: 'dispute.handle',
  review_fresh: 'dispute.handle',
  review_case: 'contact.act',
  propose_referral: 'referral.request',
  approve_referral: 'referral.approve',
  counsel_confirm: 'counsel.confirm',
  prepare_package: 'legal.progress',
  lawyer_letter: 'legal.progress',
  choose_procedure: 'legal.progress',
  follow_procedure: 'legal.progress',
  confirm_settling: 'counsel.confirm',
  file_claim: 'legal.progress',
  decide_limitation: 'safeguard.approve',
  limitation_alarm: 'limitation.arrange',
  call_back: 'contact.act',
  update_contact: 'contact.act',
  read_reply: 'contact.act',
  support_request: 'contact.act',
  book_receipts: 'payment.record',
};

export function permissionToFinish(kind: TaskKind): Permission {
  if (channelOfTask(kind)) return 'contact.act';
  const permission = MAY_FINISH[kind];
  if (!permission) throw new Error(`nobody may finish a task of the kind ${kind}`);
  return permission;
}

export function workOutcomeRule(kind: TaskKind, outcome: string): WorkOutcomeRule | null {
  const rules = WORK[kind];
  return rules && Object.hasOwn(rules, outcome) ? (rules[outcome] ?? null) : null;
}

export type OfferedOutcome = { outcome: string; zh: string; needs: readonly Need[] };

/** The buttons of a task, in their order, with what each wants to know. */
export function outcomesOf(kind: TaskKind): OfferedOutcome[] {
  const channel = channelOfTask(kind);
  const rules: Record<string, { zh: string; needs: readonly Need[] }> = channel
    ? contactOutcomes(channel)
    : (WORK[kind] ?? {});
  return Object.entries(rules).map(([outcome, { zh, needs }]) => ({ outcome, zh, needs }));
}
