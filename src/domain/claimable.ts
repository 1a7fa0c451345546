import { type CivilDay, compareDays } from './civil-day';
import { accruedLateFee, type LateFeeClause, type LateFeeQuestion, type LateFeeSuspension } from './late-fee';
import { atLeastZero, type Fen, fen, minFen, sumFen, ZERO_FEN } from './money';

/** A part of a payment, or of a waiver, that went to a charge. A payment that was reversed has none: it never settled anything. */
export interface ChargePart {
  on: CivilDay;
  principalFen: Fen;
  lateFeeFen: Fen;
}

/**
 * A waiver. `proposed`: 待减免, what an honoured offer or the tolerance of a settled account leaves of a late fee. The company has bound
 * itself by the amount that it stated, so it counts as waived from the day on which the offer was met; who has the limit approves it
 * before finance books it (docs/decisions/0024).
 */
export interface WaivedPart extends ChargePart {
  proposed?: boolean;
}

/** Where a charge's late fee comes from: nowhere, a clause, or a figure of the charging system, which stands until the next one. */
export type LateFeeBasis =
  | { kind: 'none' }
  | { kind: 'clause'; clause: LateFeeClause; suspensions: readonly LateFeeSuspension[] }
  /** outstanding at the end of `on`, as stated */
  | { kind: 'stated'; outstandingFen: Fen; on: CivilDay };

export interface ChargeFacts {
  id: string;
  dueOn: CivilDay;
  /** receivable, as the charging system states it */
  chargedFen: Fen;
  allocations: readonly ChargePart[];
  waivers: readonly WaivedPart[];
  lateFee: LateFeeBasis;
  /** the part objected to; the whole takes its late fee along */
  disputed: 'none' | 'whole' | Fen;
}

export interface ClaimableBits {
  /** credit of the account, netted before anyone is dunned */
  prepaidFen: Fen;
  /** 本期新账单: charges that fell due while the case was at a higher level, in a plan or in a dispute */
  freshChargeIds: readonly string[];
}

/** One overdue charge. `lateFeeFen` is what accrued, paid or not; the `…Left` figures are what is still owed. */
export interface ClaimableLine {
  chargeId: string;
  dueOn: CivilDay;
  chargedFen: Fen;
  allocatedFen: Fen;
  waivedFen: Fen;
  /** of `waivedFen`, what is only proposed */
  proposedFen: Fen;
  lateFeeFen: Fen;
  disputedFen: Fen;
  prepaidFen: Fen;
  freshFen: Fen;
  claimableFen: Fen;
  principalLeftFen: Fen;
  lateFeeLeftFen: Fen;
}

export interface Claimable {
  chargesFen: Fen;
  allocatedFen: Fen;
  waivedFen: Fen;
  /** of `waivedFen`, what is only proposed (待减免) */
  proposedFen: Fen;
  lateFeeFen: Fen;
  disputedFen: Fen;
  /** what of the credit was netted; no more than there is to net */
  prepaidFen: Fen;
  freshFen: Fen;
  claimableFen: Fen;
  /** 未缴本金, not fresh, after the credit; disputed principal is part of it, so a case in dispute is never settled by it */
  principalOutstandingFen: Fen;
  /** of the late fee, what is still owed on charges that are not fresh */
  lateFeeOutstandingFen: Fen;
  /** due date of the oldest charge whose principal is claimable: it drives the level. A late fee alone drives none. */
  oldestDueOn: CivilDay | null;
  lines: ClaimableLine[];
}

/**
 * What the account may be asked for at the end of a civil day, over the charges that are overdue on it:
 * charges − allocations − waivers + late fee − disputed − prepaid − fresh, never negative (law 7).
 */
export function claimable(day: CivilDay, charges: readonly ChargeFacts[], bits: ClaimableBits): Claimable {
  const fresh = new Set(bits.freshChargeIds);
  const overdue = charges
    .filter((charge) => charge.dueOn < day)
    .sort((a, b) => compareDays(a.dueOn, b.dueOn) || (a.id < b.id ? -1 : 1));
  const lines = netPrepaid(
    overdue.map((charge) => lineOf(charge, day, fresh.has(charge.id))),
    bits.prepaidFen,
  );
  const sum = (pick: (line: ClaimableLine) => Fen): Fen => sumFen(lines.map(pick));
  const notFresh = lines.filter((line) => !fresh.has(line.chargeId));
  const oldest = notFresh.find((line) => claimablePrincipalAfterCredit(line) > 0);
  return {
    chargesFen: sum((line) => line.chargedFen),
    allocatedFen: sum((line) => line.allocatedFen),
    waivedFen: sum((line) => line.waivedFen),
    proposedFen: sum((line) => line.proposedFen),
    lateFeeFen: sum((line) => line.lateFeeFen),
    disputedFen: sum((line) => line.disputedFen),
    prepaidFen: sum((line) => line.prepaidFen),
    freshFen: sum((line) => line.freshFen),
    claimableFen: sum((line) => line.claimableFen),
    principalOutstandingFen: sumFen(
      notFresh.map((line) => line.principalLeftFen - minFen(line.prepaidFen, claimablePrincipal(line))),
    ),
    lateFeeOutstandingFen: sumFen(notFresh.map((line) => line.lateFeeLeftFen)),
    oldestDueOn: oldest?.dueOn ?? null,
    lines,
  };
}

