import { createApi } from '../../src/api/app';
import { issueToken } from '../../src/auth/tokens';
import { createUser, grantRole } from '../../src/auth/users';
import { createCommunity } from '../../src/communities/create';
import { withSystemScope } from '../../src/db/scope';
import { type Role, roleSchema } from '../../src/domain/roles';
import { createTestContext } from './stack/context';
import { approveTexts } from './texts';

export const STAFF_ROLES = roleSchema.options.filter((role) => role !== 'system');

/** The service on a database of its own, with one community of demonstration and one member of staff for each role. */
export async function createTestApi() {
  const context = await createTestContext();
  const api = await createApi(context);
  const url = await api.listen({ host: '127.0.0.1', port: 0 });
  const { communityId, users } = await withSystemScope(context, async (tx) => {
    const community = await createCommunity(tx, {
      name: '示例花园',
      companyName: '安和物业',
      servicePhone: '0571-88880000',
      demonstration: { asOf: '2026-11-01', secondsPerDay: 1 },
    });
    const users = new Map<string, { id: string; token: string }>();
    for (const role of STAFF_ROLES) {
      const user = await createUser(tx, { login: `${role}.one`, name: `某${role}` });
      await grantRole(tx, { userId: user.id, communityId: community.id, role });
      users.set(role, { id: user.id, ...(await tokenOf(tx, user.id, context.now())) });
    }
    await approveTexts(tx, community.id, users.get('manager')?.id);
    const stranger = await createUser(tx, { login: 'stranger', name: '外人' });
    users.set('stranger', { id: stranger.id, ...(await tokenOf(tx, stranger.id, context.now())) });
    return { communityId: community.id, users };
  });

  function user(who: Role | 'stranger') {
    const found = users.get(who);
    if (!found) throw new Error(`nobody is ${who}`);
    return found;
  }

  return {
    context,
    api,
    communityId,
    base: `/api/communities/${communityId}`,
    user,
    url,
    /** One request as a member of staff, or as nobody. */
    ask(who: Role | 'stranger' | null, method: string, path: string, body?: object) {
      return ask(`${url}${path}`, method, who === null ? null : `Bearer ${user(who).token}`, body);
    },
    as(authorization: string | null, method: string, path: string, body?: object) {
      return ask(`${url}${path}`, method, authorization, body);
    },
    async destroy() {
      await api.close();
      await context.destroy();
    },
  };
}

type Tx = Parameters<Parameters<typeof withSystemScope>[1]>[0];

async function tokenOf(tx: Tx, userId: string, nowMs: number) {
  const { token } = await issueToken(tx, {
    userId,
    label: 'test',
    now: new Date(nowMs),
    validForMs: 3_600_000,
  });
  return { token };
}

/** Tests look into answers as a client without our types would. */
// biome-ignore lint/suspicious/noExplicitAny: an answer may be anything
type Json = any;
type Answer = { status: number; headers: Headers; body: Json };

export async function ask(
  url: string,
  method: string,
  authorization: string | null,
  body?: object,
): Promise<Answer> {
  const isForm = body instanceof FormData;
  const response = await fetch(url, {
    method,
    headers: {
      ...(authorization === null ? {} : { authorization }),
      ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text !== '' ? JSON.parse(text) : text,
  };
}
