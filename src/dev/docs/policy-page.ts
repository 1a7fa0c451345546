import { CHANNELS } from '../../domain/channel';
import type { LadderStep } from '../../domain/ladder';
import { type Fen, formatYuan } from '../../domain/money';
import { PARTY_KIND_WORDS } from '../../domain/party';
import { CAUSES } from '../../domain/vocabulary';
import { CAUSE_WORDS, CHANNEL_WORDS, LEVEL_WORDS, ROLE_WORDS } from '../../machine/words';
import { standard } from '../../policy/standard';
import { code, type Document, page, table } from './markdown';
import { type Leaf, leavesOf } from './policy-names';

/** Tables of their own. */
const APART = /\.steps\.|^rules\.contact\.windows\.|^ladder\.causes\.|^name$/;

/** What the schema has no name for in its messages. */
const NAMES: Record<string, string> = {
  'ladder.level2.deadline.shift': '通知书期限：遇休息日顺延',
  'ladder.level3.atOnceForCauses': '三级：确认后立即进入的原因',
  'ladder.level4.maliciousFromLevel2': '拒缴可由二级直接提议四级',
  'ladder.level4.batches.months': '四级成批：月份',
  'rules.release.by': '放行：岗位',
  'rules.release.firstImportBy': '首批放行：岗位',
  'rules.lateFee.warnAboveDailyRate': '违约金提示：日利率高于',
  'rules.lateFee.lprMultiple': '违约金提示：LPR 倍数',
  'rules.limitation.alarmDays': '时效预警：剩余天数',
  'rules.approvals.instalmentPlan.company': '批分期：公司/区域',
  'rules.approvals.refund': '退款：批准岗位',
  'rules.approvals.writeOff': '核销：批准岗位',
  'rules.approvals.limitationSafeguard': '时效保全：须都批准的岗位',
};

const WORDS: Record<string, string> = {
  ...CAUSE_WORDS,
  ...ROLE_WORDS,
  ...PARTY_KIND_WORDS,
  next_workday: '下一工作日',
  principal_first: '本金优先',
  civil_code: '民法典 560–561 条顺序',
};

const CONDITION_WORDS: Record<LadderStep['when'], string> = {
  always: '',
  forgetful: '判为遗忘类',
  ems: '达到 EMS 门槛',
  posting_unanswered: '张贴期满无回应，且未邮寄（或寄出的被退回、另有地址）',
};

/** 「标准」 as tables: every value of the document, under the name by which its schema speaks of it. */
export function policyPage(): Document {
  const leaves = leavesOf(standard).filter(({ path }) => !APART.test(path));
  const { level1, level2, level3 } = standard.ladder;
  return {
    file: 'docs/policy-standard.md',
    text: page(
      '政策「标准」 The ready-made policy',
      ['src/policy/standard.ts', 'src/policy/standard-ladder.ts', 'src/policy/schema.ts'],
      `The first-day policy of a community: data, one validated document, a version at a time. \`ladder\` is pinned with a case when it opens;
\`rules\` are always the current ones. D is the due date of the oldest claimable charge that is not fresh, E the day on which a level was
entered. Why each value is what it is stands beside it in the source; the rules of law behind them are in [law.md](law.md).`,
      '## 阶梯 `ladder`, pinned with the case',
      valueTable(leaves, 'ladder.'),
      '## 步骤 The steps of the levels',
      `**E+n** is the first day of the step; channels are tried from left to right, the next where one is opted out, dead or refused.`,
      ...[
        [LEVEL_WORDS[1], level1.steps] as const,
        [LEVEL_WORDS[2], level2.steps] as const,
        [LEVEL_WORDS[3], level3.steps] as const,
        ['长期跟进 (每季)', level3.longFollowUp.steps] as const,
      ].map(([name, steps]) => `### ${name}\n\n${stepTable(steps)}`),
      '### 原因的阶梯 What a cause does otherwise',
      'A cause that a person confirmed picks its ladder; where nothing stands, the level does what it does for all.',
      causesTable(),
      '## 规则 `rules`, always the current ones',
      valueTable(leaves, 'rules.'),
      '### 时段 Contact windows',
      'No channel opens on a quiet day (public holidays, the new-year week, exam days for calls and visits, a building’s event); nothing leaves between 21:30 and 8:00.',
      windowTable(),
    ),
  };
}

