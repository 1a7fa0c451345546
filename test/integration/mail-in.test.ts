import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createApi } from '../../src/api/app';
import { performStep } from '../../src/cases/perform';
import { ask } from '../support/api';
import { at, type ClaimWorld, createClaimWorld, type TestCase, TUESDAY } from '../support/claim-world';
import { fixtureMail } from '../support/fixture-mail';
import { startMailServer } from '../support/mail-server';
import { runCli } from '../support/service';

const LEASE_MS = 5_000;
const LATENCY_MS = 10_000;
const CALLBACK = 'a-secret-of-the-address-1234567890';

let server: Awaited<ReturnType<typeof startMailServer>>;
let world: ClaimWorld;
let api: Awaited<ReturnType<typeof createApi>>;
let url: string;
let mailboxes = 0;

beforeAll(async () => {
  server = await startMailServer();
  world = await createClaimWorld({
    environment: {
      CLAIM_LEASE: `${LEASE_MS}ms`,
      PROVIDER_LATENCY: `${LATENCY_MS}ms`,
      SMTP_ACCOUNTS: accounts(),
    },
  });
  await world.inScope((tx) =>
    tx.community.update({
      where: { id: world.communityId },
      data: {
        providers: { sms: 'capture', email: 'smtp' },
        messaging: {
          email: {
            account: 'main',
            from: { name: '示例花园物业服务中心', address: 'service@example.com' },
            replyTo: 'desk@example.com',
          },
        },
      },
    }),
  );
  api = await createApi(world.context);
  url = await api.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await api.close();
  await world.destroy();
  await server.stop();
});
beforeEach(() => {
  world.clock.now = at(TUESDAY, 10);
  server.script();
});

function accounts(): string {
  return JSON.stringify({
    main: { url: server.url(), callback: CALLBACK },
    other: { url: server.url(), callback: CALLBACK.toUpperCase() },
  });
}

type Sent = { one: TestCase; key: string; recipient: string; messageId: string };

async function send(recipient = `owner${++mailboxes}@example.org`): Promise<Sent> {
  const one = await world.addAccount({ phones: [], emails: [recipient] });
  const key = await one.plan('first-reminder');
  await performStep(world.context, { record: one.record(), key });
  return { one, key, recipient, messageId: server.taken.at(-1)?.messageId ?? '' };
}

async function bring(mail: Buffer, secret = CALLBACK) {
  const response = await fetch(`${url}/api/callbacks/email/${secret}`, {
    method: 'POST',
    headers: { 'content-type': 'message/rfc822' },
    body: new Uint8Array(mail),
  });
  return { status: response.status, body: (await response.json()) as { taken?: string; code?: string } };
}

const taken = async (mail: Buffer, secret?: string) => (await bring(mail, secret)).body.taken;
const contactOf = (key: string) =>
  world.inScope((tx) => tx.contact.findUniqueOrThrow({ where: { stepKey: key } }));
const entriesOf = async ({ one }: Sent) => {
  const entries = await world.inScope((tx) =>
    tx.evidenceEntry.findMany({ where: { accountId: one.accountId }, orderBy: { seq: 'asc' } }),
  );
  return entries.map(({ kind }) => kind);
};
const addressOf = ({ recipient }: Sent) =>
  world.inScope((tx) =>
    tx.address.findFirstOrThrow({
      where: { kind: 'email', valueIndex: world.context.cipher.index('email', recipient) },
    }),
  );

