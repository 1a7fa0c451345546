import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { acceptedCertainSchema, parkedRowSchema } from '../api/schemas/parked';
import { absenceRowSchema, movedTasksSchema, userSchema } from '../api/schemas/staff';
import { UserError } from '../errors';
import { print, yuan } from './output';
import { connect, type Session } from './session';
import { table } from './table';

/** 请假, 交接, 当日清单, 认领台. */
export function arrangementCommands(program: Command): void {
  absenceCommands(program.command('absence').description('请假与代班'));

  program
    .command('hand-over <from> <to>')
    .description('离岗交接：楼栋与未办任务交给接手人（用户名）')
    .action(async (from: string, to: string, _options, command: Command) => {
      const session = await connect(command, 'staff.arrange');
      const schema = z.object({ buildings: z.number(), tasks: z.number() });
      const [fromId, toUserId] = [await userNamed(session, from), await userNamed(session, to)];
      const path = `${session.base}/users/${fromId}/hand-over`;
      const done = await session.client.post(path, schema, { toUserId });
      print(session.globals, done, () => `已交接 ${done.buildings} 栋、${done.tasks} 项任务`);
    });

  program
    .command('work-list')
    .description('当日工作清单（XLSX，A4 横向，留有手填栏）')
    .requiredOption('--out <file>', '存到哪里')
    .option('--for <login>', '谁的；默认本人，team 为全部', 'mine')
    .option('--on <day>', '这一天以前到期的')
    .option('--building <building>', '只要这一栋')
    .addOption(new Option('--sort <how>', '排序').choices(['building', 'time']).default('building'))
    .action(async (options: ListOptions, command: Command) => {
      const session = await connect(command, 'log.own');
      const assignee = ['mine', 'team'].includes(options.for)
        ? options.for
        : await userNamed(session, options.for);
      const query = new URLSearchParams({ assignee, sort: options.sort });
      if (options.on) query.set('on', options.on);
      if (options.building) query.set('building', options.building);
      const file = await session.client.bytes(`${session.base}/tasks/work-list.xlsx?${query}`);
      await writeFile(options.out, file);
      print(session.globals, { file: options.out, bytes: file.length }, () => `已存到 ${options.out}`);
    });

  const parked = program.command('parked').description('挂账的缴费（认领台）');
  parked
    .command('list', { isDefault: true })
    .description('挂账天数、最可能是谁的')
    .action(async (_options, command: Command) => {
      const session = await connect(command, 'payment.record');
      const rows = await session.client.all(`${session.base}/payments/parked`, parkedRowSchema, {
        limit: 100,
      });
      print(session.globals, rows, () => parkedText(rows));
    });
  parked
    .command('accept')
    .description('认领全部唯一确定的')
    .action(async (_options, command: Command) => {
      const session = await connect(command, 'payment.record');
      const path = `${session.base}/payments/parked/accept-certain`;
      const done = await session.client.post(path, acceptedCertainSchema, {});
      print(session.globals, done, () =>
        [
          `已认领 ${done.accepted.length} 笔，余 ${done.left.length} 笔`,
          ...done.accepted.map(({ zh }) => `· ${zh}`),
        ].join('\n'),
      );
    });
}

type ListOptions = { out: string; for: string; on?: string; building?: string; sort: string };

function absenceCommands(absence: Command): void {
  absence
    .command('list', { isDefault: true })
    .description('现在的和将来的请假')
    .action(async (_options, command: Command) => {
      const session = await connect(command, 'log.own');
      const schema = z.object({ items: z.array(absenceRowSchema) });
      const { items } = await session.client.get(`${session.base}/absences`, schema);
      print(session.globals, items, () =>
        table(items, [
          { heading: '姓名', of: (row) => row.name },
          { heading: '自', of: (row) => row.fromOn },
          { heading: '至', of: (row) => row.untilOn },
          { heading: '代班', of: (row) => row.standInName ?? '各楼栋代班人' },
          { heading: 'id', of: (row) => row.id },
        ]),
      );
    });
  absence
    .command('add <login> <from> <until>')
    .description('登记请假，可提前；最后一天含在内')
    .option('--stand-in <login>', '代班人；不给则各楼栋的代班人')
    .action(
      async (
        login: string,
        fromOn: string,
        untilOn: string,
        options: { standIn?: string },
        command: Command,
      ) => {
        const session = await connect(command, 'staff.arrange');
        const body = {
          userId: await userNamed(session, login),
          ...{ fromOn, untilOn },
          standInId: options.standIn ? await userNamed(session, options.standIn) : null,
        };
        const schema = movedTasksSchema.extend({ absence: absenceRowSchema });
        const done = await session.client.post(`${session.base}/absences`, schema, body);
        print(session.globals, done, () => `已登记，转出 ${done.handedOver} 项任务`);
      },
    );
  absence
    .command('end <id>')
    .description('销假：未办的任务还给本人')
    .action(async (id: string, _options, command: Command) => {
      const session = await connect(command, 'staff.arrange');
      const done = await session.client.post(`${session.base}/absences/${id}/end`, movedTasksSchema);
      print(session.globals, done, () => `已销假，还回 ${done.givenBack} 项任务`);
    });
}

async function userNamed({ client, base }: Session, login: string): Promise<string> {
  const { items } = await client.get(`${base}/users`, z.object({ items: z.array(userSchema) }));
  const user = items.find((one) => one.login === login);
  if (user) return user.id;
  throw new UserError('NO_SUCH_USER', `本小区没有人员 ${login}`, `nobody here is ${login}`, 404);
}

function parkedText(rows: readonly z.infer<typeof parkedRowSchema>[]): string {
  if (rows.length === 0) return '没有挂账';
  return table(rows, [
    { heading: '流水号', of: (row) => row.payment.externalId },
    { heading: '到账', of: (row) => row.payment.receivedOn },
    { heading: '金额', of: (row) => yuan(row.payment.parkedFen), right: true },
    { heading: '付款方', of: (row) => row.payment.payer ?? '' },
    { heading: '挂账', of: (row) => `${row.parkedDays} 天` },
    { heading: '最可能', of: (row) => row.best?.zh ?? '' },
    {
      heading: '匹配',
      of: (row) => (row.best ? `${row.best.degree}${row.best.certain ? ' 确定' : ''}` : ''),
    },
    { heading: 'id', of: (row) => row.id },
  ]);
}