function valueTable(leaves: readonly Leaf[], part: string): string {
  return table(
    ['', '值', 'field'],
    leaves
      .filter(({ path }) => path.startsWith(part))
      .map((leaf) => [nameOf(leaf), shown(leaf), code(leaf.path.slice(part.length))]),
  );
}

function nameOf({ path, name }: Leaf): string {
  const base = NAMES[path] ?? name;
  if (!base) throw new Error(`a value without a name: ${path} (src/dev/docs/policy-page.ts)`);
  const last = path.split('.').at(-1) ?? '';
  const whose = { ...CHANNEL_WORDS, ...ROLE_WORDS }[last as keyof typeof ROLE_WORDS];
  const role = ROLE_WORDS[path.split('.').at(-2) as keyof typeof ROLE_WORDS];
  const suffix = whose ?? role;
  return suffix && !base.endsWith(suffix) ? `${base} (${suffix})` : base;
}

function shown({ path, value }: Leaf): string {
  const key = path.split('.').at(-1) ?? '';
  if (value === null) return '不限';
  if (Array.isArray(value)) return value.map((one) => WORDS[String(one)] ?? String(one)).join('、');
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'string') return WORDS[value] ?? value;
  if (typeof value !== 'number') throw new Error(`a value that the page cannot show: ${path}`);
  if (isMoney(path)) return `¥${formatYuan(value as Fen)}`;
  if (/Rate$|Share$|Lpr$/.test(key)) return `${Number((value * 100).toFixed(4))}%`;
  return String(value);
}

function isMoney(path: string): boolean {
  return /Fen(\.|$|By|Per)|\.fen$|waive(LateFee|Principal)\./.test(path);
}

function stepTable(steps: readonly LadderStep[]): string {
  return table(
    ['步骤', 'E+n', '渠道', '起催额', '条件', '尝试', '文本'],
    steps.map((step) => [
      code(step.id),
      step.untilDay === undefined ? `E+${step.onDay}` : `E+${step.onDay}–${step.untilDay}`,
      step.channels.map((channel) => CHANNEL_WORDS[channel]).join(' → '),
      `¥${formatYuan(step.minimumFen)}`,
      CONDITION_WORDS[step.when],
      step.triesOnDays === undefined ? '' : `至多 ${step.triesOnDays} 天`,
      step.text ?? '',
    ]),
  );
}

const REACH_WORDS = { every: '不限', door: '只到门上和书信', nobody: '不触达' } as const;

function causesTable(): string {
  const { causes } = standard.ladder;
  const own = (steps: readonly LadderStep[] | null) => steps?.map(({ id }) => code(id)).join(' ') ?? '';
  return table(
    ['原因', '办理岗位', '触达范围', '一级最短停留', '二级进入 D+', '三级进入 D+', '自己的步骤'],
    CAUSES.map((cause) => {
      const ladder = causes[cause];
      return [
        CAUSE_WORDS[cause],
        ROLE_WORDS[ladder.desk],
        REACH_WORDS[ladder.reach],
        ...[ladder.level1StayDays, ladder.level2AfterDueDays, ladder.level3AfterDueDays].map((days) =>
          days === null ? '' : String(days),
        ),
        [ladder.level1Steps, ladder.level2Steps, ladder.level3Steps].map(own).filter(Boolean).join('；'),
      ];
    }),
  );
}

function windowTable(): string {
  const { windows } = standard.rules.contact;
  const spans = (list: readonly { from: string; to: string }[]) =>
    list.map(({ from, to }) => `${from}–${to}`).join('、');
  return table(
    ['渠道', '工作日', '休息日'],
    CHANNELS.map((channel) => [
      CHANNEL_WORDS[channel],
      spans(windows[channel].workday),
      spans(windows[channel].dayOff),
    ]),
  );
}
