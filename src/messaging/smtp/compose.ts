import type { SendMailOptions } from 'nodemailer';
import type { Message } from '../provider';
import { htmlOf } from './html';
import { messageIdOf } from './message-id';
import type { EmailSettings } from './settings';

/**
 * One mailbox and nothing else. A local part or a domain in Chinese is one; a list, a display name, a line break or a quoted
 * local part is not: what an import brought must not become a second recipient or another header.
 */
const MAILBOX =
  /^[^\s\p{C}<>()[\]\\,;:"@]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,250}[\p{L}\p{N}])?\.[\p{L}\p{N}-]{2,63}$/u;

export function isMailbox(address: string): boolean {
  return address.length <= 254 && MAILBOX.test(address) && !address.includes('..');
}

/** The mail of a message: the same from the same message, whenever it is made. */
export function composeMail(message: Message, settings: EmailSettings): SendMailOptions {
  const { from, replyTo, returnPath } = settings;
  return {
    messageId: messageIdOf(message.stepKey, from.address),
    date: new Date(message.at),
    from,
    replyTo,
    to: { name: '', address: message.to },
    envelope: { from: returnPath ?? from.address, to: [message.to] },
    // What comes back is headers alone: the letter need not travel twice. By RFC 3461, where the server knows it.
    dsn: {
      return: 'headers',
      notify: ['failure', 'delay'],
      ...(isAscii(message.to) ? { recipient: `rfc822;${message.to}` } : {}),
    },
    subject: oneLine(message.subject ?? from.name),
    text: message.text,
    html: htmlOf(message.text),
    headers: {
      // An absence note or another machine is not to answer it (RFC 3834)
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
      // Who wants no more mail of this kind reaches people, who enter it
      'List-Unsubscribe': `<mailto:${replyTo}?subject=unsubscribe>`,
    },
    textEncoding: 'base64',
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function isAscii(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
