import path from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { pageOf } from '../api/paging';
import { userSchema } from '../api/staff';
import { taskRowSchema } from '../api/task-row';
import { finishedSchema, startedSchema, taskCardSchema } from '../api/tasks';
import { parseYuan } from '../domain/money';
import { UserError } from '../errors';
import { CHANNEL_WORDS } from '../machine/words';
import type { Client } from './client';
import { wholeNumber } from './community';
import { readLocal } from './evidence';
import { UsageError } from './exit';
import { momentIn, print, yuan } from './output';
import { connect, type Session, signInAsUser } from './session';
import { facts, table } from './table';

type Card = z.infer<typeof taskCardSchema>;

export function taskCommands(program: Command): void {
  const tasks = program.command('tasks').description('任务：列出、查看、开始、登记结果、撤回、更正');

  tasks
    .command('list')
    .description('我看得到的全部；--mine 只看我的')
    .option('--mine', '我的')
    .option('--status <status>', 'open、done、withdrawn', 'open')
    .option('--kind <kind>', '种类')
    .option('--overdue', '只看超时的')
    .option('--limit <n>', '行数', '50')
    .option('--after <mark>', '上一页的 next')
    .action(async (options: ListOptions, command: Command) => {
      const session = await connect(command, 'dispute.handle', 'contact.act');
      const page = await session.client.get(`${session.base}/tasks`, pageOf(taskRowSchema), {
        whose: options.mine ? 'mine' : 'all',
        status: options.status,
        kind: options.kind,
        overdue: options.overdue ? 'yes' : undefined,
        limit: wholeNumber(options.limit, '--limit'),
        after: options.after,
      });
      const names = await namesOf(session);
      print(session.globals, page, () => listText(page.items, page.next, names));
    });

  tasks
    .command('show <task>')
    .description('一项任务，与可登记的结果')
    .action(async (id: string, _options, command: Command) => {
      const { session, card } = await worker(command, id);
      print(session.globals, card, () => cardText(card));
    });

  tasks
    .command('start <task>')
    .description('开始：过了同一道闸门才显示号码')
    .option('--point <id>', '用这个号码或地址')
    .option('--exemption <id>', '用这次豁免')
    .option('--second <name>', '上门的另一人')
    .action(
      async (
        id: string,
        options: { point?: string; exemption?: string; second?: string },
        command: Command,
      ) => {
        const { session, client } = await worker(command, id);
        const started = await client.post(`${session.base}/tasks/${id}/start`, startedSchema, {
          ...(options.point ? { contactPointId: options.point } : {}),
          ...(options.exemption ? { exemptionId: options.exemption } : {}),
          ...(options.second ? { second: { name: options.second } } : {}),
        });
        print(session.globals, started, () =>
          [
            facts([
              ['方式', CHANNEL_WORDS[started.channel]],
              ['号码', started.to],
              ['关系', started.relation],
              ['期限', started.offerUntilOn],
            ]),
            '',
            started.text,
          ].join('\n'),
        );
      },
    );

  outcomeOptions(
    tasks.command('finish <task> <outcome>').description('登记结果；停止联系的立即生效，推进的十分钟后生效'),
  ).action(async (id: string, outcome: string, options: OutcomeOptions, command: Command) => {
    const { session, client, card } = await worker(command, id);
    const body = { outcome, ...(await saidOf(session, client, card, options)) };
    const finished = await client.post(`${session.base}/tasks/${id}/finish`, finishedSchema, body);
    print(session.globals, finished, () => finishedText(finished, session.community.zone));
  });

  tasks
    .command('take-back <task>')
    .description('撤回这项任务最近一次登记（十分钟内，本人）')
    .action(async (id: string, _options, command: Command) => {
      const { session, client, outcome } = await recorder(command, id);
      const back = await client.post(
        `${session.base}/outcomes/${outcome}/take-back`,
        z.object({ taskId: z.uuid() }),
      );
      print(session.globals, back, () => '已撤回');
    });

  outcomeOptions(
    tasks.command('correct <task> <outcome>').description('更正最近一次登记：另记一条，旧的不改'),
  ).action(async (id: string, outcome: string, options: OutcomeOptions, command: Command) => {
    const { session, client, card, outcome: earlier } = await recorder(command, id);
    const body = { outcome, ...(await saidOf(session, client, card, options)) };
    const finished = await client.post(`${session.base}/outcomes/${earlier}/correct`, finishedSchema, body);
    print(session.globals, finished, () => finishedText(finished, session.community.zone));
  });
}

