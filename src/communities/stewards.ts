import type { Tx } from '../db/scope';
import { UserError } from '../errors';

/** 管家: who a building's work goes to. */

/** @throws {UserError} NOT_STAFF when steward or stand-in has no role in the community */
export async function setSteward(
  tx: Tx,
  stewardship: { communityId: string; building: string; stewardId: string; standInId: string | null },
): Promise<void> {
  const { communityId, building, stewardId, standInId } = stewardship;
  await requireStaff(
    tx,
    communityId,
    [stewardId, standInId].filter((id) => id !== null),
  );
  await tx.stewardship.upsert({
    where: { communityId_building: { communityId, building } },
    create: { communityId, building, stewardId, standInId },
    update: { stewardId, standInId },
  });
}

/** @throws {UserError} NOT_STAFF when one of them has no role in the community, or has left */
export async function requireStaff(tx: Tx, communityId: string, people: readonly string[]): Promise<void> {
  const members = await tx.membership.findMany({
    where: { communityId, userId: { in: [...people] }, user: { disabledAt: null } },
    distinct: ['userId'],
    select: { userId: true },
  });
  if (members.length === new Set(people).size) return;
  throw new UserError(
    'NOT_STAFF',
    '管家与代班人须是本小区的在职人员',
    'a steward is on the staff of the community',
  );
}
