import type { Tx } from '../../db/scope';
import { type CivilDay, civilDay } from '../../domain/civil-day';
import { type BilledPeriod, buyersPart, sideOfSale } from '../../domain/liability';
import { fen, minFen } from '../../domain/money';
import { UserError } from '../../errors';
import { newId } from '../../ledger/new-id';
import { outstandingFen, type StandingCharge, standingCharges } from '../../ledger/standing-charges';

export type Sale = {
  communityId: string;
  fromId: string;
  intoId: string;
  soldOn: CivilDay;
  approvedById: string;
  today: CivilDay;
};

export function billOf({ periodFrom, periodTo, dueOn, amountFen }: StandingCharge): BilledPeriod {
  return { periodFrom, periodTo, dueOn, amountFen: fen(amountFen) };
}

/**
 * 转让分摊: of a bill whose period the sale falls into the buyer has his days as a charge of his own; the bill itself stays the seller's, less that
 * part. The charging system's figure stands as it is, so that its next ledger finds the bill again. What was paid went to the seller's days first.
 *
 * @returns the ids of the bills that were shared
 * @throws {UserError} SALE_BILL_DISPUTED
 */
export async function prorate(tx: Tx, sale: Sale, objectIds: readonly string[]): Promise<string[]> {
  const own = (await standingCharges(tx, { objectIds })).filter(({ accountId }) => accountId === sale.fromId);
  const shared = own.filter((charge) => sideOfSale(billOf(charge), sale.soldOn, 'by_days') === 'both');
  if (shared.some(({ disputedAt }) => disputedAt !== null)) {
    throw new UserError(
      'SALE_BILL_DISPUTED',
      '跨转让日的账单有异议未答复，请先答复再分摊',
      'a bill that the sale falls into is objected to: answer first',
      409,
    );
  }
  const parts = shared.flatMap((charge) => {
    const part = buyersPart(billOf(charge), sale.soldOn);
    const amountFen = minFen(part.amountFen, outstandingFen(charge));
    return amountFen > 0 ? [{ charge, part: { ...part, amountFen } }] : [];
  });
  await tx.charge.createMany({ data: parts.map(({ charge, part }) => buyersCharge(sale, charge, part)) });
  await tx.waiver.createMany({
    data: parts.map(({ charge, part }) => ({
      ...{ communityId: sale.communityId, accountId: sale.fromId, chargeId: charge.id, part: 'principal' },
      ...{ amountFen: part.amountFen, stated: false, onDay: sale.today, approvedById: sale.approvedById },
      reason: `转让分摊：${sale.soldOn} 起归新业主`,
    })),
  });
  return parts.map(({ charge }) => charge.id);
}

function buyersCharge({ communityId, intoId }: Sale, charge: StandingCharge, part: BilledPeriod) {
  return {
    ...{ id: newId(), communityId, accountId: intoId, objectId: charge.objectId, item: charge.item },
    ...{ periodFrom: part.periodFrom, periodTo: part.periodTo, dueOn: part.dueOn, dueStated: true },
    ...{ amountFen: part.amountFen, proratedFromId: charge.id },
    lateFeeBasis: charge.lateFeeBasis === null ? undefined : (charge.lateFeeBasis as object),
  };
}

/** Bills that fall to the buyer whole. */
export async function buyersBills(
  tx: Tx,
  fromId: string,
  objectIds: readonly string[],
  soldOn: CivilDay,
): Promise<string[]> {
  const rows = await tx.charge.findMany({
    where: { accountId: fromId, objectId: { in: [...objectIds] } },
    select: { id: true, periodFrom: true, periodTo: true, dueOn: true, amountFen: true },
  });
  return rows
    .filter((row) => {
      const bill = {
        periodFrom: civilDay(row.periodFrom),
        periodTo: civilDay(row.periodTo),
        dueOn: civilDay(row.dueOn),
        amountFen: fen(row.amountFen),
      };
      return sideOfSale(bill, soldOn, 'by_days') === 'buyer';
    })
    .map(({ id }) => id);
}
