import type { Prisma } from '../../db/generated/client';
import type { Tx } from '../../db/scope';
import { isSettled } from '../../domain/claimable';
import { pinnedPolicy } from '../../policy/versions';
import type { AccountClaim, LedgerTime } from '../account-claim';
import { type RequestLine, requestLinesSchema } from './lines';

/** 待减免 What the system proposes by itself; it counts as waived from here on, until who has the limit approves or refuses it. */
export type Proposal = {
  communityId: string;
  accountId: string;
  caseId: string | null;
  offerId: string | null;
  origin: 'offer' | 'tolerance';
  /** Once */
  key: string;
  lines: RequestLine[];
};

export async function writeProposals(
  tx: Tx,
  proposals: readonly Proposal[],
  { now, today }: LedgerTime,
): Promise<number> {
  const data = proposals
    .filter(({ lines }) => lines.length > 0)
    .map((proposal) => ({
      ...proposal,
      kind: 'waive_late_fee',
      totalFen: proposal.lines.reduce((sum, { amountFen }) => sum + amountFen, 0),
      requestedOn: today,
      requestedAt: new Date(now),
    }));
  if (data.length === 0) return 0;
  return (await tx.moneyRequest.createMany({ data, skipDuplicates: true })).count;
}

/**
 * 结清容差: of accounts whose principal is settled, a rest of late fee within the tolerance is proposed as a waiver, so that nobody is asked
 * for it again.
 *
 * @returns accounts of which something was proposed
 */
export async function proposeRests(
  tx: Tx,
  communityId: string,
  claims: readonly AccountClaim[],
  time: LedgerTime,
): Promise<string[]> {
  const rests = claims.filter(
    ({ claimableFen, principalOutstandingFen }) => claimableFen > 0 && principalOutstandingFen === 0,
  );
  if (rests.length === 0) return [];
  const { currentPolicyId } = await tx.community.findUniqueOrThrow({
    where: { id: communityId },
    select: { currentPolicyId: true },
  });
  // a ledger may come in before a policy is in force: nothing is tolerated yet
  if (currentPolicyId === null) return [];
  const { toleranceFen } = (await pinnedPolicy(tx, currentPolicyId)).policy.ladder.settlement;
  const small = rests.filter((claim) => isSettled(claim, toleranceFen));
  if (small.length === 0) return [];
  const refused = await refusedCharges(tx, small);
  await writeProposals(
    tx,
    small.map(({ accountId, ledgerVersion, lines }) => ({
      communityId,
      accountId,
      caseId: null,
      offerId: null,
      origin: 'tolerance' as const,
      key: `tolerance/${accountId}/${ledgerVersion}`,
      lines: lines
        .filter(({ chargeId, claimableFen }) => claimableFen > 0 && !refused.has(chargeId))
        .map(({ chargeId, claimableFen }) => ({
          chargeId,
          part: 'late_fee' as const,
          amountFen: claimableFen,
        })),
    })),
    time,
  );
  return small.map(({ accountId }) => accountId);
}

/** A rest whose waiver somebody refused is not proposed again by itself. */
async function refusedCharges(tx: Tx, claims: readonly AccountClaim[]): Promise<Set<string>> {
  const refused = await tx.moneyRequest.findMany({
    where: {
      accountId: { in: claims.map(({ accountId }) => accountId) },
      kind: 'waive_late_fee',
      origin: { in: ['offer', 'tolerance'] },
      status: 'refused',
    },
    select: { lines: true },
  });
  return new Set(
    refused.flatMap(({ lines }) => requestLinesSchema.parse(lines).map(({ chargeId }) => chargeId)),
  );
}

/** What the proposals rested on is gone: those that are not booked yet fall away. */
export async function withdrawProposals(
  tx: Tx,
  where: Prisma.MoneyRequestWhereInput,
  { now }: LedgerTime,
): Promise<void> {
  await tx.moneyRequest.updateMany({
    where: { ...where, status: { in: ['proposed', 'approved'] } },
    data: { status: 'withdrawn', endedAt: new Date(now) },
  });
}

/** …and those that are booked are taken back, entry by entry. */
export async function undoProposals(
  tx: Tx,
  where: Prisma.MoneyRequestWhereInput,
  { now, today }: LedgerTime,
): Promise<void> {
  const booked = await tx.moneyRequest.findMany({ where: { ...where, status: 'booked' } });
  for (const request of booked) {
    const rows = await tx.waiver.findMany({ where: { requestId: request.id } });
    await tx.waiver.createMany({
      data: rows.map(({ communityId, accountId, chargeId, part, amountFen, kind, requestId }) => ({
        ...{ communityId, accountId, chargeId, part, kind, requestId },
        amountFen: -amountFen,
        stated: false,
        reason: '缴费被冲回，报价未兑现',
        onDay: today,
      })),
    });
    await tx.moneyRequest.update({
      where: { id: request.id },
      data: { status: 'undone', endedAt: new Date(now) },
    });
  }
}

/**
 * A payment came back, and principal is owed again on charges of which the tolerance had waived the rest: that rest is owed with it.
 */
export async function takeBackRests(
  tx: Tx,
  claims: readonly AccountClaim[],
  time: LedgerTime,
): Promise<string[]> {
  const owing = claims.filter(({ principalOutstandingFen }) => principalOutstandingFen > 0);
  if (owing.length === 0) return [];
  const requests = await tx.moneyRequest.findMany({
    where: {
      accountId: { in: owing.map(({ accountId }) => accountId) },
      origin: 'tolerance',
      status: { in: ['proposed', 'approved', 'booked'] },
    },
    select: { id: true, accountId: true, lines: true },
  });
  const unpaid = new Set(
    owing.flatMap(({ lines }) =>
      lines.filter((line) => line.principalLeftFen > 0).map((line) => line.chargeId),
    ),
  );
  const gone = requests.filter(({ lines }) =>
    requestLinesSchema.parse(lines).some(({ chargeId }) => unpaid.has(chargeId)),
  );
  if (gone.length === 0) return [];
  const where = { id: { in: gone.map(({ id }) => id) } };
  await withdrawProposals(tx, where, time);
  await undoProposals(tx, where, time);
  return gone.flatMap(({ accountId }) => accountId ?? []);
}
