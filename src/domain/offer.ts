import type { CivilDay } from './civil-day';
import type { Fen } from './money';

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

/** @param payments standing ones that went to what the offer named */
export function offerHonoured(offer: Offer, payments: ReadonlyArray<{ on: CivilDay; fen: Fen }>): boolean {
  let paid = 0;
  for (const { on, fen } of payments) if (on >= offer.statedOn && on <= offer.validThrough) paid += fen;
  return paid >= offer.totalFen;
}