function lineOf(charge: ChargeFacts, day: CivilDay, isFresh: boolean): ClaimableLine {
  const allocations = charge.allocations.filter(({ on }) => on <= day);
  const waivers = charge.waivers.filter(({ on }) => on <= day);
  const lateFeePaid = sumFen(allocations.map((part) => part.lateFeeFen));
  // What the charging system booked to the late fee stands, also where our own figure is lower.
  const lateFeeFen = fen(Math.max(lateFeePaid, isFresh ? 0 : lateFeeOf(charge, allocations, waivers, day)));

  // More than was owed is prepayment, and the ledger books it as such; here it lessens nothing below zero.
  const principalAllocated = minFen(charge.chargedFen, sumFen(allocations.map((part) => part.principalFen)));
  const principalWaived = minFen(
    charge.chargedFen - principalAllocated,
    sumFen(waivers.map((part) => part.principalFen)),
  );
  const lateFeeAllocated = minFen(lateFeeFen, sumFen(allocations.map((part) => part.lateFeeFen)));
  const lateFeeWaived = minFen(lateFeeFen - lateFeeAllocated, sumFen(waivers.map((part) => part.lateFeeFen)));
  const booked = waivers.filter(({ proposed }) => !proposed);
  const lateFeeBooked = minFen(lateFeeWaived, sumFen(booked.map((part) => part.lateFeeFen)));
  const principalLeftFen = fen(charge.chargedFen - principalAllocated - principalWaived);
  const lateFeeLeftFen = fen(lateFeeFen - lateFeePaid - lateFeeWaived);
  const leftFen = fen(principalLeftFen + lateFeeLeftFen);
  const freshFen = isFresh ? leftFen : ZERO_FEN;
  const disputedFen = isFresh ? ZERO_FEN : disputedOf(charge, principalLeftFen, leftFen);
  return {
    chargeId: charge.id,
    dueOn: charge.dueOn,
    chargedFen: charge.chargedFen,
    allocatedFen: fen(principalAllocated + lateFeePaid),
    waivedFen: fen(principalWaived + lateFeeWaived),
    proposedFen: fen(lateFeeWaived - lateFeeBooked),
    lateFeeFen,
    disputedFen,
    prepaidFen: ZERO_FEN,
    freshFen,
    claimableFen: fen(leftFen - disputedFen - freshFen),
    principalLeftFen,
    lateFeeLeftFen,
  };
}

function disputedOf({ disputed }: ChargeFacts, principalLeftFen: Fen, leftFen: Fen): Fen {
  if (disputed === 'none') return ZERO_FEN;
  return disputed === 'whole' ? leftFen : minFen(disputed, principalLeftFen);
}

function lateFeeOf(
  charge: ChargeFacts,
  allocations: readonly ChargePart[],
  waivers: readonly ChargePart[],
  day: CivilDay,
): Fen {
  const basis = charge.lateFee;
  const parts = [...allocations, ...waivers];
  switch (basis.kind) {
    case 'none':
      return ZERO_FEN;
    case 'stated':
      // Stated as outstanding: what had been paid or waived by then comes on top, so that the figure stands unchanged.
      return fen(
        basis.outstandingFen +
          sumFen(parts.filter(({ on }) => on <= basis.on).map((part) => part.lateFeeFen)),
      );
    case 'clause':
      return accruedLateFee(lateFeeQuestion(charge, basis, allocations, waivers), day);
    default: {
      const never: never = basis;
      throw new Error(`unknown basis of a late fee: ${JSON.stringify(never)}`);
    }
  }
}

/** What a clause's late fee is reckoned from: parts up to the day in question, reductions of the principal and roundings among them. */
export function lateFeeQuestion(
  charge: Pick<ChargeFacts, 'dueOn' | 'chargedFen'>,
  { clause, suspensions }: Extract<LateFeeBasis, { kind: 'clause' }>,
  allocations: readonly ChargePart[],
  waivers: readonly ChargePart[],
): LateFeeQuestion {
  return {
    clause,
    dueOn: charge.dueOn,
    principalFen: charge.chargedFen,
    reductions: [...allocations, ...waivers].map(({ on, principalFen }) => ({ on, fen: principalFen })),
    fixedOn: allocations.filter((part) => part.lateFeeFen > 0).map(({ on }) => on),
    suspensions,
  };
}

/** Of what a line claims, the principal: a disputed part is taken from the principal first. */
function claimablePrincipal(line: ClaimableLine): Fen {
  if (line.freshFen > 0) return ZERO_FEN;
  return minFen(line.claimableFen + line.prepaidFen, atLeastZero(line.principalLeftFen - line.disputedFen));
}

function claimablePrincipalAfterCredit(line: ClaimableLine): Fen {
  return atLeastZero(claimablePrincipal(line) - line.prepaidFen);
}

/** The credit is netted like a payment: principal first, the earliest due first. */
function netPrepaid(lines: ClaimableLine[], prepaidFen: Fen): ClaimableLine[] {
  let left: number = atLeastZero(prepaidFen);
  const take = (most: Fen): Fen => {
    const taken = minFen(left, most);
    left -= taken;
    return taken;
  };
  const ofPrincipal = lines.map((line) => take(claimablePrincipal(line)));
  return lines.map((line, index) => {
    const forPrincipal = ofPrincipal[index] ?? ZERO_FEN;
    const netted = fen(forPrincipal + take(fen(line.claimableFen - forPrincipal)));
    return { ...line, prepaidFen: netted, claimableFen: fen(line.claimableFen - netted) };
  });
}

/** 结清: no principal is left and the rest is within the tolerance; what is left of the late fee is proposed as a waiver. */
export function isSettled(
  account: Pick<Claimable, 'principalOutstandingFen' | 'claimableFen'>,
  toleranceFen: Fen,
): boolean {
  return account.principalOutstandingFen === 0 && account.claimableFen <= toleranceFen;
}
