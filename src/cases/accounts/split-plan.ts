import type { Tx } from '../../db/scope';
import type { CivilDay } from '../../domain/civil-day';
import type { StraddlingRule } from '../../domain/liability';
import { UserError } from '../../errors';
import { type Moved, movedSchema, NOTHING_MOVED } from '../../ledger/moves/move';
import { buyersBills } from './prorate';
import { isAtLaw, type Side } from './sides';

export type SplitCause =
  /** the objects never were this account's: all their charges go along */
  | { kind: 'wrong_join' }
  /**
   * sold: the debts of before stay the seller's. A bill that the sale falls into goes by its due date, or is shared by days, as the contract
   * says.
   */
  | { kind: 'sale'; soldOn: CivilDay; straddling?: StraddlingRule | undefined }
  /** 债务承担: another took these bills over in writing (民法典 551, M); the object is his already, or never will be */
  | { kind: 'assumption'; chargeIds: readonly string[] };

/** Why nothing can be split off it, or go to it. */
export function splitRefusal(from: Side, into: Side | null): UserError | null {
  const sides = into === null ? [from] : [from, into];
  if (into?.id === from.id) {
    return new UserError('SPLIT_SAME', '请选择另一户', 'objects are split off to another account');
  }
  const merged = sides.find(({ mergedIntoId }) => mergedIntoId !== null);
  if (merged) {
    return new UserError(
      'ACCOUNT_MERGED',
      `${merged.label} 已经并入另一户`,
      'one of them was joined to another account',
      409,
      { accountId: merged.id, mergedIntoId: merged.mergedIntoId },
    );
  }
  const sued = sides.find(isAtLaw);
  if (sued) {
    return new UserError(
      'ACCOUNT_AT_LAW',
      `${sued.label} 在法律途径（四级）：请先由法务结案或撤回，再并户、拆户`,
      'one of them is at level 4: counsel settles or withdraws it first',
      409,
      { accountId: sued.id },
    );
  }
  if (from.live?.holds.some(({ kind }) => kind === 'instalment_plan')) {
    return new UserError(
      'PLAN_STANDS',
      `${from.label} 有分期在执行，金额已写入承诺书：请先结束分期`,
      'an instalment plan stands whose sum is written down: end it first',
      409,
      { accountId: from.id },
    );
  }
  return null;
}

/**
 * What goes with the objects. Money that settled a charge goes with it; credit, and the holds, stay with whose they are.
 *
 * @throws {UserError} OBJECT_UNKNOWN, SPLIT_NOTHING_STAYS
 */
export async function partsOfSplit(
  tx: Tx,
  from: Side,
  objectIds: readonly string[],
  cause: SplitCause,
): Promise<Moved> {
  if (cause.kind === 'assumption') return assumedParts(tx, from, cause.chargeIds);
  const own = new Set(from.objects.map(({ id }) => id));
  if (objectIds.length === 0 || !objectIds.every((id) => own.has(id))) {
    throw new UserError(
      'OBJECT_UNKNOWN',
      '请选择本户的收费对象',
      'the objects to be split off are of this account',
      404,
    );
  }
  if (cause.kind === 'wrong_join' && new Set(objectIds).size === own.size) {
    throw new UserError(
      'SPLIT_NOTHING_STAYS',
      '不能把全部收费对象拆走：若是转让请选「转让」，若姓名有误请更正业主',
      'something of the account must stay; a sale, or a corrected name, is something else',
    );
  }
  const chargeIds =
    cause.kind === 'sale' && cause.straddling === 'by_days'
      ? await buyersBills(tx, from.id, objectIds, cause.soldOn)
      : await billsOf(tx, from.id, objectIds, cause.kind === 'sale' ? cause.soldOn : null);
  return {
    ...NOTHING_MOVED,
    objectIds: [...new Set(objectIds)],
    chargeIds,
    disputeIds: await disputesOf(tx, from.id, chargeIds),
  };
}

async function billsOf(
  tx: Tx,
  accountId: string,
  objectIds: readonly string[],
  dueFrom: CivilDay | null,
): Promise<string[]> {
  const charges = await tx.charge.findMany({
    where: {
      ...{ accountId, objectId: { in: [...objectIds] } },
      ...(dueFrom === null ? {} : { dueOn: { gte: dueFrom } }),
    },
    select: { id: true },
  });
  return charges.map(({ id }) => id);
}

/** @throws {UserError} CHARGE_UNKNOWN */
async function assumedParts(tx: Tx, from: Side, chargeIds: readonly string[]): Promise<Moved> {
  const charges = await tx.charge.findMany({
    where: { accountId: from.id, id: { in: [...chargeIds] }, status: 'standing' },
    select: { id: true },
  });
  if (chargeIds.length === 0 || charges.length < new Set(chargeIds).size) {
    throw new UserError(
      'CHARGE_UNKNOWN',
      '请选择本户的账单',
      'the bills that were taken over are of this account',
      404,
    );
  }
  const ids = charges.map(({ id }) => id);
  return { ...NOTHING_MOVED, chargeIds: ids, disputeIds: await disputesOf(tx, from.id, ids) };
}

