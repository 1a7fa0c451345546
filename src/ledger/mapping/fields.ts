import { z } from 'zod';

export const importKindSchema = z.enum(['ledger', 'owners', 'prepayments', 'receivables', 'payments'], {
  error: '文件类型只能是欠费台账、业主档案、预存余额、应收账单、收款明细',
});
export type ImportKind = z.infer<typeof importKindSchema>;

/** What a column means, and by which headings it is known: our own first, then those of other charging systems. */
const who = {
  community: ['小区', '项目', '小区名称', '项目名称', '管理区'],
  building: ['楼栋', '楼号', '栋号', '楼栋号', '幢', '楼座', '楼宇'],
  unit: ['单元', '单元号'],
  room: ['房号', '房间号', '室号', '房间', '门牌号', '房屋'],
  object: ['户号', '收费对象', '房屋编码', '资源编码', '资源编号', '房产编码', '对象编码'],
  name: ['业主姓名', '业主', '姓名', '客户名称', '客户姓名', '户主', '业主名称', '住户姓名'],
  steward: ['责任人', '管家', '责任管家', '楼栋管家'],
} as const;

const charge = {
  item: ['费用项目', '费用项', '费用名称', '收费项目', '费项', '收费科目', '费用类型', '收费项'],
  periodFrom: [
    '账期起',
    '开始时间',
    '开始日期',
    '费用开始日期',
    '计费开始',
    '计费开始日期',
    '起始日期',
    '账期开始',
  ],
  periodTo: ['账期止', '结束时间', '结束日期', '费用结束日期', '计费结束', '计费结束日期', '账期结束'],
  period: ['账期', '所属账期', '费用月份', '计费周期', '计费月份', '账期月份', '所属月份', '费用期间'],
  dueOn: ['应缴截止日', '应缴日期', '缴费截止日', '缴费截止日期', '应缴日', '到期日', '最后缴费日'],
  amount: ['应收金额', '收费金额', '应收', '应缴金额', '应收款', '账单金额'],
  waived: ['减免金额', '减免', '优惠金额'],
  received: ['实收金额', '已收金额', '实收', '已缴金额', '已收', '已缴'],
  receivedOn: ['收款日期', '实收日期', '缴费日期', '收款时间'],
  lateFee: ['违约金', '滞纳金', '违约金金额'],
  sourceId: ['费用编号', '账单编号', '费用id', '应收编号', '账单号', '费用单号'],
} as const;

export const fieldsOf = {
  ledger: {
    ...who,
    phone: ['联系电话', '业主电话', '电话', '手机', '手机号', '手机号码', '联系方式', '电话1'],
    area: ['建筑面积', '面积', '计费面积', '收费面积', '房屋面积'],
    ...charge,
    outstanding: ['欠费本金', '欠费金额', '未缴金额', '未收金额', '欠收金额', '欠缴金额', '欠款金额'],
    total: ['欠费合计', '欠费总额'],
    overdueDays: ['逾期天数'],
    arrearsDays: ['欠费时长(天)', '欠费天数'],
    cause: ['欠费原因'],
    level: ['催缴级别'],
    state: ['状态', '催缴状态'],
    lastContactOn: ['最近催缴日', '最近催缴日期'],
    lastChannel: ['最近催缴方式'],
    promiseOn: ['承诺还款日', '承诺缴费日'],
    promiseFen: ['承诺金额'],
    note: ['备注', '说明'],
  },
  owners: {
    ...who,
    role: ['身份', '角色', '客户类型'],
    phone: ['电话1', '联系电话', '业主电话', '电话', '手机', '手机号', '手机号码'],
    phone2: ['电话2', '备用电话', '第二联系电话'],
    phone2Relation: ['电话2关系', '备用电话关系', '关系'],
    postal: ['通讯地址', '邮寄地址', '联系地址', '地址'],
    email: ['邮箱', '电子邮箱', 'email', 'e-mail'],
    resident: ['是否常住'],
    withholding: ['代扣签约', '是否代扣'],
    care: ['关怀标签', '关怀'],
  },
  prepayments: {
    ...who,
    balance: ['预存余额', '预存金额', '预收余额', '余额', '预存', '预交余额'],
  },
  receivables: {
    ...who,
    phone: ['联系电话', '业主电话', '电话', '手机', '手机号', '手机号码'],
    area: ['建筑面积', '面积', '计费面积', '收费面积'],
    ...charge,
  },
  payments: {
    externalId: ['交易流水号', '流水号', '交易单号', '交易号', '凭证号', '订单号', '商户单号'],
    receivedAt: ['入账时间', '交易时间', '收款时间', '到账时间', '交易日期', '收款日期', '入账日期'],
    amount: ['金额', '收款金额', '交易金额', '入账金额', '贷方金额', '收入金额'],
    payer: ['付款方', '付款人', '对方户名', '交款人', '付款户名'],
    channel: ['渠道', '付款方式', '收款方式', '支付方式', '收款渠道'],
    memo: ['摘要', '附言', '用途', '备注', '交易摘要'],
    object: ['房号', '收费对象', '户号', '房屋编码'],
    reversedId: ['原流水号', '原交易流水号', '原交易号'],
  },
} as const satisfies Record<ImportKind, Record<string, readonly string[]>>;

/** Fields of which one of a group must be there; what is missing is asked for. */
export const requiredOf: Record<ImportKind, readonly (readonly string[])[]> = {
  ledger: [['object', 'room'], ['item'], ['periodFrom', 'period'], ['amount', 'outstanding']],
  owners: [['object', 'room'], ['name']],
  prepayments: [['object', 'room'], ['balance']],
  receivables: [['object', 'room'], ['item'], ['periodFrom', 'period'], ['amount']],
  payments: [['externalId'], ['receivedAt'], ['amount']],
};

/** Their names for people. */
export function fieldName(kind: ImportKind, field: string): string {
  const names: Record<string, readonly string[]> = fieldsOf[kind];
  return names[field]?.[0] ?? field;
}

/** Every column that a kind of file may have, by its name for people; of a group of needed ones one is enough. */
export function fieldList(kind: ImportKind): { id: string; zh: string; needed: boolean }[] {
  const needed = new Set(requiredOf[kind].flat());
  return Object.keys(fieldsOf[kind]).map((id) => ({ id, zh: fieldName(kind, id), needed: needed.has(id) }));
}
