import { randomUUID } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { performStep } from '../../src/cases/perform';
import { listProviderStops } from '../../src/cases/provider-stops';
import type { StepAnswer } from '../../src/machine/events';
import { messageIdOf } from '../../src/messaging/smtp/message-id';
import { at, type ClaimWorld, createClaimWorld, type TestCase, TUESDAY } from '../support/claim-world';
import { startMailServer } from '../support/mail-server';

const LEASE_MS = 5_000;
const LATENCY_MS = 10_000;
const SENDER = 'service@example.com';

let server: Awaited<ReturnType<typeof startMailServer>>;
/** Offers STARTTLS with a certificate of its own making */
let encrypted: typeof server;
let world: ClaimWorld;
let mailboxes = 0;

beforeAll(async () => {
  server = await startMailServer();
  encrypted = await startMailServer({ tls: true });
  world = await createClaimWorld({
    environment: {
      CLAIM_LEASE: `${LEASE_MS}ms`,
      PROVIDER_LATENCY: `${LATENCY_MS}ms`,
      SMTP_ACCOUNTS: JSON.stringify({
        main: { url: server.url() },
        // nobody listens there
        away: { url: 'smtp://127.0.0.1:1?tls=none' },
        encrypted: { url: server.url('').replace(/\?$/, '') },
        unvouched: { url: encrypted.url('').replace(/\?$/, '') },
      }),
    },
  });
});
afterAll(async () => {
  await world.destroy();
  await server.stop();
  await encrypted.stop();
});
beforeEach(async () => {
  world.clock.now = at(TUESDAY, 10);
  server.script();
  server.taken.length = 0;
  await useAccount('main');
  await world.inScope((tx) => tx.providerStop.updateMany({ data: { liftedAt: new Date() } }));
});

async function useAccount(account: string): Promise<void> {
  await world.inScope((tx) =>
    tx.community.update({
      where: { id: world.communityId },
      data: {
        providers: { sms: 'capture', email: 'smtp' },
        messaging: {
          email: {
            account,
            from: { name: '示例花园物业服务中心', address: SENDER },
            replyTo: 'desk@example.com',
            returnPath: 'bounce@example.com',
          },
        },
      },
    }),
  );
}

async function addOwner(
  email = `owner${++mailboxes}@example.org`,
): Promise<{ one: TestCase; key: string; email: string }> {
  const one = await world.addAccount({ phones: [], emails: [email] });
  return { one, key: await one.plan('first-reminder'), email };
}

async function perform(one: TestCase, key: string): Promise<StepAnswer> {
  const performed = await performStep(world.context, { record: one.record(), key });
  if (performed.type === 'DIVERGED') throw new Error('the record is not the case’s');
  return performed.answer;
}

const contactOf = (key: string) =>
  world.inScope((tx) => tx.contact.findUniqueOrThrow({ where: { stepKey: key } }));
const stops = () => world.inScope((tx) => listProviderStops(tx, world.communityId));
const mailsOf = (key: string) =>
  server.taken.filter(({ messageId }) => messageId === messageIdOf(key, SENDER));

describe('an e-mail', () => {
  it('is handed to the server, and is known by its Message-ID', async () => {
    const { one, key, email } = await addOwner();
    expect(await perform(one, key)).toMatchObject({
      kind: 'done',
      outcome: 'accepted',
      channel: 'email',
      demand: true,
    });
    expect(await contactOf(key)).toMatchObject({
      provider: 'smtp',
      providerRef: messageIdOf(key, SENDER),
      providerAnswer: { code: 250, queued: 'Q1000' },
    });
    expect(server.taken).toMatchObject([{ from: 'bounce@example.com', to: [email] }]);
    // what comes back shows its headers, not what he owes
    expect(server.taken[0]?.dsn).toMatchObject([
      { ret: 'HDRS' },
      { notify: ['FAILURE', 'DELAY'], orcpt: `rfc822;${email}` },
    ]);
    const mail = await simpleParser(server.taken[0]?.raw ?? '');
    expect(mail.subject).toMatch(/物业服务费账单提醒（2026年7–12月）$/);
    expect(mail.text).toContain('尊敬的周先生/女士');
    expect(mail.html).toMatch(/<td[^>]*>716\.26元<\/td>/);
  });

  it('goes to a mailbox in Chinese', async () => {
    const { one, key } = await addOwner('周明@例子.中国');
    expect(await perform(one, key)).toMatchObject({ kind: 'done', outcome: 'accepted' });
    expect(server.taken[0]?.to).toEqual(['周明@例子.中国']);
  });

  it('to what is no mailbox is not sent, and ends the use of it', async () => {
    const { one, key } = await addOwner('a@example.org, b@example.org');
    expect(await perform(one, key)).toEqual({ kind: 'lost' });
    expect(await contactOf(key)).toMatchObject({
      providerAnswer: { refused: 'dead_number', code: 'ADDRESS_INVALID' },
    });
    expect(server.taken).toEqual([]);
  });

  it('takes a fresh connection where the server has ended the old one', async () => {
    const before = await addOwner();
    await perform(before.one, before.key);
    server.hangUp();
    const { one, key } = await addOwner();
    expect(await perform(one, key)).toMatchObject({ kind: 'done', outcome: 'accepted' });
    expect(mailsOf(key)).toHaveLength(1);
  });
});

