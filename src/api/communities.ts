import { z } from 'zod';
import { grantRole } from '../auth/users';
import { createCommunity, newCommunitySchema } from '../communities/create';
import { receiptsState } from '../communities/receipts';
import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import { type Tx, withScope, withSystemScope } from '../db/scope';
import { civilDayOf } from '../domain/civil-day';
import { clockStands, communityClockSchema, communityNow } from '../domain/clock';
import type { roleSchema } from '../domain/roles';
import { currentPolicy } from '../policy/versions';
import { COMMUNITY_PATH, memberOf, signedIn } from './access';
import type { Api } from './api';
import { described, inCommunity, refusals } from './route';
import { communityCardSchema, communitySchema } from './schemas/community';

/** Every role of a community; `support` too, who sees no case, must find its own work. */
const ANYBODY = ['log.own'] as const;

export function communityRoutes(app: Api, context: Context): void {
  app.get(
    '/api/communities',
    {
      config: { access: { kind: 'signed_in' } },
      schema: {
        ...described('communities', '我有岗位的小区'),
        response: { 200: z.object({ items: z.array(communitySchema) }), ...refusals },
      },
    },
    async (request) => {
      const { memberships } = signedIn(request);
      const ids = memberships.map(({ communityId }) => communityId);
      const rows = await withSystemScope(context, (tx) =>
        tx.community.findMany({ where: { id: { in: ids } }, orderBy: { name: 'asc' } }),
      );
      return {
        items: rows.map((row) => {
          const roles = memberships
            .filter(({ communityId }) => communityId === row.id)
            .map(({ role }) => role);
          return communityRow(context, row, roles);
        }),
      };
    },
  );

  app.post(
    '/api/communities',
    {
      config: { access: { kind: 'anywhere', may: ['accounts.manage'] } },
      schema: {
        ...described('communities', '新建小区，新建者为其管理员'),
        body: newCommunitySchema,
        response: { 200: communitySchema, ...refusals },
      },
    },
    async (request) => {
      const { userId } = signedIn(request);
      return withSystemScope(context, async (tx) => {
        const { id } = await createCommunity(tx, request.body, { createdById: userId });
        await grantRole(tx, { userId, communityId: id, role: 'admin' });
        return communityRow(context, await tx.community.findUniqueOrThrow({ where: { id } }), ['admin']);
      });
    },
  );

  app.get(
    COMMUNITY_PATH,
    {
      config: { access: { kind: 'community', may: ANYBODY } },
      schema: {
        ...described('communities', '小区概况：时间、政策、收款数据新鲜度、各级案件数'),
        params: inCommunity,
        response: { 200: communityCardSchema, ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      return withScope(context, community.id, async (tx) => {
        const row = await tx.community.findUniqueOrThrow({ where: { id: community.id } });
        return {
          ...communityRow(context, row, community.roles),
          providers: z.record(z.string(), z.string()).parse(row.providers),
          policy: await policyOf(tx, row),
          freshness: await receiptsState(tx, row, context.now()),
          texts: await textsOf(tx, row.id),
          counts: await countsOf(tx, row.id),
        };
      });
    },
  );
}

type Row = Prisma.CommunityGetPayload<object>;

function communityRow(
  context: Context,
  row: Row,
  roles: z.infer<typeof roleSchema>[],
): z.infer<typeof communitySchema> {
  const clock = communityClockSchema.parse(row.clock);
  const now = communityNow(clock, context.now());
  const { id, name, companyName, servicePhone, zone, demonstration } = row;
  return {
    ...{ id, name, companyName, servicePhone, zone, demonstration, roles },
    today: civilDayOf(now, zone),
    now: new Date(now).toISOString(),
    clock: clock.kind,
    clockStands: clockStands(clock),
    takenOverAt: row.takenOverAt?.toISOString() ?? null,
    firstReleasedAt: row.firstReleasedAt?.toISOString() ?? null,
  };
}

async function policyOf(tx: Tx, row: Row) {
  if (row.currentPolicyId === null) return null;
  const { version, digest, policy } = await currentPolicy(tx, row.id);
  return { version, digest, name: policy.name };
}

/** A community whose texts nobody approved sends nothing, and says so. */
async function textsOf(tx: Tx, communityId: string) {
  const rows = await tx.textTemplate.groupBy({
    by: ['status'],
    where: { communityId, status: { in: ['active', 'proposed'] } },
    _count: true,
  });
  const inForce = rows.find(({ status }) => status === 'active')?._count ?? 0;
  const waiting = rows.find(({ status }) => status === 'proposed')?._count ?? 0;
  const zh = [
    inForce === 0 ? '没有文本在用，批准之前发不出去' : `在用 ${inForce} 份`,
    ...(waiting > 0 ? [`${waiting} 份待批准`] : []),
  ].join('，');
  return { inForce, waiting, zh };
}

async function countsOf(tx: Tx, communityId: string) {
  const cases = await tx.dunningCase.groupBy({
    by: ['level'],
    where: { communityId, status: 'open' },
    _count: true,
    _sum: { claimableFen: true },
    orderBy: { level: 'asc' },
  });
  const live = { communityId, status: { in: ['open', 'started'] } };
  return {
    accounts: await tx.account.count({ where: { communityId, mergedIntoId: null } }),
    cases: cases.map(({ level, _count, _sum }) => ({
      level,
      count: _count,
      claimableFen: _sum.claimableFen ?? 0,
    })),
    openWaves: await tx.wave.count({ where: { communityId, status: 'open' } }),
    openTasks: await tx.task.count({ where: live }),
    overdueTasks: await tx.task.count({ where: { ...live, escalation: { gt: 0 } } }),
    parkedPayments: await tx.payment.count({ where: { communityId, status: 'parked' } }),
  };
}
