import { type CivilDay, compareDays } from './civil-day';
import { atLeastZero, type Fen, fen, minFen, sumFen } from './money';

/**
 * Which charges a payment settles (核销). What the charging system booked wins; else the payer's instruction; else the policy's
 * order (「标准」 冲抵).
 */
export type AllocationOrder = 'principal_first' | 'civil_code';

/** What of a charge is open on the day of the payment, fresh and disputed ones included: a payer may pay those too. */
export interface OpenCharge {
  chargeId: string;
  dueOn: CivilDay;
  principalFen: Fen;
  lateFeeFen: Fen;
  /** of its clause; the heavier burden in the Civil Code's order. 0: no late fee */
  ratePerDay: number;
}

export interface AllocationPart {
  chargeId: string;
  principalFen: Fen;
  lateFeeFen: Fen;
}

export interface PaymentToAllocate {
  amountFen: Fen;
  on: CivilDay;
  /** as the charging system booked it; stands as it is */
  booked?: readonly AllocationPart[];
  /** the payer's own words, in his order; without an amount: as much of that charge as the payment covers */
  instruction?: ReadonlyArray<{ chargeId: string; fen?: Fen }>;
}

export type AllocationResult =
  | { ok: true; parts: AllocationPart[]; prepaymentFen: Fen }
  /** the file's own figures do not fit together: for finance, not for a guess */
  | { ok: false; problem: 'BOOKED_EXCEEDS_PAYMENT' | 'INSTRUCTION_UNKNOWN_CHARGE' };

/** The parts and the rest, which becomes prepayment, always add up to the payment (law 7). */
export function allocate(
  payment: PaymentToAllocate,
  open: readonly OpenCharge[],
  order: AllocationOrder,
): AllocationResult {
  if (payment.booked) return takeBooked(payment.amountFen, payment.booked);
  const purse = new Purse(payment.amountFen, open);
  const inner: Slot[] = order === 'principal_first' ? ['principal', 'lateFee'] : ['lateFee', 'principal'];
  for (const { chargeId, fen: most } of payment.instruction ?? []) {
    const charge = open.find((candidate) => candidate.chargeId === chargeId);
    if (!charge) return { ok: false, problem: 'INSTRUCTION_UNKNOWN_CHARGE' };
    let left = most ?? purse.leftFen;
    for (const slot of inner) left = fen(left - purse.pay(charge, slot, left));
  }
  switch (order) {
    case 'principal_first':
      payPrincipalFirst(purse, open);
      break;
    case 'civil_code':
      payByCivilCode(purse, open, payment.on);
      break;
    default: {
      const never: never = order;
      throw new Error(`unknown order of allocation: ${never}`);
    }
  }
  return { ok: true, parts: purse.parts(), prepaymentFen: purse.leftFen };
}

function takeBooked(amountFen: Fen, booked: readonly AllocationPart[]): AllocationResult {
  const total = sumFen(booked.map((part) => part.principalFen + part.lateFeeFen));
  if (total > amountFen) return { ok: false, problem: 'BOOKED_EXCEEDS_PAYMENT' };
  return { ok: true, parts: [...booked], prepaymentFen: fen(amountFen - total) };
}

type Slot = 'principal' | 'lateFee';

/** The money that is left, and what each charge still takes. */
class Purse {
  private readonly paid = new Map<string, Record<Slot, number>>();

  constructor(
    public leftFen: Fen,
    private readonly open: readonly OpenCharge[],
  ) {
    for (const { chargeId } of open) this.paid.set(chargeId, { principal: 0, lateFee: 0 });
  }

  openFen(charge: OpenCharge, slot: Slot): Fen {
    const owed = slot === 'principal' ? charge.principalFen : charge.lateFeeFen;
    return atLeastZero(owed - (this.paid.get(charge.chargeId)?.[slot] ?? 0));
  }

  /** Pays up to `most`, the slot's open sum and what is left; returns how much that was. */
  pay(charge: OpenCharge, slot: Slot, most: number): Fen {
    const amount = atLeastZero(Math.min(most, this.openFen(charge, slot), this.leftFen));
    const paid = this.paid.get(charge.chargeId);
    if (paid) paid[slot] += amount;
    this.leftFen = fen(this.leftFen - amount);
    return amount;
  }

  parts(): AllocationPart[] {
    return this.open.flatMap(({ chargeId }) => {
      const { principal, lateFee } = this.paid.get(chargeId) ?? { principal: 0, lateFee: 0 };
      if (principal === 0 && lateFee === 0) return [];
      return [{ chargeId, principalFen: fen(principal), lateFeeFen: fen(lateFee) }];
    });
  }
}

/** All principal, the earliest due first; then the late fees in the same order. An owner who paid his bills owes no bill. */
function payPrincipalFirst(purse: Purse, open: readonly OpenCharge[]): void {
  const ordered = [...open].sort(byDueDate);
  for (const slot of ['principal', 'lateFee'] as const) {
    for (const charge of ordered) purse.pay(charge, slot, purse.leftFen);
  }
}

/**
 * Civil Code 560: debts that are due first, of these (none is secured) the heavier burden, then the earlier due, the same of both in
 * proportion; 561: of one debt the late fee before the principal.
 */
function payByCivilCode(purse: Purse, open: readonly OpenCharge[], on: CivilDay): void {
  const rank = (charge: OpenCharge): string => `${isDue(charge, on)}|${charge.ratePerDay}|${charge.dueOn}`;
  const ordered = [...open].sort(
    (a, b) =>
      Number(isDue(b, on)) - Number(isDue(a, on)) ||
      b.ratePerDay - a.ratePerDay ||
      compareDays(a.dueOn, b.dueOn) ||
      (a.chargeId < b.chargeId ? -1 : 1),
  );
  for (let start = 0; start < ordered.length; ) {
    const first = ordered[start];
    if (!first) break;
    const equals = ordered.slice(start).filter((charge) => rank(charge) === rank(first));
    payInProportion(purse, equals);
    start += equals.length;
  }
}

function isDue(charge: OpenCharge, on: CivilDay): boolean {
  return charge.dueOn <= on;
}

/** Shares by what each owes, whole fen; the fen that rounding leaves go to the first ones. */
function payInProportion(purse: Purse, equals: readonly OpenCharge[]): void {
  const owed = equals.map((charge) => purse.openFen(charge, 'lateFee') + purse.openFen(charge, 'principal'));
  const total = sumFen(owed);
  if (total === 0) return;
  const available = minFen(purse.leftFen, total);
  const shares = owed.map((each) => Number((BigInt(available) * BigInt(each)) / BigInt(total)));
  let rest = available - sumFen(shares);
  equals.forEach((charge, index) => {
    const full = owed[index] ?? 0;
    const base = shares[index] ?? 0;
    const extra = Math.min(rest, full - base, 1);
    rest -= extra;
    const mine = base + extra;
    const toLateFee = purse.pay(charge, 'lateFee', mine);
    purse.pay(charge, 'principal', mine - toLateFee);
  });
}

function byDueDate(a: OpenCharge, b: OpenCharge): number {
  return compareDays(a.dueOn, b.dueOn) || (a.chargeId < b.chargeId ? -1 : 1);
}
