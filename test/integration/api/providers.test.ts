import { createApi } from '../../../src/api/app';
import { issueToken } from '../../../src/auth/tokens';
import { performStep } from '../../../src/cases/perform';
import { checkProviders } from '../../../src/cli/check-providers';
import { createCommunity } from '../../../src/communities/create';
import { withSystemScope } from '../../../src/db/scope';
import type { Role } from '../../../src/domain/roles';
import { ask } from '../../support/api';
import { at, type ClaimWorld, createClaimWorld, TUESDAY } from '../../support/claim-world';
import { startMailServer } from '../../support/mail-server';
import { runCli } from '../../support/service';

const PASSWORD = 'geheim';
const SETTINGS = {
  account: 'main',
  from: { name: '示例花园物业服务中心', address: 'service@example.com' },
  replyTo: 'desk@example.com',
};

let server: Awaited<ReturnType<typeof startMailServer>>;
let world: ClaimWorld;
let api: Awaited<ReturnType<typeof createApi>>;
let url: string;
let demonstration: string;
const tokens = new Map<Role, string>();

beforeAll(async () => {
  server = await startMailServer({ login: true });
  world = await createClaimWorld({
    environment: {
      SMTP_ACCOUNTS: JSON.stringify({
        main: { url: server.url() },
        others: { url: server.url(), company: '另一家物业有限公司' },
      }),
    },
  });
  api = await createApi(world.context);
  url = await api.listen({ host: '127.0.0.1', port: 0 });
  demonstration = await withSystemScope(world.context, async (tx) => {
    const { id } = await createCommunity(tx, {
      name: '演示花园',
      companyName: '安和物业',
      servicePhone: '0571-88880000',
      demonstration: { asOf: '2026-11-01', secondsPerDay: 1 },
    });
    return id;
  });
  for (const role of ['admin', 'manager', 'agent'] as const) tokens.set(role, await tokenOf(role));
});
afterAll(async () => {
  await api.close();
  await world.destroy();
  await server.stop();
});
beforeEach(async () => {
  world.clock.now = at(TUESDAY, 10);
  server.script();
  await world.inScope((tx) => tx.providerStop.updateMany({ data: { liftedAt: new Date() } }));
});

async function tokenOf(role: Role): Promise<string> {
  const { userId } = await world.addStaff(role);
  return withSystemScope(world.context, async (tx) => {
    await tx.membership.create({ data: { userId, communityId: demonstration, role } });
    // the server of this test lives on the world's clock
    const now = new Date(world.context.now());
    return (await issueToken(tx, { userId, label: 'test', now, validForMs: 30 * 86_400_000 })).token;
  });
}

const call = (role: Role, method: string, path: string, body?: object, community = world.communityId) =>
  ask(`${url}/api/communities/${community}${path}`, method, `Bearer ${tokens.get(role)}`, body);
const put = (body: object, channel = 'email', community?: string) =>
  call('admin', 'PUT', `/providers/${channel}`, body, community);
const emailNow = async () => (await call('admin', 'GET', '/providers')).body.items[1];

async function addOwner() {
  const one = await world.addAccount({ phones: [], emails: [`owner${Math.random()}@example.org`] });
  return { one, key: await one.plan('first-reminder') };
}

async function perform({ one, key }: Awaited<ReturnType<typeof addOwner>>) {
  const performed = await performStep(world.context, { record: one.record(), key });
  if (performed.type === 'DIVERGED') throw new Error('the record is not the case’s');
  return performed.answer;
}

