import { type CivilDay, earlierDay } from '../../domain/civil-day';
import { newId } from '../new-id';
import type { ChargeLine } from '../rows/content';
import type { StandingCharge } from '../standing-charges';
import type { Writes } from './writes';

export type Figures = { amountFen: number; receivedFen: number | null; waiveFen: number };

/** What the line says of amount, receipts and waivers; where it only says what is outstanding, that is read back into receipts. */
export function figuresOf(line: ChargeLine, charge: StandingCharge, asOf: CivilDay): Figures {
  const ownFen = charge.waivedOwn
    .filter(({ onDay }) => onDay < asOf)
    .reduce((sum, { amountFen }) => sum + amountFen, 0);
  const knownFen = charge.waivedStatedFen + ownFen;
  // the charging system may not know of a waiver that was approved here: it never takes one back
  const waiveFen = line.waivedFen === null ? 0 : Math.max(-charge.waivedStatedFen, line.waivedFen - knownFen);
  if (line.amountFen !== null) return { amountFen: line.amountFen, receivedFen: line.receivedFen, waiveFen };
  const outstanding = line.outstandingFen ?? 0;
  const receivedFen = charge.amountFen - charge.waivedStatedFen - ownFen - outstanding;
  if (receivedFen >= 0) return { amountFen: charge.amountFen, receivedFen, waiveFen: 0 };
  // what was waived or written off here and the charging system does not know of is not charged again
  if (receivedFen + ownFen >= 0) {
    return { amountFen: charge.amountFen, receivedFen: receivedFen + ownFen, waiveFen: 0 };
  }
  return { amountFen: outstanding + charge.waivedStatedFen + ownFen, receivedFen: 0, waiveFen: 0 };
}

/** Gone from an earlier ledger, and nobody knew why. */
export function isInDoubt({ disputedAt, disputeId }: StandingCharge): boolean {
  return disputedAt !== null && disputeId === null;
}

export type Replacing = {
  communityId: string;
  batchId: string;
  asOf: CivilDay;
  today: CivilDay;
  writes: Writes;
};

/** 红冲: the old bill stays, replaced; its money goes over to the new one, entry by entry. */
export function replaceCharge(
  planning: Replacing,
  line: ChargeLine,
  charge: StandingCharge,
  stated: Figures,
): StandingCharge {
  const { communityId, batchId, asOf, today, writes } = planning;
  const id = newId();
  const { accountId } = charge;
  const dueOn = line.dueStated || !charge.dueStated ? line.dueOn : charge.dueOn;
  const dueStated = line.dueStated || charge.dueStated;
  const statedReceivedFen = stated.receivedFen ?? charge.statedReceivedFen;
  writes.updateCharge(charge.id, { status: 'replaced', replacedById: id });
  writes.charges.push({
    id,
    communityId,
    accountId,
    objectId: charge.objectId,
    item: charge.item,
    periodFrom: charge.periodFrom,
    periodTo: charge.periodTo,
    dueOn,
    dueStated,
    amountFen: stated.amountFen,
    sourceId: line.sourceId ?? charge.sourceId,
    statedReceivedFen,
    statedOn: asOf,
    statedLateFeeFen: line.lateFeeFen ?? charge.statedLateFeeFen,
    lateFeeBasis: charge.lateFeeBasis === null ? undefined : (charge.lateFeeBasis as object),
    disputedAt: isInDoubt(charge) ? null : charge.disputedAt,
    disputeId: charge.disputeId,
    importId: batchId,
  });
  writes.touch(accountId, 'charge_replaced');
  const entry = (
    chargeId: string,
    paymentId: string | null,
    part: string,
    amountFen: number,
    onDay: string,
  ): void => {
    if (amountFen === 0) return;
    writes.allocations.push({
      communityId,
      accountId,
      chargeId,
      paymentId,
      origin: 'source',
      part,
      amountFen,
      onDay,
    });
  };
  const onDay = earlierDay(asOf, today);
  const move = (paymentId: string | null, part: string, amountFen: number, day: string): void => {
    entry(charge.id, paymentId, part, -amountFen, day);
    entry(id, paymentId, part, amountFen, day);
  };
  move(null, 'principal', charge.sourceFen, onDay);
  for (const part of charge.parts) move(part.paymentId, 'principal', part.amountFen, part.onDay);
  for (const part of charge.lateFeeParts) move(part.paymentId, 'late_fee', part.amountFen, part.onDay);
  const carriedFen = charge.amountFen - charge.netFen;
  const statedWaiver = { amountFen: charge.waivedStatedFen, kind: 'waiver', requestId: null };
  const waivers = [
    { ...statedWaiver, stated: true, part: 'principal', onDay },
    ...charge.waivedOwn.map((waiver) => ({ ...waiver, stated: false, part: 'principal', onDay })),
    // a late fee that was waived stays so on its own day
    ...charge.lateFeeWaived.map((waiver) => ({ ...waiver, part: 'late_fee' })),
  ];
  for (const waiver of waivers.filter(({ amountFen }) => amountFen !== 0)) {
    const { amountFen } = waiver;
    writes.waivers.push({ communityId, accountId, ...waiver, chargeId: charge.id, amountFen: -amountFen });
    writes.waivers.push({ communityId, accountId, ...waiver, chargeId: id, amountFen });
  }
  const netFen = stated.amountFen - carriedFen - stated.waiveFen;
  return {
    ...charge,
    id,
    chargeId: id,
    amountFen: stated.amountFen,
    netFen,
    statedReceivedFen,
    statedOn: asOf,
  };
}
