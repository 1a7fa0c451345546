import type { Command } from 'commander';
import { z } from 'zod';
import { defaultHome, readRunningStack } from '../dev/home';
import { readSampleLogins, type SampleLogins } from '../dev/sample-logins';
import { can, type Permission } from '../domain/permissions';
import { UserError } from '../errors';
import { type Client, createClient } from './client';
import { UsageError } from './exit';

/** What every command may be told. */
export type Globals = { json: boolean; community?: string; as?: string };

export function globalsOf(command: Command): Globals {
  const { json = false, community, as } = command.optsWithGlobals<Partial<Globals>>();
  return { json, community, as };
}

export type Community = { id: string; name: string; zone: string; permissions: string[] };
/** Signed in, in one community. */
export type Session = { client: Client; community: Community; base: string; globals: Globals; home: string };

const SIGNED_IN = z.object({
  userId: z.uuid(),
  name: z.string(),
  communities: z.array(
    z.object({ id: z.uuid(), name: z.string(), zone: z.string(), permissions: z.array(z.string()) }),
  ),
});

export function homeFolder(): string {
  return process.env.CUIJIAO_HOME || defaultHome;
}

/** CUIJIAO_URL, else the server of the stack that runs here, else the address where one would be. */
export function serverUrl(home: string): string {
  if (process.env.CUIJIAO_URL) return process.env.CUIJIAO_URL.replace(/\/$/, '');
  const { HOST, PORT } = { ...readRunningStack(home)?.environment, ...givenAddress() };
  const host = !HOST || HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST;
  return `http://${host}:${PORT ?? 8080}`;
}

function givenAddress(): { HOST?: string; PORT?: string } {
  const { HOST, PORT } = process.env;
  return { ...(HOST ? { HOST } : {}), ...(PORT ? { PORT } : {}) };
}

/**
 * With CUIJIAO_TOKEN as whoever it belongs to. Without one, in the sample community of this data folder: as `--as`, or as the member of
 * staff whose work it is.
 *
 * @param may any one of these is needed
 */
export function signInAs(
  globals: Globals,
  may: readonly Permission[],
): { client: Client; home: string; name: string | null } {
  const home = homeFolder();
  const url = serverUrl(home);
  const given = process.env.CUIJIAO_TOKEN;
  if (given) {
    if (globals.as) {
      throw new UsageError(
        '已给 CUIJIAO_TOKEN，不能再用 --as',
        '--as chooses a sample user; CUIJIAO_TOKEN is set, which is somebody already',
      );
    }
    return { client: createClient({ url, token: given }), home, name: null };
  }
  const logins = readSampleLogins(home);
  if (!logins) {
    throw new UserError(
      'NOT_SIGNED_IN',
      '没有令牌：请设置 CUIJIAO_TOKEN（cuijiao token create 可发放），或先 npm start 载入示例小区',
      'there is no token: set CUIJIAO_TOKEN, or npm start, which loads the sample community',
      401,
    );
  }
  const user = globals.as === undefined ? userWho(logins, may) : userNamed(logins, globals.as);
  return { client: createClient({ url, token: user.token }), home, name: user.name };
}

/** As a certain sample user, if this data folder has him: who finishes a task is its assignee. */
export function signInAsUser(globals: Globals, login: string): Client | null {
  if (process.env.CUIJIAO_TOKEN || globals.as !== undefined) return null;
  const home = homeFolder();
  const user = readSampleLogins(home)?.users.find((one) => one.login === login);
  return user ? createClient({ url: serverUrl(home), token: user.token }) : null;
}

/** Who sees the whole community comes first: a steward would see his own buildings only. */
const FIRST: readonly string[] = ['supervisor', 'manager', 'finance', 'counsel', 'company'];

function userWho({ users }: SampleLogins, may: readonly Permission[]): SampleLogins['users'][number] {
  const rank = ({ role }: { role: string }) => (FIRST.includes(role) ? FIRST.indexOf(role) : FIRST.length);
  const inOrder = [...users].sort((a, b) => rank(a) - rank(b));
  for (const permission of may) {
    const user = inOrder.find(({ role }) => can(role, permission));
    if (user) return user;
  }
  const [first] = inOrder;
  if (!first)
    throw new UserError('NOT_SIGNED_IN', '示例小区没有人员', 'the sample community has no staff', 401);
  return first;
}

function userNamed({ users }: SampleLogins, as: string): SampleLogins['users'][number] {
  const user =
    users.find(({ login, name }) => login === as || name === as) ?? users.find(({ role }) => role === as);
  if (user) return user;
  const logins = users.map(({ login }) => login).join(', ');
  throw new UsageError(`没有示例人员 ${as}；可选：${logins}`, `no sample user ${as}; there are: ${logins}`);
}

/** @param may any one of these is needed; a sample user who has one is chosen */
export async function connect(command: Command, ...may: Permission[]): Promise<Session> {
  const globals = globalsOf(command);
  const { client, home, name } = signInAs(globals, may);
  const community = await chooseCommunity(client, globals);
  if (name !== null && globals.as === undefined && !globals.json && process.stderr.isTTY) {
    process.stderr.write(`（以 ${name} 的身份，在 ${community.name}）\n`);
  }
  return { client, community, base: `/api/communities/${community.id}`, globals, home };
}

async function chooseCommunity(client: Client, globals: Globals): Promise<Community> {
  const { communities } = await client.get('/api/session', SIGNED_IN);
  const wanted = globals.community ?? process.env.CUIJIAO_COMMUNITY;
  const [only] = communities;
  if (wanted !== undefined) {
    const found = communities.find(({ id, name }) => id === wanted || name === wanted);
    if (found) return found;
    throw new UserError(
      'COMMUNITY_UNKNOWN',
      `您没有名为「${wanted}」的小区`,
      `you have no community ${wanted}`,
      404,
      {
        communities: communities.map(({ name }) => name),
      },
    );
  }
  if (only && communities.length === 1) return only;
  const names = communities.map(({ name }) => name).join('、');
  if (communities.length === 0) {
    throw new UserError('NO_COMMUNITY', '您在任何小区都没有岗位', 'you have no role in any community', 404);
  }
  throw new UsageError(`请用 --community 指定小区：${names}`, `choose one by --community: ${names}`);
}
