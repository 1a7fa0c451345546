import { capitalAmount } from '../domain/capital-amount';
import { fen, formatYuan } from '../domain/money';
import type { Level } from '../domain/vocabulary';
import {
  clauseOf,
  lateFeeOf,
  longDay,
  periodOf,
  surnameOf,
  type TextFacts,
  type TextLine,
} from './text-facts';

/**
 * Longer texts: e-mail, the steward's WeChat message that is copied by hand, what is said on the phone, and the content of
 * 《物业费催缴通知书》. What is not agreed in the contract is not in them: without a clause there is no word of a late fee.
 */
const ANSWER_WORKDAYS = 10;

export type Letter = { templateId: string; subject: string | null; text: string };

export function email(facts: TextFacts): Letter {
  const agreed = clauseOf(facts.lines);
  const text = [
    `尊敬的${salutation(facts)}：您好！感谢您对${facts.communityName}物业服务工作的支持。`,
    `截至${longDay(facts.on)}，您名下${facts.label}有以下账单尚未缴纳：`,
    ...facts.lines.map(
      (line) => `　${line.object}｜${line.item}｜${periodOf([line])}｜${yuan(claimed(line))}元`,
    ),
    `合计${yuan(facts.amountFen)}元${facts.prepaidFen > 0 ? `（已扣除预存${yuan(facts.prepaidFen)}元）` : ''}。`,
    `您可线上缴纳，或到服务中心办理（周一至周日 9:00–19:00）。`,
    ...(agreed ? ['按合同约定，长期未缴可能产生违约金，早些办理可避免。'] : []),
    `如您已缴费，请忽略本信；如对账单或服务有意见，或暂时不便一次缴清，请回复本信或致电${facts.servicePhone}，我们会登记并在${ANSWER_WORKDAYS}个工作日内答复。`,
    '祝您生活愉快！',
    `${facts.companyName}${facts.communityName}物业服务中心　${longDay(facts.on)}`,
  ].join('\n');
  const subject = `${facts.communityName}${facts.label} 物业服务费账单提醒（${periodOf(facts.lines)}）`;
  return { templateId: 'E1@1', subject, text };
}

/** Receipt, correction and reminder by e-mail: the same words as the text message, in a letter. */
export function serviceEmail(facts: TextFacts, templateId: string, sms: string): Letter {
  const text = [
    sms.replace(/^【[^】]*】/, ''),
    `${facts.companyName}${facts.communityName}物业服务中心　${longDay(facts.on)}`,
  ].join('\n');
  return { templateId: `E-${templateId}`, subject: `${facts.communityName} 物业服务中心来信`, text };
}

/** 管家微信: one to one, never in a group. */
export function wechat(facts: TextFacts): Letter {
  const who = facts.stewardName ? `管家${facts.stewardName.slice(0, 1)}` : '管家';
  return {
    templateId: 'W1@1',
    subject: null,
    text: `${salutation(facts)}您好，我是${facts.communityName}${who}。您家${periodOf(facts.lines)}物业费${yuan(facts.amountFen)}元系统里还没看到入账，明细发您核对；已经交了的话告诉我一声就好。家里有什么需要处理的事也请跟我说，谢谢！`,
  };
}

/** 电话话术: what may be said, to him alone. */
export function callScript(facts: TextFacts): Letter {
  return {
    templateId: 'C1@1',
    subject: null,
    text: [
      `「您好，我是${facts.communityName}物业服务中心的，请问是${salutation(facts)}本人吗？」`,
      `非本人：「麻烦请他方便时给服务中心回个电话，${facts.servicePhone}，谢谢。」（不说何事，不留金额）`,
      `本人：「想和您核对一下账单：${periodOf(facts.lines)}物业费${yuan(facts.amountFen)}元，系统里还没看到入账，是不是漏记了，还是最近忙忘了？」`,
      '听原因，不打断；复述金额、日期、方式；「以后哪个时间、哪种方式联系您合适？」对方要求停止即结束并登记。',
    ].join('\n'),
  };
}

