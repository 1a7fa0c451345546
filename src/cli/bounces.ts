import type { Command } from 'commander';
import type { MailTakenAs } from '../cases/inbound-mail';
import { print } from './output';
import { globalsOf } from './session';

const WORDS: Record<MailTakenAs, string> = {
  bounce: '退信',
  arrived: '送达回执',
  delayed: '延迟通知',
  reply: '业主回信',
  automatic: '自动回复',
  known: '已处理过',
  unknown: '不认识的邮件',
  nothing: '无关邮件',
};

/** Mailboxes that nothing pipes in: whatever fetches them leaves files, and this reads them, on the machine that has the keys. */
export function bounceCommands(program: Command): void {
  program
    .command('bounces')
    .description('退信与业主回信：读入邮箱里的邮件')
    .command('read <maildir>')
    .description('读入一个 Maildir 文件夹中的新邮件，或 - 从标准输入读一封（直接写数据库）')
    .requiredOption('--account <name>', 'SMTP_ACCOUNTS 中的账号：这个邮箱收的是它的退信')
    .action(async (maildir: string, { account }: { account: string }, command: Command) => {
      const { readBounces } = await import('./read-bounces');
      const taken = await readBounces(maildir, account);
      print(globalsOf(command), taken, () => {
        const counts = Object.entries(taken.counts).filter(([, count]) => count > 0);
        const lines = counts.map(([kind, count]) => `${WORDS[kind as MailTakenAs]} ${count} 封`);
        const failed = taken.unread > 0 ? [`${taken.unread} 封读不了，留在原处`] : [];
        return [...lines, ...failed].join('，') || '没有新邮件';
      });
    });
}
