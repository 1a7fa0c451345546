import { capitalAmount } from '../domain/capital-amount';
import { type Fen, fen, formatYuan, plainYuan } from '../domain/money';
import type { TextForm } from '../domain/text-codes';
import type { ConditionName, FieldName } from '../domain/text-fields';
import {
  clauseOf,
  lateFeeOf,
  latestPeriodEnd,
  longDay,
  periodOf,
  shortDay,
  shortMonth,
  surnameOf,
  type TextFacts,
  type TextLine,
  yuanAndCents,
} from './text-facts';

type Value = (facts: TextFacts, form: TextForm) => string | null;

/** What each field of the vocabulary says of these facts; null: it cannot be said, and so the text that needs it cannot. */
const VALUES: Record<FieldName, Value> = {
  公司: ({ companyName }) => companyName,
  小区: ({ communityName }) => communityName,
  服务电话: ({ servicePhone }) => servicePhone,
  姓: surnameOf,
  称呼: salutation,
  收件人: ({ partyName }) => partyName,
  房号: ({ label }) => label,
  建筑面积: ({ areaCm2 }) => (areaCm2 === null ? null : (areaCm2 / 10_000).toFixed(2)),
  日期: ({ on }, form) => (form === 'sms' ? shortDay(on) : longDay(on)),
  账期: ({ lines }) => periodOf(lines) || null,
  账期末: (facts) => shortMonth(latestPeriodEnd(facts)),
  应缴日期: ({ dueOn }) => (dueOn ? shortDay(dueOn) : null),
  金额: ({ amountFen }, form) => amountIn(form, amountFen),
  金额元: ({ amountFen }) => yuanAndCents(amountFen)[0],
  金额角分: ({ amountFen }) => yuanAndCents(amountFen)[1],
  笔数: ({ lines }) => String(lines.length),
  大写金额: ({ amountFen }) => capitalAmount(amountFen),
  预存: ({ prepaidFen }) => formatYuan(prepaidFen),
  违约金条款: ({ lines }) => clauseOf(lines),
  违约金: ({ lines }) => formatYuan(lateFeeOf(lines)),
  费用明细: (facts, form) => tableOf(facts, form).join('\n'),
  约定日期: ({ agreed }) => agreed && shortDay(agreed.on),
  约定金额: ({ agreed }, form) => agreed && amountIn(form, agreed.amountFen),
  到账日期: ({ agreed }) => agreed && shortDay(agreed.on),
  到账金额: ({ agreed }, form) => agreed && amountIn(form, agreed.amountFen),
  余额: ({ amountFen }, form) => amountIn(form, amountFen),
  管家姓: ({ stewardName }) => stewardName?.slice(0, 1) ?? null,
  缴费期限: ({ deadlineOn }) => deadlineOn && longDay(deadlineOn),
  编号: ({ number }) => number,
  对公账户: ({ paper }) => paper?.bankAccount ?? null,
  合同: ({ paper }) => paper?.contract ?? null,
  合同条款: ({ paper }) => paper?.contractClause ?? null,
  联系人: ({ paper }) => paper?.contactName ?? null,
  地址: ({ paper }) => paper?.address ?? null,
  批准号: ({ paper }) => paper?.approvalNumber ?? null,
  旧编号: ({ paper }) => paper?.corrects?.number ?? null,
  旧日期: ({ paper }) => (paper?.corrects ? longDay(paper.corrects.on) : null),
  更正原因: ({ paper }) => paper?.corrects?.reason ?? null,
  分期明细: ({ paper }) =>
    paper?.instalments
      ?.map(({ on, amountFen }, index) => `　第${index + 1}期｜${longDay(on)}｜${yuan(amountFen)}元`)
      .join('\n') ?? null,
  工单号: ({ paper }) => paper?.workOrder ?? null,
  送达地址: ({ paper }) => paper?.serviceAddress ?? null,
};

const HOLDS: Record<ConditionName, (facts: TextFacts) => boolean> = {
  约定违约金: ({ lines }) => clauseOf(lines) !== null,
  有违约金: ({ lines }) => clauseOf(lines) !== null && lateFeeOf(lines) > 0,
  有预存: ({ prepaidFen }) => prepaidFen > 0,
  有建筑面积: ({ areaCm2 }) => areaCm2 !== null,
  有管家: ({ stewardName }) => Boolean(stewardName),
  有到账: ({ agreed }) => agreed !== null,
  有对公账户: ({ paper }) => Boolean(paper?.bankAccount),
  有二维码: ({ paper }) => paper?.hasQrCode ?? false,
  有联系人: ({ paper }) => Boolean(paper?.contactName),
  有地址: ({ paper }) => Boolean(paper?.address),
  有合同: ({ paper }) => Boolean(paper?.contract && paper.contractClause),
  有减免: ({ paper }) => Boolean(paper?.approvalNumber),
  有登记事项: ({ paper }) => Boolean(paper?.workOrder),
  印房号: ({ paper }) => paper?.roomOnSlip ?? false,
};

export function fieldValue(name: FieldName, facts: TextFacts, form: TextForm): string | null {
  return VALUES[name](facts, form);
}

export function holds(condition: ConditionName, facts: TextFacts): boolean {
  return HOLDS[condition](facts);
}

/** Without separators in a text message, where every character counts: `716.26`, `1197`. */
function amountIn(form: TextForm, amount: Fen): string {
  if (form !== 'sms') return yuan(amount);
  return amount % 100 === 0 ? String(amount / 100) : plainYuan(amount);
}

/** A notice shows how each amount came about, a letter only what is left. */
function tableOf({ lines }: TextFacts, form: TextForm): string[] {
  if (form !== 'notice')
    return lines.map(
      (line) => `　${line.object}｜${line.item}｜${periodOf([line])}｜${yuan(line.principalLeftFen)}元`,
    );
  const withLateFee = clauseOf(lines) !== null && lateFeeOf(lines) > 0;
  return lines.map((line) => noticeLine(line, withLateFee));
}

function noticeLine(line: TextLine, withLateFee: boolean): string {
  const cells = [
    line.object,
    line.item,
    periodOf([line]),
    yuan(line.chargedFen),
    yuan(line.allocatedFen),
    yuan(line.waivedFen),
    yuan(line.principalLeftFen),
    ...(withLateFee ? [yuan(line.lateFeeLeftFen)] : []),
  ];
  return `　${cells.join('｜')}`;
}

function salutation(facts: TextFacts): string {
  if (facts.partyKind === 'organisation' || facts.partyKind === 'developer') return '贵单位';
  const surname = surnameOf(facts);
  return surname === '尊敬的' ? '业主' : `${surname}先生/女士`;
}

function yuan(amount: number): string {
  return formatYuan(fen(amount));
}
