import { addDays, addMonths, type CivilDay } from '../../domain/civil-day';
import type { Bill, Story } from './story';

const HEADINGS = [
  '小区',
  '楼栋',
  '单元',
  '房号',
  '户号',
  '业主姓名',
  '联系电话',
  '费用项目',
  '账期起',
  '账期止',
  '应缴截止日',
  '应收金额',
  '减免金额',
  '实收金额',
  '欠费本金',
  '状态',
  '承诺还款日',
  '承诺金额',
];

/** The stories' arrears as finance would export them: one row a bill, UTF-8. */
export function ledgerFile(community: string, asOf: CivilDay, stories: readonly Story[]): string {
  const rows = stories.flatMap((story) => story.bills.map((bill) => row(community, asOf, story, bill)));
  return `\uFEFF${[HEADINGS, ...rows].map((cells) => cells.join(',')).join('\r\n')}\r\n`;
}

function row(
  community: string,
  asOf: CivilDay,
  { room, name, phones, takenOver }: Story,
  { dueDaysAgo, yuan }: Bill,
): string[] {
  const [building = '', unit = '', number = ''] = room.split('-');
  const dueOn = addDays(asOf, -dueDaysAgo);
  const amount = yuan.toFixed(2);
  const promisedOn =
    takenOver?.promiseInDays === undefined ? '' : String(addDays(asOf, takenOver.promiseInDays));
  return [
    community,
    building,
    unit,
    number,
    room,
    name,
    phones.join('、'),
    '物业服务费',
    addDays(addMonths(dueOn, -3), 1),
    dueOn,
    dueOn,
    amount,
    '0.00',
    '0.00',
    amount,
    takenOver?.state ?? '正常',
    promisedOn,
    takenOver?.promiseYuan?.toFixed(2) ?? '',
  ];
}
