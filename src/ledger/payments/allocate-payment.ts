import type { Tx } from '../../db/scope';
import { type AllocationPart, allocate, type OpenCharge } from '../../domain/allocation';
import { type CivilDay, earlierDay } from '../../domain/civil-day';
import { fen } from '../../domain/money';
import { currentPolicy } from '../../policy/versions';
import { accountClaim, type LedgerTime } from '../claimable';
import { offeredCharges } from '../offers';
import { outstandingFen, type StandingCharge, standingCharges } from '../standing-charges';
import { explain } from '../statement';

/** What the payer's words or the charging system say of where the money goes. */
export type Direction = {
  /** as the charging system booked it */
  booked?: readonly AllocationPart[];
  /** objects named in the payer's words: their charges first, the earliest due first */
  objectIds?: readonly string[];
  /** charges named one by one, in the payer's order */
  chargeIds?: readonly string[];
};

export type PlannedAllocation = {
  chargeId: string;
  paymentId: string | null;
  origin: 'source' | 'instruction' | 'offer' | 'policy';
  part: 'principal' | 'late_fee';
  amountFen: number;
  onDay: CivilDay;
};

export type AllocationPlan = { allocations: PlannedAllocation[]; prepaidFen: number };

type Money = { paymentId: string; amountFen: number; receivedOn: CivilDay };

/**
 * Where money goes on one account: what a later statement already includes takes its place in it; then what the charging system booked,
 * else the payer's instruction, else the amount that was stated to him and is still open, else the policy's order; the rest is prepayment. The caller holds the account's lock.
 */
export async function planAllocation(
  tx: Tx,
  account: { id: string; communityId: string },
  { paymentId, amountFen, receivedOn }: Money,
  direction: Direction,
  { today }: LedgerTime,
): Promise<AllocationPlan> {
  const onDay = earlierDay(receivedOn, today);
  const offered = await offeredCharges(tx, account.id, receivedOn);
  const charges = namedFirst(await standingCharges(tx, { accountIds: [account.id] }), direction, offered);
  const known = explain(amountFen, receivedOn, onDay, charges, paymentId);
  const explained = known.entries.map(
    (entry): PlannedAllocation => ({ ...entry, origin: 'source', part: 'principal' }),
  );
  // a later statement says what is owed on these: money from before it is on none of them beyond that
  const open = charges.filter(({ statedOn }) => statedOn === null || statedOn <= receivedOn);
  const { parts, prepaidFen } = await shareOut(tx, account, known.leftFen, onDay, open, {
    direction,
    offered,
  });
  return { allocations: [...explained, ...parts.map((part) => ({ ...part, paymentId, onDay }))], prepaidFen };
}

type Shared = { parts: Omit<PlannedAllocation, 'paymentId' | 'onDay'>[]; prepaidFen: number };

async function shareOut(
  tx: Tx,
  account: { id: string; communityId: string },
  amountFen: number,
  on: CivilDay,
  charges: readonly StandingCharge[],
  { direction, offered }: { direction: Direction; offered: readonly string[] },
): Promise<Shared> {
  if (amountFen === 0) return { parts: [], prepaidFen: 0 };
  const { policy } = await currentPolicy(tx, account.communityId);
  const order = policy.rules.allocationOrder;
  const claim = await accountClaim(tx, account.id, on);
  const lateFees = new Map(claim.lines.map((line) => [line.chargeId, line.lateFeeLeftFen]));
  const open = charges.map(
    (charge): OpenCharge => ({
      chargeId: charge.id,
      dueOn: charge.dueOn,
      principalFen: fen(outstandingFen(charge)),
      lateFeeFen: lateFees.get(charge.id) ?? fen(0),
      ratePerDay: ratePerDay(charge),
    }),
  );
  const instructed = charges.filter((charge) => isNamed(charge, direction) || offered.includes(charge.id));
  const instruction = instructed.map(({ id }) => {
    const principalFen = open.find(({ chargeId }) => chargeId === id)?.principalFen ?? fen(0);
    // who names a room means its bills, not first the late fee of one of them
    return order === 'principal_first' ? { chargeId: id, fen: principalFen } : { chargeId: id };
  });
  const result = allocate(
    {
      amountFen: fen(amountFen),
      on,
      booked: direction.booked,
      instruction: direction.booked ? undefined : instruction,
    },
    open,
    order,
  );
  if (!result.ok) return { parts: [], prepaidFen: amountFen };
  const instructedIds = new Map(
    instructed.map((charge) => [
      charge.id,
      isNamed(charge, direction) ? ('instruction' as const) : ('offer' as const),
    ]),
  );
  const parts = result.parts.flatMap(({ chargeId, principalFen, lateFeeFen }) => {
    const origin = direction.booked
      ? ('source' as const)
      : (instructedIds.get(chargeId) ?? ('policy' as const));
    return [
      { chargeId, origin, part: 'principal' as const, amountFen: principalFen },
      { chargeId, origin, part: 'late_fee' as const, amountFen: lateFeeFen },
    ];
  });
  return { parts: parts.filter((part) => part.amountFen !== 0), prepaidFen: result.prepaymentFen };
}

function isNamed({ id, objectId }: StandingCharge, { chargeIds = [], objectIds = [] }: Direction): boolean {
  return chargeIds.includes(id) || objectIds.includes(objectId);
}

/** What the payer names, then what an open offer named, then the rest; each the earliest due first. */
function namedFirst(
  charges: readonly StandingCharge[],
  direction: Direction,
  offered: readonly string[],
): StandingCharge[] {
  const order = (charge: StandingCharge): number => {
    const at = direction.chargeIds?.indexOf(charge.id) ?? -1;
    if (at >= 0) return at;
    return (isNamed(charge, direction) ? 1_000 : 2_000) - (offered.includes(charge.id) ? 500 : 0);
  };
  return [...charges].sort((a, b) => order(a) - order(b) || (a.dueOn < b.dueOn ? -1 : 1));
}

function ratePerDay({ lateFeeBasis }: StandingCharge): number {
  const rate = (lateFeeBasis as { ratePerDay?: string | number } | null)?.ratePerDay;
  return rate === undefined ? 0 : Number(rate);
}
