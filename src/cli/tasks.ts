import type { Command } from 'commander';
import { z } from 'zod';
import { pageOf } from '../api/paging';
import { userSchema } from '../api/schemas/staff';
import { finishedSchema, startedSchema, taskCardSchema, taskRowSchema } from '../api/schemas/task';
import { UserError } from '../errors';
import { CHANNEL_WORDS } from '../machine/words';
import type { Client } from './client';
import { wholeNumber } from './community';
import { print } from './output';
import { connect, type Session, signInAsUser } from './session';
import { facts } from './table';
import { type OutcomeOptions, outcomeOptions, saidOf } from './task-outcome';
import { cardText, finishedText, listText } from './task-text';

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
    const body = { outcome, ...(await saidOf(session.base, client, card, options)) };
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
    const body = { outcome, ...(await saidOf(session.base, client, card, options)) };
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
