import { civilDayOf, minutesOfDayAt } from '../domain/civil-day';
import { LIABILITY_WORDS } from '../domain/liability';
import { fen, formatYuan } from '../domain/money';
import {
  CAUSE_WORDS,
  CHANNEL_WORDS,
  CLOSE_WORDS,
  CONTACT_CLASS_WORDS,
  GRADE_WORDS,
  HOLD_WORDS,
  LEVEL_WORDS,
  MILESTONE_WORDS,
  TASK_WORDS,
} from '../machine/words';
import type { EntryBody, EntryContent, EntryKind } from './entries';
import {
  commandWords,
  type Line,
  levelInEnglish,
  outcomeWords,
  plain,
  reasonWords,
  stepWords,
  taskOutcomeWords,
  verdictWords,
} from './words';

/**
 * What an entry says in one line, in the words of the plan: no codes, no engineers' words, no name, number or text of a person.
 * Instants are said in the community's zone.
 */
export function describeEntry(body: EntryBody, zone: string): Line {
  const describe = LINES[body.kind] as (content: EntryBody['content'], zone: string) => Line;
  return describe(body.content, zone);
}

const yuan = (amount: number) => `¥${formatYuan(fen(amount))}`;

function moment(instantMs: number, zone: string): string {
  const minutes = minutesOfDayAt(instantMs, zone);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${civilDayOf(instantMs, zone)} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const ENDS = {
  done: { zh: '完成', en: 'done' },
  unproven: { zh: '已发出，送达不明', en: 'sent, arrival unproven' },
  replaced: { zh: '由重发代替', en: 'replaced' },
  withdrawn: { zh: '取消', en: 'withdrawn' },
} as const;

const SPLIT_CAUSES: Record<EntryContent<'split'>['cause'], Line> = {
  wrong_join: { zh: '更正并户', en: 'a join put right' },
  sale: { zh: '转让', en: 'sale' },
  assumption: { zh: '书面债务承担', en: 'debt taken over in writing' },
};
const ADDRESS_CHANGES: Record<EntryContent<'address'>['change'], Line> = {
  wrong: { zh: '号码有误，停止使用', en: 'the address is wrong and no longer used' },
  dead: { zh: '号码失效', en: 'the address is dead' },
  unusable: { zh: '号码格式不可用', en: 'the address is unusable' },
  usable: { zh: '号码恢复使用', en: 'the address is usable again' },
  opted_out: { zh: '业主要求不再以此方式联系', en: 'the owner opted out' },
  opted_in: { zh: '业主同意恢复以此方式联系', en: 'the owner opted in again' },
  added: { zh: '新增联系方式', en: 'an address was added' },
  stated_time: { zh: '登记业主约定的联系时间', en: 'the owner stated his time' },
};

// as in Chinese: what a court may read judges nobody
const causeInEnglish = (cause: EntryContent<'cause'>['to']) =>
  cause === 'malicious' ? 'refusal to pay' : plain(cause);

const ESCALATIONS = ['承办人', '主管', '负责人'];

const owed = ({ claimableFen }: { claimableFen: number }): Line => ({
  zh: `现应付 ${yuan(claimableFen)}`,
  en: `${yuan(claimableFen)} owed now`,
});

const task = (kind: string): Line => ({
  zh: (TASK_WORDS as Readonly<Record<string, string>>)[kind] ?? plain(kind),
  en: plain(kind),
});

const because = (reason: string, before: Line): Line => {
  const words = reasonWords(reason);
  return { zh: `${before.zh}：${words.zh}`, en: `${before.en}: ${words.en}` };
};

const LINES: { [Kind in EntryKind]: (content: EntryContent<Kind>, zone: string) => Line } = {
  case_opened: ({ level, previousCaseId }) => ({
    zh: `立案，自${LEVEL_WORDS[level]}开始${previousCaseId ? '，接续前案' : ''}`,
    en: `case opened at ${levelInEnglish(level)}${previousCaseId ? ', after an earlier one' : ''}`,
  }),
  level: ({ level, from }) => ({
    zh: `进入${LEVEL_WORDS[level]}${from === null ? '' : `（自${LEVEL_WORDS[from]}）`}`,
    en: `entered ${levelInEnglish(level)}${from === null ? '' : ` (from ${levelInEnglish(from)})`}`,
  }),
  step_ended: ({ stepKey, end, reason }) => {
    const step = stepWords(stepKey);
    return because(reason, { zh: `${step.zh}${ENDS[end].zh}`, en: `${step.en}: ${ENDS[end].en}` });
  },
  step_deferred: ({ stepKey, until, reason }, zone) => {
    const step = stepWords(stepKey);
    return because(reason, {
      zh: `${step.zh}顺延至 ${moment(until, zone)}`,
      en: `${step.en} deferred to ${moment(until, zone)}`,
    });
  },
  hold_began: ({ kind, endsAt, amountFen, promisedOn }, zone) => {
    const what = amountFen === null ? '' : `，${promisedOn ?? ''} 前 ${yuan(amountFen)}`;
    const whatEn = amountFen === null ? '' : `, ${yuan(amountFen)} by ${promisedOn ?? ''}`;
    return {
      zh: `暂停（${HOLD_WORDS[kind]}${what}），至 ${moment(endsAt, zone)}`,
      en: `held (${plain(kind)}${whatEn}) until ${moment(endsAt, zone)}`,
    };
  },
  hold_ended: ({ kind, verdict }) => ({
    zh: `暂停结束（${HOLD_WORDS[kind]}）：${verdictWords(verdict).zh}`,
    en: `hold over (${plain(kind)}): ${verdictWords(verdict).en}`,
  }),
  instalment_paid: ({ no, amountFen }) => ({
    zh: `分期第 ${no} 期 ${yuan(amountFen)} 已付`,
    en: `instalment ${no}, ${yuan(amountFen)}: paid`,
  }),
  instalment_missed: ({ no, dueOn, amountFen }) => ({
    zh: `分期第 ${no} 期（${dueOn}，${yuan(amountFen)}）过宽限未付`,
    en: `instalment ${no} of ${dueOn}, ${yuan(amountFen)}: missed, its grace is over`,
  }),
  instalment_reopened: ({ no, amountFen }) => ({
    zh: `分期第 ${no} 期 ${yuan(amountFen)} 的到账被退回`,
    en: `instalment ${no}, ${yuan(amountFen)}: open again, its payment came back`,
  }),
  instalment_plan: ({ step, totalFen, instalments }) => ({
    zh: `分期${PLAN_STEPS[step].zh}：${instalments.length} 期共 ${yuan(totalFen)}`,
    en: `instalment plan ${PLAN_STEPS[step].en}: ${instalments.length} instalments, ${yuan(totalFen)} in all`,
  }),
  hold_extended: ({ endsAt }, zone) => ({
    zh: `暂停延至 ${moment(endsAt, zone)}`,
    en: `hold extended to ${moment(endsAt, zone)}`,
  }),
  policy_moved: ({ version }) => ({
    zh: `改按政策第 ${version} 版办理`,
    en: `goes on under version ${version} of the policy`,
  }),
  cause: ({ from, to }) => ({
    zh: `欠费原因由「${CAUSE_WORDS[from]}」改为「${CAUSE_WORDS[to]}」`,
    en: `cause changed from ${causeInEnglish(from)} to ${causeInEnglish(to)}`,
  }),
  command: ({ event }) => commandWords(event),
  task_overdue: ({ stepKey, escalation }) => ({
    zh: `${stepWords(stepKey).zh}逾期，转${ESCALATIONS[Math.min(escalation, 2)]}`,
    en: `${stepWords(stepKey).en} is overdue`,
  }),
  settled: ({ claimableFen }) => ({
    zh: claimableFen > 0 ? `结清（余 ${yuan(claimableFen)} 待减免）` : '结清',
    en: `settled${claimableFen > 0 ? `, ${yuan(claimableFen)} to be waived` : ''}`,
  }),
  reopened: ({ level }) => ({
    zh: `到账被退回，恢复到${LEVEL_WORDS[level]}`,
    en: `the payment was reversed: back to ${levelInEnglish(level)}`,
  }),
  milestone: ({ milestone }) => ({
    zh: `法律进展：${MILESTONE_WORDS[milestone]}`,
    en: `legal progress: ${plain(milestone)}`,
  }),
  closed: ({ reason }) => ({ zh: `结案：${CLOSE_WORDS[reason]}`, en: `case closed: ${plain(reason)}` }),
  claim: ({ stepKey, channel, class: contactClass, automatic, claimableFen }) => ({
    zh: `${automatic ? '发送' : '开始'}${CHANNEL_WORDS[channel]}（${CONTACT_CLASS_WORDS[contactClass]}，${stepWords(stepKey).zh}，应付 ${yuan(claimableFen)}）`,
    en: `${channel} ${automatic ? 'begun' : 'begun by staff'} (${contactClass}, ${stepWords(stepKey).en}, ${yuan(claimableFen)} owed)`,
  }),
  outcome: ({ channel, outcome, grade }) => ({
    zh: `${CHANNEL_WORDS[channel]}结果：${outcomeWords(outcome).zh}（${GRADE_WORDS[grade]}）`,
    en: `${channel}: ${outcomeWords(outcome).en} (${grade})`,
  }),
  grade_changed: ({ stepKey, to }) => ({
    zh: `${stepWords(stepKey).zh}的送达情况更新：${GRADE_WORDS[to]}`,
    en: `what ${stepWords(stepKey).en} proves is now: ${to}`,
  }),
  task_started: ({ kind }) => ({ zh: `开始：${TASK_WORDS[kind]}`, en: `started: ${plain(kind)}` }),
  task_outcome: ({ kind, outcome, correctsId }) => ({
    zh: `${correctsId ? '更正：' : ''}${task(kind).zh}——${taskOutcomeWords(kind, outcome).zh}`,
    en: `${correctsId ? 'correction: ' : ''}${task(kind).en}: ${taskOutcomeWords(kind, outcome).en}`,
  }),
  task_outcome_taken_back: ({ kind }) => ({
    zh: `撤回：${task(kind).zh}`,
    en: `taken back: ${task(kind).en}`,
  }),
  exemption: () => ({ zh: '批准一次额外联系', en: 'one contact over budget was allowed' }),
  released: ({ fromOn }) => ({
    zh: `放行${fromOn ? `，${fromOn} 起` : ''}`,
    en: `released${fromOn ? `, from ${fromOn}` : ''}`,
  }),
  address: ({ change, channel }) => ({
    zh: `${channel ? `${CHANNEL_WORDS[channel]}：` : ''}${ADDRESS_CHANGES[change].zh}`,
    en: `${channel ? `${channel}: ` : ''}${ADDRESS_CHANGES[change].en}`,
  }),
  liability: ({ change, role, fromOn, untilOn }) => {
    if (change === 'deceased') return { zh: `业主身故（${fromOn}）`, en: `the owner died (${fromOn})` };
    const who = role === null ? { zh: '责任主体', en: 'liable party' } : LIABILITY_WORDS[role];
    return change === 'added'
      ? { zh: `登记${who.zh}，自 ${fromOn} 起`, en: `${who.en} from ${fromOn} on` }
      : { zh: `${who.zh}至 ${untilOn ?? fromOn} 止`, en: `${who.en} until ${untilOn ?? fromOn}` };
  },
  reply: ({ channel, optOut }) => ({
    zh: `业主回复${CHANNEL_WORDS[channel]}${optOut ? '：退订' : ''}`,
    en: `the owner answered by ${channel}${optOut ? ': no more of them' : ''}`,
  }),
  revealed: () => ({ zh: '查看完整姓名与联系方式', en: 'name and addresses were shown in full' }),
  identity_checked: ({ matched, relation, mayBeTold }) => ({
    zh: matched
      ? `身份核对：相符（${relation ?? '本人'}${mayBeTold ? '' : '，未获授权'}）`
      : '身份核对：不符',
    en: matched
      ? `identity checked: ${relation === null ? 'the party himself' : 'a relative'}${mayBeTold ? '' : ', not authorised'}`
      : 'identity checked: no match',
  }),
  inbound: ({ way, matter, identity }) => ({
    zh: `${INBOUND_WAYS[way].zh}：${INBOUND_MATTERS[matter].zh}（${IDENTITIES[identity].zh}）`,
    en: `${INBOUND_WAYS[way].en}: ${INBOUND_MATTERS[matter].en} (${IDENTITIES[identity].en})`,
  }),
  call_back_asked: ({ onDay, from, to }) => ({
    zh: `业主约回电：${onDay} ${from}–${to}`,
    en: `the owner asked to be called back: ${onDay} ${from}–${to}`,
  }),
  paper: ({ event, number, amountFen, deadlineOn }) => ({
    zh: `通知书 ${number} ${PAPER_EVENTS[event].zh}${event === 'printed' ? `（${yuan(amountFen)}，期限 ${deadlineOn}）` : ''}`,
    en: `notice ${number} ${PAPER_EVENTS[event].en}${event === 'printed' ? ` (${yuan(amountFen)}, to be paid by ${deadlineOn})` : ''}`,
  }),
  earlier_proof: ({ channel, onDay, grade }) => ({
    zh: `补入 ${onDay} 的${CHANNEL_WORDS[channel]}凭证（${GRADE_WORDS[grade]}）`,
    en: `proof of ${channel} on ${onDay} brought in (${grade})`,
  }),
  interruption: ({ interruption: what, onDay, grade, needsConfirmation }) => {
    const words = INTERRUPTION_WORDS[what];
    if (what === 'withdrawal' || what === 'confirmation') return words;
    const open = needsConfirmation
      ? { zh: '，待另一人确认', en: ', to be confirmed by another' }
      : { zh: '', en: '' };
    return {
      zh: `时效登记：${onDay} ${words.zh}（${GRADE_WORDS[grade]}）${open.zh}`,
      en: `limitation: ${words.en} on ${onDay} (${grade})${open.en}`,
    };
  },
  limitation_request: ({ request, event, office }) => {
    const what =
      request === 'safeguard'
        ? { zh: '时效保全', en: 'limitation safeguard' }
        : { zh: '超时效账单列明', en: 'naming of lapsed charges' };
    const whose = office
      ? { zh: office === 'manager' ? '负责人' : '法务', en: ` by ${office}` }
      : { zh: '', en: '' };
    return {
      zh: `${what.zh}：${whose.zh}${REQUEST_EVENTS[event].zh}`,
      en: `${what.en}: ${REQUEST_EVENTS[event].en}${whose.en}`,
    };
  },
  payment: (content) => ({
    zh: `到账 ${yuan(content.amountFen)}（${content.receivedOn}），${owed(content).zh}`,
    en: `${yuan(content.amountFen)} received (${content.receivedOn}), ${owed(content).en}`,
  }),
  payment_reversed: (content) => ({
    zh: `到账被退回 ${yuan(Math.abs(content.amountFen))}，${owed(content).zh}`,
    en: `${yuan(Math.abs(content.amountFen))} reversed, ${owed(content).en}`,
  }),
  ledger: (content) => ({
    zh: `${LEDGER_CHANGES[content.change] ?? '台账变更'}，${owed(content).zh}`,
    en: `${plain(content.change)}, ${owed(content).en}`,
  }),
  taken_over: () => ({
    zh: '接管既有催缴记录（台账所载，未经证实）',
    en: 'taken over as declared, unproven',
  }),
  take_over_looked: ({ verdict }) => ({
    zh: verdict === 'confirmed' ? '接管记录已核对' : '接管记录已更正',
    en: verdict === 'confirmed' ? 'what was declared was looked at' : 'what was declared was corrected',
  }),
  dispute_opened: ({ kind, answerDueOn }) => ({
    zh: `${kind === 'amount' ? '对金额' : '对服务'}提出异议，${answerDueOn} 前答复`,
    en: `objection to ${kind}, to be answered by ${answerDueOn}`,
  }),
  dispute_answered: ({ kind, result }) => ({
    zh: `答复${kind === 'amount' ? '金额' : '服务'}异议：${DISPUTE_RESULTS[result] ?? result}`,
    en: `objection to ${kind} answered: ${plain(result)}`,
  }),
  paused: ({ fromOn, toOn }) => ({
    zh: `本户暂停 ${fromOn} 至 ${toOn}`,
    en: `paused from ${fromOn} to ${toOn}`,
  }),
  pause_lifted: () => ({ zh: '本户暂停解除', en: 'pause lifted' }),
  split: ({ gives, cause }) => ({
    zh: `${gives ? '本户拆出一部分' : '从另一户拆入本户'}（${SPLIT_CAUSES[cause].zh}）`,
    en: `${gives ? 'a part of this account was split off' : 'split off another account'} (${SPLIT_CAUSES[cause].en})`,
  }),
  joined: ({ survives }) => ({
    zh: survives ? '另一户并入本户' : '本户并入另一户',
    en: survives ? 'another account was joined to this one' : 'joined to another account',
  }),
  file: ({ shows }) => ({ zh: `留存${FILE_WORDS[shows] ?? '材料'}`, en: `file kept: ${shows}` }),
  erased: ({ seqs }) => ({
    zh: `依法删除第 ${seqs.join('、')} 条的内容`,
    en: `the content of entries ${seqs.join(', ')} was erased by law`,
  }),
};

const INTERRUPTION_WORDS: Record<EntryContent<'interruption'>['interruption'], Line> = {
  demand: { zh: '催收要求', en: 'a demand' },
  part_payment: { zh: '部分付款（本人认可）', en: 'a part payment by the debtor himself' },
  acknowledgement: { zh: '债务人认可', en: 'an acknowledgement' },
  filing: { zh: '起诉', en: 'a filing' },
  payment_order: { zh: '申请支付令', en: 'a payment order applied for' },
  mediation: { zh: '申请调解', en: 'a mediation' },
  suspension: { zh: '可能中止', en: 'a possible suspension' },
  withdrawal: { zh: '时效登记作废', en: 'a record on limitation was withdrawn' },
  confirmation: { zh: '时效登记经另一人确认', en: 'a record on limitation was confirmed by another' },
};

const REQUEST_EVENTS: Record<EntryContent<'limitation_request'>['event'], Line> = {
  asked: { zh: '提请', en: 'asked for' },
  approved: { zh: '批准', en: 'approved' },
  refused: { zh: '不批准', en: 'refused' },
  withdrawn: { zh: '撤销', en: 'withdrawn' },
  done: { zh: '完成', en: 'done' },
};

const INBOUND_WAYS: Record<EntryContent<'inbound'>['way'], Line> = {
  call: { zh: '业主来电', en: 'the owner called' },
  visit: { zh: '业主来访', en: 'the owner came' },
  wechat: { zh: '业主微信', en: 'the owner wrote' },
};
const INBOUND_MATTERS: Record<EntryContent<'inbound'>['matter'], Line> = {
  question: { zh: '咨询', en: 'a question' },
  paid: { zh: '已缴', en: 'paid' },
  dispute: { zh: '异议', en: 'an objection' },
  plan: { zh: '分期', en: 'instalments' },
  data: { zh: '改信息', en: 'a change of data' },
  complaint: { zh: '投诉', en: 'a complaint' },
  other: { zh: '其他', en: 'other' },
};
const IDENTITIES: Record<EntryContent<'inbound'>['identity'], Line> = {
  matched: { zh: '身份相符', en: 'identity matched' },
  not_matched: { zh: '身份不符', en: 'identity did not match' },
  unchecked: { zh: '未核对身份', en: 'identity not checked' },
};

const LEDGER_CHANGES: Readonly<Record<string, string>> = {
  charge_added: '新增账单',
  charge_replaced: '账单更正',
  charge_cancelled: '账单取消',
  payment: '到账',
  reversal: '到账被退回',
  prepayment: '预存变动',
  waiver: '减免',
  dispute: '金额异议',
  dispute_answered: '异议已答复',
  joined: '户合并',
};

const DISPUTE_RESULTS: Readonly<Record<string, string>> = {
  accepted: '成立',
  rejected: '不成立',
  reduced: '部分成立，已调减',
  joined: '随并户转到另一户',
};

const PAPER_EVENTS: Readonly<Record<EntryContent<'paper'>['event'], Line>> = {
  printed: { zh: '已印制', en: 'printed' },
  sealed: { zh: '已用印', en: 'sealed with the company’s chop' },
  voided: { zh: '作废', en: 'counts no more' },
};

const FILE_WORDS: Readonly<Record<string, string>> = {
  notice: '通知书印制件',
  content: '通知书内容照片',
  sealing: '封装照片',
  door: '张贴处照片',
  slip: '交寄单',
  receipt: '回执',
  signature: '签字件',
  recording: '录音',
};

const PLAN_STEPS = {
  requested: { zh: '申请', en: 'requested' },
  approved: { zh: '批准', en: 'approved' },
  refused: { zh: '退回', en: 'refused' },
  withdrawn: { zh: '撤回', en: 'withdrawn' },
  activated: { zh: '签署生效', en: 'signed and in force' },
} as const;
