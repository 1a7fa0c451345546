import type { FastifyRequest, RouteOptions } from 'fastify';
import { z } from 'zod';
import { authenticate, rolesIn, type Actor as SignedInActor } from '../auth/actor';
import type { Context } from '../context';
import { withSystemScope } from '../db/scope';
import { type CommunityClock, communityClockSchema, communityNow } from '../domain/clock';
import { can, type Permission } from '../domain/permissions';
import type { Role } from '../domain/roles';
import { UserError } from '../errors';
import type { Api } from './api';
import { tokenOf } from './session-cookie';

/**
 * Who may use a route is declared with it, and a route that declares nothing does not start. Every route below
 * `/communities/:communityId` acts in that community: the roles that count are those which the user has there.
 */
export type Access =
  | { kind: 'public' }
  | { kind: 'signed_in' }
  /** any one of these permissions, in the community of the path */
  | { kind: 'community'; may: readonly Permission[] }
  /** in whichever community */
  | { kind: 'anywhere'; may: readonly Permission[] };

export type CommunityOfActor = {
  id: string;
  name: string;
  zone: string;
  clock: CommunityClock;
  demonstration: boolean;
  roles: Role[];
};

export type Actor = SignedInActor & { community: CommunityOfActor | null };

/** An actor in a community, as every route of a community has one. */
export type Member = Actor & { community: CommunityOfActor };

/** A route as it was declared, for a test that asks every one of them. */
export type DeclaredRoute = { method: string; url: string; access: Access };

declare module 'fastify' {
  interface FastifyInstance {
    declaredRoutes: DeclaredRoute[];
  }
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    actor: Actor | null;
  }
}

export const COMMUNITY_PATH = '/api/communities/:communityId';

export function guardRoutes(app: Api, context: Context): void {
  app.decorateRequest('actor', null);
  app.decorate('declaredRoutes', []);
  app.addHook('onRoute', (route) => {
    const access = declaredAccess(route);
    for (const method of [route.method].flat()) app.declaredRoutes.push({ method, url: route.url, access });
  });
  app.addHook('onRequest', async (request) => {
    const access = request.routeOptions.config.access;
    if (!access || access.kind === 'public') return;
    const actor = await authenticate(context, presentedBy(request), new Date(context.now()));
    request.actor = { ...actor, community: null };
    if (access.kind === 'signed_in') return;
    if (access.kind === 'anywhere')
      return permit(
        actor.memberships.map(({ role }) => role),
        access.may,
      );
    const community = await communityOf(context, actor, request);
    request.actor = { ...actor, community };
    permit(community.roles, access.may);
  });
}

function declaredAccess({ url, method, config }: RouteOptions): Access {
  if (!config?.access) throw new Error(`${String(method)} ${url} does not declare who may use it`);
  const inCommunity = url.startsWith(`${COMMUNITY_PATH}/`) || url === COMMUNITY_PATH;
  if (inCommunity !== (config.access.kind === 'community')) {
    throw new Error(
      `${String(method)} ${url}: a route below a community, and no other, has access of kind 'community'`,
    );
  }
  return config.access;
}

function presentedBy(request: FastifyRequest): string {
  const token = tokenOf(request);
  if (!token)
    throw new UserError('NOT_SIGNED_IN', '请先登录', 'sign in first: Authorization: Bearer <token>', 401);
  return token;
}

const communityParams = z.object({ communityId: z.uuid() });

async function communityOf(
  context: Context,
  actor: SignedInActor,
  request: FastifyRequest,
): Promise<CommunityOfActor> {
  const params = communityParams.safeParse(request.params);
  const roles = params.success ? rolesIn(actor, params.data.communityId) : [];
  // One answer for a community that is not his and for one that is not there: neither is his to learn.
  const row =
    params.success && roles.length > 0
      ? await withSystemScope(context, (tx) =>
          tx.community.findUnique({ where: { id: params.data.communityId } }),
        )
      : null;
  if (!row) {
    throw new UserError(
      'NOT_YOUR_COMMUNITY',
      '您在这个小区没有岗位',
      'you have no role in this community',
      403,
    );
  }
  return {
    id: row.id,
    name: row.name,
    zone: row.zone,
    clock: communityClockSchema.parse(row.clock),
    demonstration: row.demonstration,
    roles,
  };
}

function permit(roles: readonly Role[], may: readonly Permission[]): void {
  if (may.some((permission) => roles.some((role) => can(role, permission)))) return;
  throw notPermitted(may);
}

export function notPermitted(may: readonly Permission[]): UserError {
  return new UserError('NOT_PERMITTED', '您的岗位不能办理此事', 'your role may not do this', 403, {
    needs: [...may],
  });
}

/** The actor of a route of a community. */
export function memberOf(request: FastifyRequest): Member {
  const { actor } = request;
  if (!actor?.community) throw new Error(`${request.routeOptions.url} has no community`);
  return { ...actor, community: actor.community };
}

/** The actor of a route that asks only for a signed-in user. */
export function signedIn(request: FastifyRequest): Actor {
  if (!request.actor) throw new Error(`${request.routeOptions.url} is public`);
  return request.actor;
}

export function mayIn({ community }: Member, permission: Permission): boolean {
  return community.roles.some((role) => can(role, permission));
}

/** The community's instant, read once at the border. */
export function nowIn({ now }: Pick<Context, 'now'>, { community }: Member): number {
  return communityNow(community.clock, now());
}
