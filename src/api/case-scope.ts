import type { Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { caseScope } from '../policy/roles';
import type { Member } from './access';

/** Which cases of the community a member gets to see; what his role does not show him is not sent. */
export async function visibleCases(tx: Tx, member: Member): Promise<Prisma.DunningCaseWhereInput> {
  const parts: Prisma.DunningCaseWhereInput[] = [];
  for (const role of member.community.roles) {
    const scope = caseScope(role);
    switch (scope) {
      case 'community':
      case 'own_communities':
      case 'masked':
        return { communityId: member.community.id };
      case 'own_buildings':
        parts.push({ account: { building: { in: await buildingsOf(tx, member) } } });
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

/** 己: the buildings that are his, and those for whose steward he stands in. */
export async function buildingsOf(tx: Tx, { userId, community }: Member): Promise<string[]> {
  const rows = await tx.stewardship.findMany({
    where: {
      communityId: community.id,
      OR: [{ stewardId: userId }, { standInId: userId, awayUntilOn: { not: null } }],
    },
    select: { building: true },
  });
  return rows.map(({ building }) => building);
}
