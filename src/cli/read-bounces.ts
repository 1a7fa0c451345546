import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { MAIL_TAKEN_AS, type MailTakenAs, takeMail } from '../cases/inbound-mail';
import { loadConfig } from '../config';
import { createContext } from '../context';
import { UserError } from '../errors';

export type ReadBounces = { counts: Record<MailTakenAs, number>; unread: number };

/**
 * Reads what is new in a maildir and marks it as seen; `-` is one mail on standard input. Broken off and begun again it goes on: what was
 * taken in twice is once.
 *
 * @throws {UserError} MAIL_ACCOUNT_UNKNOWN, MAILDIR_MISSING
 */
export async function readBounces(maildir: string, account: string): Promise<ReadBounces> {
  const context = createContext({ ...loadConfig(), logLevel: 'silent' });
  try {
    if (!Object.hasOwn(context.config.smtpAccounts, account)) {
      throw new UserError(
        'MAIL_ACCOUNT_UNKNOWN',
        `SMTP_ACCOUNTS 中没有账号「${account}」`,
        `SMTP_ACCOUNTS has no account ${account}`,
      );
    }
    const counts = Object.fromEntries(MAIL_TAKEN_AS.map((kind) => [kind, 0])) as Record<MailTakenAs, number>;
    if (maildir === '-') {
      counts[await takeMail(context, account, await buffer(process.stdin))] += 1;
      return { counts, unread: 0 };
    }
    let unread = 0;
    for (const file of await newMail(maildir)) {
      const raw = await readFile(path.join(maildir, 'new', file));
      try {
        counts[await takeMail(context, account, raw)] += 1;
      } catch (error) {
        // the database's trouble is everybody's; a mail that cannot be read is that mail's
        if (error instanceof Error && /^P\d|Prisma|PassingError/.test(error.name)) throw error;
        unread += 1;
        continue;
      }
      await markSeen(maildir, file);
    }
    return { counts, unread };
  } finally {
    await context.destroy();
  }
}

async function newMail(maildir: string): Promise<string[]> {
  try {
    const files = await readdir(path.join(maildir, 'new'));
    return files.filter((file) => !file.startsWith('.')).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UserError(
      'MAILDIR_MISSING',
      `${maildir} 不是 Maildir：其中没有 new 文件夹`,
      `${maildir} is no maildir: there is no folder new in it`,
    );
  }
}

async function markSeen(maildir: string, file: string): Promise<void> {
  await mkdir(path.join(maildir, 'cur'), { recursive: true });
  await rename(path.join(maildir, 'new', file), path.join(maildir, 'cur', `${file.split(':')[0]}:2,S`));
}
