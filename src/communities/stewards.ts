import type { Tx } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import { UserError } from '../errors';

/** 管家: who a building's work goes to. */

/** @throws {UserError} NOT_STAFF when steward or stand-in has no role in the community */
export async function setSteward(
  tx: Tx,
  stewardship: { communityId: string; building: string; stewardId: string; standInId: string | null },
): Promise<void> {
  const { communityId, building, stewardId, standInId } = stewardship;
  const people = [stewardId, standInId].filter((id) => id !== null);
  const members = await tx.membership.findMany({
    where: { communityId, userId: { in: people }, user: { disabledAt: null } },
    distinct: ['userId'],
    select: { userId: true },
  });
  if (members.length < new Set(people).size) {
    throw new UserError(
      'NOT_STAFF',
      '管家须是本小区的在职人员',
      'a steward is on the staff of the community',
    );
  }
  await tx.stewardship.upsert({
    where: { communityId_building: { communityId, building } },
    create: { communityId, building, stewardId, standInId },
    update: { stewardId, standInId },
  });
}

/** While away, his work goes to the stand-ins of his buildings; null: he is back. */
export async function setAway(
  tx: Tx,
  { communityId, stewardId, untilOn }: { communityId: string; stewardId: string; untilOn: CivilDay | null },
): Promise<void> {
  await tx.stewardship.updateMany({ where: { communityId, stewardId }, data: { awayUntilOn: untilOn } });
}
