import type { PrismaClient } from '../../db/generated/client';
import { withScope } from '../../db/scope';
import { PassingError } from '../../errors';
import type { Message, NotReady, Provider, ProviderOwner, SendAnswer } from '../provider';
import { messagingOf } from '../settings';
import { composeMail, isMailbox } from './compose';
import { messageIdOf } from './message-id';
import { answerOfFailure } from './replies';
import type { EmailSettings } from './settings';
import type { SmtpTransports } from './transports';

export const SMTP = 'smtp';

type SmtpContext = { db: PrismaClient; transports: SmtpTransports };

/**
 * E-mail through one of the environment's accounts, in the name that the community gave. A mail server keeps no record that can be
 * asked: what was handed over and not answered stays unproven (law 4).
 */
export function createSmtp(context: SmtpContext, communityId: string): Provider {
  return {
    name: SMTP,
    channels: ['email'],
    notReady: (owner) => notReady(context.transports, owner),
    async send(message, signal) {
      // read again: between claim and call an administrator may have changed them
      const owner = await readCommunity(context, communityId);
      const reason = notReady(context.transports, owner);
      const settings = messagingOf(owner.messaging).email;
      if (reason || !settings) return { kind: 'unavailable', code: reason?.code ?? 'SETTINGS' };
      if (!isMailbox(message.to)) return { kind: 'refused', class: 'dead_number', code: 'ADDRESS_INVALID' };
      return deliver(context, message, settings, signal);
    },
    async lookup() {
      return { kind: 'cannot_ask' };
    },
  };
}

async function deliver(
  { transports }: SmtpContext,
  message: Message,
  settings: EmailSettings,
  signal: AbortSignal,
): Promise<SendAnswer> {
  const mail = composeMail(message, settings);
  for (let tries = 1; ; tries += 1) {
    const attempt = await transports.attempt(settings.account, mail, signal);
    if (attempt.kind === 'taken') {
      return {
        kind: 'accepted',
        ref: messageIdOf(message.stepKey, settings.from.address),
        // The line names a queue's id at most; of its text nothing is kept
        answer: {
          code: Number(attempt.response.slice(0, 3)),
          queued: queueId(attempt.response),
          account: settings.account,
        },
      };
    }
    const { failure, handedOver, reused } = attempt;
    if (signal.aborted) throw new PassingError('LEASE_OVER', 'no answer within the lease');
    // A connection of the pool that the server had ended meanwhile: not a byte was read of the mail, a fresh one takes it.
    const isStale = !handedOver && reused && tries === 1 && failure.response === undefined;
    if (!isStale) return answerOfFailure(failure, handedOver, Date.now());
  }
}

function queueId(response: string): string | null {
  return /(?:queued as|id[ =:])\s*<?([A-Za-z0-9._-]{4,64})/i.exec(response)?.[1] ?? null;
}

async function readCommunity({ db }: SmtpContext, communityId: string) {
  return withScope({ db }, communityId, (tx) =>
    tx.community.findUniqueOrThrow({
      where: { id: communityId },
      select: { messaging: true, companyName: true },
    }),
  );
}

function notReady(transports: SmtpTransports, { messaging, companyName }: ProviderOwner): NotReady | null {
  const settings = messagingOf(messaging).email;
  if (!settings) {
    return {
      code: 'SETTINGS',
      zh: '邮件设置未填写或不完整（账号、发件人、回信地址）',
      en: 'the settings of e-mail are missing or incomplete',
    };
  }
  const account = transports.accountOf(settings.account);
  if (!account) {
    return {
      code: 'SECRET',
      zh: `服务器上没有名为「${settings.account}」的邮件账号，请在 SMTP_ACCOUNTS 中配置`,
      en: `the server has no mail account named ${settings.account} (SMTP_ACCOUNTS)`,
    };
  }
  if (account.company === undefined || account.company === companyName) return null;
  return {
    code: 'COMPANY',
    zh: `邮件账号「${settings.account}」只供另一家公司使用`,
    en: `the mail account ${settings.account} is another company’s`,
  };
}
