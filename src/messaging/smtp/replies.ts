import { PassingError } from '../../errors';
import type { RefusalClass, SendAnswer } from '../provider';

/** What nodemailer says of a mail that did not go. */
export type SmtpFailure = {
  code?: string;
  /** The server's line, if it was one: may name the addressee, so only its numbers are kept */
  response?: string;
  responseCode?: number;
  command?: string;
};

type Stage = 'before' | 'sender' | 'recipient' | 'data' | 'content';

const MAILBOX_FULL_MS = 24 * 60 * 60_000;

/**
 * What a failure means. Before the first byte of the message was handed over nothing can have been taken; after it only the server's own
 * refusal says so.
 *
 * @param handedOver at least one byte of the message went to the server
 * @param nowReal epoch milliseconds
 * @throws {PassingError} SMTP_NO_ANSWER: the message was handed over, and nobody knows what became of it
 */
export function answerOfFailure(failure: SmtpFailure, handedOver: boolean, nowReal: number): SendAnswer {
  const reply = replyOf(failure);
  if (reply === null) {
    if (handedOver) throw new PassingError('SMTP_NO_ANSWER', 'the mail was handed over and not answered');
    // an address that the library itself refuses, in the envelope: nothing was asked of the server
    if (failure.code === 'EENVELOPE') return refused('dead_number', 'ADDRESS_INVALID');
    if (failure.code === 'EAUTH' || failure.code === 'ENOAUTH') return refused('account', 'AUTH');
    return { kind: 'unavailable', code: safeCode(failure.code) };
  }
  const stage = stageOf(failure, handedOver);
  const code = [failure.code === 'ETLS' ? 'TLS' : STAGE_WORDS[stage], reply.code, reply.enhanced]
    .filter(Boolean)
    .join(' ');
  if (reply.code < 500) return passing(reply, stage, code, nowReal);
  const of = permanentClass(reply, stage);
  return { ...refused(of, code), ...(of === 'deferred' ? { untilReal: nowReal + MAILBOX_FULL_MS } : {}) };
}

type Reply = { code: number; enhanced: string | null; text: string };

function replyOf({ response, responseCode }: SmtpFailure): Reply | null {
  const [, digits, , enhanced] =
    /^([245]\d\d)(?:[ -](([245]\.\d{1,3}\.\d{1,3})\b)?)?/.exec(response ?? '') ?? [];
  const code = Number(digits ?? responseCode ?? 0);
  if (code < 400 || code > 599) return null;
  return { code, enhanced: enhanced ?? null, text: (response ?? '').toLowerCase() };
}

const STAGE_WORDS: Record<Stage, string> = {
  before: 'CONNECT',
  sender: 'MAIL',
  recipient: 'RCPT',
  data: 'DATA',
  content: 'END',
};

function stageOf({ command, code }: SmtpFailure, handedOver: boolean): Stage {
  if (handedOver || (command === 'DATA' && code === 'EMESSAGE')) return 'content';
  if (command === 'DATA') return 'data';
  if (command === 'RCPT TO') return 'recipient';
  if (command === 'MAIL FROM') return 'sender';
  return 'before';
}

/** 4xx: not now. What is not about this addressee is the server's own trouble, and nothing was asked of it yet. */
function passing(reply: Reply, stage: Stage, code: string, nowReal: number): SendAnswer {
  const isTheirs = stage === 'before' || stage === 'sender' || reply.code === 421;
  if (isTheirs && stage !== 'content') return { kind: 'unavailable', code };
  const isFull = reply.enhanced?.endsWith('.2.2') ?? reply.code === 452;
  return { ...refused('deferred', code), ...(isFull ? { untilReal: nowReal + MAILBOX_FULL_MS } : {}) };
}

const NO_SUCH_MAILBOX = /^5\.(1\.(1|2|3|6|10)|2\.1)$/;
const NAMES_NO_MAILBOX =
  /不存在|无此(用户|邮箱|收件人)|(user|mailbox|recipient|account|address)[^.]{0,40}(unknown|not found|no such|does ?n.?t exist|not exist|disabled|invalid|suspended)|no such (user|mailbox|recipient)|(unknown|invalid) (user|mailbox|recipient|address)/;
/** Sender, relaying and authentication of domains: nothing that another letter or addressee would change. */
const ABOUT_US = /^5\.(7\.(0|8|9|14|2\d)|1\.[78]|5\.4|4\.5)$/;

/**
 * Whether a final refusal says that there is no such mailbox.
 *
 * @param words the server's, for those that give no code of their own
 */
export function isNoMailbox(enhanced: string | null, words: string): boolean {
  if (enhanced !== null && !enhanced.endsWith('.0.0')) return NO_SUCH_MAILBOX.test(enhanced);
  return /(^|\b)55[013]\b/.test(words) && NAMES_NO_MAILBOX.test(words.toLowerCase());
}

function permanentClass(reply: Reply, stage: Stage): RefusalClass {
  const { enhanced, code, text } = reply;
  if (stage === 'before' || stage === 'sender') return 'account';
  if (code === 530 || code === 534 || code === 535 || code === 538) return 'account';
  if (enhanced !== null && ABOUT_US.test(enhanced)) return 'account';
  if (isNoMailbox(enhanced, stage === 'recipient' ? text : '')) return 'dead_number';
  if (enhanced === '5.2.2') return 'deferred';
  if (stage === 'recipient') {
    if (/relay/.test(text)) return 'account';
    // Refused, and not for want of a mailbox: whether there is one nobody said, but from here it is not reached.
    return 'unreachable';
  }
  if (stage === 'content' && (code === 550 || code === 552 || code === 554)) return 'template';
  return code === 500 || code === 501 || code === 502 || code === 503 || code === 504 ? 'bug' : 'unknown';
}

function refused(of: RefusalClass, code: string): Extract<SendAnswer, { kind: 'refused' }> {
  return { kind: 'refused', class: of, code };
}

function safeCode(code: string | undefined): string {
  return code !== undefined && /^[A-Z0-9_]{2,40}$/.test(code) ? code : 'UNREACHABLE';
}
