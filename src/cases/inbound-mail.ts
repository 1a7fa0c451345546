import type { Context } from '../context';
import type { Contact } from '../db/generated/client';
import { withScope, withSystemScope } from '../db/scope';
import type { DeliveryReport } from '../messaging/smtp/delivery-status';
import { type InboundMail, type Original, readMail } from '../messaging/smtp/inbound';
import { SMTP } from '../messaging/smtp/provider';
import { takeReceipt } from './message-receipts';
import { takeReply } from './message-replies';

type MailContext = Pick<Context, 'db' | 'cipher' | 'now' | 'logger'>;

/** What a mail was taken for. */
export const MAIL_TAKEN_AS = [
  'bounce', // it came back: the contact failed
  'arrived', // a mail server says that it was delivered
  'delayed', // still being tried: noted, nothing changes
  'reply', // an owner's letter, for people to read
  'automatic', // an absence note and the like: nothing changes
  'known', // taken in before
  'unknown', // it speaks of a message that nobody here knows; a report of it is kept
  'nothing', // no affair of ours
] as const;
export type MailTakenAs = (typeof MAIL_TAKEN_AS)[number];

/** A report has headers and a few lines; who sends back more sends back the letter. */
const KEPT_CHARACTERS = 32_000;

/**
 * Takes in one mail of the mailboxes to which bounces and answers come. Twice is once.
 *
 * @param account whose mailbox it is, by its name in SMTP_ACCOUNTS: it speaks of that account's messages alone
 * @param raw the whole mail, as a mail server hands it over
 */
export async function takeMail(context: MailContext, account: string, raw: Buffer): Promise<MailTakenAs> {
  const mail = await readMail(raw);
  switch (mail.kind) {
    case 'automatic':
    case 'nothing':
      return mail.kind;
    case 'report':
      return takeReports(context, account, mail, raw);
    case 'letter':
      return takeLetter(context, account, mail);
    default: {
      const never: never = mail;
      throw new Error(`unknown mail: ${JSON.stringify(never)}`);
    }
  }
}

async function takeReports(
  context: MailContext,
  account: string,
  { of, reports }: Extract<InboundMail, { kind: 'report' }>,
  raw: Buffer,
): Promise<MailTakenAs> {
  if (!of) return 'nothing';
  const contact = await contactOf(context, account, of);
  const to = contact && (await addressOf(context, contact));
  const report = worst(reports);
  const said = { stepKey: of.stepKey, action: report.action, status: report.status };
  if (report.action === 'delayed' || report.action === 'other') {
    context.logger.info(said, 'a mail is delayed');
    return contact ? 'delayed' : 'unknown';
  }
  const code = `DSN ${report.status ?? report.action}`;
  // A mailbox to which he has his mail forwarded is not the one that we know.
  const isOurs =
    to === null || report.recipients.length === 0 || report.recipients.includes(to.toLowerCase());
  const means = report.noMailbox && isOurs ? 'dead_number' : null;
  const taken = await takeReceipt(
    context,
    { provider: SMTP, sender: account },
    {
      ref: contact ? await refOf(context, contact, of) : of.messageId,
      state: report.action,
      code,
      failure: report.action === 'failed' ? { code, means } : null,
      realAt: null,
    },
    raw.toString('utf8').slice(0, KEPT_CHARACTERS),
  );
  if (taken === 'kept') context.logger.warn(said, 'a report speaks of a mail that nobody here knows');
  if (taken !== 'joined') return taken === 'known' ? 'known' : 'unknown';
  return report.action === 'failed' ? 'bounce' : 'arrived';
}

const GRAVITY: Record<DeliveryReport['action'], number> = { failed: 3, delivered: 2, delayed: 1, other: 0 };

/** Our messages have one addressee; he may have forwarded his to several. */
function worst(reports: readonly DeliveryReport[]): DeliveryReport {
  const [report] = [...reports].sort((a, b) => GRAVITY[b.action] - GRAVITY[a.action]);
  if (!report) throw new Error('a report reports of somebody');
  return report;
}

async function takeLetter(
  context: MailContext,
  account: string,
  { of, from, subject, text, optOut, realAt }: Extract<InboundMail, { kind: 'letter' }>,
): Promise<MailTakenAs> {
  const contact = of && (await contactOf(context, account, of));
  const to = contact && (await addressOf(context, contact));
  const taken = await takeReply(
    context,
    { provider: SMTP, sender: account },
    {
      channel: 'email',
      // as the ledger writes it
      from: to?.toLowerCase() === from.toLowerCase() ? to : from,
      text: text === '' ? subject : text,
      realAt: realAt ?? context.now(),
      optOut,
      ...(contact ? { contact } : {}),
    },
  );
  if (taken > 0) return 'reply';
  return contact ? 'known' : 'unknown';
}

/** The message that a Message-ID of ours names, if it went through that account. */
async function contactOf(
  context: MailContext,
  account: string,
  { stepKey }: Original,
): Promise<Contact | null> {
  return withSystemScope(context, async (tx) => {
    const [found] = await tx.$queryRaw<{ id: string }[]>`
      select k.id from contact k join community c on c.id = k."communityId"
      where k."stepKey" = ${stepKey} and k.provider = ${SMTP} and k.channel = 'email'
        and coalesce(k."providerAnswer"->>'account', c.messaging->'email'->>'account') = ${account}`;
    return found ? tx.contact.findUniqueOrThrow({ where: { id: found.id } }) : null;
  });
}

/** The report itself shows the id of a mail whose handing over nobody answered. */
async function refOf(context: MailContext, contact: Contact, { messageId }: Original): Promise<string> {
  if (contact.providerRef !== null) return contact.providerRef;
  await withScope(context, contact.communityId, (tx) =>
    tx.contact.updateMany({ where: { id: contact.id, providerRef: null }, data: { providerRef: messageId } }),
  );
  return messageId;
}

async function addressOf(context: MailContext, contact: Contact): Promise<string | null> {
  const { communityId, addressIndex } = contact;
  if (addressIndex === null) return null;
  const address = await withScope(context, communityId, (tx) =>
    tx.address.findUnique({
      where: { communityId_kind_valueIndex: { communityId, kind: 'email', valueIndex: addressIndex } },
      select: { valueSealed: true },
    }),
  );
  return address && context.cipher.open(address.valueSealed);
}
