import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** What the server does with the next mail. */
export type MailScript =
  | 'accept'
  /** Takes the whole mail, then the line is dead before its answer */
  | 'dies_after_data'
  /** Says 354, and the line is dead in the middle of the mail */
  | 'dies_in_data'
  /** The line is dead before the mail was asked for */
  | 'dies_before_data'
  | { at: 'recipient' | 'sender' | 'end' | 'login'; reply: string };

export type CaughtMail = { messageId: string; raw: string; from: string; to: string[]; dsn: unknown[] };

/** A real SMTP server in the test's process, whose every step can be scripted. Mail that it took is in `taken`, answered or not. */
export async function startMailServer({ tls = false, login = false } = {}) {
  const taken: CaughtMail[] = [];
  const scripts: MailScript[] = [];
  const sockets = new Set<Socket>();
  const counts = { connections: 0, data: 0 };
  const now = (): MailScript => scripts[0] ?? 'accept';
  const kill = () => {
    scripts.shift();
    for (const socket of sockets) socket.destroy();
  };
  const replying = (at: Exclude<MailScript, string>['at']) => {
    const script = now();
    if (typeof script === 'string' || script.at !== at) return null;
    scripts.shift();
    return errorOf(script.reply);
  };

  const server = new SMTPServer({
    authOptional: !login,
    disabledCommands: tls ? [] : ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    hideDSN: false,
    logger: false,
    onAuth(_auth, _session, callback) {
      callback(replying('login'), { user: 'service' });
    },
    onMailFrom(_address, _session, callback) {
      callback(replying('sender'));
    },
    onRcptTo(_address, _session, callback) {
      if (now() === 'dies_before_data') return kill();
      callback(replying('recipient'));
    },
    onData(stream, session, callback) {
      counts.data += 1;
      if (now() === 'dies_in_data') return void stream.once('data', kill);
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const refused = replying('end');
        if (refused) return callback(refused);
        const raw = Buffer.concat(chunks).toString('utf8');
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          messageId: /^Message-ID:\s+(\S+)/im.exec(raw)?.[1] ?? '',
          raw,
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          dsn: [session.envelope.dsn, ...rcptTo.map(({ dsn }) => dsn)],
        });
        if (now() === 'dies_after_data') return kill();
        scripts.shift();
        callback(null, `queued as Q${taken.length}000`);
      });
    },
  });
  server.on('error', () => {});
  server.server.on('connection', (socket) => {
    counts.connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await new Promise<number>((resolve) => {
    const listening = server.listen(0, '127.0.0.1', () => {
      resolve((listening.address() as AddressInfo).port);
    });
  });
  return {
    port,
    taken,
    counts,
    url: (query = 'tls=none') => `smtp://${login ? 'service:geheim@' : ''}127.0.0.1:${port}?${query}`,
    /** For the next mails, in order; after them everything is taken */
    script: (...next: MailScript[]) => scripts.splice(0, scripts.length, ...next),
    /** As a server does with idle connections, or when it is restarted */
    hangUp: () => {
      for (const socket of sockets) socket.destroy();
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function errorOf(reply: string): Error & { responseCode: number } {
  const [, code = '550', words = ''] = /^(\d{3}) ?(.*)$/.exec(reply) ?? [];
  return Object.assign(new Error(words), { responseCode: Number(code) });
}