describe('an e-mail that was handed over and not answered', () => {
  it.each(['dies_after_data', 'dies_in_data'] as const)(
    '%s: stays unproven, and none follows it',
    async (script) => {
      const { one, key } = await addOwner();
      server.script(script);
      const data = server.counts.data;
      expect((await perform(one, key)).kind).toBe('in_doubt');
      world.clock.now += LEASE_MS + LATENCY_MS;
      expect(await perform(one, key)).toEqual({ kind: 'unproven', channel: 'email' });
      expect(await perform(one, key)).toEqual({ kind: 'unproven', channel: 'email' });
      expect(await contactOf(key)).toMatchObject({ outcome: 'unproven', grade: 'sent' });
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(server.counts.data - data).toBe(1);
      const again = await one.plan('first-reminder', {}, 1);
      expect(await perform(one, again)).toEqual({ kind: 'withdrawn', reason: 'SUPERSEDED' });
      expect(server.counts.data - data).toBe(1);
    },
  );

  it('is sent once more, through all gates, when a person has decided it', async () => {
    const { one, key } = await addOwner();
    server.script('dies_after_data');
    await perform(one, key);
    world.clock.now += LEASE_MS + LATENCY_MS;
    expect(await perform(one, key)).toEqual({ kind: 'unproven', channel: 'email' });
    const again = await one.plan('first-reminder', {}, 1);
    const decide = (status: string, stepKey: string) =>
      world.inScope(async (tx) => {
        const { communityId } = world;
        const by = await world.addUser();
        await tx.command.create({
          data: {
            id: randomUUID(),
            ...{
              communityId,
              caseId: one.caseId,
              byId: by,
              kind: 'resend',
              status,
              payload: { kind: 'resend', stepKey },
            },
          },
        });
      });
    // asked for and not taken yet, or of another step
    await decide('received', key);
    await decide('accepted', `${one.caseId}/1/second-reminder/0`);
    expect(await perform(one, again)).toEqual({ kind: 'withdrawn', reason: 'SUPERSEDED' });
    await decide('accepted', key);
    // the first one may have arrived: it counts
    expect(await perform(one, again)).toMatchObject({ kind: 'deferred', reason: 'AUTOMATIC_SPACING' });
    world.clock.now = at('2026-12-01', 10);
    await world.inScope((tx) =>
      tx.community.update({ where: { id: world.communityId }, data: { bookedThrough: '2026-11-30' } }),
    );
    expect(await perform(one, again)).toMatchObject({ kind: 'done', outcome: 'accepted' });
    expect([mailsOf(key).length, mailsOf(again).length]).toEqual([1, 1]);
  });

  it('is not sent again by a connection of the pool either', async () => {
    const before = await addOwner();
    await perform(before.one, before.key);
    const { one, key } = await addOwner();
    server.script('dies_after_data');
    expect((await perform(one, key)).kind).toBe('in_doubt');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(mailsOf(key)).toHaveLength(1);
  });
});

