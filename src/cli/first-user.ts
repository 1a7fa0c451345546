import type { Command } from 'commander';
import type { FirstOptions } from './make-first-user';
import { print } from './output';
import { globalsOf } from './session';

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
      const { makeFirstUser } = await import('./make-first-user');
      const made = await makeFirstUser(login, options);
      print(
        globalsOf(command),
        made,
        () =>
          `${made.token}\n（管理员 ${login} 的令牌，七天有效，只显示这一次：CUIJIAO_TOKEN=… cuijiao user create …）`,
      );
    });
}
