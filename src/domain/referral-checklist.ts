import { addDays, type CivilDay, compareDays } from './civil-day';
import { type Fen, sumFen } from './money';
import type { RulesOfPlace } from './rule-packs/merge';
import type { Mark } from './rule-packs/schema';

/** 移交要素: what a filing is made of. Closed, so that a refusal can name what is missing. */
export const REFERRAL_ELEMENTS = [
  'name',
  'id_number',
  'phone',
  'service_address',
  'charge_object',
  'contract',
  'fee_basis',
  'amount',
  'limitation',
  'demand',
  'objections',
  'committee',
] as const;
export type ReferralElement = (typeof REFERRAL_ELEMENTS)[number];

/** What is known of an account on the day on which its referral is looked at. Codes, days and amounts: nothing of a person's own. */
export type ReferralFacts = {
  today: CivilDay;
  party: { named: boolean; idNumber: boolean; phone: boolean; postalAddress: boolean };
  /** Charges with principal left, overdue */
  charges: readonly ReferralCharge[];
  /** The community's documents that are not withdrawn */
  documents: readonly { kind: string; validFrom: CivilDay; validTo: CivilDay | null }[];
  /** Law 6: the written demands that are in evidence */
  demand: 'over' | 'running' | 'missing';
  openObjections: number;
  committee: RulesOfPlace['committee'];
  /** The newest record of the owners' committee; null: there is none */
  urging: { state: 'urged' | 'none_formed' | 'asked'; onDay: CivilDay } | null;
};
export type ReferralCharge = {
  chargeId: string;
  periodFrom: CivilDay;
  periodTo: CivilDay;
  dueOn: CivilDay;
  owedFen: Fen;
  lateFeeFen: Fen;
  lateFeeClause: string | null;
  /** On the earlier reading (limitation.ts) */
  actBefore: CivilDay;
  areaKnown: boolean;
};

export type ChecklistItem = {
  element: ReferralElement;
  state: 'ok' | 'weak' | 'missing';
  /** Why it is not ok, in the words of who has to do something about it */
  zh: string;
  en: string;
  restsOn: { source: string; mark: Mark };
};

export type ReferralChecklist = {
  items: ChecklistItem[];
  /** Elements without which no request is taken; demand and objections have refusals of their own */
  missing: ReferralElement[];
  /** 可主张: in the amount of the referral */
  inTime: { chargeIds: string[]; totalFen: Fen };
  /** 超时效单列: set apart, never in the amount */
  past: { chargeIds: string[]; totalFen: Fen };
};

const RESTS_ON: Record<ReferralElement, ChecklistItem['restsOn']> = {
  name: { source: '民诉法 122、124：明确的被告', mark: 'M' },
  id_number: { source: '民诉法 124：被告的姓名、住所等信息；立案实践要求证件号', mark: 'M' },
  phone: { source: '民诉法 124：联系方式', mark: 'M' },
  service_address: { source: '民诉法 124：住所；法发〔2016〕21号 3：送达地址', mark: 'S' },
  charge_object: { source: '民诉法 122：具体的诉讼请求和事实', mark: 'M' },
  contract: { source: '民法典 944：业主按照约定支付物业费', mark: 'V' },
  fee_basis: { source: '民法典 943：公开收费项目与收费标准', mark: 'V' },
  amount: { source: '民诉法 225：支付令须金额确定；民法典 585', mark: 'V' },
  limitation: { source: '民法典 188、192', mark: 'V' },
  demand: { source: '民法典 944：可以催告其在合理期限内支付', mark: 'V' },
  objections: { source: '民法典 525、526、577：业主的抗辩', mark: 'V' },
  committee: { source: '物业管理条例 64：业主委员会应当督促其限期交纳', mark: 'V' },
};

const SEPARATE: readonly ReferralElement[] = ['demand', 'objections'];
/** An urging older than this says nothing of today's debt. */
const URGING_HOLDS_DAYS = 365;

type Finding = [ChecklistItem['state'], string, string];
const OK: Finding = ['ok', '', ''];

/** 移交前的要素检查: what is there, what is thin, what is missing. Pure; the strict reading everywhere. */
export function referralChecklist(facts: ReferralFacts): ReferralChecklist {
  const inTime = facts.charges.filter(({ actBefore }) => actBefore >= facts.today);
  const past = facts.charges.filter(({ actBefore }) => actBefore < facts.today);
  const found: Record<ReferralElement, Finding> = {
    name: facts.party.named ? OK : ['missing', '业主姓名或名称未登记', 'the name is not recorded'],
    id_number: facts.party.idNumber ? OK : ['missing', '证件号未登记', 'the identity number is not recorded'],
    phone: facts.party.phone ? OK : ['weak', '没有可用的电话', 'no usable number'],
    service_address: facts.party.postalAddress
      ? OK
      : ['weak', '没有另外的送达地址，只有房屋本身', 'no address of service but the object itself'],
    charge_object: facts.charges.every(({ areaKnown }) => areaKnown)
      ? OK
      : ['weak', '有房产未登记面积', 'the area of an object is not recorded'],
    contract: contract(facts, inTime),
    fee_basis: covered(facts, inTime, 'price_filing')
      ? OK
      : ['weak', '小区资料柜没有账期内的收费备案或公示', 'no price filing covers the periods'],
    amount: amounts(facts.charges),
    limitation: limitation(inTime, past),
    demand: DEMANDS[facts.demand],
    objections:
      facts.openObjections === 0
        ? OK
        : ['missing', `还有 ${facts.openObjections} 项异议未答复`, 'an objection is unanswered'],
    committee: committee(facts),
  };
  const items = REFERRAL_ELEMENTS.map((element): ChecklistItem => {
    const [state, zh, en] = found[element];
    return { element, state, zh, en, restsOn: RESTS_ON[element] };
  });
  return {
    items,
    missing: items
      .filter(({ element, state }) => state === 'missing' && !SEPARATE.includes(element))
      .map(({ element }) => element),
    inTime: { chargeIds: inTime.map(({ chargeId }) => chargeId), totalFen: owed(inTime) },
    past: { chargeIds: past.map(({ chargeId }) => chargeId), totalFen: owed(past) },
  };
}