/** Objections to amounts all of whose charges go. */
async function disputesOf(tx: Tx, accountId: string, chargeIds: readonly string[]): Promise<string[]> {
  const disputes = await tx.dispute.findMany({
    where: { accountId, kind: 'amount', answeredAt: null },
    select: { id: true },
  });
  const staying = await tx.charge.findMany({
    where: { disputeId: { in: disputes.map(({ id }) => id) }, id: { notIn: [...chargeIds] } },
    select: { disputeId: true },
  });
  const kept = new Set(staying.map(({ disputeId }) => disputeId));
  const moving = await tx.charge.findMany({
    where: { id: { in: [...chargeIds] }, disputeId: { not: null } },
    select: { disputeId: true },
  });
  const touched = new Set(moving.map(({ disputeId }) => disputeId));
  return disputes.map(({ id }) => id).filter((id) => touched.has(id) && !kept.has(id));
}

/** The same two accounts may have been joined anew since. */
export async function isUndone(tx: Tx, joinId: string): Promise<boolean> {
  return (await tx.accountMove.count({ where: { undoesId: joinId } })) > 0;
}

/** What a join brought, and what came of it since, as far as it is there still. */
export async function partsOfUndo(tx: Tx, join: { intoId: string; moved: unknown }): Promise<Moved> {
  const moved = movedSchema.parse(join.moved);
  const accountId = join.intoId;
  const select = { id: true };
  const objectIds = await tx.chargeObject.findMany({
    where: { accountId, id: { in: moved.objectIds } },
    select,
  });
  const charges = await tx.charge.findMany({
    where: {
      accountId,
      OR: [{ id: { in: moved.chargeIds } }, { objectId: { in: objectIds.map(({ id }) => id) } }],
    },
    select,
  });
  const payments = await tx.payment.findMany({
    where: {
      accountId,
      OR: [{ id: { in: moved.paymentIds } }, { reversesId: { in: moved.paymentIds } }],
    },
    select,
  });
  const disputes = await tx.dispute.findMany({ where: { accountId, id: { in: moved.disputeIds } }, select });
  const pauses = await tx.pause.findMany({
    where: { accountId, id: { in: moved.pauseIds }, liftedAt: null },
    select,
  });
  const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
  return {
    ...moved,
    objectIds: ids(objectIds),
    chargeIds: ids(charges),
    paymentIds: ids(payments),
    // what is left of it goes back by entries of its own (`giveBackCredit`)
    creditIds: [],
    disputeIds: ids(disputes),
    pauseIds: ids(pauses),
    creditFen: (await creditToGiveBack(tx, join)).reduce((sum, { amountFen }) => sum + amountFen, 0),
  };
}

export type CreditBack = { paymentId: string | null; amountFen: number };

/**
 * Of the credit that a join brought, what is left: some may have been used since, or its payment returned. By payment, so that each of them
 * stays what it was; credit that the charging system states has none.
 */
export async function creditToGiveBack(
  tx: Tx,
  { intoId, moved }: { intoId: string; moved: unknown },
): Promise<CreditBack[]> {
  const { creditIds } = movedSchema.parse(moved);
  const brought = await tx.prepaymentEntry.groupBy({
    by: ['paymentId'],
    where: { id: { in: creditIds } },
    _sum: { amountFen: true },
  });
  const back: CreditBack[] = [];
  for (const { paymentId, _sum } of brought) {
    const own =
      paymentId === null
        ? { paymentId }
        : { OR: [{ paymentId }, { paymentId: await reversalOf(tx, paymentId) }] };
    const left = await tx.prepaymentEntry.aggregate({
      where: { accountId: intoId, ...own },
      _sum: { amountFen: true },
    });
    const amountFen = Math.min(_sum.amountFen ?? 0, left._sum.amountFen ?? 0);
    if (amountFen > 0) back.push({ paymentId, amountFen });
  }
  return back;
}

/** The payment by which it was taken back; none: an id that no entry has. */
async function reversalOf(tx: Tx, paymentId: string): Promise<string> {
  const reversal = await tx.payment.findUnique({ where: { reversesId: paymentId }, select: { id: true } });
  return reversal?.id ?? paymentId;
}

/** From the one account to the other, to the fen. */
export async function giveBackCredit(
  tx: Tx,
  ids: { communityId: string; fromId: string; intoId: string },
  credit: readonly CreditBack[],
  onDay: CivilDay,
): Promise<void> {
  const { communityId, fromId, intoId } = ids;
  await tx.prepaymentEntry.createMany({
    data: credit.flatMap(({ paymentId, amountFen }) => {
      const entry = { communityId, paymentId, onDay, origin: 'moved' };
      return [
        { ...entry, accountId: fromId, amountFen: -amountFen },
        { ...entry, accountId: intoId, amountFen },
      ];
    }),
  });
}
