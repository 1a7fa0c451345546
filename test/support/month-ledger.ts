/** A ledger as finance exports it each month, dated from a day that the test names: with the columns of the work done so far. */

export type MonthRow = {
  room: string;
  name: string;
  phone: string;
  /** yuan, as it is written */
  owed: string;
  /** days before the file's day on which it fell due */
  overdueDays: number;
  item?: string;
  state?: string;
  level?: string;
  lastContactOn?: string;
  promiseOn?: string;
  note?: string;
};

const HEADINGS =
  '序号,小区,楼栋,单元,房号,户号,业主姓名,联系电话,建筑面积,费用项目,账期起,账期止,应缴截止日,应收金额,减免金额,实收金额,欠费本金,逾期天数,催缴级别,状态,最近催缴日,承诺还款日,备注';

export function dayBefore(asOf: string, days: number): string {
  return new Date(Date.parse(`${asOf}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}

export function monthLedger(asOf: string, rows: readonly MonthRow[], community = '示例花园'): string {
  const lines = rows.map((row, index) => {
    const { room, name, phone, owed, overdueDays, item = '物业服务费', state = '正常', level = '' } = row;
    const { lastContactOn = '', promiseOn = '', note = '' } = row;
    const dueOn = dayBefore(asOf, overdueDays);
    const period = [dayBefore(asOf, overdueDays + 90), dueOn];
    const [building = '', unit = '', door = ''] = room.split('-');
    const place = [building, unit, door, room, name, phone, '89.50', item, ...period, dueOn];
    const money = [owed, '0.00', '0.00', owed, overdueDays];
    return [index + 1, community, ...place, ...money, level, state, lastContactOn, promiseOn, note].join(',');
  });
  return `\uFEFF${[HEADINGS, ...lines].join('\r\n')}\r\n`;
}

const WRONG: readonly ((row: MonthRow) => MonthRow)[] = [
  (row) => ({ ...row, owed: '一千二' }),
  (row) => ({ ...row, name: '' }),
  (row) => ({ ...row, owed: '12.345' }),
  (row) => ({ ...row, item: '' }),
  (row) => ({ ...row, room: '' }),
];

const ITEMS = ['物业服务费', '公摊水电费', '车位管理费', '垃圾清运费'];
const ROWS_AN_ACCOUNT = ITEMS.length * 2;

/**
 * So many rows, of which some are wrong in one of five ways, eight an account, spread over the file; the same numbers make the same file.
 */
export function largeMonth(
  asOf: string,
  { rows, bad, community }: { rows: number; bad: number; community: string },
): string {
  const every = Math.floor(rows / bad);
  const all = Array.from({ length: rows }, (_, index): MonthRow => {
    const account = Math.floor(index / ROWS_AN_ACCOUNT);
    const building = 21 + (account % 12);
    const door = 101 + (Math.floor(account / 24) % 9) * 100 + (Math.floor(account / 216) % 20);
    const unit = 1 + (Math.floor(account / 12) % 2);
    const row = {
      room: `${building}-${unit}-${door}`,
      name: `业主${account}`,
      phone: `138${String(account).padStart(8, '0')}`,
      owed: `${300 + ((account * 37) % 900)}.50`,
      overdueDays: 20 + (index % 2) * 90 + (account % 20),
      item: ITEMS[Math.floor(index / 2) % ITEMS.length] ?? '',
    };
    const wrong = WRONG[Math.floor(index / every) % WRONG.length];
    return index % every === 0 && Math.floor(index / every) < bad && wrong ? wrong(row) : row;
  });
  return monthLedger(asOf, all, community);
}