describe('the provider of a channel', () => {
  it('is capture until an administrator names another, with its settings', async () => {
    expect((await call('manager', 'GET', '/providers')).body).toMatchObject({
      demonstration: false,
      items: [
        {
          channel: 'sms',
          provider: 'capture',
          ready: true,
          available: [{ provider: 'capture' }, { provider: 'tencent' }],
        },
        { channel: 'email', provider: 'capture', ready: true, settings: null, changes: [] },
      ],
    });
    const answer = await put({ provider: 'smtp', settings: SETTINGS });
    expect(answer.status).toBe(200);
    expect(answer.body.items[1]).toMatchObject({
      provider: 'smtp',
      providerZh: '邮件服务器（SMTP）',
      ready: true,
      reason: null,
      settings: { ...SETTINGS, returnPath: null },
      changes: [{ provider: 'smtp', by: { name: 'admin' } }],
    });
    expect(JSON.stringify(answer.body)).not.toContain(PASSWORD);
    expect(await perform(await addOwner())).toMatchObject({ kind: 'done', outcome: 'accepted' });
    // back, and the settings stay
    expect((await put({ provider: 'capture' })).body.items[1]).toMatchObject({
      provider: 'capture',
      settings: { account: 'main' },
      changes: [{ provider: 'capture' }, { provider: 'smtp' }],
    });
  });

  it.each([
    ['no settings', { provider: 'smtp', settings: null }, 'PROVIDER_NOT_READY'],
    ['half of them', { provider: 'smtp', settings: { account: 'main' } }, 'PROVIDER_SETTINGS_INVALID'],
    [
      'a line break in the sender’s name',
      {
        provider: 'smtp',
        settings: { ...SETTINGS, from: { ...SETTINGS.from, name: '中心\r\nBcc: a@b.cn' } },
      },
      'PROVIDER_SETTINGS_INVALID',
    ],
    [
      'an unknown field',
      { provider: 'smtp', settings: { ...SETTINGS, password: 'x' } },
      'PROVIDER_SETTINGS_INVALID',
    ],
    [
      'an account that is not there',
      { provider: 'smtp', settings: { ...SETTINGS, account: 'nobody' } },
      'PROVIDER_NOT_READY',
    ],
    [
      'another company’s account',
      { provider: 'smtp', settings: { ...SETTINGS, account: 'others' } },
      'PROVIDER_NOT_READY',
    ],
    ['another channel’s', { provider: 'tencent' }, 'PROVIDER_UNKNOWN'],
    ['one that is none', { provider: 'fax' }, 'PROVIDER_UNKNOWN'],
  ])('is refused with %s', async (_what, body, code) => {
    const before = await emailNow();
    const answer = await put(body);
    expect([answer.status, answer.body.code]).toEqual([422, code]);
    expect(await emailNow()).toEqual(before);
  });

  it('is named by an administrator alone', async () => {
    for (const role of ['manager', 'agent'] as const) {
      const answer = await call(role, 'PUT', '/providers/email', { provider: 'capture' });
      expect([role, answer.body.code]).toEqual([role, 'NOT_PERMITTED']);
    }
    expect((await call('agent', 'GET', '/providers')).status).toBe(403);
  });

  it('of a demonstration is capture and nothing else', async () => {
    const answer = await put({ provider: 'smtp', settings: SETTINGS }, 'email', demonstration);
    expect([answer.status, answer.body.code]).toEqual([422, 'DEMONSTRATION_ONLY_CAPTURES']);
    expect(answer.body.zh).toContain('虚构');
    const sms = await put({ provider: 'tencent' }, 'sms', demonstration);
    expect(sms.body.code).toBe('DEMONSTRATION_ONLY_CAPTURES');
    expect((await put({ provider: 'capture' }, 'email', demonstration)).status).toBe(200);
  });
});