describe('a bounce', () => {
  it('fails the contact and ends the use of a mailbox that is not there; twice is once', async () => {
    const sent = await send();
    const mail = fixtureMail('postfix-unknown-user', sent);
    expect(await taken(mail)).toBe('bounce');
    expect(await contactOf(sent.key)).toMatchObject({
      outcome: 'failed',
      grade: 'none',
      attempt: true,
      providerAnswer: { code: 250, account: 'main', receipt: 'DSN 5.1.1' },
    });
    expect(await addressOf(sent)).toMatchObject({ status: 'dead', statusReason: 'DSN 5.1.1' });
    const entries = await entriesOf(sent);
    expect(entries).toEqual(['claim', 'outcome', 'grade_changed', 'address']);
    expect(await taken(mail)).toBe('known');
    expect(await entriesOf(sent)).toEqual(entries);
  });

  it('of a full mailbox fails the contact, and the mailbox stays', async () => {
    const sent = await send();
    expect(await taken(fixtureMail('exchange-full', sent))).toBe('bounce');
    expect(await contactOf(sent.key)).toMatchObject({ outcome: 'failed' });
    expect(await addressOf(sent)).toMatchObject({ status: 'usable' });
  });

  it('of a mailbox to which he forwards closes only what it names', async () => {
    const sent = await send();
    const elsewhere = { ...sent, recipient: 'forwarded@example.net' };
    expect(await taken(fixtureMail('postfix-unknown-user', elsewhere))).toBe('bounce');
    expect(await addressOf(sent)).toMatchObject({ status: 'usable' });
  });

  it('that is a delay changes nothing', async () => {
    const sent = await send();
    expect(await taken(fixtureMail('postfix-delayed', sent))).toBe('delayed');
    expect(await contactOf(sent.key)).toMatchObject({ outcome: 'accepted', grade: 'sent' });
    expect(await entriesOf(sent)).toEqual(['claim', 'outcome']);
  });

  it('of a mail whose handing over nobody answered shows that it was sent, and failed', async () => {
    server.script('dies_after_data');
    const sent = await send();
    world.clock.now += LEASE_MS + LATENCY_MS;
    await performStep(world.context, { record: sent.one.record(), key: sent.key });
    expect(await contactOf(sent.key)).toMatchObject({ outcome: 'unproven', providerRef: null });
    expect(await taken(fixtureMail('postfix-unknown-user', sent))).toBe('bounce');
    expect(await contactOf(sent.key)).toMatchObject({ outcome: 'failed', providerRef: sent.messageId });
  });

  it('that comes before the doubt has ended is joined when it has', async () => {
    server.script('dies_after_data');
    const sent = await send();
    await taken(fixtureMail('postfix-unknown-user', sent));
    expect(await contactOf(sent.key)).toMatchObject({ outcome: 'claimed' });
    world.clock.now += LEASE_MS + LATENCY_MS;
    await performStep(world.context, { record: sent.one.record(), key: sent.key });
    expect(await contactOf(sent.key)).toMatchObject({ outcome: 'failed' });
  });

  it('of another account’s mail, or of none of ours, is kept and changes nothing', async () => {
    const sent = await send();
    expect(await taken(fixtureMail('postfix-unknown-user', sent), CALLBACK.toUpperCase())).toBe('unknown');
    expect(await contactOf(sent.key)).toMatchObject({ outcome: 'accepted' });
    const stranger = { ...sent, messageId: '<abc@mail.example.net>' };
    expect(await taken(fixtureMail('postfix-unknown-user', stranger))).toBe('nothing');
    const forgotten = {
      ...sent,
      messageId: '<019a6b1c-3f00-7000-8000-0123456789ab.1.first-reminder.0@example.com>',
    };
    expect(await taken(fixtureMail('postfix-unknown-user', forgotten))).toBe('unknown');
    const kept = await world.inScope((tx) =>
      tx.messageReceipt.count({ where: { provider: 'smtp', ref: forgotten.messageId } }),
    );
    expect(kept).toBe(1);
  });
});