describe('a mail server that is away', () => {
  it('was not called: the channel rests, and the same act goes out under the same Message-ID', async () => {
    await useAccount('away');
    const { one, key } = await addOwner();
    const answer = await perform(one, key);
    const until = world.clock.now + 5 * 60_000;
    expect(answer).toEqual({ kind: 'deferred', until, reason: 'PROVIDER', ref: expect.any(String) });
    expect(await contactOf(key)).toMatchObject({ outcome: 'not_called', calledAt: null, provider: null });
    expect(await stops()).toMatchObject([{ class: 'channel_deferred', channel: 'email', code: 'ESOCKET' }]);
    // others do not find out by themselves
    const other = await addOwner();
    expect(await perform(other.one, other.key)).toMatchObject({
      kind: 'deferred',
      until,
      reason: 'PROVIDER',
    });
    await useAccount('main');
    world.clock.now = until;
    expect(await perform(one, key)).toMatchObject({ kind: 'done', outcome: 'accepted' });
    expect(mailsOf(key)).toHaveLength(1);
    const entries = await world.inScope((tx) =>
      tx.evidenceEntry.findMany({ where: { accountId: one.accountId }, orderBy: { seq: 'asc' } }),
    );
    expect(entries.map(({ kind }) => kind)).toEqual(['claim', 'outcome', 'claim', 'outcome']);
  });

  it('rests longer each time, an hour at most', async () => {
    await useAccount('away');
    const { one, key } = await addOwner();
    await world.inScope((tx) => tx.providerStop.deleteMany({}));
    const rests: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      const answer = await perform(one, key);
      if (answer.kind !== 'deferred') throw new Error(answer.kind);
      rests.push((answer.until - world.clock.now) / 60_000);
      world.clock.now = answer.until;
    }
    expect(rests).toEqual([5, 10, 20, 40, 60, 60]);
  });

  it('or dies before it asked for the mail, was not called', async () => {
    const { one, key } = await addOwner();
    server.script('dies_before_data', 'dies_before_data');
    expect(await perform(one, key)).toMatchObject({ kind: 'deferred', reason: 'PROVIDER' });
    expect(server.taken).toEqual([]);
  });

  it('or without encryption is told nothing', async () => {
    await useAccount('encrypted');
    const { one, key } = await addOwner();
    expect(await perform(one, key)).toEqual({ kind: 'lost' });
    expect(server.taken).toEqual([]);
    expect(await stops()).toMatchObject([{ class: 'account', code: 'TLS 500' }]);
  });
});

describe('a mail server for which nobody vouches', () => {
  it('is told nothing', async () => {
    await useAccount('unvouched');
    const { one, key } = await addOwner();
    expect(await perform(one, key)).toMatchObject({ kind: 'deferred', reason: 'PROVIDER' });
    expect(encrypted.counts.connections).toBeGreaterThan(0);
    expect(encrypted.taken).toEqual([]);
    expect(await contactOf(key)).toMatchObject({ outcome: 'not_called' });
  });
});

describe('a mail server that refuses', () => {
  it('a mailbox ends its use, and the one resend takes the next', async () => {
    const one = await world.addAccount({ phones: [], emails: ['gone@example.org', 'here@example.org'] });
    const key = await one.plan('first-reminder');
    server.script({ at: 'recipient', reply: '550 5.1.1 <gone@example.org> user unknown' });
    expect(await perform(one, key)).toEqual({ kind: 'lost' });
    expect(await contactOf(key)).toMatchObject({
      outcome: 'failed',
      providerAnswer: { refused: 'dead_number', code: 'RCPT 550 5.1.1' },
    });
    const again = await one.plan('first-reminder', {}, 1);
    expect(await perform(one, again)).toMatchObject({ kind: 'done', outcome: 'accepted' });
    expect(server.taken.map(({ to }) => to)).toEqual([['here@example.org']]);
  });

  it('the whole mail stops its text', async () => {
    const { one, key } = await addOwner();
    server.script({ at: 'end', reply: '554 5.7.1 content' });
    expect(await perform(one, key)).toEqual({ kind: 'lost' });
    expect(await stops()).toMatchObject([{ class: 'template', templateId: expect.stringMatching(/^E1@/) }]);
    expect(server.taken).toEqual([]);
  });

  it('for now keeps that mailbox waiting, and the resend goes to it later', async () => {
    const { one, key } = await addOwner();
    server.script({ at: 'recipient', reply: '450 4.7.1 greylisted' });
    expect(await perform(one, key)).toEqual({ kind: 'lost' });
    const again = await one.plan('first-reminder', {}, 1);
    expect(await perform(one, again)).toMatchObject({ kind: 'deferred', reason: 'PROVIDER' });
    const other = await addOwner();
    expect(await perform(other.one, other.key)).toMatchObject({ kind: 'done' });
    world.clock.now += 3_600_000;
    expect(await perform(one, again)).toMatchObject({ kind: 'done', outcome: 'accepted' });
  });
});
