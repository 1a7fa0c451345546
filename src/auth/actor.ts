import type { Context } from '../context';
import { type Tx, withSystemScope } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import { type CaseScope, can, caseScope, type Permission } from '../domain/permissions';
import { type Role, roleSchema } from '../domain/roles';
import { UserError } from '../errors';
import { tokenDigest } from './tokens';

export type Membership = { communityId: string; role: Role };

/** Who acts, and as what where. */
export type Actor = {
  userId: string;
  login: string;
  name: string;
  tokenId: string;
  memberships: Membership[];
};

/**
 * @param now real time
 * @throws {UserError} TOKEN_INVALID for one that is unknown, expired, revoked, or of a user who was disabled: one answer for all
 */
export async function authenticate(context: Pick<Context, 'db'>, token: string, now: Date): Promise<Actor> {
  const row = await withSystemScope(context, (tx) =>
    tx.accessToken.findUnique({
      where: { tokenDigest: tokenDigest(token) },
      include: { user: { include: { memberships: true } } },
    }),
  );
  if (!row || row.revokedAt || row.expiresAt <= now || row.user.disabledAt) {
    throw new UserError(
      'TOKEN_INVALID',
      '登录已失效，请重新登录',
      'the token is not valid: sign in again',
      401,
    );
  }
  const { id, login, name, memberships } = row.user;
  return {
    userId: id,
    login,
    name,
    tokenId: row.id,
    memberships: memberships.map(({ communityId, role }) => ({ communityId, role: roleSchema.parse(role) })),
  };
}

export function rolesIn({ memberships }: Pick<Actor, 'memberships'>, communityId: string): Role[] {
  return memberships.filter((one) => one.communityId === communityId).map(({ role }) => role);
}

/**
 * @returns the role by which it is allowed: the first that has the permission
 * @throws {UserError} NOT_PERMITTED
 */
export function requirePermission(
  actor: Pick<Actor, 'memberships'>,
  communityId: string,
  permission: Permission,
): Role {
  const role = rolesIn(actor, communityId).find((one) => can(one, permission));
  if (!role) {
    throw new UserError('NOT_PERMITTED', '您的岗位不能办理此事', 'your role may not do this', 403, {
      needs: [permission],
    });
  }
  return role;
}

type AccountPlace = { id: string; communityId: string; building: string | null };

/**
 * Whether the account is among those that the actor's roles let him see and act on: 客服/管家 the buildings that are his or that
 * he stands in for today, 法务 those whose case is at level 3 or above, 律师 those with a task of his; whoever has an open task
 * there in any case.
 */
export async function mayActOnAccount(
  tx: Tx,
  actor: Pick<Actor, 'userId' | 'memberships'>,
  account: AccountPlace,
  today: CivilDay,
): Promise<boolean> {
  const scopes = new Set(rolesIn(actor, account.communityId).map(caseScope));
  for (const scope of scopes) if (await reaches(tx, scope, actor.userId, account, today)) return true;
  return false;
}

async function reaches(tx: Tx, scope: CaseScope, userId: string, account: AccountPlace, today: CivilDay) {
  switch (scope) {
    case 'community':
    case 'own_communities':
    case 'masked':
      return true;
    case 'own_buildings': {
      const own = await buildingsOf(tx, userId, account.communityId, today);
      return own.includes(account.building ?? '') || (await hasTask(tx, userId, account.id, true));
    }
    case 'from_level_3':
      return (
        (await tx.dunningCase.count({
          where: {
            accountId: account.id,
            // or his approval is asked for
            OR: [
              { level: { gte: 3 } },
              { snapshot: { path: ['context', 'referral', 'needs'], array_contains: ['counsel'] } },
            ],
          },
        })) > 0 || (await hasTask(tx, userId, account.id, true))
      );
    case 'assigned':
      return hasTask(tx, userId, account.id, false);
    case 'none':
      return false;
    default: {
      const never: never = scope;
      throw new Error(`unknown scope: ${never}`);
    }
  }
}

async function hasTask(tx: Tx, userId: string, accountId: string, openOnly: boolean): Promise<boolean> {
  const status = openOnly ? { in: ['open', 'started'] } : undefined;
  return (await tx.task.count({ where: { accountId, assigneeId: userId, status } })) > 0;
}

/** 己: the buildings that are his, and those whose steward is away today and has him as stand-in. */
export async function buildingsOf(
  tx: Tx,
  userId: string,
  communityId: string,
  today: CivilDay,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ building: string }[]>`
    select s.building from stewardship s
    where s."communityId" = ${communityId}::uuid and (s."stewardId" = ${userId}::uuid or exists (
      select from absence a
      where a."userId" = s."stewardId" and a."communityId" = s."communityId" and a."endedAt" is null
        and a."fromOn" <= ${today} and a."untilOn" >= ${today}
        and coalesce(a."standInId", s."standInId") = ${userId}::uuid))
    order by s.building`;
  return rows.map(({ building }) => building);
}
