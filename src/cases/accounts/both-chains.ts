import type { Context } from '../../context';
import type { Tx } from '../../db/scope';
import { appendEvidence } from '../../evidence/append';
import type { EntryBody } from '../../evidence/entries';
import type { Raised } from '../../ledger/claimable';
import type { Moved } from '../../ledger/moves/move';

export type BothSides = {
  communityId: string;
  fromId: string;
  intoId: string;
  actorId: string;
  at: Date;
  /** `join/…`, `split/…`: each account's entry has its id behind it */
  key: string;
};

export type Head = { seq: number; hash: string };

/** One entry in each chain, that of the account which gives first: where its chain then stands is in the other's. */
export async function appendToBoth(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  { communityId, fromId, intoId, actorId, at, key }: BothSides,
  bodyOf: (accountId: string, otherHead: Head | null) => EntryBody,
): Promise<void> {
  const cases = await tx.dunningCase.findMany({
    where: { accountId: { in: [fromId, intoId] }, status: { not: 'closed' } },
    select: { id: true, accountId: true },
  });
  let head: Head | null = null;
  for (const accountId of [fromId, intoId]) {
    const { seq, hash } = await appendEvidence(tx, context, {
      ...{ communityId, accountId, at, actorId },
      caseId: cases.find((one) => one.accountId === accountId)?.id ?? null,
      key: `${key}/${accountId}`,
      ...bodyOf(accountId, head),
    });
    head = { seq, hash };
  }
}

/** How much moved, and what each account owes after it. */
export function sumsOf({ objectIds, chargeIds, creditFen }: Moved, raised: Raised | undefined) {
  return {
    moved: { objects: objectIds.length, charges: chargeIds.length, creditFen },
    ledgerVersion: raised?.ledgerVersion ?? 0,
    claimableFen: raised?.claim.claimableFen ?? 0,
    principalFen: raised?.claim.principalOutstandingFen ?? 0,
  };
}