type ListOptions = {
  mine?: true;
  status: string;
  kind?: string;
  overdue?: true;
  limit: string;
  after?: string;
};

type OutcomeOptions = {
  note?: string;
  amount?: string;
  on?: string;
  disputeKind?: string;
  matter?: string;
  second?: string;
  signature?: string;
  witness?: string;
  tracking?: string;
  from?: string;
  to?: string;
  optOut?: string;
  reached?: true;
  asked?: true;
  file: string[];
};

function outcomeOptions(command: Command): Command {
  return command
    .option('--note <text>', '情况')
    .option('--amount <yuan>', '承诺金额（元）')
    .option('--on <day>', '承诺日')
    .option('--dispute-kind <kind>', '异议：service、amount', 'service')
    .option('--matter <matter>', '异议事项')
    .option('--from <HH:MM>', '业主约定的时间，起')
    .option('--to <HH:MM>', '业主约定的时间，止')
    .option('--opt-out <channels>', '业主不要再用的渠道')
    .option('--second <name>', '上门的另一人')
    .option('--signature <how>', 'signed、refused')
    .option('--witness <name>', '见证人')
    .option('--tracking <number>', '运单号')
    .option('--reached', '其他：接触到了人')
    .option('--asked', '其他：提出了缴费')
    .option(
      '--file <path:shows>',
      '照片等，可重复：door.jpg:door',
      (value: string, before: string[]) => [...before, value],
      [],
    );
}

async function saidOf({ base }: Session, client: Client, { caseId, id }: Card, options: OutcomeOptions) {
  const {
    note,
    amount,
    on,
    matter,
    disputeKind,
    from,
    to,
    optOut,
    second,
    signature,
    witness,
    tracking,
    reached,
    asked,
    file,
  } = options;
  const fileIds: string[] = [];
  for (const one of file) fileIds.push(await uploadFile(client, base, caseId, id, one));
  return {
    ...(note ? { note } : {}),
    ...(on ? { promise: { on, amountFen: fenOf(amount) } } : {}),
    ...(matter ? { dispute: { kind: disputeKind, matter } } : {}),
    ...(from && to ? { statedTime: { from, to } } : {}),
    ...(optOut ? { optOut: optOut.split(',') } : {}),
    ...(second ? { second: { name: second } } : {}),
    ...(signature ? { signature } : {}),
    ...(witness ? { witness } : {}),
    ...(tracking ? { trackingNumber: tracking } : {}),
    ...(reached ? { reached } : {}),
    ...(asked ? { asked } : {}),
    ...(fileIds.length > 0 ? { fileIds } : {}),
  };
}

async function uploadFile(
  client: Client,
  base: string,
  caseId: string | null,
  taskId: string,
  given: string,
): Promise<string> {
  const at = given.lastIndexOf(':');
  if (at < 1 || caseId === null)
    throw new UsageError('--file 须为 路径:内容，如 door.jpg:door', '--file takes path:shows');
  const file = given.slice(0, at);
  const form = new FormData();
  form.append('shows', given.slice(at + 1));
  form.append('taskId', taskId);
  form.append('file', new Blob([await readLocal(file)]), path.basename(file));
  return (await client.post(`${base}/cases/${caseId}/files`, z.object({ id: z.uuid() }), form)).id;
}

function fenOf(text: string | undefined): number {
  const read = parseYuan(text ?? '');
  if (read.ok) return read.fen;
  throw new UsageError('请用 --amount 写承诺金额（元）', '--amount takes the amount promised, in yuan');
}

