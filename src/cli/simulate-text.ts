import { fen, formatYuan } from '../domain/money';
import type { Report } from '../simulation/community/simulate';
import type { Figure, Week } from '../simulation/community/tally';
import { table } from './table';

type Shown = readonly [Figure, string, 'count' | 'yuan' | 'hours'];
const NAMES: readonly Shown[] = [
  ['sms', '短信', 'count'],
  ['email', '邮件', 'count'],
  ['wechat', '管家微信', 'count'],
  ['calls', '电话接通', 'count'],
  ['attempts', '电话未接', 'count'],
  ['posted', '张贴', 'count'],
  ['mailed', '邮寄', 'count'],
  ['visits', '上门', 'count'],
  ['staffMinutes', '人工（小时）', 'hours'],
  ['costFen', '费用（元）', 'yuan'],
  ['recoveredFen', '追回欠费（元）', 'yuan'],
  ['onTimeFen', '按期收缴（元）', 'yuan'],
  ['level1', '期末 一级', 'count'],
  ['level2', '期末 二级', 'count'],
  ['level3', '期末 三级', 'count'],
  ['level4', '期末 四级', 'count'],
  ['held', '期末 暂停中', 'count'],
  ['settled', '期末 静默期', 'count'],
  ['overdueFen', '期末逾期（元）', 'yuan'],
];
const WEEKS_A_MONTH = 4;
const BAR = 24;

/** For people: what the year would hold, two policies beside each other, and how the arrears would go, as bars of four weeks. */
export function reportText(report: Report): string {
  const { runs, accounts, from, days, seed } = report;
  const [first, second] = runs;
  if (!first) throw new Error('no policy was simulated');
  return [
    `${accounts} 户，自 ${from} 起 ${days} 天，种子 ${seed}。以下为假设下的推演，不是实测：业主反应、用时、单价见 --json 的 assumptions。`,
    table(NAMES, [
      { heading: '', of: ([, name]) => name },
      ...runs.map(({ policy, total }) => ({
        heading: policy,
        of: ([key, , unit]: Shown) => said(total[key], unit),
        right: true as const,
      })),
      ...(second
        ? [
            {
              heading: '相差',
              of: ([key, , unit]: Shown) => signed(second.total[key] - first.total[key], unit),
              right: true as const,
            },
          ]
        : []),
    ]),
    ...runs.map(({ policy, weeks }) => `${policy}：逾期余额与级别（每四周）\n${bars(weeks)}`),
  ].join('\n\n');
}

function said(value: number, unit: 'count' | 'yuan' | 'hours'): string {
  switch (unit) {
    case 'count':
      return String(value);
    case 'yuan':
      return formatYuan(fen(value));
    case 'hours':
      return String(Math.round(value / 60));
    default: {
      const never: never = unit;
      throw new Error(`unknown unit: ${never}`);
    }
  }
}

function signed(value: number, unit: 'count' | 'yuan' | 'hours'): string {
  const text = said(Math.abs(value), unit);
  return value === 0 ? '0' : `${value > 0 ? '+' : '−'}${text}`;
}

function bars(weeks: readonly Week[]): string {
  const shown = weeks.filter((_, index) => index % WEEKS_A_MONTH === WEEKS_A_MONTH - 1);
  const most = Math.max(1, ...shown.map(({ overdueFen }) => overdueFen));
  return shown
    .map(({ fromOn, overdueFen, level1, level2, level3, level4 }) => {
      const bar = '█'.repeat(Math.round((overdueFen / most) * BAR)).padEnd(BAR, '·');
      return `${fromOn} ${bar} ${formatYuan(fen(overdueFen))} 元　一级 ${level1}　二级 ${level2}　三级 ${level3}　四级 ${level4}`;
    })
    .join('\n');
}
