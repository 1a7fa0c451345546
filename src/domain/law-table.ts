/**
 * The rules of law that the product enforces, for a company's counsel to review: the one table from which the docs' page and the portal's
 * 规则表 are made. Marks: V the statute's text was read, in a public mirror of 2025-04; S a secondary page says so; M from memory. None of it
 * is legal advice; where rules conflict or are unknown the default is the strictest reading, and every value is a policy's or a rule pack's data.
 */
export type LawMark = 'V' | 'S' | 'M';

export const LAW_TOPICS = {
  demand: { zh: '催告与起诉', en: 'Demand before suit' },
  liability: { zh: '责任主体', en: 'Who is liable' },
  limitation: { zh: '诉讼时效', en: 'Limitation' },
  late_fee: { zh: '违约金与冲抵', en: 'Late fee and allocation' },
  peace: { zh: '安宁与个人信息', en: 'Peace and personal data' },
  proof: { zh: '证据与程序', en: 'Proof and procedure' },
} as const;
export type LawTopic = keyof typeof LAW_TOPICS;

export type LawRule = {
  id: string;
  topic: LawTopic;
  mark: LawMark;
  /** What the rule says, and where it stands */
  zh: string;
  en: string;
  /** What the system does about it */
  doesZh: string;
  doesEn: string;
  /** Where: files from the root of the project */
  where: readonly string[];
};

const rule = (
  id: string,
  topic: LawTopic,
  mark: LawMark,
  says: readonly [zh: string, en: string],
  does: readonly [zh: string, en: string],
  ...where: string[]
): LawRule => ({ id, topic, mark, zh: says[0], en: says[1], doesZh: does[0], doesEn: does[1], where });

