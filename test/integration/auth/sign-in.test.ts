import { authenticate, mayActOnAccount, requirePermission } from '../../../src/auth/actor';
import { signIn } from '../../../src/auth/sign-in';
import { issueToken, revokeToken } from '../../../src/auth/tokens';
import {
  changePassword,
  createUser,
  disableUser,
  grantRole,
  setPassword,
  withdrawRole,
} from '../../../src/auth/users';
import { announceAbsence } from '../../../src/communities/absence';
import { createCommunity } from '../../../src/communities/create';
import { setSteward } from '../../../src/communities/stewards';
import type { Context } from '../../../src/context';
import { withSystemScope } from '../../../src/db/scope';
import { addDays, civilDay } from '../../../src/domain/civil-day';
import { createTestContext } from '../../support/stack/context';

const PASSWORD = 'correct horse battery';
const MINUTE_MS = 60_000;
const NOW = new Date('2026-11-24T01:00:00Z');
const later = (minutes: number) => new Date(NOW.getTime() + minutes * MINUTE_MS);

let context: Context;
let serial = 0;
beforeAll(async () => {
  context = await createTestContext();
});
afterAll(() => context.destroy());

function newUser(password: string | undefined = PASSWORD) {
  serial += 1;
  const login = `user${serial}`;
  return withSystemScope(context, (tx) => createUser(tx, { login, name: `员工${serial}`, password }));
}

const attempt = (login: string, password: string, now = NOW, origin: string | null = null) =>
  signIn(context, { login, password, origin }, now);

describe('signing in', () => {
  it('gives a token that acts as the user, and keeps only its digest', async () => {
    const user = await newUser();
    const { token } = await attempt(user.login.toUpperCase(), PASSWORD);
    expect(await authenticate(context, token, NOW)).toMatchObject({ userId: user.id, memberships: [] });
    const rows = await withSystemScope(context, (tx) => tx.accessToken.findMany());
    expect(JSON.stringify(rows)).not.toContain(token);
    const { passwordHash } = await withSystemScope(context, (tx) =>
      tx.user.findUniqueOrThrow({ where: { id: user.id } }),
    );
    expect(passwordHash).toMatch(/^\$argon2id\$/);
  });

  it('answers the same for a wrong password, an unknown login, a user without password and one who left', async () => {
    const [user, without, gone] = [await newUser(), await newUser(), await newUser()];
    await withSystemScope(context, (tx) =>
      tx.user.update({ where: { id: without.id }, data: { passwordHash: null } }),
    );
    await withSystemScope(context, (tx) => disableUser(tx, gone.id, NOW));
    const answers = await Promise.all([
      attempt(user.login, 'not his password').catch(String),
      attempt('nobody', PASSWORD).catch(String),
      attempt(without.login, PASSWORD).catch(String),
      attempt(gone.login, PASSWORD).catch(String),
    ]);
    expect(new Set(answers)).toEqual(new Set(['UserError: SIGN_IN_REFUSED: login or password is wrong']));
  });

  it('locks a login after five failures, for the right password too, and opens it again after 15 minutes', async () => {
    const user = await newUser();
    for (let failure = 0; failure < 5; failure += 1) {
      await expect(attempt(user.login, 'wrong')).rejects.toMatchObject({ code: 'SIGN_IN_REFUSED' });
    }
    await expect(attempt(user.login, PASSWORD, later(1))).rejects.toMatchObject({
      code: 'SIGN_IN_LOCKED',
      status: 429,
    });
    await expect(attempt(user.login, PASSWORD, later(15))).rejects.toMatchObject({ code: 'SIGN_IN_LOCKED' });
    await expect(attempt(user.login, PASSWORD, later(17))).resolves.toMatchObject({ userId: user.id });
    // a right password starts the count anew
    for (let failure = 0; failure < 5; failure += 1) {
      await expect(attempt(user.login, 'wrong', later(18))).rejects.toMatchObject({
        code: 'SIGN_IN_REFUSED',
      });
    }
  });

  it('lets no more than five through when they all come at once', async () => {
    const user = await newUser();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => attempt(user.login, 'wrong').catch(({ code }) => code)),
    );
    expect(answers.filter((code) => code === 'SIGN_IN_REFUSED')).toHaveLength(5);
    expect(answers.filter((code) => code === 'SIGN_IN_LOCKED')).toHaveLength(15);
  });

  it('stops an origin that tries many logins', async () => {
    for (let guess = 0; guess < 50; guess += 1) {
      await attempt(`guess${guess}`, 'wrong', NOW, '203.0.113.9').catch(() => {});
    }
    const user = await newUser();
    await expect(attempt(user.login, PASSWORD, NOW, '203.0.113.9')).rejects.toMatchObject({
      code: 'SIGN_IN_LOCKED',
    });
    await expect(attempt(user.login, PASSWORD, NOW, '203.0.113.10')).resolves.toMatchObject({});
  });

  it('wants a password that is not short, and a login that nobody has', async () => {
    const user = await newUser();
    await expect(newUser('short')).rejects.toMatchObject({ code: 'PASSWORD_WEAK' });
    await expect(
      withSystemScope(context, (tx) =>
        createUser(tx, { login: ` ${user.login.toUpperCase()}`, name: '又一个' }),
      ),
    ).rejects.toMatchObject({ code: 'LOGIN_TAKEN' });
  });
});

