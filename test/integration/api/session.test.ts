import { grantRole, setPassword } from '../../../src/auth/users';
import { createCommunity } from '../../../src/communities/create';
import { withSystemScope } from '../../../src/db/scope';
import { createTestApi } from '../../support/api';

let service: Awaited<ReturnType<typeof createTestApi>>;
const PASSWORD = '一个够长的密码 2026';

beforeAll(async () => {
  service = await createTestApi();
  await withSystemScope(service.context, (tx) =>
    setPassword(tx, service.user('agent').id, PASSWORD, new Date(service.context.now() - 3_600_000)),
  );
});
afterAll(() => service.destroy());

test('a member of staff signs in, is told who he is and what he may, and signs out for good', async () => {
  const signedIn = await service.ask(null, 'POST', '/api/session', {
    login: ' Agent.One ',
    password: PASSWORD,
  });
  expect([signedIn.status, signedIn.body.name]).toEqual([200, '某agent']);
  const bearer = `Bearer ${signedIn.body.token}`;
  const me = await service.as(bearer, 'GET', '/api/session');
  expect(me.body.communities).toEqual([
    expect.objectContaining({ name: '示例花园', roles: [{ role: 'agent', zh: '客服/管家' }] }),
  ]);
  expect(me.body.communities[0].permissions).toContain('promise.record');
  expect(me.body.communities[0].permissions).not.toContain('cause.confirm');
  expect((await service.as(bearer, 'DELETE', '/api/session')).status).toBe(200);
  const after = await service.as(bearer, 'GET', '/api/session');
  expect([after.status, after.body.code]).toEqual([401, 'TOKEN_INVALID']);
});

test('a wrong password and an unknown login are refused alike, and after five the login is locked for a while', async () => {
  const unknown = await service.ask(null, 'POST', '/api/session', { login: 'nobody', password: PASSWORD });
  expect([unknown.status, unknown.body.code]).toEqual([401, 'SIGN_IN_REFUSED']);
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const wrong = await service.ask(null, 'POST', '/api/session', {
      login: 'manager.one',
      password: 'wrong',
    });
    expect([wrong.status, wrong.body]).toEqual([401, unknown.body]);
  }
  const locked = await service.ask(null, 'POST', '/api/session', { login: 'manager.one', password: 'wrong' });
  expect([locked.status, locked.body.code]).toEqual([429, 'SIGN_IN_LOCKED']);
});

test('a token of his own does what he may, until he revokes it; nobody can revoke that of another', async () => {
  const issued = await service.ask('finance', 'POST', '/api/session/tokens', { label: '每日导入', days: 30 });
  const bearer = `Bearer ${issued.body.token}`;
  expect((await service.as(bearer, 'GET', service.base)).status).toBe(200);
  const stranger = await service.ask('manager', 'DELETE', `/api/session/tokens/${issued.body.tokenId}`);
  expect([stranger.status, stranger.body.code]).toEqual([404, 'NO_SUCH_TOKEN']);
  const listed = await service.ask('finance', 'GET', '/api/session/tokens');
  expect(listed.body.items[0]).toMatchObject({ label: '每日导入', revokedAt: null });
  expect(JSON.stringify(listed.body)).not.toContain(issued.body.token);
  await service.ask('finance', 'DELETE', `/api/session/tokens/${issued.body.tokenId}`);
  expect((await service.as(bearer, 'GET', service.base)).status).toBe(401);
});

test('an administrator makes a user, gives and takes roles, disables him; his sessions end', async () => {
  const made = await service.ask('admin', 'POST', `${service.base}/users`, {
    login: 'new.agent',
    name: '新管家',
    password: PASSWORD,
    roles: ['agent'],
  });
  expect(made.status).toBe(200);
  const signedIn = await service.ask(null, 'POST', '/api/session', {
    login: 'new.agent',
    password: PASSWORD,
  });
  const bearer = `Bearer ${signedIn.body.token}`;
  expect((await service.as(bearer, 'GET', `${service.base}/cases`)).status).toBe(200);
  await service.ask('admin', 'PUT', `${service.base}/users/${made.body.id}/roles`, { roles: ['support'] });
  expect((await service.as(bearer, 'GET', `${service.base}/cases`)).status).toBe(403);
  const taken = await service.ask('admin', 'POST', `${service.base}/users`, {
    login: 'New.Agent',
    name: '重名',
    roles: ['agent'],
  });
  expect([taken.status, taken.body.code]).toEqual([409, 'LOGIN_TAKEN']);
  await service.ask('admin', 'POST', `${service.base}/users/${made.body.id}/disable`);
  expect((await service.as(bearer, 'GET', '/api/session')).status).toBe(401);
});