export const LAW_TABLE: readonly LawRule[] = [
  rule(
    'demand',
    'demand',
    'V',
    [
      '民法典 944：业主应按约付费，不得以未享受服务为由拒付；逾期的可催告其在合理期限内支付，届期不付可起诉或仲裁；不得停水、停电、停热、停燃气',
      'Civil Code 944: the owner pays as agreed; not using the service is no excuse; on default the company may demand within a reasonable period, then sue or arbitrate; it must not cut power, water, heat or gas',
    ],
    [
      '二级通知书写明截止日：面交或张贴 10 天、邮寄 15 天；停供不在可选动作之内，相关用语不能出现在任何文本',
      'level 2’s notice names an absolute deadline, 10 days by hand, 15 by mail; acts that cut a supply are not in the closed set, and no text may speak of one',
    ],
    'src/domain/deadlines.ts',
    'src/domain/vocabulary.ts',
  ),
  rule(
    'demand_before_suit',
    'demand',
    'V',
    [
      '起诉前是否必须书面催交：2009 年司法解释曾要求，2020 年修改后不再保留',
      'whether a written demand is a condition of suit: the 2009 interpretation required one, the text of 2020 does not keep it',
    ],
    [
      '移交前一律要求书面催告已送达（或两种方式寄出）且期限已过',
      'a referral always needs written demands whose deadline is over',
    ],
    'src/machine/laws.ts',
  ),
  rule(
    'committee',
    'demand',
    'V',
    [
      '物业管理条例 64：业主委员会应当督促交纳；逾期仍不交的，物业企业可起诉',
      'Property Management Regulations 64: the owners’ committee shall urge payment, then the company may sue',
    ],
    [
      '规则包要求时，移交前记录业委会督促：已函、未成立、或逾期无复；只给户数，不给名单',
      'where the rule pack wants it a referral waits for the committee’s urging: asked, none formed, or no answer in time; it is given a number of households, not a list',
    ],
    'src/domain/rule-packs/national.json',
  ),
  rule(
    'service_duty',
    'demand',
    'V',
    [
      '民法典 942、943：服务与公示义务；525、526、577：业主可提出的抗辩',
      'Civil Code 942, 943: duty to serve and to publish; 525, 526, 577: the owner’s defences',
    ],
    [
      '服务异议暂停对本人全部催缴直至答复；金额异议的账单先从应付中剔除；有未答复异议不能移交',
      'a service complaint stops the person until it is answered; an objection to an amount takes its charges out of the claim; none may be open at a referral',
    ],
    'src/machine/hold-rules.ts',
    'src/domain/claimable.ts',
  ),
  rule(
    'period_end',
    'demand',
    'V',
    [
      '民法典 203：期间最后一日是法定休假日的，顺延至次日',
      'Civil Code 203: a period that ends on a day off ends on the next workday',
    ],
    ['通知书截止日顺延；违约金天数照计', 'deadlines in notices move; late-fee days count on'],
    'src/domain/calendar.ts',
  ),
  rule(
    'occupier',
    'liability',
    'V',
    [
      '物业管理条例 41：约定由使用人交费的，业主负连带责任；未售房屋由建设单位交费',
      'Property Management Regulations 41: an occupier may pay by agreement, the owner stays jointly liable; the developer pays for unsold rooms',
    ],
    [
      '一级先提醒承租人，书面通知起先联系业主；开发商逐户放行',
      'a tenant is reminded first, the owner from the written notice on; the developer is released by hand',
    ],
    'src/domain/liability.ts',
  ),
  rule(
    'transfer',
    'liability',
    'V',
    ['民法典 945：转让、出租应及时告知', 'Civil Code 945: the owner must report a transfer or lease'],
    [
      '按期间归责：转让后各付各期，跨期账单按合同整笔或按天；买受人不会收到前手欠费的任何消息',
      'liability by period: each owes for his own time, a bill that the sale falls into whole or by days as the contract says; the buyer hears nothing of the seller’s debts',
    ],
    'src/domain/liability.ts',
    'src/cases/accounts/prorate.ts',
  ),
  rule(
    'estate',
    'liability',
    'V',
    [
      '民法典 1145–1147、1161：遗产管理人清理债务，继承人以遗产实际价值为限清偿；194(3)：时效可能中止',
      'Civil Code 1145–1147, 1161: an administrator settles the estate, heirs owe up to its value; 194(3): the period may be suspended',
    ],
    [
      '登记身故即停止联系任何人，登记管理人或继承人后恢复；时效按不中止的日期提醒',
      'a death silences the account until an administrator or heir is recorded; alarms keep the un-suspended date',
    ],
    'src/domain/liability.ts',
  ),
  rule(
    'assumption',
    'liability',
    'M',
    [
      '民法典 551：债务全部或部分转移须债权人同意',
      'Civil Code 551: a debt passes to another with the creditor’s consent',
    ],
    [
      '书面债务承担由主管登记，账单转到承担人，原案件以「已转移」结案',
      'a debt taken over in writing moves with its bills; the old case ends as transferred',
    ],
    'src/cases/accounts/split-plan.ts',
  ),
  rule(
    'three_years',
    'limitation',
    'V',
    [
      '民法典 188：三年；197：不得约定变更；189：分期债务自最后一期起算，物业费是否适用有争议 (S)',
      'Civil Code 188: three years; 197: not to be changed by agreement; 189: instalments count from the last one, contested for property fees (S)',
    ],
    [
      '逐笔列出两种读法，按较早者提醒；期间不是政策数值',
      'both readings for each charge, alarms by the earlier; the period is no policy value',
    ],
    'src/domain/limitation.ts',
  ),
  rule(
    'interruption',
    'limitation',
    'V',
    [
      '民法典 195：请求履行、同意履行、起诉或仲裁中断；时效规定 (2020) 8：签收、到达或应当到达；10–12：立案、支付令、调解；14、15、19：分期、部分履行、延期',
      'Civil Code 195: restarted by demand, acknowledgement, suit or arbitration; limitation rules (2020) 8, 10–12, 14, 15, 19',
    ],
    [
      '每次中断指向证据并定级；只有已到达并可证明的催告才算；部分缴费须人工确认是债务人本人承认',
      'each interruption points at its evidence with its grade; of demands only arrived ones count; a part payment counts when a person confirmed that the debtor himself acknowledged',
    ],
    'src/domain/limitation.ts',
    'src/domain/grading.ts',
  ),
  rule(
    'suspension',
    'limitation',
    'V',
    ['民法典 194：时效中止的情形', 'Civil Code 194: suspension'],
    [
      '可能的中止（如身故）只作标记，由法务确认；提醒一律按不中止的日期；近届满时挂号寄送、提醒、时效保全（负责人与法务共同批准）',
      'a possible one (a death) is marked, counsel confirms it; the un-suspended date stays the date of every alarm; near the end come registered mail, alarms, and the safeguard by the manager’s and counsel’s consent',
    ],
    'src/domain/limitation.ts',
    'src/cases/limitation-alarms.ts',
  ),
  rule(
    'lapsed',
    'limitation',
    'V',
    [
      '民法典 192、193：届满后自愿履行不得请求返还；法院不主动适用时效',
      'Civil Code 192, 193: paid after expiry is not returned; a court does not raise it by itself',
    ],
    [
      '超过时效的账单单列，不进入支付令、起诉材料；仅书面承认可恢复',
      'lapsed charges are set apart and in no draft for a court; a signed acknowledgement revives',
    ],
    'src/domain/limitation.ts',
  ),
  rule(
    'late_fee',
    'late_fee',
    'V',
    [
      '方案：如有约定；民法典 585、合同编通则解释 (2023) 65：超过损失 30% 一般可认定过高；不得约定排除调减',
      'the plan: if agreed; Civil Code 585, contract interpretation (2023) 65: more than 30 % above the loss is generally excessive; a clause against cutting has no effect',
    ],
    [
      '无合同条款则无违约金，也不提及；按日单利、有上限、不复利；收费系统载明的照其数额',
      'no clause, no late fee and no word of one; simple by day, capped, never compounded; what the charging system states stands',
    ],
    'src/domain/late-fee.ts',
  ),
  rule(
    'late_fee_warning',
    'late_fee',
    'S',
    ['实践约 1–1.3 倍 LPR，无全国上限', 'practice around 1–1.3 × LPR; no national cap is known'],
    [
      '高于日 0.05%、高于 1.3 倍 LPR 或无上限时提示',
      'warned of above 0.05 % a day, above LPR × 1.3, and without a cap',
    ],
    'src/domain/late-fee.ts',
  ),
  rule(
    'allocation',
    'late_fee',
    'V',
    ['民法典 560、561：清偿抵充顺序', 'Civil Code 560, 561: which debt a payment settles'],
    [
      '收费系统入账优先，其次缴费人指定，再次政策顺序：默认本金优先、最早应缴优先，可选民法典顺序',
      'as booked; else as the payer says; else principal first, earliest due first; the Code’s order is the other choice',
    ],
    'src/domain/allocation.ts',
  ),
  rule(
    'private_peace',
    'peace',
    'V',
    [
      '民法典 1032–1039：私人生活安宁，不得以电话、短信、即时通讯等侵扰',
      'Civil Code 1032–1039: private peace, no disturbance by call, message, mail',
    ],
    [
      '时段、静默日、按人按号码的次数上限，全部渠道、全部人员合并计算',
      'windows, quiet days, budget by person and address for all channels and all staff together',
    ],
    'src/domain/contact-budget.ts',
  ),
  rule(
    'night',
    'peace',
    'S',
    [
      '未见法定时段；贷后催收指引禁止 22:00–8:00',
      'no statute on the time of day; post-loan guidance says 22:00–8:00 is off limits',
    ],
    ['夜间 21:30–8:00 任何消息都不发', 'night is 21:30–8:00, absolute, for messages of every kind'],
    'src/domain/contact-windows.ts',
  ),
  rule(
    'threats',
    'peace',
    'V',
    [
      '治安管理处罚法：恐吓、侮辱、多次骚扰（旧条号已读，2026 年重新编号未读）',
      'Public Security Law: threats, insults, repeated harassment (old numbering read; renumbered 2026, unknown)',
    ],
    [
      '未接次数上限；固定文本，检查规则拒绝威胁与羞辱',
      'caps of attempts; fixed texts, the linter refuses threats and shaming',
    ],
    'src/domain/text-linter/lint.ts',
  ),
  rule(
    'sms',
    'peace',
    'S',
    [
      '通信短信息服务管理规定：真实发送方，拒收后不再发送；2026-05-01 起的修订未读',
      'SMS rules: real sender, no sending after refusal; the revision in force since 2026-05-01 was not read',
    ],
    [
      '以公司名义签名；退订即时生效，对号码的所有使用者',
      'the company’s name signs every text; an opt-out closes the channel at once for everybody who uses the number',
    ],
    'src/cases/message-replies.ts',
  ),
  rule(
    'no_publication',
    'peace',
    'V',
    [
      '个人信息保护法 25：公开须单独同意；各地张贴规定互相冲突',
      'PIPL 25: no public disclosure without separate consent; local rules on posting conflict',
    ],
    [
      '张贴的通知装封，外面没有姓名、金额、电话，房号默认不印',
      'a posted notice is sealed, without name, amount or phone outside; the room is off by default',
    ],
    'src/paper/slips-pdf.ts',
  ),
  rule(
    'personal_data',
    'peace',
    'V',
    [
      '个人信息保护法 5–9、13、17、19、21、23、24、51、54、55：最少、目的、期限、可解释、安全、审计',
      'PIPL 5–9, 13, 17, 19, 21, 23, 24, 51, 54, 55: least data, purpose, retention, explainable automation, security, audit',
    ],
    [
      '字段加密、列表掩码，查看全号写明用途并留痕；日志与流程中无个人信息；尚未按规则到期删除',
      'fields sealed, masked in lists, shown in full with a purpose that becomes evidence; none in logs and workflows; not yet: retention by rule',
    ],
    'src/api/reveal.ts',
    'src/evidence/erase.ts',
  ),
  rule(
    'home',
    'peace',
    'V',
    [
      '民法典 1033：未经同意不得进入、拍摄住宅',
      'Civil Code 1033: nobody enters unasked, no filming inside a home',
    ],
    ['上门只拍门与文件', 'visits ask for photos of door and papers only'],
    'src/cases/contact-outcomes.ts',
  ),
  rule(
    'credit_record',
    'peace',
    'V',
    [
      '征信业管理条例 13、15：报送须同意与告知；欠费本身不进央行征信 (S)',
      'Credit Reporting Regulations 13, 15: consent and notice; arrears as such do not reach the central bank’s file (S)',
    ],
    ['任何文本不提征信', 'no text speaks of a credit record'],
    'src/domain/rule-packs/national.json',
  ),
  rule(
    'lawyer_letter',
    'proof',
    'V',
    [
      '律师法 13、55：律师函只能由执业律师出具',
      'Lawyers Law 13, 55: only a licensed lawyer issues a lawyer’s letter',
    ],
    ['员工只备材料，律师岗位出具并上传', 'staff prepare the file, the lawyer’s role issues it'],
    'src/domain/permissions.ts',
  ),
  rule(
    'electronic_evidence',
    'proof',
    'V',
    [
      '电子签名法 4–8；民事证据规定 14、15、93、94：电子数据的完整性',
      'Electronic Signature Law 4–8; civil evidence rules 14, 15, 93, 94: electronic data, its integrity',
    ],
    [
      '采集即取摘要，逐户成链，每日签名链头，原件保存',
      'hash at capture, a chain an account, signed heads, originals kept',
    ],
    'src/evidence/chain.ts',
  ),
  rule(
    'payment_order',
    'proof',
    'V',
    [
      '民诉法 225–228、解释 427–439：支付令须债务确定、无对待给付；15 日内可异议',
      'Civil Procedure Law 225–228: payment order for a fixed and undisputed debt; 15 days to object',
    ],
    ['进展登记；有异议的案件不能移交', 'milestones; a case with an open objection cannot be referred'],
    'src/machine/vocabulary.ts',
  ),
  rule(
    'small_claims',
    'proof',
    'V',
    [
      '民诉法 165–169 小额；205–206 调解确认 30 日；250 执行两年；诉讼费用办法 13–16',
      'Civil Procedure Law 165–169: small claims; 205–206: mediation confirmed within 30 days; 250: enforcement within two years; fees',
    ],
    [
      '进展登记；小额上限是规则包数据；费用与期限尚不计算',
      'milestones; the ceiling of small claims is a pack’s data; not yet: fees and terms',
    ],
    'src/domain/rule-packs/schema.ts',
  ),
];

export function lawRule(id: string): LawRule {
  const found = LAW_TABLE.find((one) => one.id === id);
  if (!found) throw new Error(`no such rule of law: ${id}`);
  return found;
}
