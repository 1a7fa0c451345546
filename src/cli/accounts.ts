import { type Command, Option } from 'commander';
import { z } from 'zod';
import { joinPreviewSchema, moveDoneSchema, moveRowSchema, searchHitSchema } from '../api/schemas/account';
import { amountsSchema } from '../api/schemas/amounts';
import { UserError } from '../errors';
import { liableCommands } from './liable';
import { note, print, yuan } from './output';
import { connect, type Session } from './session';
import { facts, table } from './table';

function amountsText({ on, claimableFen, lines }: z.infer<typeof amountsSchema>): string {
  const bills = lines.map((line) =>
    [
      `${line.object} ${line.item} ${line.periodFrom} 至 ${line.periodTo}，应缴 ${line.dueOn}：${yuan(line.claimableFen)}`,
      ...line.steps.map(({ fen, sentenceZh }) => `  ${fen < 0 ? '−' : '＋'} ${sentenceZh}`),
      ...line.warnings.map(({ zh }) => `  ！ ${zh}`),
    ].join('\n'),
  );
  return [...bills, `${on} 可主张 ${yuan(claimableFen)}`].join('\n');
}

type Hit = z.infer<typeof searchHitSchema>;

/** `cuijiao search`, and `cuijiao account`: joining and splitting. */
export function accountCommands(program: Command): void {
  program
    .command('search <what>')
    .description('一框查找：房号、车位、姓名、手机号或后四位、通知书编号、运单号')
    .action(async (what: string, _options, command: Command) => {
      const session = await connect(command, 'case.read');
      const { items, more } = await search(session, what);
      print(session.globals, { items, more }, () => (items.length === 0 ? '没有找到' : hitsText(items)));
      if (more) note(session.globals, '还有，请说得更细');
    });

  const account = program.command('account').description('户：并户、拆户的经过，责任主体');

  account
    .command('join <from> <into>')
    .description('把一户并入另一户（房号等）；不加 --yes 只预览')
    .addOption(new Option('--level <which>', '级别不同时').choices(['lower', 'keep']).default('lower'))
    .option('--reason <text>', '原因')
    .option('--yes', '照预览办理')
    .action(async (from: string, into: string, options: JoinOptions, command: Command) => {
      const session = await connect(command, 'account.join');
      const [fromId, intoId] = [await oneOf(session, from), await oneOf(session, into)];
      const path = `${session.base}/accounts/${fromId}/join`;
      const body = { intoId, level: options.level };
      if (!options.yes) {
        const preview = await session.client.post(`${path}/preview`, joinPreviewSchema, body);
        return print(session.globals, preview, () => previewText(preview));
      }
      const done = await session.client.post(path, moveDoneSchema, { ...body, reason: options.reason });
      print(session.globals, done, () => doneText('已并户', done));
    });

  account
    .command('explain <account>')
    .description('每一个金额怎么来的：逐笔逐行')
    .option('--on <day>', '哪一天（YYYY-MM-DD），默认今天')
    .action(async (which: string, options: { on?: string }, command: Command) => {
      const session = await connect(command, 'case.read');
      const id = await oneOf(session, which);
      const on = options.on === undefined ? '' : `?on=${encodeURIComponent(options.on)}`;
      const amounts = await session.client.get(`${session.base}/accounts/${id}/amounts${on}`, amountsSchema);
      print(session.globals, amounts, () => amountsText(amounts));
    });

  account
    .command('moves <account>')
    .description('并户、拆户的经过')
    .action(async (which: string, _options, command: Command) => {
      const session = await connect(command, 'case.read');
      const id = await oneOf(session, which);
      const schema = z.object({ items: z.array(moveRowSchema) });
      const { items } = await session.client.get(`${session.base}/accounts/${id}/moves`, schema);
      print(session.globals, items, () =>
        table(items, [
          { heading: '时间', of: (row) => row.at },
          { heading: '事项', of: (row) => row.kindZh },
          { heading: '自', of: (row) => row.fromLabel },
          { heading: '至', of: (row) => row.intoLabel },
          { heading: '原因', of: (row) => row.reason },
          { heading: '可撤销', of: (row) => (row.undoable ? row.id : '') },
        ]),
      );
    });

  account
    .command('undo <move>')
    .description('撤销一次并户')
    .requiredOption('--reason <text>', '原因')
    .action(async (move: string, { reason }: { reason: string }, command: Command) => {
      const session = await connect(command, 'account.join');
      const path = `${session.base}/account-moves/${move}/undo`;
      const done = await session.client.post(path, moveDoneSchema, { reason });
      print(session.globals, done, () => doneText('已撤销并户', done));
    });

  liableCommands(account, oneOf);
}

type JoinOptions = { level: 'lower' | 'keep'; reason?: string; yes?: true };

function search({ client, base }: Session, q: string) {
  const schema = z.object({ items: z.array(searchHitSchema), more: z.boolean() });
  return client.get(`${base}/search`, schema, { q });
}

/** @throws {UserError} NO_SUCH_ACCOUNT, ACCOUNT_NOT_CLEAR when several are meant */
async function oneOf(session: Session, what: string): Promise<string> {
  if (z.uuid().safeParse(what).success) return what;
  const { items } = await search(session, what);
  const exact = items.filter(({ label }) => label === what);
  const [only, ...others] = exact.length > 0 ? exact : items;
  if (!only) throw new UserError('NO_SUCH_ACCOUNT', `没有找到 ${what}`, `nothing is called ${what}`, 404);
  if (others.length === 0) return only.accountId;
  throw new UserError(
    'ACCOUNT_NOT_CLEAR',
    `「${what}」不止一户：${[only, ...others].map(({ label }) => label).join('、')}`,
    `more than one account is meant by ${what}`,
  );
}

function hitsText(items: readonly Hit[]): string {
  return table(items, [
    { heading: '房号', of: (row) => row.label },
    { heading: '称呼', of: (row) => row.nameMasked },
    { heading: '今日应付', of: (row) => yuan(row.claimableFen), right: true },
    { heading: '级别', of: (row) => row.levelZh ?? row.statusZh },
    { heading: '暂停', of: (row) => row.holds.map(({ kindZh }) => kindZh).join('、') },
    { heading: '按', of: (row) => row.matched[0]?.zh ?? '' },
    { heading: 'id', of: (row) => row.accountId },
  ]);
}

function previewText({ will, warnings, why, after }: z.infer<typeof joinPreviewSchema>): string {
  const lines = [
    ...(why ? [`不能并户：${why.zh}`] : []),
    ...will.map((line) => `· ${line}`),
    ...warnings.map((line) => `！${line}`),
  ];
  return [
    ...lines,
    facts([['合并后今日应付', yuan(after.claimableFen)]]),
    why ? '' : '照此办理：加 --yes --reason 原因',
  ].join('\n');
}

function doneText(what: string, { state, already }: z.infer<typeof moveDoneSchema>): string {
  const said = already ? `此前${what}` : what;
  return state === 'finished' ? said : `${said}；案件稍后得知`;
}