test('who makes a community administers it; a user whom another administers too is not his alone', async () => {
  const own = await service.ask('admin', 'POST', '/api/communities', {
    name: '第二小区',
    companyName: '安和物业',
    servicePhone: '0571-88880001',
  });
  expect([own.status, own.body.roles, own.body.clock]).toEqual([200, ['admin'], 'real']);
  const shared = service.user('lawyer').id;
  await withSystemScope(service.context, async (tx) => {
    const foreign = await createCommunity(tx, {
      name: '别家小区',
      companyName: '别家物业',
      servicePhone: '0571-88880002',
    });
    await grantRole(tx, { userId: shared, communityId: foreign.id, role: 'lawyer' });
  });
  for (const [method, path, body] of [
    ['POST', 'disable', undefined],
    ['PUT', 'password', { password: PASSWORD }],
    ['POST', 'tokens', { label: '冒用' }],
  ] as const) {
    const refused = await service.ask('admin', method, `${service.base}/users/${shared}/${path}`, body);
    expect([refused.status, refused.body.code]).toEqual([403, 'USER_SHARED']);
  }
  const [first] = (await service.ask('company', 'GET', '/api/communities')).body.items;
  expect(first).toMatchObject({
    name: '示例花园',
    today: '2026-11-01',
    clockStands: true,
    roles: ['company'],
  });
});

test('a policy is changed by one and put in force by another; a wrong one is refused by the names of its fields', async () => {
  const now = (await service.ask('manager', 'GET', `${service.base}/policy`)).body;
  const document = structuredClone(now.document);
  document.ladder.level2.minimumFen = -5;
  const wrong = await service.ask('manager', 'POST', `${service.base}/policies`, { document });
  expect([wrong.status, wrong.body.code]).toEqual([422, 'POLICY_INVALID']);
  expect(wrong.body.zh).toContain('二级进入：起催额');
  document.ladder.level2.minimumFen = 20_000;
  const made = await service.ask('manager', 'POST', `${service.base}/policies`, { document });
  expect(made.body).toMatchObject({ version: 2, already: false });
  expect((await service.ask('manager', 'POST', `${service.base}/policies/2/activate`)).status).toBe(403);
  expect((await service.ask('company', 'POST', `${service.base}/policies/2/activate`)).status).toBe(200);
  const versions = (await service.ask('auditor', 'GET', `${service.base}/policies`)).body.items;
  expect(versions.map((one: { version: number; inForce: boolean }) => [one.version, one.inForce])).toEqual([
    [2, true],
    [1, false],
  ]);
});

test('four eyes: who made a version may not put it in force, though he has both roles', async () => {
  const both = service.user('manager').id;
  await service.ask('admin', 'PUT', `${service.base}/users/${both}/roles`, { roles: ['manager', 'company'] });
  const { document } = (await service.ask('manager', 'GET', `${service.base}/policy`)).body;
  document.ladder.level2.minimumFen = 30_000;
  const { version } = (await service.ask('manager', 'POST', `${service.base}/policies`, { document })).body;
  const waiting = (await service.ask('manager', 'GET', `${service.base}/approvals`)).body.items;
  expect(waiting).toEqual([
    expect.objectContaining({ kind: 'policy', mayAnswer: false, why: '拟定人不能启用自己的版本' }),
  ]);
  const own = await service.ask('manager', 'POST', `${service.base}/policies/${version}/activate`);
  expect([own.status, own.body.code]).toEqual([403, 'SAME_PERSON']);
  expect((await service.ask('company', 'POST', `${service.base}/policies/${version}/activate`)).status).toBe(
    200,
  );
  await service.ask('admin', 'PUT', `${service.base}/users/${both}/roles`, { roles: ['manager'] });
});

test('a pause has a reason and an end that the role may set; quiet days are added and taken away', async () => {
  const long = await service.ask('manager', 'POST', `${service.base}/pauses`, {
    of: { kind: 'building', building: '3' },
    fromOn: '2026-11-01',
    toOn: '2027-11-01',
    reason: '电梯停运',
  });
  expect([long.status, long.body.code]).toEqual([422, 'PAUSE_TOO_LONG']);
  const { body } = await service.ask('manager', 'POST', `${service.base}/pauses`, {
    of: { kind: 'building', building: '3' },
    fromOn: '2026-11-01',
    toOn: '2026-11-20',
    reason: '电梯停运',
  });
  expect((await service.ask('finance', 'GET', `${service.base}/pauses`)).body.items).toHaveLength(1);
  expect((await service.ask('finance', 'POST', `${service.base}/pauses/${body.id}/lift`)).status).toBe(403);
  expect((await service.ask('manager', 'POST', `${service.base}/pauses/${body.id}/lift`)).status).toBe(200);
  expect((await service.ask('finance', 'GET', `${service.base}/pauses`)).body.items).toHaveLength(0);
  const quiet = await service.ask('manager', 'POST', `${service.base}/quiet-days`, {
    fromOn: '2027-06-07',
    toOn: '2027-06-09',
    channels: ['call', 'visit'],
    reason: '高考',
  });
  expect((await service.ask('finance', 'GET', `${service.base}/quiet-days`)).body.items).toHaveLength(1);
  await service.ask('manager', 'DELETE', `${service.base}/quiet-days/${quiet.body.id}`);
  expect((await service.ask('finance', 'GET', `${service.base}/quiet-days`)).body.items).toHaveLength(0);
});
