import type { Command } from 'commander';
import { z } from 'zod';
import { communityCardSchema, communitySchema } from '../api/schemas/community';
import { levelSchema } from '../domain/vocabulary';
import { LEVEL_WORDS } from '../machine/words';
import { UsageError } from './exit';
import { momentIn, print, typed, yuan } from './output';
import { providerCommands } from './providers';
import { connect, globalsOf, signInAs } from './session';
import { facts, table } from './table';

export function communityCommands(program: Command): void {
  const community = program.command('community').description('小区：列出、新建、概况');

  community
    .command('list')
    .description('我有岗位的小区')
    .action(async (_options, command: Command) => {
      const globals = globalsOf(command);
      const { client } = signInAs(globals, ['log.own']);
      const { items } = await client.get('/api/communities', z.object({ items: z.array(communitySchema) }));
      print(globals, items, () =>
        table(items, [
          { heading: '小区', of: (row) => row.name },
          { heading: '今天', of: (row) => row.today },
          { heading: '性质', of: (row) => (row.demonstration ? '演示' : '正式') },
          { heading: 'id', of: (row) => row.id },
        ]),
      );
    });

  community
    .command('create <name>')
    .description('新建小区')
    .requiredOption('--company <name>', '物业公司名称')
    .requiredOption('--phone <number>', '服务电话')
    .option('--zone <zone>', '时区', 'Asia/Shanghai')
    .option('--demonstration <as-of>', '演示小区：时间停在这一天 09:30，首次放行后走动')
    .option('--seconds-per-day <n>', '演示小区一天的秒数', '60')
    .action(async (name: string, options: CreateOptions, command: Command) => {
      const globals = globalsOf(command);
      const { client } = signInAs(globals, ['accounts.manage']);
      const made = await client.post('/api/communities', communitySchema, {
        name,
        companyName: options.company,
        servicePhone: options.phone,
        zone: options.zone,
        demonstration: options.demonstration
          ? {
              asOf: options.demonstration,
              secondsPerDay: wholeNumber(options.secondsPerDay, '--seconds-per-day'),
            }
          : null,
      });
      print(
        globals,
        made,
        () =>
          `已新建小区「${made.name}」，id ${made.id}。您是其管理员；文本经负责人批准（${typed()} texts approve --built-in）后才能发出`,
      );
    });

  community
    .command('show')
    .description('小区概况：时间、政策、收款数据新鲜度、各级案件数')
    .action(async (_options, command: Command) => {
      const session = await connect(command, 'wave.read', 'log.own');
      const card = await session.client.get(session.base, communityCardSchema);
      print(session.globals, card, () => cardText(card));
    });

  providerCommands(community);
}

type CreateOptions = {
  company: string;
  phone: string;
  zone: string;
  demonstration?: string;
  secondsPerDay: string;
};

function cardText(card: z.infer<typeof communityCardSchema>): string {
  const { counts } = card;
  const levels = table(counts.cases, [
    { heading: '级别', of: (row) => LEVEL_WORDS[levelSchema.parse(row.level)] },
    { heading: '户', of: (row) => row.count, right: true },
    { heading: '可主张', of: (row) => yuan(row.claimableFen), right: true },
  ]);
  const head = facts([
    ['小区', card.name],
    ['公司', `${card.companyName}　${card.servicePhone}`],
    ['时间', `${momentIn(card.zone, card.now)}${card.clockStands ? '（演示时钟未走，首次放行后开始）' : ''}`],
    ['政策', card.policy ? `${card.policy.name} 第 ${card.policy.version} 版` : '未启用'],
    ['收款', card.freshness.zh],
    ['文本', card.texts.zh],
    ['户', counts.accounts],
    ['待放行', `${counts.openWaves} 单`],
    ['任务', `${counts.openTasks} 件，其中超时 ${counts.overdueTasks} 件`],
    ['挂账', `${counts.parkedPayments} 笔`],
    ['id', card.id],
  ]);
  return counts.cases.length > 0 ? `${head}\n\n${levels}` : head;
}

export function wholeNumber(text: string, option: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`${option} 须为整数`, `${option} takes a whole number`);
  return Number(text);
}
