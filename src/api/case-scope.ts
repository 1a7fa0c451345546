import { buildingsOf } from '../auth/actor';
import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { type CivilDay, civilDayOf } from '../domain/civil-day';
import { caseScope } from '../domain/permissions';
import { type Member, nowIn } from './access';

/** Which cases of the community a member gets to see; what his role does not show him is not sent. */
export async function visibleCases(
  context: Context,
  tx: Tx,
  member: Member,
): Promise<Prisma.DunningCaseWhereInput> {
  const { community, userId } = member;
  const today = civilDayOf(nowIn(context, member), community.zone);
  const parts: Prisma.DunningCaseWhereInput[] = [];
  for (const role of member.community.roles) {
    const scope = caseScope(role);
    switch (scope) {
      case 'community':
      case 'own_communities':
      case 'masked':
        return { communityId: member.community.id };
      case 'own_buildings':
        parts.push({ account: { building: { in: await buildingsOf(tx, userId, community.id, today) } } });
        parts.push({ tasks: { some: { assigneeId: member.userId, status: { in: ['open', 'started'] } } } });
        break;
      case 'from_level_3':
        parts.push({ level: { gte: 3 } });
        break;
      case 'assigned':
        parts.push({ tasks: { some: { assigneeId: member.userId } } });
        break;
      case 'none':
        break;
      default: {
        const never: never = scope;
        throw new Error(`unknown scope: ${never}`);
      }
    }
  }
  return { communityId: member.community.id, OR: parts };
}

/** Which accounts he gets to see, those without a case among them. */
export async function visibleAccounts(
  tx: Tx,
  { community, userId }: Member,
  today: CivilDay,
): Promise<Prisma.AccountWhereInput> {
  const parts: Prisma.AccountWhereInput[] = [];
  const hasTask = (open: boolean): Prisma.AccountWhereInput => ({
    cases: {
      some: {
        tasks: { some: { assigneeId: userId, ...(open ? { status: { in: ['open', 'started'] } } : {}) } },
      },
    },
  });
  for (const role of community.roles) {
    const scope = caseScope(role);
    switch (scope) {
      case 'community':
      case 'own_communities':
      case 'masked':
        return { communityId: community.id };
      case 'own_buildings':
        parts.push({ building: { in: await buildingsOf(tx, userId, community.id, today) } }, hasTask(true));
        break;
      case 'from_level_3':
        parts.push({ cases: { some: { level: { gte: 3 } } } });
        break;
      case 'assigned':
        parts.push(hasTask(false));
        break;
      case 'none':
        break;
      default: {
        const never: never = scope;
        throw new Error(`unknown scope: ${never}`);
      }
    }
  }
  return { communityId: community.id, OR: parts };
}
