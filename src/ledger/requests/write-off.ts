import type { Tx } from '../../db/scope';
import { accountClaim, type LedgerTime, raiseLedgerVersion } from '../claimable';

/**
 * 核销: what a case claimed when it was closed as written off leaves the ledger, principal and late fee, so that no later case claims it
 * again. Once by its case; the caller holds the account's lock. What is disputed, fresh or not due yet was not claimed, and stays.
 */
export async function writeOffClaimed(
  tx: Tx,
  {
    communityId,
    accountId,
    caseId,
    by,
  }: { communityId: string; accountId: string; caseId: string; by: string | null },
  time: LedgerTime,
): Promise<void> {
  const key = `write-off/${caseId}`;
  if (await tx.moneyRequest.findUnique({ where: { key }, select: { id: true } })) return;
  const { lines } = await accountClaim(tx, accountId, time.today);
  const written = lines.flatMap(({ chargeId, claimableFen, lateFeeLeftFen }) => {
    const lateFeeFen = Math.min(lateFeeLeftFen, claimableFen);
    return [
      { chargeId, part: 'principal' as const, amountFen: claimableFen - lateFeeFen },
      { chargeId, part: 'late_fee' as const, amountFen: lateFeeFen },
    ].filter(({ amountFen }) => amountFen > 0);
  });
  if (written.length === 0) return;
  const request = await tx.moneyRequest.create({
    data: {
      ...{ communityId, accountId, caseId, key, lines: written },
      ...{ kind: 'write_off', origin: 'case_closed', status: 'booked' },
      totalFen: written.reduce((sum, { amountFen }) => sum + amountFen, 0),
      requestedOn: time.today,
      requestedAt: new Date(time.now),
      ...{ approvedById: by, approvedRole: 'company', approvedOn: time.today, bookedOn: time.today },
    },
  });
  await tx.waiver.createMany({
    data: written.map((line) => ({
      ...{ communityId, accountId, ...line, stated: false, kind: 'write_off', requestId: request.id },
      ...{ reason: '核销', approvedById: by, onDay: time.today },
    })),
  });
  await raiseLedgerVersion(tx, { communityId, accountId, kind: 'write_off', key, refId: request.id }, time);
}
