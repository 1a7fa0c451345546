import { type CivilDay, partsOf } from '../domain/civil-day';
import { type Fen, fen, plainYuan } from '../domain/money';

/** One unpaid charge, as a text names it. */
export type TextLine = {
  /** The object as people call it: 12-1-404 */
  object: string;
  item: string;
  periodFrom: CivilDay;
  periodTo: CivilDay;
  chargedFen: Fen;
  allocatedFen: Fen;
  waivedFen: Fen;
  principalLeftFen: Fen;
  lateFeeLeftFen: Fen;
  /** Article of the contract that agrees a late fee; null: none is agreed, and none is mentioned */
  lateFeeClause: string | null;
};

/** What a text may know. Everything here is read in the transaction of the claim. */
export type TextFacts = {
  communityName: string;
  companyName: string;
  servicePhone: string;
  partyName: string;
  partyKind: string;
  /** What the account is called on lists: its first room */
  label: string;
  areaCm2: number | null;
  stewardName: string | null;
  on: CivilDay;
  /** What is asked for: at level 1 without late fee */
  amountFen: Fen;
  prepaidFen: Fen;
  lines: TextLine[];
  /** 通知书编号 */
  number: string;
  /** Notices: the last day of the reasonable period */
  deadlineOn: CivilDay | null;
  /** A promise: what was agreed. A receipt: what came in, and when. */
  agreed: { on: CivilDay; amountFen: Fen } | null;
  /** The current period's due date, before it is over */
  dueOn?: CivilDay | null;
  /** What only paper needs */
  paper?: PaperFacts;
};

/** What a community keeps for its paper; what is not there is not said, and its conditional part is left out. */
export type PaperFacts = {
  /** 户名、开户行、账号 */
  bankAccount?: string | null;
  contract?: string | null;
  contractClause?: string | null;
  contactName?: string | null;
  address?: string | null;
  hasQrCode?: boolean;
  /** 告知条上印房号: off unless the community asks for it */
  roomOnSlip?: boolean;
  approvalNumber?: string | null;
  workOrder?: string | null;
  serviceAddress?: string | null;
  corrects?: { number: string; on: CivilDay; reason: string } | null;
  instalments?: { on: CivilDay; amountFen: Fen }[] | null;
};

/** 复姓 of two characters; the rest of the names have one. */
const DOUBLE_SURNAMES =
  /^(欧阳|上官|司马|司徒|司空|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|端木|东方|南宫|百里|呼延|轩辕|独孤|澹台|申屠|钟离|闻人|太史|公冶|赫连|濮阳|淳于|单于|万俟|拓跋|第五)/;

/** The surname of a person, for an address that gives nothing away; an organisation or a name that is none is 尊敬的. */
export function surnameOf(facts: Pick<TextFacts, 'partyName' | 'partyKind'>): string {
  const name = facts.partyName.trim();
  if (facts.partyKind === 'organisation' || facts.partyKind === 'developer') return '尊敬的';
  if (!/^[\p{Script=Han}·*＊]{2,}/u.test(name) || name.length > 12) return '尊敬的';
  return DOUBLE_SURNAMES.exec(name)?.[1] ?? name.slice(0, 1);
}

/** `安和物业服务有限公司` → `安和物业`: what a signature of at most 12 characters shows. */
export function signatureOf(companyName: string): string {
  const short = companyName.replace(/(服务|管理)?(集团)?(股份)?(有限)?(责任)?公司.*$/, '');
  return (short.length >= 2 ? short : companyName).slice(0, 12);
}

/** [yuan, two digits of fen] for an amount that is written in both. */
export function yuanAndCents(amount: Fen): [string, string] {
  const [yuan = '0', cents = '00'] = plainYuan(amount).split('.');
  return [yuan, cents];
}

/** `26年12月` */
export function shortMonth(day: CivilDay): string {
  const [year, month] = partsOf(day);
  return `${String(year % 100).padStart(2, '0')}年${month}月`;
}

/** `6月10日` */
export function shortDay(day: CivilDay): string {
  const [, month, date] = partsOf(day);
  return `${month}月${date}日`;
}

/** `2026年12月1日` */
export function longDay(day: CivilDay): string {
  const [year, month, date] = partsOf(day);
  return `${year}年${month}月${date}日`;
}

/** The span of everything that is unpaid: `2026年7月–12月`. */
export function periodOf(lines: readonly TextLine[]): string {
  const from = lines.map((line) => line.periodFrom).sort()[0];
  const to = lines
    .map((line) => line.periodTo)
    .sort()
    .at(-1);
  if (!from || !to) return '';
  const [fromYear, fromMonth] = partsOf(from);
  const [toYear, toMonth] = partsOf(to);
  if (fromYear === toYear && fromMonth === toMonth) return `${fromYear}年${fromMonth}月`;
  return fromYear === toYear
    ? `${fromYear}年${fromMonth}–${toMonth}月`
    : `${fromYear}年${fromMonth}月–${toYear}年${toMonth}月`;
}

export function latestPeriodEnd(facts: TextFacts): CivilDay {
  return (
    facts.lines
      .map((line) => line.periodTo)
      .sort()
      .at(-1) ?? facts.on
  );
}

export function lateFeeOf(lines: readonly TextLine[]): Fen {
  return fen(lines.reduce((sum, line) => sum + line.lateFeeLeftFen, 0));
}

export function clauseOf(lines: readonly TextLine[]): string | null {
  return lines.find((line) => line.lateFeeClause !== null)?.lateFeeClause ?? null;
}
