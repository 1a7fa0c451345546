import { z } from 'zod';
import { issueToken } from '../auth/tokens';
import {
  createUser,
  disableUser,
  grantRole,
  newUserSchema,
  setPassword,
  staffOf,
  withdrawRole,
} from '../auth/users';
import { settleAbsences } from '../cases/absences';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { type Role, roleSchema } from '../domain/roles';
import { UserError } from '../errors';
import { COMMUNITY_PATH, type Member, memberOf } from './access';
import type { Api } from './api';
import { DONE, described, doneSchema, inCommunity, refusals } from './route';
import { userSchema } from './schemas/staff';

const roles = z.array(roleSchema.exclude(['system'])).min(1);
const userParams = inCommunity.extend({ userId: z.uuid() });
const DAY_MS = 86_400_000;

export function staffRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/users`,
    {
      config: { access: { kind: 'community', may: ['log.own'] } },
      schema: {
        ...described('users', '本小区的人员与岗位'),
        params: inCommunity,
        response: { 200: z.object({ items: z.array(userSchema) }), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const staff = await withScope(context, community.id, (tx) => staffOf(tx, community.id));
      return {
        items: staff.map((user) => ({ ...user, disabledAt: user.disabledAt?.toISOString() ?? null })),
      };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/users`,
    {
      config: { access: { kind: 'community', may: ['accounts.manage'] } },
      schema: {
        ...described('users', '新建人员，给予岗位'),
        params: inCommunity,
        body: newUserSchema.extend({ roles }),
        response: { 200: z.object({ id: z.uuid(), login: z.string() }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { roles: granted, ...user } = request.body;
      return withScope(context, member.community.id, async (tx) => {
        const created = await createUser(tx, user);
        await grantAll(tx, member, created.id, granted);
        return created;
      });
    },
  );

  app.put(
    `${COMMUNITY_PATH}/users/:userId/roles`,
    {
      config: { access: { kind: 'community', may: ['accounts.manage'] } },
      schema: {
        ...described('users', '某人在本小区的岗位，以此为准；空为离岗'),
        params: userParams,
        body: z.object({ roles: z.array(roleSchema.exclude(['system'])) }),
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const communityId = member.community.id;
      const { userId } = request.params;
      await withScope(context, communityId, async (tx) => {
        await findUser(tx, userId);
        const wanted = new Set<Role>(request.body.roles);
        const held = await tx.membership.findMany({ where: { userId, communityId } });
        for (const { role } of held) {
          const known = roleSchema.parse(role);
          if (!wanted.has(known)) await withdrawRole(tx, { userId, communityId, role: known });
        }
        await grantAll(tx, member, userId, [...wanted]);
      });
      await settleAbsences(context, communityId);
      return DONE;
    },
  );

  app.put(
    `${COMMUNITY_PATH}/users/:userId/password`,
    {
      config: { access: { kind: 'community', may: ['accounts.manage'] } },
      schema: {
        ...described('users', '重设密码：此人的登录随即失效'),
        params: userParams,
        body: z.object({ password: z.string().max(400) }),
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      await withScope(context, member.community.id, async (tx) => {
        await ownUser(tx, member, request.params.userId);
        await setPassword(tx, request.params.userId, request.body.password, new Date(context.now()));
      });
      return DONE;
    },
  );

  app.post(
    `${COMMUNITY_PATH}/users/:userId/disable`,
    {
      config: { access: { kind: 'community', may: ['accounts.manage'] } },
      schema: {
        ...described('users', '停用账号：登录随即失效，所办之事仍在其名下'),
        params: userParams,
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      await withScope(context, member.community.id, async (tx) => {
        await ownUser(tx, member, request.params.userId);
        await disableUser(tx, request.params.userId, new Date(context.now()));
      });
      await settleAbsences(context, member.community.id);
      return DONE;
    },
  );

  app.post(
    `${COMMUNITY_PATH}/users/:userId/tokens`,
    {
      config: { access: { kind: 'community', may: ['accounts.manage'] } },
      schema: {
        ...described('users', '为某人发一个令牌（程序、接口账号）'),
        params: userParams,
        body: z.object({
          label: z.string().trim().min(1).max(80),
          days: z.number().int().min(1).max(366).default(90),
        }),
        response: {
          200: z.object({ token: z.string(), tokenId: z.uuid(), expiresAt: z.iso.datetime() }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { label, days } = request.body;
      const issued = await withScope(context, member.community.id, async (tx) => {
        const user = await ownUser(tx, member, request.params.userId);
        return issueToken(tx, {
          userId: user.id,
          label,
          now: new Date(context.now()),
          validForMs: days * DAY_MS,
        });
      });
      return { ...issued, expiresAt: issued.expiresAt.toISOString() };
    },
  );
}

async function grantAll(
  tx: Tx,
  { community }: Member,
  userId: string,
  wanted: readonly Role[],
): Promise<void> {
  for (const role of wanted) await grantRole(tx, { userId, communityId: community.id, role });
}

async function findUser(tx: Tx, userId: string) {
  const user = await tx.user.findUnique({ where: { id: userId }, include: { memberships: true } });
  if (!user) throw noSuchUser();
  return user;
}

/** Of a person who works elsewhere too, the key is not this administrator's alone. */
async function ownUser(tx: Tx, { memberships, community }: Member, userId: string) {
  const user = await findUser(tx, userId);
  if (!user.memberships.some(({ communityId }) => communityId === community.id)) throw noSuchUser();
  const administered = new Set(
    memberships.filter(({ role }) => role === 'admin').map(({ communityId }) => communityId),
  );
  if (user.memberships.every(({ communityId }) => administered.has(communityId))) return user;
  throw new UserError(
    'USER_SHARED',
    '此人在您不管理的小区也有岗位，请由那里的管理员一同办理',
    'this person also has a role in a community that you do not administer',
    403,
  );
}

function noSuchUser(): UserError {
  return new UserError('NO_SUCH_USER', '没有这个人员', 'there is no such user', 404);
}
