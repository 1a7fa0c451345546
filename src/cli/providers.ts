import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { communitySchema } from '../api/schemas/community';
import { type ChannelProvider, providersSchema, triedSchema } from '../api/schemas/provider';
import { can } from '../domain/permissions';
import { UsageError } from './exit';
import { momentIn, print } from './output';
import { connect, type Session } from './session';
import { facts } from './table';

/** `cuijiao community providers`: what text messages and e-mail leave by. */
export function providerCommands(community: Command): void {
  const providers = community.command('providers').description('短信与邮件的通道：查看、指定');

  providers
    .command('show', { isDefault: true })
    .description('各用哪个通道，可否发送，为何不可，最近一次被拒')
    .action(async (_options, command: Command) => {
      const session = await connect(command, 'channel.configure', 'wave.read');
      const found = await session.client.get(`${session.base}/providers`, providersSchema);
      const { zone } = session.community;
      print(session.globals, found, () => found.items.map((item) => textOf(item, zone)).join('\n\n'));
    });

  providers
    .command('set <channel> <provider>')
    .description('指定通道：channel 为 sms 或 email，provider 为 capture、tencent 或 smtp')
    .option('--settings <file>', '设置的 JSON 文件，- 为标准输入；不给则保留现有设置')
    .option('--all-of-company', '同一物业公司的全部正式小区（您任管理员的）都这样指定')
    .option('--account <name>', '邮件：SMTP_ACCOUNTS 中的账号')
    .option('--from-name <name>', '邮件：业主看到的发件人名称')
    .option('--from <address>', '邮件：发件地址')
    .option('--reply-to <address>', '邮件：回信地址，须有人看')
    .option('--return-path <address>', '邮件：退信地址')
    .action(async (channel: string, provider: string, options: SetOptions, command: Command) => {
      const session = await connect(command, 'channel.configure');
      const settings = settingsOf(channel, options);
      const body = settings === undefined ? { provider } : { provider, settings };
      const answer = providersSchema.extend({ cases: z.int() });
      const communities = options.allOfCompany ? await ofTheCompany(session) : [session.community];
      const all: (z.infer<typeof answer> & { community: string })[] = [];
      for (const { id, name } of communities) {
        const path = `/api/communities/${id}/providers/${encodeURIComponent(channel)}`;
        all.push({ community: name, ...(await session.client.put(path, answer, body)) });
      }
      const { zone } = session.community;
      print(session.globals, options.allOfCompany ? all : all[0], () =>
        all
          .map(({ community, items, cases }) => {
            const item = items.find((one) => one.channel === channel);
            return [
              options.allOfCompany ? `【${community}】` : '',
              item ? textOf(item, zone) : '',
              cases > 0 ? `${cases} 户立即再试` : '',
            ]
              .filter(Boolean)
              .join('\n');
          })
          .join('\n\n'),
      );
    });

  providers
    .command('try <mobile>')
    .description('试发一条短信给自己的手机：变量都写「测试」')
    .option('--text <id>', '在用的短信文本', 'T1@1')
    .action(async (to: string, { text: templateId }: { text: string }, command: Command) => {
      const session = await connect(command, 'channel.configure');
      const tried = await session.client.post(`${session.base}/providers/sms/try`, triedSchema, {
        to,
        templateId,
      });
      print(session.globals, tried, () =>
        facts([
          ['结果', tried.zh],
          ['文本', tried.text],
          ...(tried.code ? [['代码', tried.code] as [string, string]] : []),
          ...(tried.ref ? [['流水号', tried.ref] as [string, string]] : []),
        ]),
      );
    });
}

/** Communities of the same company in which he may do it; one of sample data only captures. */
async function ofTheCompany({ client, community }: Session): Promise<{ id: string; name: string }[]> {
  const { items } = await client.get('/api/communities', z.object({ items: z.array(communitySchema) }));
  const company = items.find(({ id }) => id === community.id)?.companyName;
  return items.filter(
    ({ companyName, demonstration, roles }) =>
      companyName === company && !demonstration && roles.some((role) => can(role, 'channel.configure')),
  );
}

type SetOptions = {
  allOfCompany?: boolean;
  settings?: string;
  account?: string;
  fromName?: string;
  from?: string;
  replyTo?: string;
  returnPath?: string;
};

function settingsOf(channel: string, options: SetOptions): object | undefined {
  const { settings, account, fromName, from, replyTo, returnPath } = options;
  const email = { account, from: { name: fromName, address: from }, replyTo, returnPath: returnPath ?? null };
  const given = [account, fromName, from, replyTo, returnPath].some((value) => value !== undefined);
  if (settings === undefined) {
    if (given && channel !== 'email') {
      throw new UsageError(
        '这些选项只用于 email；短信请用 --settings',
        'these options are for email; use --settings',
      );
    }
    return given ? email : undefined;
  }
  if (given)
    throw new UsageError('--settings 与其他选项只能用一种', 'give --settings or the options, not both');
  try {
    return z
      .record(z.string(), z.unknown())
      .parse(JSON.parse(readFileSync(settings === '-' ? 0 : settings, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new UsageError(`没有文件 ${settings}`, `there is no file ${settings}`);
    }
    throw new UsageError(`${settings} 不是 JSON 对象`, `${settings} is no JSON object`);
  }
}

function textOf(item: ChannelProvider, zone: string): string {
  const { settings, lastRefusal } = item;
  const rows: [string, string][] = [
    ['渠道', item.channelZh],
    ['通道', `${item.provider}　${item.providerZh}`],
    ['可发送', item.ready ? '是' : `否：${item.reason?.zh ?? ''}`],
    ['可选', item.available.map(({ provider }) => provider).join('、')],
  ];
  if (settings && 'from' in settings) {
    rows.push(['账号', settings.account]);
    rows.push(['发件人', `${settings.from.name} <${settings.from.address}>`]);
    rows.push(['回信', settings.replyTo]);
    rows.push(['退信', settings.returnPath ?? settings.from.address]);
  }
  if (settings && 'signName' in settings) {
    rows.push(['账号', settings.account]);
    rows.push(['签名', settings.signName]);
    rows.push(['模板', Object.keys(settings.templates).join('、') || '无']);
    if (item.textsMissing.length > 0) rows.push(['缺模板', item.textsMissing.join('、')]);
  }
  for (const { zh, code, since, until } of item.stops) {
    rows.push([
      '停用',
      `${zh}（${code}，${momentIn(zone, since)} 起${until ? `，至 ${momentIn(zone, until)}` : ''}）`,
    ]);
  }
  if (lastRefusal) {
    rows.push(['上次被拒', `${momentIn(zone, lastRefusal.at)} ${lastRefusal.zh}（${lastRefusal.code}）`]);
  }
  const [change] = item.changes;
  if (change) rows.push(['上次改动', `${momentIn(zone, change.at)} ${change.by.name}`]);
  return facts(rows);
}