/** What is brought to the door: the account as of today. */
export function visitSheet(facts: TextFacts): Letter {
  return {
    templateId: 'V1@1',
    subject: null,
    text: [
      `截至${longDay(facts.on)}，${facts.label}应付合计${yuan(facts.amountFen)}元：`,
      ...facts.lines.map(
        (line) => `　${line.object}｜${line.item}｜${periodOf([line])}｜${yuan(claimed(line))}元`,
      ),
      '携带：合同、账单、收费标准、工单回复。不进门、不在室内拍摄；只拍门牌与材料。',
    ].join('\n'),
  };
}

/** 《物业费催缴通知书》, as it is printed, sealed and kept as evidence. */
export function notice(facts: TextFacts): Letter {
  if (!facts.deadlineOn) throw new Error('a notice has a deadline');
  const lateFee = lateFeeOf(facts.lines);
  const clause = clauseOf(facts.lines);
  const withLateFee = clause !== null && lateFee > 0;
  const text = [
    `物业费催缴通知书　编号${facts.number}`,
    `${facts.partyName}：`,
    `您好！您名下${facts.communityName}${facts.label}${area(facts)}截至${longDay(facts.on)}有下列费用尚未缴纳，现书面告知：`,
    `一、费用明细（房产｜费用项目｜所属期间｜应缴｜已缴｜减免｜未缴${withLateFee ? '｜违约金' : ''}）：`,
    ...facts.lines.map((line) => noticeLine(line, withLateFee)),
    `${facts.prepaidFen > 0 ? `已扣除预存${yuan(facts.prepaidFen)}元。` : ''}合计人民币${yuan(facts.amountFen)}元（大写${capitalAmount(facts.amountFen)}）。${withLateFee ? `违约金依据${clause}计至${longDay(facts.on)}。` : ''}`,
    '二、依据：物业服务合同；《中华人民共和国民法典》第九百四十四条。',
    `三、期限与方式：请于${longDay(facts.deadlineOn)}前缴清。您可线上核对账单后缴纳，或到服务中心办理。我公司员工不以个人账户收款，收款均开具票据。`,
    `四、如对金额、收费标准、服务或公共收益有异议，或有实际困难，请在期限内与我们联系；我们将登记、核实并在${ANSWER_WORKDAYS}个工作日内答复，符合条件的可分期或延期。`,
    '五、期限届满仍未缴纳、也未与我们协商的，我公司可依照合同和法律规定，通过人民调解、申请支付令或提起诉讼等方式处理。我们更希望与您协商解决。',
    `六、如您已缴费，请告知缴费日期以便核对，并请谅解。联系电话${facts.servicePhone}`,
    `${facts.companyName}　${longDay(facts.on)}`,
  ].join('\n');
  return { templateId: 'N1@1', subject: null, text };
}

/** The amount that a level asks for: none of a late fee in a friendly reminder. */
export function amountAsked(
  level: Level,
  lines: readonly { claimableFen: number; lateFeeLeftFen: number }[],
) {
  if (level > 1) return fen(lines.reduce((sum, line) => sum + line.claimableFen, 0));
  return fen(lines.reduce((sum, line) => sum + Math.max(0, line.claimableFen - line.lateFeeLeftFen), 0));
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

function claimed(line: TextLine) {
  return line.principalLeftFen;
}

function salutation(facts: TextFacts): string {
  if (facts.partyKind === 'organisation' || facts.partyKind === 'developer') return '贵单位';
  const surname = surnameOf(facts);
  return surname === '尊敬的' ? '业主' : `${surname}先生/女士`;
}

function area({ areaCm2 }: TextFacts): string {
  return areaCm2 === null ? '' : `（建筑面积${(areaCm2 / 10_000).toFixed(2)}㎡）`;
}

function yuan(amount: number): string {
  return formatYuan(fen(amount));
}
