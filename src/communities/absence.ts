import type { Absence } from '../db/generated/client';
import type { Tx } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import { UserError } from '../errors';
import { requireStaff } from './stewards';

/** 请假: who is away from which day until which, and who has his work meanwhile. */

export type NewAbsence = {
  communityId: string;
  userId: string;
  fromOn: CivilDay;
  /** The last civil day of it */
  untilOn: CivilDay;
  /** Null: the stand-in of each of his buildings, else whoever of his role is there */
  standInId: string | null;
  setById: string;
};

/**
 * The row only: his tasks are handed over when its first day has come (`src/cases/absences.ts`).
 *
 * @throws {UserError} NOT_STAFF, ABSENCE_DAYS_WRONG, ABSENCE_STAND_IN, ABSENCE_OVERLAPS
 */
export async function announceAbsence(tx: Tx, absence: NewAbsence, today: CivilDay): Promise<Absence> {
  const { communityId, userId, fromOn, untilOn, standInId } = absence;
  if (untilOn < fromOn || untilOn < today) {
    throw new UserError(
      'ABSENCE_DAYS_WRONG',
      '请假的截止日须不早于起始日，也不早于今天',
      'an absence ends on or after its first day, and not in the past',
    );
  }
  if (standInId === userId) {
    throw new UserError('ABSENCE_STAND_IN', '代班人须是另一个人', 'the stand-in is somebody else');
  }
  await requireStaff(tx, communityId, standInId === null ? [userId] : [userId, standInId]);
  // of two that are announced at once the second sees the first
  await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${`absence/${communityId}/${userId}`}, 0))::text`;
  const overlaps = await tx.absence.findFirst({
    where: { communityId, userId, endedAt: null, fromOn: { lte: untilOn }, untilOn: { gte: fromOn } },
  });
  if (overlaps) {
    throw new UserError(
      'ABSENCE_OVERLAPS',
      `已有一段请假（${overlaps.fromOn} 至 ${overlaps.untilOn}）与此重叠，请先销假`,
      'another absence overlaps with it: end that first',
      409,
      { absenceId: overlaps.id },
    );
  }
  return tx.absence.create({ data: absence });
}
