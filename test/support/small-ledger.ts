/** A ledger of a few households in the form that finance exports: one row a charge, as of 2026-11-01. */

export type Row = {
  room: string;
  name: string;
  phone: string;
  /** yuan, as it is written */
  owed: string;
  dueOn: string;
  period: [from: string, to: string];
  item?: string;
  state?: string;
  level?: string;
};

const HEADINGS = [
  ...[
    '序号',
    '小区',
    '楼栋',
    '单元',
    '房号',
    '户号',
    '业主姓名',
    '联系电话',
    '建筑面积',
    '费用项目',
    '账期起',
    '账期止',
  ],
  ...['应缴截止日', '应收金额', '减免金额', '实收金额', '欠费本金', '逾期天数', '催缴级别', '状态'],
];

const AS_OF = Date.parse('2026-11-01T00:00:00Z');

export function ledgerCsv(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ room, name, phone, owed, dueOn, period, item = '物业服务费', state = '正常', level = '' }, index) => {
      const [building = '', unit = '', door = ''] = room.split('-');
      const days = Math.round((AS_OF - Date.parse(`${dueOn}T00:00:00Z`)) / 86_400_000);
      const place = [building, unit, door, room, name, phone, '89.50'];
      return [
        index + 1,
        '示例花园',
        ...place,
        item,
        ...period,
        dueOn,
        owed,
        '0.00',
        '0.00',
        owed,
        days,
        level,
        state,
      ].join(',');
    },
  );
  return `\uFEFF${[HEADINGS.join(','), ...lines].join('\r\n')}\r\n`;
}

const Q3: [string, string] = ['2026-07-01', '2026-09-30'];

/** Four who owe, one who is sued, one who owes next to nothing, one row that cannot be read. */
export const SMALL_LEDGER: readonly Row[] = [
  { room: '1-1-101', name: '张建国', phone: '13800000101', owed: '751.80', dueOn: '2026-09-30', period: Q3 },
  { room: '1-1-102', name: '李红', phone: '13800000102', owed: '320.00', dueOn: '2026-09-30', period: Q3 },
  {
    room: '5-1-201',
    name: '王芳',
    phone: '13800000201',
    owed: '1200.00',
    dueOn: '2026-06-30',
    period: ['2026-04-01', '2026-06-30'],
  },
  { room: '5-1-202', name: '赵敏', phone: '13800000202', owed: '640.50', dueOn: '2026-09-30', period: Q3 },
  {
    room: '9-1-301',
    name: '钱立',
    phone: '13800000301',
    owed: '4800.00',
    dueOn: '2025-12-31',
    period: ['2025-10-01', '2025-12-31'],
    state: '已起诉',
  },
  { room: '9-1-302', name: '孙梅', phone: '13800000302', owed: '3.20', dueOn: '2026-09-30', period: Q3 },
  { room: '9-1-303', name: '周强', phone: '13800000303', owed: '一千二', dueOn: '2026-09-30', period: Q3 },
];
