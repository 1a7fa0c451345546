import type { Command } from 'commander';
import { issueToken } from '../auth/tokens';
import { createUser, grantRole } from '../auth/users';
import { createCommunity } from '../communities/create';
import { loadConfig } from '../config';
import { createContext } from '../context';
import { withSystemScope } from '../db/scope';
import { UserError } from '../errors';
import { print } from './output';
import { globalsOf } from './session';

type FirstOptions = { name: string; for: string; company: string; phone: string; zone: string };

const DAY_MS = 86_400_000;

/**
 * Of an installation without anybody: the first community and its administrator, straight into the database, since nobody is there who
 * could be asked for. Whoever can do this has the database's address and the keys already.
 */
export function firstUserCommand(user: Command): void {
  user
    .command('first <login>')
    .description('新装的系统：建第一个小区和它的管理员，发一个令牌（直接写数据库，已有人员则拒绝）')
    .requiredOption('--name <name>', '管理员姓名')
    .requiredOption('--for <community>', '小区名称')
    .requiredOption('--company <name>', '物业公司名称')
    .requiredOption('--phone <number>', '服务电话')
    .option('--zone <zone>', '时区', 'Asia/Shanghai')
    .action(async (login: string, options: FirstOptions, command: Command) => {
      const context = createContext({ ...loadConfig(), logLevel: 'silent' });
      try {
        const made = await withSystemScope(context, async (tx) => {
          await tx.$queryRaw`select pg_advisory_xact_lock(hashtext('first user'))::text`;
          if ((await tx.user.count()) > 0) {
            throw new UserError(
              'USERS_THERE',
              '已有人员，请由管理员新建',
              'there are users already: an administrator makes more',
              409,
            );
          }
          const { for: name, company: companyName, phone: servicePhone, zone } = options;
          const community = await createCommunity(tx, { name, companyName, servicePhone, zone });
          const { id } = await createUser(tx, { login, name: options.name });
          await grantRole(tx, { userId: id, communityId: community.id, role: 'admin' });
          const now = new Date(context.now());
          const { token } = await issueToken(tx, { userId: id, label: 'first', now, validForMs: 7 * DAY_MS });
          return { userId: id, communityId: community.id, token };
        });
        print(
          globalsOf(command),
          made,
          () =>
            `${made.token}\n（管理员 ${login} 的令牌，七天有效，只显示这一次：CUIJIAO_TOKEN=… cuijiao user create …）`,
        );
      } finally {
        await context.destroy();
      }
    });
}
