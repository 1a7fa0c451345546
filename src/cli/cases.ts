import type { Command } from 'commander';
import type { z } from 'zod';
import { pageOf } from '../api/paging';
import { type caseCardSchema, caseRowSchema } from '../api/schemas/case';
import { holdKindSchema } from '../domain/vocabulary';
import { CAUSE_WORDS, HOLD_WORDS } from '../machine/words';
import { wholeNumber } from './community';
import { print, yuan } from './output';
import { connect } from './session';
import { facts, table } from './table';

type Row = z.infer<typeof caseRowSchema>;
type Card = z.infer<typeof caseCardSchema>;

export function casesCommand(program: Command): void {
  program
    .command('cases')
    .description('案件清单')
    .command('list')
    .description('筛选、排序；最多 --limit 行，--after 翻页')
    .option('--level <levels>', '级别：1,2')
    .option('--status <statuses>', 'open、settled、closed', 'open,settled')
    .option('--hold <kinds>', '暂停种类')
    .option('--held <yes|no>', '是否暂停中')
    .option('--cause <causes>', '原因')
    .option('--building <building>', '楼栋')
    .option('--steward <id>', '责任管家')
    .option('--wave <id>', '放行单')
    .option('--from <yuan>', '可主张额不低于（元）')
    .option('--next-before <day>', '这一天之前（含）要动的')
    .option('--search <text>', '房号，或姓名、手机号全称')
    .option('--sort <key>', 'next、amount、oldest、opened', 'next')
    .option('--limit <n>', '行数', '50')
    .option('--after <mark>', '上一页的 next')
    .action(async (options: ListOptions, command: Command) => {
      const session = await connect(command, 'wave.read', 'case.read');
      const page = await session.client.get(`${session.base}/cases`, pageOf(caseRowSchema), {
        level: options.level,
        status: options.status,
        hold: options.hold,
        held: options.held,
        cause: options.cause,
        building: options.building,
        stewardId: options.steward,
        waveId: options.wave,
        amountFromFen: options.from === undefined ? undefined : wholeNumber(options.from, '--from') * 100,
        nextBeforeOn: options.nextBefore,
        search: options.search,
        sort: options.sort,
        limit: wholeNumber(options.limit, '--limit'),
        after: options.after,
      });
      print(session.globals, page, () => listText(page.items, page.next));
    });
}

type ListOptions = Record<'status' | 'sort' | 'limit', string> &
  Partial<
    Record<
      | 'level'
      | 'hold'
      | 'held'
      | 'cause'
      | 'building'
      | 'steward'
      | 'wave'
      | 'from'
      | 'nextBefore'
      | 'search'
      | 'after',
      string
    >
  >;

function listText(rows: readonly Row[], next: string | null): string {
  if (rows.length === 0) return '没有符合条件的案件';
  const body = table(rows, [
    { heading: '房号', of: (row) => row.label },
    { heading: '业主', of: (row) => row.nameMasked },
    { heading: '级别', of: (row) => row.levelZh.split('·')[0] },
    { heading: '可主张', of: (row) => yuan(row.claimableFen), right: true },
    { heading: '逾期', of: (row) => (row.overdueDays === null ? '' : `${row.overdueDays} 天`), right: true },
    { heading: '原因', of: (row) => CAUSE_WORDS[row.cause] },
    { heading: '暂停', of: (row) => row.holds.map(holdWord).join('、') },
    { heading: '下一步', of: (row) => row.next.zh },
    { heading: 'id', of: (row) => row.id },
  ]);
  return next === null ? body : `${body}\n\n还有更多：--after ${next}`;
}

/** Codes, as the ledger keeps them: what is said of a household is no diagnosis. */
const CARE_WORDS: Readonly<Record<string, string>> = {
  elderly_alone: '独居老人',
  ill: '患病',
  bereaved: '丧事',
  other: '关怀',
};

function holdWord(kind: string): string {
  const known = holdKindSchema.safeParse(kind);
  return known.success ? HOLD_WORDS[known.data] : kind;
}

/** The upper part of a case as people read it; its timeline follows. */
export function cardText(card: Card): string {
  const head = facts([
    ['房号', `${card.label}　${card.nameMasked}`],
    ['级别', card.levelZh],
    [
      '状态',
      card.status === 'closed'
        ? `已结案（${card.closeReason}）`
        : card.status === 'settled'
          ? '已结清，观察期'
          : '办理中',
    ],
    ['原因', CAUSE_WORDS[card.cause]],
    [
      '应付',
      `${yuan(card.owed.claimableFen)}（本金 ${yuan(card.owed.principalFen)}，截至 ${card.owed.onDay}）`,
    ],
    ['逾期', card.overdueDays === null ? null : `${card.overdueDays} 天，最早 ${card.oldestDueOn}`],
    ['对象', card.account.objects.map(({ code }) => code).join('、')],
    [
      '联系',
      card.account.contactPoints
        .map(
          (point) =>
            `${point.masked}${point.relation ? `（${point.relation}）` : ''}${point.status === 'usable' ? '' : `［${point.status}］`}`,
        )
        .join('、'),
    ],
    [
      '关怀',
      card.account.careMark === null ? null : (CARE_WORDS[card.account.careMark] ?? card.account.careMark),
    ],
    ['下一步', card.next.zh],
    ['id', card.id],
  ]);
  const lines = table(card.owed.lines, [
    { heading: '对象', of: (row) => row.object },
    { heading: '项目', of: (row) => row.item },
    { heading: '账期', of: (row) => `${row.periodFrom}～${row.periodTo}` },
    { heading: '应缴日', of: (row) => row.dueOn },
    { heading: '应收', of: (row) => yuan(row.chargedFen), right: true },
    { heading: '已缴', of: (row) => yuan(row.allocatedFen), right: true },
    { heading: '减免', of: (row) => yuan(row.waivedFen), right: true },
    { heading: '违约金', of: (row) => yuan(row.lateFeeFen), right: true },
    { heading: '可主张', of: (row) => yuan(row.claimableFen), right: true },
  ]);
  const open = card.tasks.filter(({ status }) => status === 'open' || status === 'started');
  const tasks = table(open, [
    { heading: '任务', of: (row) => row.kindZh },
    { heading: '截止', of: (row) => row.dueOn },
    { heading: '状态', of: (row) => (row.status === 'started' ? '已开始' : '待办') },
    { heading: 'id', of: (row) => row.id },
  ]);
  return [head, '', lines, ...(open.length > 0 ? ['', tasks] : [])].join('\n');
}
