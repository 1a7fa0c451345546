import { type ParsedMail, simpleParser } from 'mailparser';
import type { StepKey } from '../../machine/step-key';
import { isOptOut } from '../opt-out';
import { type DeliveryReport, deliveryReports } from './delivery-status';
import { stepKeysIn } from './message-id';

/** A mail that came to one of our mailboxes, as far as it is any affair of ours. */
export type InboundMail =
  /** What a mail server says became of a message of ours, by addressee */
  | { kind: 'report'; of: Original | null; reports: DeliveryReport[] }
  /** 自动回复: nobody wrote it */
  | { kind: 'automatic' }
  | {
      kind: 'letter';
      /** Of the message that it answers, where it says so */
      of: Original | null;
      from: string;
      subject: string;
      /** What was written, without what was quoted */
      text: string;
      optOut: boolean;
      /** Real time, as the mail says */
      realAt: number | null;
    }
  | { kind: 'nothing' };

/** A message of ours that a mail names: by its id the step is found. */
export type Original = { messageId: string; stepKey: StepKey };

const LONGEST_TEXT = 4_000;

/** @param raw a whole mail as a mail server hands it over (message/rfc822) */
export async function readMail(raw: Buffer): Promise<InboundMail> {
  const mail = await simpleParser(raw, {
    keepDeliveryStatus: true,
    skipTextToHtml: true,
    skipImageLinks: true,
  });
  const reports = mail.attachments
    .filter(({ contentType }) => contentType === 'message/delivery-status')
    .flatMap(({ content }) => deliveryReports(content.toString('utf8')));
  const of = originalOf(mail);
  if (reports.length > 0) return { kind: 'report', of, reports };
  if (isAutomatic(mail)) return { kind: 'automatic' };
  const from = mail.from?.value.length === 1 ? mail.from.value[0]?.address : undefined;
  if (!from) return { kind: 'nothing' };
  const subject = mail.subject ?? '';
  const text = withoutQuote(mail.text ?? '');
  return {
    kind: 'letter',
    ...{ of, from, subject, text },
    optOut: isOptOut(text) || (text === '' && saysUnsubscribe(subject)),
    realAt: mail.date?.getTime() ?? null,
  };
}

/** In what was returned first, then in what the mail says it answers. A copy of ours that merely quotes the id in words names nothing. */
function originalOf(mail: ParsedMail): Original | null {
  const returned = mail.attachments
    .filter(({ contentType }) => /^(message\/rfc822|(text|message)\/rfc822-headers)$/.test(contentType))
    .map(({ content }) => messageIdIn(content.toString('utf8')));
  const answered = [mail.inReplyTo, mail.references].flat();
  for (const header of [...returned, ...answered]) {
    const [stepKey] = stepKeysIn(header ?? '');
    const messageId = header?.match(/<[^\s<>]+>/g)?.find((id) => stepKeysIn(id).length > 0);
    if (stepKey && messageId) return { messageId, stepKey };
  }
  return null;
}

function messageIdIn(returned: string): string | undefined {
  const headers = returned.split(/\r?\n\r?\n/)[0]?.replace(/\r?\n[ \t]+/g, ' ');
  return /^message-id:\s*(<[^\s<>]+>)/im.exec(headers ?? '')?.[1];
}

/** RFC 3834, and what was customary before it. */
function isAutomatic({ headers, subject = '' }: ParsedMail): boolean {
  const header = (name: string) => String(headers.get(name) ?? '').toLowerCase();
  const submitted = header('auto-submitted');
  return (
    (submitted !== '' && !submitted.startsWith('no')) ||
    headers.has('x-autoreply') ||
    headers.has('x-autorespond') ||
    /^(bulk|junk|list|auto_reply)$/.test(header('precedence')) ||
    /^\s*(自动(回复|答复)|automatic reply|auto(matic)?[- ]?reply|out of (the )?office)/i.test(subject)
  );
}

/** What our own List-Unsubscribe has written for him */
function saysUnsubscribe(subject: string): boolean {
  return /^\s*unsubscribe\s*$/i.test(subject) || isOptOut(subject);
}

const QUOTE_BEGINS = [
  /^[-—_ ]{2,}\s*(原始邮件|原邮件|回复的原邮件|original|original message|forwarded message|转发)/i,
  /^(发件人|发送人|from)\s*[:：].*[@<]/i,
  /^on\s.+\swrote:\s*$/i,
  /^(在|于)?.*\d{4}.*(写道|wrote)\s*[:：]\s*$/,
];

function withoutQuote(text: string): string {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => QUOTE_BEGINS.some((begins) => begins.test(line.trim())));
  return (end < 0 ? lines : lines.slice(0, end))
    .filter((line) => !line.startsWith('>'))
    .join('\n')
    .trim()
    .slice(0, LONGEST_TEXT);
}
