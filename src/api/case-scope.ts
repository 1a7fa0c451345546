import { buildingsOf } from '../auth/actor';
import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { civilDayOf } from '../domain/civil-day';
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
