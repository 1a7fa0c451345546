import type { Command } from 'commander';
import { z } from 'zod';
import { doneSchema } from '../api/route';
import { userSchema } from '../api/schemas/staff';
import { UserError } from '../errors';
import { ROLE_WORDS } from '../machine/words';
import { wholeNumber } from './community';
import { UsageError } from './exit';
import { firstUserCommand } from './first-user';
import { print } from './output';
import { connect, type Session } from './session';
import { table } from './table';

const issuedSchema = z.object({ token: z.string(), tokenId: z.uuid(), expiresAt: z.iso.datetime() });

export function userCommands(program: Command): void {
  const user = program.command('user').description('人员与岗位（管理员）');
  firstUserCommand(user);

  user
    .command('list')
    .description('本小区的人员')
    .action(async (_options, command: Command) => {
      const session = await connect(command, 'accounts.read', 'log.own');
      const items = await staffOf(session);
      print(session.globals, items, () =>
        table(items, [
          { heading: '用户名', of: (row) => row.login },
          { heading: '姓名', of: (row) => row.name },
          { heading: '工号', of: (row) => row.staffNumber },
          { heading: '岗位', of: (row) => row.roles.map((role) => ROLE_WORDS[role]).join('、') },
          { heading: '状态', of: (row) => (row.disabledAt ? '停用' : '在岗') },
          { heading: 'id', of: (row) => row.id },
        ]),
      );
    });

  user
    .command('create <login>')
    .description('新建人员；密码从标准输入读取（--password-stdin），不给则暂不能登录')
    .requiredOption('--name <name>', '姓名')
    .requiredOption('--role <roles>', '岗位，可多个：agent,supervisor')
    .option('--number <number>', '工号')
    .option('--password-stdin', '从标准输入读取密码')
    .action(async (login: string, options: CreateOptions, command: Command) => {
      const session = await connect(command, 'accounts.manage');
      const made = await session.client.post(
        `${session.base}/users`,
        z.object({ id: z.uuid(), login: z.string() }),
        {
          login,
          name: options.name,
          roles: options.role.split(','),
          staffNumber: options.number ?? null,
          ...(options.passwordStdin ? { password: await readPassword() } : {}),
        },
      );
      print(session.globals, made, () => `已新建 ${made.login}，id ${made.id}`);
    });

  user
    .command('disable <login>')
    .description('停用：登录随即失效')
    .action(async (login: string, _options, command: Command) => {
      const session = await connect(command, 'accounts.manage');
      const { id } = await userNamed(session, login);
      const answer = await session.client.post(`${session.base}/users/${id}/disable`, doneSchema);
      print(session.globals, answer, () => `已停用 ${login}`);
    });

  const token = program.command('token').description('给程序用的令牌');

  token
    .command('create <label>')
    .description('为自己（或 --for 某人）发一个令牌，只显示这一次')
    .option('--for <login>', '为本小区的另一人发放（管理员）')
    .option('--days <n>', '有效天数', '90')
    .action(async (label: string, options: { for?: string; days: string }, command: Command) => {
      const session = await connect(command, options.for ? 'accounts.manage' : 'log.own');
      const path = options.for
        ? `${session.base}/users/${(await userNamed(session, options.for)).id}/tokens`
        : '/api/session/tokens';
      const issued = await session.client.post(path, issuedSchema, {
        label,
        days: wholeNumber(options.days, '--days'),
      });
      print(
        session.globals,
        issued,
        () =>
          `${issued.token}\n（有效至 ${issued.expiresAt}，只显示这一次；用法：CUIJIAO_TOKEN=… cuijiao …）`,
      );
    });
}

type CreateOptions = { name: string; role: string; number?: string; passwordStdin?: true };

async function staffOf({ client, base }: Session) {
  return (await client.get(`${base}/users`, z.object({ items: z.array(userSchema) }))).items;
}

async function userNamed(session: Session, login: string) {
  const user = (await staffOf(session)).find((one) => one.login === login);
  if (!user) throw new UserError('NO_SUCH_USER', `本小区没有人员 ${login}`, `nobody here is ${login}`, 404);
  return user;
}

async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) {
    throw new UsageError(
      '请把密码经标准输入给出：echo -n … | cuijiao user create …',
      'pipe the password in: it is not asked for',
    );
  }
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}