type Worker = { session: Session; client: Client; card: Card };

/** In the sample community the one whose task it is; else whoever the token belongs to. */
async function worker(command: Command, taskId: string): Promise<Worker> {
  const session = await connect(command, 'dispute.handle', 'contact.act');
  const card = await session.client.get(`${session.base}/tasks/${taskId}`, taskCardSchema);
  return { session, card, client: await clientOf(session, card.assigneeId) };
}

async function recorder(command: Command, taskId: string): Promise<Worker & { outcome: string }> {
  const { session, card } = await worker(command, taskId);
  const latest = card.outcomes.filter(({ takenBackAt }) => takenBackAt === null).at(-1);
  if (!latest)
    throw new UserError('OUTCOME_UNKNOWN_ID', '这项任务还没有登记结果', 'the task has no outcome', 404);
  return { session, card, outcome: latest.id, client: await clientOf(session, latest.byId) };
}

async function clientOf(session: Session, userId: string | null): Promise<Client> {
  if (userId === null) return session.client;
  const { items } = await session.client.get(
    `${session.base}/users`,
    z.object({ items: z.array(userSchema) }),
  );
  const login = items.find(({ id }) => id === userId)?.login;
  return (login === undefined ? null : signInAsUser(session.globals, login)) ?? session.client;
}

async function namesOf({ client, base }: Session): Promise<Map<string, string>> {
  const { items } = await client.get(`${base}/users`, z.object({ items: z.array(userSchema) }));
  return new Map(items.map(({ id, name }) => [id, name]));
}

function listText(
  rows: readonly z.infer<typeof taskRowSchema>[],
  next: string | null,
  names: ReadonlyMap<string, string>,
): string {
  if (rows.length === 0) return '没有任务';
  const body = table(rows, [
    { heading: '截止', of: (row) => row.dueOn },
    { heading: '任务', of: (row) => row.kindZh },
    { heading: '房号', of: (row) => row.label },
    { heading: '业主', of: (row) => row.nameMasked },
    {
      heading: '可主张',
      of: (row) => (row.claimableFen === null ? '' : yuan(row.claimableFen)),
      right: true,
    },
    { heading: '谁办', of: (row) => names.get(row.assigneeId ?? '') ?? row.role },
    {
      heading: '状态',
      of: (row) =>
        `${row.status === 'started' ? '已开始' : ''}${row.escalation > 0 ? `超时${row.escalation}` : ''}`,
    },
    { heading: 'id', of: (row) => row.id },
  ]);
  return next === null ? body : `${body}\n\n还有更多：--after ${next}`;
}

function cardText(card: Card): string {
  const head = facts([
    ['任务', card.kindZh],
    ['房号', `${card.label ?? ''}　${card.nameMasked ?? ''}`],
    ['应付', card.claimableFen === null ? null : yuan(card.claimableFen)],
    ['截止', card.dueOn],
    ['状态', card.status],
    ['案件', card.caseId],
  ]);
  const offers = table(card.offers, [
    { heading: '结果', of: (row) => row.outcome },
    { heading: '含义', of: (row) => row.zh },
    { heading: '须有', of: (row) => row.needs.join('、') },
  ]);
  return `${head}\n\n${offers}`;
}

function finishedText(
  { status, settlesAt, outcomeId, handedOver }: z.infer<typeof finishedSchema>,
  zone: string,
): string {
  const refused = handedOver
    .filter(({ state }) => state === 'refused')
    .map(({ why }) => `案件没有接受：${why?.zh ?? ''}`);
  const waiting = handedOver
    .filter(({ state }) => state === 'waiting')
    .map(() => '案件暂时没有应答，稍后自动补办');
  const done = `已登记（${outcomeId}），${momentIn(zone, settlesAt)} 前可撤回${status === 'open' ? '；任务仍开着' : ''}`;
  return [done, ...refused, ...waiting].join('\n');
}
