import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { issueToken } from '../../../src/auth/tokens';
import { withSystemScope } from '../../../src/db/scope';
import { ask } from '../../support/api';
import { at, TUESDAY } from '../../support/claim-world';
import { runCli } from '../../support/service';
import { CALLBACK, createSmsWorld, SMS_SETTINGS } from '../../support/sms-world';

let sms: Awaited<ReturnType<typeof createSmsWorld>>;
let token: string;
let elsewhere: string;
let demonstration: string;

beforeAll(async () => {
  sms = await createSmsWorld();
  elsewhere = await sms.addCommunity();
  demonstration = await sms.addCommunity({ asOf: '2026-11-24', secondsPerDay: 60 });
  const { context, communityId } = sms.world;
  sms.world.clock.now = at(TUESDAY, 10);
  const { userId } = await sms.world.addStaff('admin');
  token = await withSystemScope(context, async (tx) => {
    for (const other of [elsewhere, demonstration]) {
      await tx.membership.create({ data: { userId, communityId: other, role: 'admin' } });
    }
    await tx.community.update({ where: { id: communityId }, data: { providers: {}, messaging: {} } });
    const now = new Date(context.now());
    return (await issueToken(tx, { userId, label: 'test', now, validForMs: 86_400_000 })).token;
  });
});
afterAll(() => sms.destroy());

const put = (settings: unknown, community = sms.world.communityId) =>
  ask(`${sms.url}/api/communities/${community}/providers/sms`, 'PUT', `Bearer ${token}`, {
    provider: 'tencent',
    settings,
  });

test('an administrator sets them, and learns which texts have no template yet', async () => {
  const answer = await put(SMS_SETTINGS);
  expect(answer.status).toBe(200);
  expect(answer.body.items[0]).toMatchObject({
    channel: 'sms',
    provider: 'tencent',
    ready: true,
    settings: SMS_SETTINGS,
  });
  const { textsMissing } = answer.body.items[0];
  expect(textsMissing).toEqual(expect.arrayContaining(['T3@1', 'T5@1']));
  expect(textsMissing).not.toContain('T1@1');
  // the secrets are nobody's to read
  expect(JSON.stringify(answer.body)).not.toMatch(
    new RegExp(`${sms.endpoint.secretKey}|${sms.endpoint.secretId}|${CALLBACK}`),
  );
});

test.each([
  [
    'no template number',
    { ...SMS_SETTINGS, templates: { 'T1@1': { id: 'abc', variables: [] } } },
    /模板编号/,
  ],
  ['a signature in brackets', { ...SMS_SETTINGS, signName: '【安和】' }, /短信签名/],
  ['a secret', { ...SMS_SETTINGS, secretKey: 'x' }, /secretKey/],
  ['an account that the server does not have', { ...SMS_SETTINGS, account: 'nobody' }, /TENCENT_ACCOUNTS/],
])('%s is refused in plain words', async (_, settings, words) => {
  const answer = await put(settings);
  expect(answer.status).toBe(422);
  expect(JSON.stringify(answer.body)).toMatch(words);
});

test('sample data is refused', async () => {
  expect(await put(SMS_SETTINGS, demonstration)).toMatchObject({
    body: { code: 'DEMONSTRATION_ONLY_CAPTURES' },
  });
});

test('one command sets them for every community of the company', async () => {
  const { context, communityId } = sms.world;
  // signs in with a token, on a clock that the machine does not share
  const cli = await runCli(
    [
      '--community',
      communityId,
      'community',
      'providers',
      'set',
      'sms',
      'tencent',
      '--settings',
      settingsFile(),
      '--all-of-company',
    ],
    { CUIJIAO_HOME: context.config.home, CUIJIAO_URL: sms.url, CUIJIAO_TOKEN: token },
  );
  expect([cli.code, cli.err]).toEqual([0, '']);
  expect(cli.out).toMatch(/缺模板/);
  const rows = await withSystemScope(context, (tx) =>
    tx.community.findMany({ where: { id: { in: [communityId, elsewhere, demonstration] } } }),
  );
  const providers = new Map(rows.map(({ id, providers: by }) => [id, by]));
  expect(providers.get(elsewhere)).toMatchObject({ sms: 'tencent' });
  expect(providers.get(communityId)).toMatchObject({ sms: 'tencent' });
  expect(providers.get(demonstration)).not.toMatchObject({ sms: 'tencent' });
});

function settingsFile(): string {
  const file = `${mkdtempSync(`${tmpdir()}/sms-`)}/settings.json`;
  writeFileSync(file, JSON.stringify(SMS_SETTINGS));
  return file;
}