describe('a provider that is named and not ready', () => {
  it('closes its channel with the reason, captures nothing, and opens at once when it is set', async () => {
    await put({ provider: 'smtp', settings: SETTINGS });
    // its account was taken from the environment meanwhile
    await world.inScope((tx) =>
      tx.community.update({
        where: { id: world.communityId },
        data: { messaging: { email: { ...SETTINGS, account: 'gone', returnPath: null } } },
      }),
    );
    expect(await emailNow()).toMatchObject({
      provider: 'smtp',
      ready: false,
      reason: { code: 'SECRET', zh: expect.stringContaining('gone') },
    });
    expect(await checkProviders(world.context)).toMatchObject([
      {
        state: 'warn',
        found: expect.stringContaining('gone'),
        mend: expect.stringContaining('SMTP_ACCOUNTS'),
      },
    ]);
    const owner = await addOwner();
    const answer = await perform(owner);
    expect(answer).toEqual({ kind: 'deferred', until: expect.any(Number), reason: 'PROVIDER', ref: null });
    expect(await world.inScope((tx) => tx.contact.count({ where: { accountId: owner.one.accountId } }))).toBe(
      0,
    );
    expect(await world.inScope((tx) => tx.capturedMessage.count())).toBe(0);
    const pending = owner.one.snapshot().context.pending[owner.key];
    if (!pending) throw new Error('not pending');
    await owner.one.save({
      pending: { [owner.key]: { ...pending, blockedBy: { reason: 'PROVIDER', ref: null } } },
    });
    const set = await put({ provider: 'smtp', settings: SETTINGS });
    expect(set.body.cases).toBe(1);
    expect(
      await world.inScope((tx) => tx.signalOutbox.findMany({ where: { caseId: owner.one.caseId } })),
    ).toMatchObject([{ event: { type: 'GATE_OPENED', gate: 'provider' } }]);
    expect(await perform(owner)).toMatchObject({ kind: 'done', outcome: 'accepted' });
  });
});

describe('an account that the server refuses', () => {
  it('stops e-mail for everybody, says so in plain words, and is lifted by an administrator', async () => {
    await put({ provider: 'smtp', settings: SETTINGS });
    // connections that are signed in already would not be asked again
    server.hangUp();
    server.script({ at: 'login', reply: '535 5.7.8 authentication failed' });
    expect(await perform(await addOwner())).toEqual({ kind: 'lost' });
    const email = await emailNow();
    expect(email.stops).toMatchObject([
      {
        class: 'account',
        until: null,
        oneAddress: false,
        zh: expect.stringMatching(/^邮件账号被拒.*用户名与密码/),
      },
    ]);
    expect(email.lastRefusal).toMatchObject({ class: 'account', code: 'CONNECT 535 5.7.8' });
    const stops = await call('manager', 'GET', '/provider-stops');
    expect(stops.body.items).toEqual(email.stops);
    const owner = await addOwner();
    expect(await perform(owner)).toMatchObject({ kind: 'deferred', reason: 'PROVIDER' });
    const lifted = await call('admin', 'POST', `/provider-stops/${email.stops[0].id}/lift`);
    expect(lifted.status).toBe(200);
    expect(await perform(owner)).toMatchObject({ kind: 'done', outcome: 'accepted' });
  });
});

it('the command line shows and sets it', async () => {
  const run = (...args: string[]) =>
    runCli(['community', 'providers', ...args, '--community', world.communityId], {
      CUIJIAO_URL: url,
      CUIJIAO_TOKEN: tokens.get('admin') ?? '',
      CUIJIAO_HOME: world.context.config.home,
    });
  const set = await run(
    ...[
      'set',
      'email',
      'smtp',
      '--account',
      'main',
      '--from-name',
      '服务中心',
      '--from',
      'service@example.com',
    ],
    ...['--reply-to', 'desk@example.com', '--return-path', 'bounce@example.com'],
  );
  expect([set.code, set.err]).toEqual([0, '']);
  expect(set.out).toContain('服务中心 <service@example.com>');
  const shown = await run();
  expect(shown.out).toMatch(/smtp　邮件服务器（SMTP）[\s\S]*bounce@example\.com/);
  const wrong = await run('set', 'email', 'tencent');
  expect(wrong.code).not.toBe(0);
  expect(wrong.err).toContain('PROVIDER_UNKNOWN');
});
