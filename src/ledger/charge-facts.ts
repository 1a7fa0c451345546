import { z } from 'zod';
import type { Tx } from '../db/scope';
import { type CivilDay, civilDay } from '../domain/civil-day';
import type { ChargeFacts, ChargePart, LateFeeBasis } from '../domain/claimable';
import { lateFeeClauseSchema } from '../domain/late-fee';
import { fen, ZERO_FEN } from '../domain/money';

/** The clause as a charge carries it, with where it stands in the contract. */
export const lateFeeBasisSchema = lateFeeClauseSchema.extend({ clause: z.string().optional() });
export type LateFeeClauseOfCharge = z.infer<typeof lateFeeBasisSchema>;

/** A standing charge with what the pure rules need, and what a list shows of it. */
export type AccountCharge = ChargeFacts & {
  objectId: string;
  item: string;
  periodFrom: CivilDay;
  periodTo: CivilDay;
  /** of its clause; 0: no late fee */
  ratePerDay: number;
  disputeId: string | null;
};

/** All standing charges of the accounts, by account. Reversed payments have no parts: they never settled anything. */
export async function accountCharges(
  tx: Tx,
  accountIds: readonly string[],
): Promise<Map<string, AccountCharge[]>> {
  const charges = await tx.$queryRaw<ChargeRow[]>`
    select c.id, c."accountId", c."objectId", c.item, c."periodFrom", c."periodTo", c."dueOn", c."amountFen",
      c."statedLateFeeFen", c."statedOn", c."lateFeeBasis", c."disputedAt", c."disputeId",
      (select coalesce(json_agg(json_build_object('part', l.part, 'amountFen', l."amountFen", 'onDay', l."onDay")), '[]')
        from allocation l left join payment p on p.id = l."paymentId"
        where l."chargeId" = c.id and (l."paymentId" is null or p.status = 'booked')) as allocations,
      (select coalesce(json_agg(json_build_object('part', w.part, 'amountFen', w."amountFen", 'onDay', w."onDay")), '[]')
        from waiver w where w."chargeId" = c.id) as waivers
    from charge c
    where c."accountId" = any(${[...accountIds]}::uuid[]) and c.status = 'standing'`;
  const byAccount = new Map<string, AccountCharge[]>(accountIds.map((id) => [id, []]));
  for (const charge of charges) {
    const clause = charge.lateFeeBasis === null ? null : lateFeeBasisSchema.parse(charge.lateFeeBasis);
    byAccount.get(charge.accountId)?.push({
      id: charge.id,
      objectId: charge.objectId,
      item: charge.item,
      periodFrom: civilDay(charge.periodFrom),
      periodTo: civilDay(charge.periodTo),
      dueOn: civilDay(charge.dueOn),
      chargedFen: fen(charge.amountFen),
      allocations: charge.allocations.map(partOf),
      waivers: charge.waivers.map(partOf),
      lateFee: basisOf(charge.statedLateFeeFen, charge.statedOn, clause),
      disputed: charge.disputedAt === null ? 'none' : 'whole',
      disputeId: charge.disputeId,
      ratePerDay: clause === null ? 0 : Number(clause.ratePerDay),
    });
  }
  return byAccount;
}

type PartRow = { part: string; amountFen: number; onDay: string };

type ChargeRow = {
  id: string;
  accountId: string;
  objectId: string;
  item: string;
  periodFrom: string;
  periodTo: string;
  dueOn: string;
  amountFen: number;
  statedLateFeeFen: number | null;
  statedOn: string | null;
  lateFeeBasis: unknown;
  disputedAt: Date | null;
  disputeId: string | null;
  allocations: PartRow[];
  waivers: PartRow[];
};

function partOf(row: PartRow): ChargePart {
  const amount = fen(row.amountFen);
  const on = civilDay(row.onDay);
  return row.part === 'late_fee'
    ? { on, principalFen: ZERO_FEN, lateFeeFen: amount }
    : { on, principalFen: amount, lateFeeFen: ZERO_FEN };
}

function basisOf(
  statedFen: number | null,
  statedOn: string | null,
  clause: LateFeeClauseOfCharge | null,
): LateFeeBasis {
  if (statedFen !== null && statedOn !== null) {
    return { kind: 'stated', outstandingFen: fen(statedFen), on: civilDay(statedOn) };
  }
  if (clause === null) return { kind: 'none' };
  const { ratePerDay, fromDay, capShare } = clause;
  return { kind: 'clause', clause: { ratePerDay, fromDay, capShare }, suspensions: [] };
}