describe('a token', () => {
  const tokenOf = async (validForMs: number) => {
    const user = await newUser();
    return {
      user,
      ...(await withSystemScope(context, (tx) =>
        issueToken(tx, { userId: user.id, label: 'test', now: NOW, validForMs }),
      )),
    };
  };
  const refused = { code: 'TOKEN_INVALID', status: 401 };

  it('is refused when it expired, was revoked, was never issued, or its user left', async () => {
    const short = await tokenOf(10 * MINUTE_MS);
    await expect(authenticate(context, short.token, later(9))).resolves.toMatchObject({});
    await expect(authenticate(context, short.token, later(10))).rejects.toMatchObject(refused);

    const revoked = await tokenOf(60 * MINUTE_MS);
    await revokeToken(context, revoked.tokenId, NOW);
    await expect(authenticate(context, revoked.token, NOW)).rejects.toMatchObject(refused);
    await expect(authenticate(context, `${short.token}x`, NOW)).rejects.toMatchObject(refused);

    const gone = await tokenOf(60 * MINUTE_MS);
    await withSystemScope(context, (tx) => disableUser(tx, gone.user.id, NOW));
    await expect(authenticate(context, gone.token, NOW)).rejects.toMatchObject(refused);
  });

  it('ends with the password under which it was given', async () => {
    const changed = await tokenOf(60 * MINUTE_MS);
    const change = (old: string) =>
      changePassword(context, { userId: changed.user.id, old, next: 'another pass phrase' }, NOW);
    await expect(change('not the old one')).rejects.toMatchObject({ code: 'SIGN_IN_REFUSED' });
    await expect(authenticate(context, changed.token, NOW)).resolves.toMatchObject({});
    await change(PASSWORD);
    await expect(authenticate(context, changed.token, NOW)).rejects.toMatchObject(refused);
    const set = await tokenOf(60 * MINUTE_MS);
    await withSystemScope(context, (tx) => setPassword(tx, set.user.id, 'set by the administrator', NOW));
    await expect(authenticate(context, set.token, NOW)).rejects.toMatchObject(refused);
  });
});

describe('a role', () => {
  it('counts in its community only, and until it is withdrawn', async () => {
    const user = await newUser();
    const { token } = await attempt(user.login, PASSWORD);
    const [here, there] = await withSystemScope(context, async (tx) => {
      const make = (name: string) =>
        createCommunity(tx, { name, companyName: '公司', servicePhone: '0571-88880000' });
      return [await make('甲小区'), await make('乙小区')] as const;
    });
    const membership = { userId: user.id, communityId: here.id, role: 'supervisor' as const };
    await withSystemScope(context, (tx) => grantRole(tx, membership));
    const actor = await authenticate(context, token, NOW);
    expect(requirePermission(actor, here.id, 'wave.release')).toBe('supervisor');
    const refused = expect.objectContaining({ code: 'NOT_PERMITTED', status: 403 });
    expect(() => requirePermission(actor, here.id, 'import.run')).toThrow(refused);
    expect(() => requirePermission(actor, there.id, 'wave.release')).toThrow(refused);
    await withSystemScope(context, (tx) => withdrawRole(tx, membership));
    const after = await authenticate(context, token, NOW);
    expect(() => requirePermission(after, here.id, 'wave.release')).toThrow(refused);
  });

  it('客服/管家 acts in his own buildings, and in those of a colleague who is away', async () => {
    const [steward, standIn, supervisor] = [await newUser(), await newUser(), await newUser()];
    const today = civilDay('2026-11-24');
    await withSystemScope(context, async (tx) => {
      const { id: communityId } = await createCommunity(tx, {
        name: '丙小区',
        companyName: '公司',
        servicePhone: '0571-88880000',
      });
      for (const { id: userId } of [steward, standIn])
        await grantRole(tx, { userId, communityId, role: 'agent' });
      await grantRole(tx, { userId: supervisor.id, communityId, role: 'supervisor' });
      await setSteward(tx, { communityId, building: '8', stewardId: steward.id, standInId: standIn.id });
      const account = { id: '00000000-0000-7000-8000-000000000001', communityId, building: '8' };
      const may = (userId: string, role: 'agent' | 'supervisor', building: string | null, day = today) =>
        mayActOnAccount(tx, { userId, memberships: [{ communityId, role }] }, { ...account, building }, day);

      expect(await may(steward.id, 'agent', '8')).toBe(true);
      expect(await may(steward.id, 'agent', '9')).toBe(false);
      expect(await may(steward.id, 'agent', null)).toBe(false);
      expect(await may(supervisor.id, 'supervisor', '9')).toBe(true);
      expect(await may(standIn.id, 'agent', '8')).toBe(false);
      const absence = { communityId, userId: steward.id, fromOn: today, untilOn: today, standInId: null };
      await announceAbsence(tx, { ...absence, setById: supervisor.id }, today);
      expect(await may(standIn.id, 'agent', '8')).toBe(true);
      expect(await may(standIn.id, 'agent', '8', addDays(today, 1))).toBe(false);
      await expect(
        setSteward(tx, { communityId, building: '9', stewardId: (await stranger(tx)).id, standInId: null }),
      ).rejects.toMatchObject({ code: 'NOT_STAFF' });
    });
  });

  const stranger = (tx: Parameters<Parameters<typeof withSystemScope>[1]>[0]) =>
    createUser(tx, { login: 'stranger', name: '外人' });
});
