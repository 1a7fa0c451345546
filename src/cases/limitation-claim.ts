import type { Tx } from '../db/scope';
import type { AccountClaim } from '../ledger/claimable';
import type { Pending } from '../machine/context';
import type { Refused } from './claim-answer';

/**
 * A safeguard goes out on its two consents alone, read again in the claim: one that was taken back a moment ago is over, and so is one whose
 * charges are paid, whatever else is owed.
 */
export async function safeguardRefusal(
  tx: Tx,
  { ref }: Pick<Pending, 'ref'>,
  { lines }: Pick<AccountClaim, 'lines'>,
): Promise<Refused | null> {
  const request = ref === null ? null : await tx.limitationRequest.findUnique({ where: { id: ref } });
  if (request?.status !== 'approved') return { kind: 'SUPERSEDED', why: 'NOT_PENDING' };
  const owed = lines.some(
    ({ chargeId, principalLeftFen }) => principalLeftFen > 0 && request.chargeIds.includes(chargeId),
  );
  return owed ? null : { kind: 'NOTHING_OWED' };
}
