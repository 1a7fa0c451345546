import type { CivilDay } from './civil-day';
import {
  type ChargeFacts,
  type ChargePart,
  type Claimable,
  type ClaimableBits,
  type ClaimableLine,
  claimable,
  lateFeeQuestion,
  type WaivedPart,
} from './claimable';
import { type LateFeeAccount, type LateFeeSuspension, lateFeeAccount } from './late-fee';
import { type Fen, fen, sumFen } from './money';

/** A part with what it came from: ids and codes, no names. */
export interface NamedPart extends ChargePart {
  /** of the payment, or of the waiver's request; null: the charging system states it */
  ref: string | null;
  /** who put it there: source | instruction | policy | prepayment | stated | waiver | discount | write_off | offer | tolerance */
  origin: string;
}

export interface ExplainableCharge extends ChargeFacts {
  allocations: readonly NamedPart[];
  waivers: readonly (NamedPart & WaivedPart)[];
}

export type LateFeeReason =
  | {
      how: 'clause';
      ratePerDay: number | string;
      fromDay: number;
      account: LateFeeAccount;
      suspensions: readonly LateFeeSuspension[];
    }
  /** the charging system's figure, outstanding on its day; what was paid or waived by then comes on top */
  | { how: 'stated'; outstandingFen: Fen; on: CivilDay; beforeFen: Fen }
  /** more was booked to it than our own figure: what was booked stands */
  | { how: 'booked' };

type Part = 'principal' | 'late_fee';

/** One addition or subtraction; `fen` has its sign, and all of a charge add up to what is claimed of it. */
export type AmountStep =
  | { kind: 'charged'; fen: Fen }
  | { kind: 'paid'; fen: Fen; part: Part; on: CivilDay; ref: string | null; origin: string }
  | {
      kind: 'waived';
      fen: Fen;
      part: Part;
      on: CivilDay;
      ref: string | null;
      origin: string;
      proposed: boolean;
    }
  | { kind: 'late_fee'; fen: Fen; reason: LateFeeReason }
  /** parts beyond what was owed: they lessen nothing below zero */
  | { kind: 'not_counted'; fen: Fen }
  | { kind: 'disputed'; fen: Fen }
  | { kind: 'fresh'; fen: Fen }
  | { kind: 'prepaid'; fen: Fen };

export interface ExplainedLine extends ClaimableLine {
  steps: AmountStep[];
}

export interface Explained extends Omit<Claimable, 'lines'> {
  on: CivilDay;
  lines: ExplainedLine[];
  /** not owed before their day is over: no part of any sum here */
  notDue: { chargeId: string; dueOn: CivilDay; chargedFen: Fen }[];
}

/**
 * Why an account is asked for what it is asked for at the end of a civil day, charge by charge and line by line: what was charged, each
 * payment and waiver with its day and source, the late fee with its days, bases and roundings, what is disputed, listed apart or
 * netted. The steps of a charge add up to what is claimed of it, the charges to the account's claimable (law 7).
 */
export function explainClaimable(
  day: CivilDay,
  charges: readonly ExplainableCharge[],
  bits: ClaimableBits,
): Explained {
  const { lines, ...sums } = claimable(day, charges, bits);
  const byId = new Map(charges.map((charge) => [charge.id, charge]));
  return {
    ...sums,
    on: day,
    lines: lines.flatMap((line) => {
      const charge = byId.get(line.chargeId);
      return charge ? [{ ...line, steps: stepsOf(charge, line, day) }] : [];
    }),
    notDue: charges
      .filter(({ dueOn }) => dueOn >= day)
      .map(({ id, dueOn, chargedFen }) => ({ chargeId: id, dueOn, chargedFen })),
  };
}

function stepsOf(charge: ExplainableCharge, line: ClaimableLine, day: CivilDay): AmountStep[] {
  const allocations = charge.allocations.filter(({ on }) => on <= day);
  const waivers = charge.waivers.filter(({ on }) => on <= day);
  const paid = merged(allocations).flatMap((part) => split(part, { kind: 'paid' as const }));
  const waived = merged(waivers).flatMap((part) =>
    split(part, { kind: 'waived' as const, proposed: part.proposed ?? false }),
  );
  const beyondFen =
    -sumFen([...paid, ...waived].map((step) => step.fen)) - line.allocatedFen - line.waivedFen;
  const steps: AmountStep[] = [
    { kind: 'charged', fen: charge.chargedFen },
    ...paid,
    ...waived,
    ...lateFeeStep(charge, line, allocations, waivers, day),
    { kind: 'not_counted', fen: fen(beyondFen) },
    { kind: 'disputed', fen: fen(-line.disputedFen) },
    { kind: 'fresh', fen: fen(-line.freshFen) },
    { kind: 'prepaid', fen: fen(-line.prepaidFen) },
  ];
  return steps.filter((step) => step.fen !== 0 || step.kind === 'charged');
}

function lateFeeStep(
  charge: ExplainableCharge,
  line: ClaimableLine,
  allocations: readonly ChargePart[],
  waivers: readonly ChargePart[],
  day: CivilDay,
): AmountStep[] {
  if (line.lateFeeFen === 0) return [];
  return [
    { kind: 'late_fee', fen: line.lateFeeFen, reason: reasonOf(charge, line, allocations, waivers, day) },
  ];
}

function reasonOf(
  { lateFee: basis, ...charge }: ExplainableCharge,
  { lateFeeFen }: ClaimableLine,
  allocations: readonly ChargePart[],
  waivers: readonly ChargePart[],
  day: CivilDay,
): LateFeeReason {
  switch (basis.kind) {
    case 'none':
      return { how: 'booked' };
    case 'stated': {
      const before = [...allocations, ...waivers].filter(({ on }) => on <= basis.on);
      const beforeFen = sumFen(before.map((part) => part.lateFeeFen));
      if (basis.outstandingFen + beforeFen !== lateFeeFen) return { how: 'booked' };
      return { how: 'stated', outstandingFen: basis.outstandingFen, on: basis.on, beforeFen };
    }
    case 'clause': {
      const account = lateFeeAccount(lateFeeQuestion(charge, basis, allocations, waivers), day);
      if (account.fen !== lateFeeFen) return { how: 'booked' };
      const { ratePerDay, fromDay } = basis.clause;
      return { how: 'clause', ratePerDay, fromDay, account, suspensions: basis.suspensions };
    }
    default: {
      const never: never = basis;
      throw new Error(`unknown basis of a late fee: ${JSON.stringify(never)}`);
    }
  }
}

/** Entries of one source and day are one line: what a corrected bill took from one and gave to another comes to nothing. */
function merged<P extends NamedPart & { proposed?: boolean }>(parts: readonly P[]): P[] {
  const known = new Map<string, P>();
  for (const part of parts) {
    const key = `${part.on}|${part.ref}|${part.origin}|${part.proposed ?? false}`;
    const before = known.get(key);
    known.set(key, {
      ...part,
      principalFen: fen((before?.principalFen ?? 0) + part.principalFen),
      lateFeeFen: fen((before?.lateFeeFen ?? 0) + part.lateFeeFen),
    });
  }
  return [...known.values()].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}

function split<K extends object>({ on, ref, origin, principalFen, lateFeeFen }: NamedPart, kind: K) {
  const line = (part: Part, amount: Fen) => ({ ...kind, fen: fen(-amount), part, on, ref, origin });
  return [line('principal', principalFen), line('late_fee', lateFeeFen)].filter((step) => step.fen !== 0);
}
