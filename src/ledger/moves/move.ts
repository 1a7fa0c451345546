import { z } from 'zod';
import type { Tx } from '../../db/scope';

/** What went from one account to another, by ids: enough to take it back. */
export const movedSchema = z.object({
  objectIds: z.array(z.string()),
  chargeIds: z.array(z.string()),
  paymentIds: z.array(z.string()),
  /** prepayment entries */
  creditIds: z.array(z.string()),
  disputeIds: z.array(z.string()),
  pauseIds: z.array(z.string()),
  /** contact points that the surviving account's party got */
  pointIds: z.array(z.string()),
  /** accounts that had been joined to the one that was joined */
  followerIds: z.array(z.string()),
  /** what the surviving account was before it took the other's name and place */
  place: z
    .object({ label: z.string(), building: z.string().nullable(), walkingOrder: z.string() })
    .nullable(),
  careMark: z.string().nullable(),
  creditFen: z.number().int(),
});
export type Moved = z.infer<typeof movedSchema>;

export const NOTHING_MOVED: Moved = {
  objectIds: [],
  chargeIds: [],
  paymentIds: [],
  creditIds: [],
  disputeIds: [],
  pauseIds: [],
  pointIds: [],
  followerIds: [],
  place: null,
  careMark: null,
  creditFen: 0,
};

type Parts = Pick<Moved, 'objectIds' | 'chargeIds' | 'paymentIds' | 'creditIds' | 'disputeIds' | 'pauseIds'>;

/**
 * Puts rows under another account. What settles a charge goes with it, as it is found by its charge alone; a payment's own sum is not
 * touched, nor is one fen of it. The caller holds both accounts' locks, and raises both their versions afterwards.
 */
export async function moveRows(tx: Tx, intoId: string, parts: Parts): Promise<void> {
  const data = { accountId: intoId };
  const of = (ids: readonly string[]) => ({ where: { id: { in: [...ids] } }, data });
  if (parts.objectIds.length > 0) await tx.chargeObject.updateMany(of(parts.objectIds));
  if (parts.chargeIds.length > 0) await tx.charge.updateMany(of(parts.chargeIds));
  if (parts.paymentIds.length > 0) await tx.payment.updateMany(of(parts.paymentIds));
  if (parts.creditIds.length > 0) await tx.prepaymentEntry.updateMany(of(parts.creditIds));
  if (parts.disputeIds.length > 0) await tx.dispute.updateMany(of(parts.disputeIds));
  if (parts.pauseIds.length > 0) await tx.pause.updateMany(of(parts.pauseIds));
}

/** All that an account has. */
export async function everythingOf(tx: Tx, accountId: string): Promise<Parts & { creditFen: number }> {
  const where = { accountId };
  const select = { id: true };
  const credits = await tx.prepaymentEntry.findMany({ where, select: { id: true, amountFen: true } });
  return {
    objectIds: ids(await tx.chargeObject.findMany({ where, select })),
    chargeIds: ids(await tx.charge.findMany({ where, select })),
    paymentIds: ids(await tx.payment.findMany({ where, select })),
    creditIds: ids(credits),
    disputeIds: ids(await tx.dispute.findMany({ where, select })),
    pauseIds: ids(await tx.pause.findMany({ where: { ...where, liftedAt: null }, select })),
    creditFen: credits.reduce((sum, { amountFen }) => sum + amountFen, 0),
  };
}

export function ids(rows: readonly { id: string }[]): string[] {
  return rows.map(({ id }) => id);
}

/** Numbers and mailboxes that the one party has and the other has not: the person is one. @returns the ids of the new ones */
export async function sharePoints(tx: Tx, fromPartyId: string, intoPartyId: string): Promise<string[]> {
  if (fromPartyId === intoPartyId) return [];
  const known = await tx.contactPoint.findMany({ where: { partyId: intoPartyId } });
  const keys = new Set(known.map(({ kind, valueIndex }) => `${kind}:${valueIndex}`));
  const last = Math.max(-1, ...known.map(({ rank }) => rank));
  const others = await tx.contactPoint.findMany({
    where: { partyId: fromPartyId },
    orderBy: { rank: 'asc' },
  });
  const fresh = others.filter(({ kind, valueIndex }) => !keys.has(`${kind}:${valueIndex}`));
  const rows = await tx.contactPoint.createManyAndReturn({
    data: fresh.map(({ communityId, kind, valueIndex, relation, authorised, statedTime }, index) => ({
      ...{ communityId, partyId: intoPartyId, kind, valueIndex, relation, authorised },
      ...(statedTime === null ? {} : { statedTime }),
      rank: last + 1 + index,
    })),
    select: { id: true },
  });
  return ids(rows);
}
