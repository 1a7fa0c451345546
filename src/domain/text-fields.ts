import type { TextForm } from './text-codes';

/**
 * The closed vocabulary of what a text may name, so that a manager can word it without a programmer: `{金额}` in a body
 * is the field, 〔若有预存：…〕 a part that is only there on a condition. What is not in these tables cannot be said.
 */
type Field = {
  /** Where it may stand: what lies open at the door knows no name and no amount */
  forms: readonly TextForm[];
  /** What it says, for the person who edits */
  zh: string;
  /** The longest that occurs: counted in the length of a message, shown in a preview */
  longest: string;
  /** The community's own and always the same: in a provider's template it is fixed text, no variable */
  fixed?: true;
  /** A table on lines of its own */
  block?: true;
};

const LETTERS = ['email', 'wechat', 'call', 'visit', 'record', 'notice', 'undertaking'] as const;
const IN_ENVELOPE = ['notice', 'receipt', 'undertaking', 'record'] as const;
const ANYWHERE = ['sms', 'slip', 'receipt', ...LETTERS] as const;

export const FIELDS = {
  公司: { forms: ANYWHERE, zh: '物业公司名称', longest: '安和物业服务有限公司', fixed: true },
  小区: { forms: ANYWHERE, zh: '小区名称', longest: '示例花园', fixed: true },
  服务电话: { forms: ANYWHERE, zh: '服务中心电话', longest: '0571-88880000', fixed: true },
  姓: { forms: ['sms', ...LETTERS], zh: '业主的姓；单位为「尊敬的」', longest: '尊敬的' },
  称呼: { forms: LETTERS, zh: '周先生/女士、业主、贵单位', longest: '欧阳先生/女士' },
  收件人: { forms: IN_ENVELOPE, zh: '姓名或单位全称，只在信封内', longest: '示例科技发展有限公司' },
  房号: { forms: [...LETTERS, 'receipt', 'slip'], zh: '房号；告知条上默认不印', longest: '12-1-2404' },
  建筑面积: { forms: ['notice', 'email', 'undertaking'], zh: '平方米', longest: '1193.80' },
  日期: { forms: ANYWHERE, zh: '计算日：2026年12月1日', longest: '2026年12月31日' },
  账期: { forms: [...LETTERS], zh: '未缴账单的起止月份', longest: '2025年11月–2026年12月' },
  账期末: { forms: ['sms'], zh: '未缴到哪个月：26年12月', longest: '26年12月' },
  应缴日期: { forms: ['sms', 'email'], zh: '本期到期日：12月31日', longest: '12月31日' },
  金额: { forms: ['sms', ...LETTERS], zh: '要求的合计，元', longest: '123,456.78' },
  金额元: { forms: ['sms'], zh: '合计的整元部分', longest: '123456' },
  金额角分: { forms: ['sms'], zh: '合计的角分，两位', longest: '05' },
  笔数: { forms: ['sms', ...LETTERS], zh: '未缴账单几笔', longest: '128' },
  大写金额: {
    forms: ['notice', 'undertaking'],
    zh: '合计的大写',
    longest: '壹拾贰万叁仟肆佰伍拾陆元柒角捌分',
  },
  预存: { forms: LETTERS, zh: '已扣除的预存，元', longest: '1,200.00' },
  违约金条款: { forms: LETTERS, zh: '约定违约金的合同条款', longest: '《前期物业服务合同》第十二条' },
  违约金: { forms: ['notice', 'undertaking'], zh: '按约定算到计算日，元', longest: '1,234.56' },
  费用明细: {
    forms: ['email', 'visit', 'notice', 'undertaking'],
    zh: '逐项明细表，独占一行',
    longest: '　12-1-2404｜物业费｜2026年7–12月｜716.26元',
    block: true,
  },
  约定日期: { forms: ['sms', ...LETTERS], zh: '答应缴费的日期：12月10日', longest: '12月31日' },
  约定金额: { forms: ['sms', ...LETTERS], zh: '答应的金额，元', longest: '1234.56' },
  到账日期: { forms: ['sms', ...LETTERS], zh: '到账或退回的那笔的日期', longest: '12月31日' },
  到账金额: { forms: ['sms', ...LETTERS], zh: '到账或退回的那笔的金额，元', longest: '1234.56' },
  余额: { forms: ['sms', ...LETTERS], zh: '部分到账后还剩，元', longest: '1234.56' },
  管家姓: { forms: ['sms', ...LETTERS], zh: '楼栋管家的姓', longest: '欧阳' },
  缴费期限: { forms: ['notice', 'undertaking'], zh: '通知书给的最后一天', longest: '2026年12月31日' },
  编号: { forms: [...IN_ENVELOPE, 'slip'], zh: '通知书编号', longest: 'CJ0A1B2C3D' },
  对公账户: {
    forms: ['notice', 'email'],
    zh: '户名、开户行、账号',
    longest: '安和物业服务有限公司，示例银行，0000',
  },
  合同: { forms: ['notice', 'undertaking'], zh: '物业服务合同全称', longest: '《前期物业服务合同》' },
  合同条款: { forms: ['notice', 'undertaking'], zh: '合同中缴费的条款', longest: '第十二条' },
  联系人: { forms: ['notice', 'email', 'undertaking'], zh: '服务中心的联系人', longest: '欧阳芳' },
  地址: {
    forms: ['notice', 'email', 'undertaking'],
    zh: '服务中心地址',
    longest: '示例路1号示例花园服务中心',
  },
  批准号: { forms: ['notice', 'undertaking'], zh: '减免的批准号', longest: 'JM20261201' },
  旧编号: { forms: ['notice'], zh: '被更正的通知书编号', longest: 'CJ0A1B2C3D' },
  旧日期: { forms: ['notice'], zh: '被更正的通知书日期', longest: '2026年12月31日' },
  更正原因: { forms: ['notice'], zh: '为什么更正', longest: '导入台账时金额有误' },
  分期明细: {
    forms: ['undertaking'],
    zh: '每期日期与金额，独占一行',
    longest: '　第一期｜2026年12月31日｜300.00元',
    block: true,
  },
  工单号: { forms: ['undertaking', 'record'], zh: '已登记事项的工单号', longest: 'GD20261201' },
  送达地址: { forms: ['undertaking'], zh: '确认的地址、电话、电子方式', longest: '示例路1号12幢1单元2404室' },
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof FIELDS;
export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[];

export function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name);
}

export function fieldOf(name: FieldName): Field {
  return FIELDS[name];
}

/** What a part of a text may depend on: 〔若…：…〕 */
export const CONDITIONS = {
  约定违约金: '合同约定了违约金',
  有违约金: '合同约定了违约金，且到计算日已产生',
  有预存: '合计已扣除预存',
  有建筑面积: '只涉及一处房产且面积已知',
  有管家: '楼栋有管家',
  有到账: '知道是哪一笔到账',
  有对公账户: '小区登记了对公账户',
  有二维码: '通知书印有账单二维码',
  有联系人: '小区登记了联系人',
  有地址: '小区登记了服务中心地址',
  有合同: '小区登记了合同全称与条款',
  有减免: '减免已批准',
  有登记事项: '有已登记的工单',
  印房号: '小区同意在告知条上印房号；默认不印',
} as const;
export type ConditionName = keyof typeof CONDITIONS;

export function isConditionName(name: string): name is ConditionName {
  return Object.hasOwn(CONDITIONS, name);
}

/** Both mean that the contract agrees a late fee: nothing else may mention one. */
export const LATE_FEE_CONDITIONS: readonly string[] = ['约定违约金', '有违约金'];