describe('an answer', () => {
  const replies = ({ one }: Sent) =>
    world.inScope((tx) => tx.messageReply.findMany({ where: { accountId: one.accountId } }));

  it('is kept sealed and is the steward’s to read; twice is once', async () => {
    const sent = await send();
    const mail = fixtureMail('answer', sent);
    expect(await taken(mail)).toBe('reply');
    const [reply] = await replies(sent);
    expect(reply).toMatchObject({ provider: 'smtp', optOut: false, addressKind: 'email' });
    expect(world.context.cipher.open(reply?.textSealed ?? '')).toMatch(/^上个月已经在服务中心刷卡交过了/);
    const task = await world.inScope((tx) =>
      tx.task.findUniqueOrThrow({ where: { id: reply?.taskId ?? '' } }),
    );
    expect(task).toMatchObject({ kind: 'read_reply', status: 'open', accountId: sent.one.accountId });
    expect(await entriesOf(sent)).toEqual(['claim', 'outcome', 'reply']);
    expect(await taken(mail)).toBe('known');
    expect(await replies(sent)).toHaveLength(1);
  });

  it('comes from whatever spelling of the mailbox, or from another that he has', async () => {
    const sent = await send('Zhou.Ming@Example.org');
    expect(await taken(fixtureMail('answer', { ...sent, recipient: 'zhou.ming@example.org' }))).toBe('reply');
    expect(await taken(fixtureMail('answer', { ...sent, recipient: 'work@example.net' }))).toBe('reply');
    expect((await replies(sent)).map(({ optOut }) => optOut)).toEqual([false, false]);
    expect((await addressOf(sent)).optedOut).toEqual([]);
  });

  it('by our own List-Unsubscribe closes e-mail to that mailbox at once', async () => {
    const sent = await send();
    expect(await taken(fixtureMail('unsubscribe', sent))).toBe('reply');
    expect((await addressOf(sent)).optedOut).toEqual(['email']);
    expect(await entriesOf(sent)).toEqual(['claim', 'outcome', 'reply', 'address']);
  });

  it('of an absence changes nothing', async () => {
    const sent = await send();
    expect(await taken(fixtureMail('away', sent))).toBe('automatic');
    expect(await entriesOf(sent)).toEqual(['claim', 'outcome']);
  });

  it('of somebody whom nobody here knows is not kept', async () => {
    const stranger = { recipient: 'stranger@example.net', messageId: '<other@example.net>' };
    expect(await taken(fixtureMail('answer', stranger))).toBe('unknown');
  });
});

describe('the address to which mail is brought', () => {
  it('is known by its secret alone', async () => {
    const sent = await send();
    const mail = fixtureMail('postfix-unknown-user', sent);
    expect(await bring(mail, 'a-secret-that-somebody-guessed')).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    });
    expect(await contactOf(sent.key)).toMatchObject({ outcome: 'accepted' });
  });

  it('takes mail and nothing else', async () => {
    const path = `${url}/api/callbacks/email/${CALLBACK}`;
    expect((await ask(path, 'POST', null, { a: 1 })).status).toBe(422);
    expect((await bring(Buffer.from('no mail'))).body).toEqual({ taken: 'nothing' });
  });
});

it('a maildir is read once, by the command line', async () => {
  const sent = await send();
  const maildir = mkdtempSync(path.join(os.tmpdir(), 'cuijiao-maildir-'));
  mkdirSync(path.join(maildir, 'new'));
  writeFileSync(path.join(maildir, 'new', '1795485667.M1P1.mail'), fixtureMail('postfix-unknown-user', sent));
  writeFileSync(path.join(maildir, 'new', '1795485668.M1P1.mail'), fixtureMail('away', sent));
  const { config, keys } = world.context;
  const environment = {
    NODE_ENV: 'test',
    DATABASE_URL: config.databaseUrl,
    TEMPORAL_ADDRESS: config.temporalAddress,
    CUIJIAO_HOME: config.home,
    CUIJIAO_ENCRYPTION_KEY: keys.encryption.toString('base64'),
    CUIJIAO_INDEX_KEY: keys.index.toString('base64'),
    CUIJIAO_SIGNING_KEY: keys.signing.toString('base64'),
    SMTP_ACCOUNTS: accounts(),
  };
  const read = (account: string) =>
    runCli(['--json', 'bounces', 'read', maildir, '--account', account], environment);
  const wrong = await read('nobody');
  expect(wrong.err).toContain('MAIL_ACCOUNT_UNKNOWN');
  const first = await read('main');
  expect({ ...first, out: JSON.parse(first.out) }).toMatchObject({
    code: 0,
    out: { counts: { bounce: 1, automatic: 1 }, unread: 0 },
  });
  expect(await contactOf(sent.key)).toMatchObject({ outcome: 'failed' });
  expect(readdirSync(path.join(maildir, 'cur')).sort()).toEqual([
    '1795485667.M1P1.mail:2,S',
    '1795485668.M1P1.mail:2,S',
  ]);
  expect(JSON.parse((await read('main')).out)).toMatchObject({ counts: { bounce: 0, automatic: 0 } });
});