const DEMANDS: Record<ReferralFacts['demand'], Finding> = {
  over: OK,
  running: ['missing', '书面催告的期限未到', 'the deadline of the written demand is running'],
  missing: ['missing', '缺可证明送达的书面催告', 'no written demand that is provable'],
};

function owed(charges: readonly ReferralCharge[]): Fen {
  return sumFen(charges.map(({ owedFen }) => owedFen));
}

/** Each charge's own period, day for day, under the contracts of that time. */
function contract(facts: ReferralFacts, charges: readonly ReferralCharge[]): Finding {
  const bare = charges.filter((charge) => !isCovered(facts, charge, 'contract'));
  const [first] = [...bare].sort((a, b) => compareDays(a.periodFrom, b.periodFrom));
  return first
    ? [
        'missing',
        `小区资料柜没有覆盖账期 ${first.periodFrom} 至 ${first.periodTo} 的物业服务合同`,
        `no contract covers the period from ${first.periodFrom} to ${first.periodTo}`,
      ]
    : OK;
}

function covered(facts: ReferralFacts, charges: readonly ReferralCharge[], kind: string): boolean {
  return charges.every((charge) => isCovered(facts, charge, kind));
}

/** One contract may follow another within a period: together they leave no day of it out. */
function isCovered(
  { documents }: ReferralFacts,
  { periodFrom, periodTo }: ReferralCharge,
  kind: string,
): boolean {
  let open: CivilDay = periodFrom;
  for (const one of documents
    .filter((document) => document.kind === kind)
    .sort((a, b) => compareDays(a.validFrom, b.validFrom))) {
    if (one.validFrom > open) return false;
    if (one.validTo === null || one.validTo >= periodTo) return true;
    if (one.validTo >= open) open = addDays(one.validTo, 1);
  }
  return false;
}

function amounts(charges: readonly ReferralCharge[]): Finding {
  if (charges.length === 0) return ['missing', '没有到期未缴的本金', 'no principal is overdue'];
  return charges.some(({ lateFeeFen, lateFeeClause }) => lateFeeFen > 0 && lateFeeClause === null)
    ? [
        'weak',
        '违约金由收费系统列明，没有登记合同条款与算法',
        'a late fee is stated without its clause and method',
      ]
    : OK;
}

function limitation(inTime: readonly ReferralCharge[], past: readonly ReferralCharge[]): Finding {
  if (inTime.length === 0 && past.length > 0) {
    return ['missing', '全部账单已过诉讼时效', 'all charges are past limitation'];
  }
  return past.length > 0
    ? ['weak', `${past.length} 笔账单已过时效，单列，不在移交金额内`, 'charges past limitation are set apart']
    : OK;
}

/** Asked, and urged or silent for as long as the place's rules wait; or none was formed. After the debt fell due, within a year. */
function committee({ committee: { value }, urging, charges, today }: ReferralFacts): Finding {
  if (!value.wanted) return OK;
  const none: Finding = [
    'missing',
    '未登记业委会督促（已督促、未成立，或已函后无复）',
    'the owners’ committee was not asked, and not recorded as not formed',
  ];
  if (urging === null) return none;
  if (urging.state === 'none_formed') return OK;
  const [firstDue] = charges.map(({ dueOn }) => dueOn).sort(compareDays);
  if (firstDue !== undefined && urging.onDay <= firstDue) return none;
  if (addDays(urging.onDay, URGING_HOLDS_DAYS) < today) {
    return [
      'missing',
      '业委会督促已满一年，须重新请其督促',
      'the committee’s urging is more than a year old',
    ];
  }
  if (urging.state === 'urged') return OK;
  const over = addDays(urging.onDay, value.waitingDays);
  return today > over
    ? OK
    : ['missing', `已函业委会，${over} 后仍无复方可移交`, `the committee was asked: it has until ${over}`];
}

/** 缺项 in words, for a refusal. */
export function missingWords(codes: readonly string[]): string {
  return codes.map((code) => ELEMENT_WORDS[code as ReferralElement] ?? code).join('、');
}

export const ELEMENT_WORDS: Record<ReferralElement, string> = {
  name: '业主姓名',
  id_number: '证件号',
  phone: '联系电话',
  service_address: '送达地址',
  charge_object: '房产与面积',
  contract: '账期内的物业服务合同',
  fee_basis: '收费依据',
  amount: '到期未缴的金额',
  limitation: '未过时效的账单',
  demand: '书面催告',
  objections: '异议答复',
  committee: '业委会督促',
};
