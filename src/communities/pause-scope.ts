import { z } from 'zod';
import { type Actor, mayActOnAccount, requirePermission, rolesIn } from '../auth/actor';
import type { Tx } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import { partyKindSchema } from '../domain/party';
import { can, type Permission } from '../domain/permissions';
import type { Role } from '../domain/roles';
import { UserError } from '../errors';

/** What a pause is of. One of a charge object follows whoever is liable for the object, one of a kind of party all of its accounts. */
export const pauseScopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('community') }),
  z.object({ kind: z.literal('building'), building: z.string().min(1) }),
  z.object({ kind: z.literal('account'), accountId: z.uuid() }),
  z.object({ kind: z.literal('object'), objectId: z.uuid() }),
  z.object({ kind: z.literal('party_kind'), partyKind: partyKindSchema }),
]);
export type PauseScope = z.infer<typeof pauseScopeSchema>;
export type PauseScopeKind = PauseScope['kind'];

export type PauseActor = Pick<Actor, 'userId' | 'memberships'>;

/** The columns of its row that say what it is of; all null: the community. */
export type PauseColumns = {
  building: string | null;
  accountId: string | null;
  objectId: string | null;
  partyKind: string | null;
};

const NOTHING: PauseColumns = { building: null, accountId: null, objectId: null, partyKind: null };

export function columnsOf(scope: PauseScope): PauseColumns {
  switch (scope.kind) {
    case 'community':
      return NOTHING;
    case 'building':
      return { ...NOTHING, building: scope.building };
    case 'account':
      return { ...NOTHING, accountId: scope.accountId };
    case 'object':
      return { ...NOTHING, objectId: scope.objectId };
    case 'party_kind':
      return { ...NOTHING, partyKind: scope.partyKind };
    default: {
      const never: never = scope;
      throw new Error(`unknown scope of a pause: ${JSON.stringify(never)}`);
    }
  }
}

export function scopeOf({ building, accountId, objectId, partyKind }: PauseColumns): PauseScope {
  if (accountId !== null) return { kind: 'account', accountId };
  if (objectId !== null) return { kind: 'object', objectId };
  if (partyKind !== null) return { kind: 'party_kind', partyKind: partyKindSchema.parse(partyKind) };
  return building !== null ? { kind: 'building', building } : { kind: 'community' };
}

/** An account as pauses see it. */
export type PausedAccount = {
  id: string;
  building: string | null;
  partyKind: string;
  objectIds: readonly string[];
};

export function covers(pause: PauseColumns, account: PausedAccount): boolean {
  return (
    (pause.building === null || pause.building === account.building) &&
    (pause.accountId === null || pause.accountId === account.id) &&
    (pause.objectId === null || account.objectIds.includes(pause.objectId)) &&
    (pause.partyKind === null || pause.partyKind === account.partyKind)
  );
}

const PERMISSION: Record<PauseScopeKind, readonly Permission[]> = {
  account: ['hold.set'],
  object: ['hold.set'],
  building: ['pause.building', 'pause.everything'],
  party_kind: ['pause.building', 'pause.everything'],
  community: ['pause.community', 'pause.everything'],
};

/** @throws {UserError} NOT_PERMITTED */
export function rolesFor(actor: PauseActor, communityId: string, { kind }: PauseScope): Role[] {
  const roles = rolesIn(actor, communityId).filter((role) => PERMISSION[kind].some((one) => can(role, one)));
  const [first] = PERMISSION[kind];
  if (roles.length === 0 && first) requirePermission(actor, communityId, first);
  return roles;
}

/** The policy's days by role; one that may pause but is not named there (公司, 管理员) has the most that anybody has. */
export function longestFor(
  actor: PauseActor,
  communityId: string,
  scope: PauseScope,
  byRole: Partial<Record<Role, number>>,
): number {
  const roles = rolesFor(actor, communityId, scope);
  const all = Math.max(...Object.values(byRole));
  const ofOne = scope.kind === 'account' || scope.kind === 'object';
  return Math.max(...roles.map((role) => byRole[role] ?? (ofOne ? 0 : all)));
}

/**
 * The account that a pause speaks of now, whose evidence it is; null for one that speaks of many. One answer for an account that is not
 * there and for one that is not his to act on.
 *
 * @throws {UserError} ACCOUNT_UNKNOWN
 */
export async function accountIn(
  tx: Tx,
  actor: PauseActor,
  communityId: string,
  { accountId, objectId }: PauseColumns,
  today: CivilDay,
): Promise<string | null> {
  if (accountId === null && objectId === null) return null;
  const where = objectId === null ? { id: accountId ?? '' } : { objects: { some: { id: objectId } } };
  const account = await tx.account.findFirst({
    where: { ...where, communityId },
    select: { id: true, communityId: true, building: true },
  });
  if (account && (await mayActOnAccount(tx, actor, account, today))) return account.id;
  throw new UserError(
    'ACCOUNT_UNKNOWN',
    '没有这一户，或不归您办理',
    'no such account, or not yours to act on',
    404,
  );
}
