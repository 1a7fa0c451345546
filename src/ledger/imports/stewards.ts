import type { Tx } from '../../db/scope';
import { groupBy } from '../group-by';
import type { Summary } from './summary';

/** 责任人 by building, the one most rows name; who is nobody of the community's staff is listed, not made up. */
export async function knownStewards(
  tx: Tx,
  communityId: string,
  stewardsOf: ReadonlyMap<string, ReadonlyMap<string, number>>,
): Promise<Summary['stewards']> {
  const names = [...new Set([...stewardsOf.values()].flatMap((counts) => [...counts.keys()]))];
  const staff = await staffByName(tx, communityId, names);
  const byBuilding: Record<string, string> = {};
  for (const [building, counts] of stewardsOf) {
    const [most] = [...counts].sort((a, b) => b[1] - a[1]);
    if (most && staff.has(most[0])) byBuilding[building] = most[0];
  }
  return { byBuilding, unknown: names.filter((name) => !staff.has(name)) };
}

/** Buildings without a steward get theirs; who has been named by an administrator stays. */
export async function appointStewards(
  tx: Tx,
  communityId: string,
  byBuilding: Summary['stewards']['byBuilding'],
): Promise<void> {
  const staff = await staffByName(tx, communityId, Object.values(byBuilding));
  await tx.stewardship.createMany({
    data: Object.entries(byBuilding).flatMap(([building, name]) => {
      const stewardId = staff.get(name);
      return stewardId === undefined ? [] : [{ communityId, building, stewardId }];
    }),
    skipDuplicates: true,
  });
}

/** Two of the same name are nobody: an administrator says which. */
async function staffByName(
  tx: Tx,
  communityId: string,
  names: readonly string[],
): Promise<Map<string, string>> {
  const users = await tx.user.findMany({
    where: { name: { in: [...names] }, disabledAt: null, memberships: { some: { communityId } } },
    select: { id: true, name: true },
  });
  return new Map(
    [...groupBy(users, ({ name }) => name)].flatMap(([name, same]) => {
      const [only] = same;
      return only && same.length === 1 ? [[name, only.id] as const] : [];
    }),
  );
}
