import { readFileSync, rmSync, statSync } from 'node:fs';
import { signIn } from '../../../src/auth/sign-in';
import { createUser } from '../../../src/auth/users';
import type { Context } from '../../../src/context';
import { withSystemScope } from '../../../src/db/scope';
import { readSampleLogins } from '../../../src/dev/sample-logins';
import { seedSampleCommunity } from '../../../src/dev/seed';
import { currentPolicy } from '../../../src/policy/versions';
import { createTestContext } from '../../support/stack/context';

describe('the sample community', () => {
  let context: Context;
  beforeAll(async () => {
    context = await createTestContext();
  });
  afterAll(() => context.destroy());

  const tables = () =>
    withSystemScope(context, async (tx) => ({
      communities: await tx.community.findMany(),
      users: await tx.user.findMany({ orderBy: { id: 'asc' } }),
      roles: await tx.membership.count(),
      stewards: await tx.stewardship.findMany({ orderBy: { building: 'asc' } }),
      policies: await tx.policyVersion.count(),
      charges: await tx.charge.count(),
    }));

  it('is loaded with staff, policy and stewards, without charges; a second time changes nothing', async () => {
    // somebody who works elsewhere has one of its logins already
    const stranger = await withSystemScope(context, (tx) =>
      createUser(tx, { login: 'admin', name: '本部管理员', password: 'a password of his own' }),
    );
    const { communityId, loginsFile } = await seedSampleCommunity(context);
    const first = await tables();
    const logins = readFileSync(loginsFile, 'utf8');
    await seedSampleCommunity(context);
    expect(await tables()).toEqual(first);
    expect(readFileSync(loginsFile, 'utf8')).toBe(logins);

    expect(statSync(loginsFile).mode & 0o777).toBe(0o600);
    expect(first.charges).toBe(0);
    expect(first.stewards).toHaveLength(12);
    expect(new Set(first.stewards.map(({ stewardId }) => stewardId)).size).toBe(3);
    expect(first.communities).toMatchObject([
      { name: '示例花园', demonstration: true, providers: { sms: 'capture', email: 'capture' } },
    ]);
    const { policy } = await withSystemScope(context, (tx) => currentPolicy(tx, communityId));
    expect(policy.name).toBe('标准');

    const users = readSampleLogins(context.config.home)?.users ?? [];
    expect(users.map(({ login }) => login)).toContain('admin@sample');
    expect(new Set(users.map(({ password }) => password)).size).toBe(users.length);
    for (const { login, password } of users.slice(0, 3)) {
      await expect(signIn(context, { login, password, origin: null }, new Date())).resolves.toMatchObject({});
    }
    await expect(
      signIn(context, { login: 'admin', password: 'a password of his own', origin: null }, new Date()),
    ).resolves.toMatchObject({ userId: stranger.id });
  });

  it('draws new passwords where nobody has them any more', async () => {
    const [before] = readSampleLogins(context.config.home)?.users ?? [];
    const { loginsFile } = await seedSampleCommunity(context);
    rmSync(loginsFile);
    await seedSampleCommunity(context);
    const [after] = readSampleLogins(context.config.home)?.users ?? [];
    expect(after?.login).toBe(before?.login);
    const attempt = (password = '') =>
      signIn(context, { login: after?.login ?? '', password, origin: null }, new Date());
    await expect(attempt(before?.password)).rejects.toMatchObject({ code: 'SIGN_IN_REFUSED' });
    await expect(attempt(after?.password)).resolves.toMatchObject({ name: after?.name });
  });
});
