import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer';
import type { SmtpAccount, SmtpAccounts } from './accounts';
import type { SmtpFailure } from './replies';

/** A server that does not answer is given up well within the lease of a claim. */
const CONNECT_MS = 8_000;
const SILENCE_MS = 15_000;

/** What became of one attempt; `handedOver`: a byte of the message went to the server, so that it may have it whatever was heard. */
export type Attempt =
  | { kind: 'taken'; response: string }
  | { kind: 'failed'; failure: SmtpFailure; handedOver: boolean; reused: boolean };

export type SmtpTransports = ReturnType<typeof createSmtpTransports>;

/** One pool of connections for each account of the environment, opened with its first mail and shared by its communities. */
export function createSmtpTransports(accounts: SmtpAccounts) {
  const pools = new Map<string, Pool>();
  return {
    /** @returns null when the environment names no such account */
    accountOf: (name: string) => (Object.hasOwn(accounts, name) ? (accounts[name] ?? null) : null),
    async attempt(name: string, mail: SendMailOptions, signal: AbortSignal): Promise<Attempt> {
      const account = this.accountOf(name);
      if (!account) throw new Error('no such mail account');
      const pool = pools.get(name) ?? createPool(account.url);
      pools.set(name, pool);
      return pool.attempt(mail, signal);
    },
    close() {
      for (const pool of pools.values()) pool.close();
      pools.clear();
    },
  };
}

type Pool = { attempt(mail: SendMailOptions, signal: AbortSignal): Promise<Attempt>; close(): void };

function createPool({ host, port, user, password, tls }: SmtpAccount['url']): Pool {
  const transporter = createTransport({
    pool: true,
    host,
    port,
    secure: tls === 'wrapped',
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'none',
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    // The pool never sends a message again by itself: whether it may be is for the claim to say.
    maxRequeues: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const reading = watchReading(transporter);
  let sent = 0;
  return {
    async attempt(mail, signal) {
      const before = sent;
      try {
        const { response } = await transporter.sendMail({ ...mail, signal });
        sent += 1;
        return { kind: 'taken', response };
      } catch (error) {
        const handedOver = reading.begun(mail.messageId);
        return { kind: 'failed', failure: error as SmtpFailure, handedOver, reused: before > 0 };
      } finally {
        reading.forget(mail.messageId);
      }
    },
    close: () => transporter.close(),
  };
}

/**
 * The library reads a message only once the server has said 354 to DATA. Whether it began to is the line between a mail that certainly
 * stayed here and one that may be there; no error code draws it.
 */
function watchReading(transporter: Transporter) {
  const streams = new Map<string, { readableDidRead: boolean }[]>();
  transporter.use('stream', (mail, done) => {
    const { message } = mail;
    const create = message.createReadStream.bind(message);
    message.createReadStream = (...options) => {
      const stream = create(...options);
      const id = String(mail.data.messageId);
      streams.set(id, [...(streams.get(id) ?? []), stream]);
      return stream;
    };
    done();
  });
  return {
    begun: (id: string | undefined) =>
      (streams.get(String(id)) ?? []).some(({ readableDidRead }) => readableDidRead),
    forget: (id: string | undefined) => streams.delete(String(id)),
  };
}
