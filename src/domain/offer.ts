import type { CivilDay } from './civil-day';
import type { ClaimableLine } from './claimable';
import { type Fen, fen, minFen, sumFen } from './money';

/**
 * A stated amount is an offer with a date (报价有效期): who pays exactly that by then has settled the principal it named, and the late
 * fee that grew meanwhile is proposed as a waiver.
 */
export interface Offer {
  statedOn: CivilDay;
  /** included: the deadline in the text, else so many days as the policy says */
  validThrough: CivilDay;
  totalFen: Fen;
}

/** What an offer names of one charge. */
export interface OfferLine {
  chargeId: string;
  principalFen: Fen;
  lateFeeFen: Fen;
}

/** @param payments standing ones that went to what the offer named */
export function offerHonoured(offer: Offer, payments: ReadonlyArray<{ on: CivilDay; fen: Fen }>): boolean {
  let paid = 0;
  for (const { on, fen } of payments) if (on >= offer.statedOn && on <= offer.validThrough) paid += fen;
  return paid >= offer.totalFen;
}

/**
 * What a text states, charge by charge: its sum is what the text asks for.
 *
 * @param withLateFee false at level 1, whose texts name none
 */
export function offerLines(
  lines: readonly Pick<ClaimableLine, 'chargeId' | 'claimableFen' | 'lateFeeLeftFen'>[],
  withLateFee: boolean,
): OfferLine[] {
  return lines.flatMap(({ chargeId, claimableFen, lateFeeLeftFen }) => {
    const lateFeeFen = minFen(lateFeeLeftFen, claimableFen);
    const line = {
      chargeId,
      principalFen: fen(claimableFen - lateFeeFen),
      lateFeeFen: withLateFee ? lateFeeFen : fen(0),
    };
    return line.principalFen + line.lateFeeFen > 0 ? [line] : [];
  });
}

/** Of a charge that an offer named, what is left now and what came in on the offer: since it was stated, by its day. */
export interface OfferedCharge {
  /** as the offer stated them */
  principalFen: Fen;
  lateFeeFen: Fen;
  principalLeftFen: Fen;
  lateFeeLeftFen: Fen;
  principalPaidFen: Fen;
  lateFeePaidFen: Fen;
}

/** What has to be moved from the late fee to the principal, and what is then left of the late fee to be proposed as a waiver. */
export interface Honoured {
  /** by charge, in the order given: fen that goes from the late fee (negative) or to the principal */
  principalFen: Fen[];
  lateFeeFen: Fen[];
  proposedFen: Fen[];
}

/**
 * Whether what came in on an offer reaches it, and what follows. A bill that was corrected since counts with what is still charged of
 * it, never with more than was stated. Where the Civil Code's order took late fee first, so much of it becomes principal that the
 * principal named is settled: the offer said that it would be.
 *
 * @returns null while less came in than it stated
 */
export function settleOffer(charges: readonly OfferedCharge[]): Honoured | null {
  const wanted = charges.map((charge) =>
    minFen(charge.principalFen, charge.principalLeftFen + charge.principalPaidFen),
  );
  const wantedLateFee = charges.map((charge) =>
    minFen(charge.lateFeeFen, charge.lateFeeLeftFen + charge.lateFeePaidFen),
  );
  const paid = sumFen(charges.map((charge) => charge.principalPaidFen + charge.lateFeePaidFen));
  if (paid === 0 || paid < sumFen(wanted) + sumFen(wantedLateFee)) return null;
  const principalFen = charges.map((charge, index) =>
    fen(Math.max(0, Math.min(charge.principalLeftFen, (wanted[index] ?? 0) - charge.principalPaidFen))),
  );
  let missing: number = sumFen(principalFen);
  const lateFeeFen = charges.map((charge) => {
    const taken = Math.min(missing, Math.max(0, charge.lateFeePaidFen));
    missing -= taken;
    return fen(-taken);
  });
  // what no late fee can make up for stays owed
  let spare: number = missing;
  const settled = principalFen.map((amount) => {
    const less = Math.min(spare, amount);
    spare -= less;
    return fen(amount - less);
  });
  return {
    principalFen: settled,
    lateFeeFen,
    proposedFen: charges.map((charge, index) => {
      const isSettled = charge.principalLeftFen - (settled[index] ?? 0) === 0;
      return isSettled ? fen(charge.lateFeeLeftFen - (lateFeeFen[index] ?? 0)) : fen(0);
    }),
  };
}
