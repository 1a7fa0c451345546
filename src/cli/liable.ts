import type { Command } from 'commander';
import { z } from 'zod';
import { LIABILITY_ROLES } from '../domain/liability';
import { print } from './output';
import { connect, type Session } from './session';
import { table } from './table';

const listSchema = z.object({
  deceasedOn: z.string().nullable(),
  items: z.array(
    z.object({
      id: z.string(),
      roleZh: z.string(),
      nameMasked: z.string(),
      objectCode: z.string().nullable(),
      fromOn: z.string(),
      untilOn: z.string().nullable(),
      inForce: z.boolean(),
      basis: z.string(),
    }),
  ),
  approached: z.array(z.object({ roleZh: z.string(), nameMasked: z.string() })),
});

type AddOptions = { role: string; name: string; phone?: string; from: string; until?: string; basis: string };

/** `cuijiao account liable`: who is liable beside an account's own party. */
export function liableCommands(
  account: Command,
  accountOf: (session: Session, what: string) => Promise<string>,
): void {
  account
    .command('liable <account>')
    .description('责任主体：谁承担，现在依次联系谁')
    .action(async (which: string, _options, command: Command) => {
      const session = await connect(command, 'case.read');
      const list = await session.client.get(await pathOf(session, which), listSchema);
      print(session.globals, list, () => listText(list));
    });

  account
    .command('liable-add <account>')
    .description(`登记责任主体（${LIABILITY_ROLES.join('、')}）`)
    .requiredOption('--role <role>', '身份')
    .requiredOption('--name <name>', '姓名')
    .option('--phone <number>', '电话')
    .requiredOption('--from <day>', '起日')
    .option('--until <day>', '止日')
    .requiredOption('--basis <text>', '依据')
    .action(async (which: string, options: AddOptions, command: Command) => {
      const session = await connect(command, 'liability.record');
      const { role, name, phone = null, from, until = null, basis } = options;
      const body = { role, party: { name, phone }, fromOn: from, untilOn: until, basis };
      const answer = await session.client.post(
        await pathOf(session, which),
        z.object({ liabilityId: z.string() }),
        body,
      );
      print(session.globals, answer, () => `已登记 ${answer.liabilityId}`);
    });

  account
    .command('liable-end <account> <liability>')
    .description('责任终止')
    .requiredOption('--last <day>', '最后一日')
    .requiredOption('--basis <text>', '依据')
    .action(
      async (
        which: string,
        liability: string,
        { last, basis }: { last: string; basis: string },
        command: Command,
      ) => {
        const session = await connect(command, 'liability.record');
        const path = `${await pathOf(session, which)}/${liability}/end`;
        const done = await session.client.post(path, z.unknown(), { lastOn: last, basis });
        print(session.globals, done, () => '已终止');
      },
    );

  account
    .command('death <account>')
    .description('登记业主身故')
    .requiredOption('--on <day>', '身故日期')
    .requiredOption('--basis <text>', '依据')
    .action(async (which: string, { on, basis }: { on: string; basis: string }, command: Command) => {
      const session = await connect(command, 'liability.record');
      const path = `${session.base}/accounts/${await accountOf(session, which)}/death`;
      const done = await session.client.post(path, z.unknown(), { diedOn: on, basis });
      print(session.globals, done, () => '已登记：此后只联系遗产管理人或继承人');
    });

  async function pathOf(session: Session, which: string): Promise<string> {
    return `${session.base}/accounts/${await accountOf(session, which)}/liabilities`;
  }
}

function listText({ deceasedOn, items, approached }: z.infer<typeof listSchema>): string {
  const now = approached.map(({ roleZh, nameMasked }) => `${nameMasked}（${roleZh}）`).join('，其次 ');
  return [
    ...(deceasedOn === null ? [] : [`业主已于 ${deceasedOn} 身故`]),
    `现在联系：${now || '无人（先登记遗产管理人或继承人）'}`,
    ...(items.length === 0
      ? []
      : [
          table(items, [
            { heading: '身份', of: (row) => row.roleZh },
            { heading: '称呼', of: (row) => row.nameMasked },
            { heading: '对象', of: (row) => row.objectCode ?? '全部' },
            { heading: '起', of: (row) => row.fromOn },
            { heading: '止', of: (row) => row.untilOn ?? '' },
            { heading: '现在', of: (row) => (row.inForce ? '是' : '') },
            { heading: '依据', of: (row) => row.basis },
            { heading: 'id', of: (row) => row.id },
          ]),
        ]),
  ].join('\n');
}
