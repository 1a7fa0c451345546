import { z } from 'zod';
import type { Tx } from '../db/scope';
import { type CivilDay, civilDay } from '../domain/civil-day';
import type { LateFeeBasis, WaivedPart } from '../domain/claimable';
import type { ExplainableCharge, NamedPart } from '../domain/explain';
import { type LateFeeSuspension, lateFeeClauseSchema } from '../domain/late-fee';
import { type Fen, fen, ZERO_FEN } from '../domain/money';
import { requestLinesSchema } from './requests/lines';

/** The clause as a charge carries it, with where it stands in the contract. */
export const lateFeeBasisSchema = lateFeeClauseSchema.extend({ clause: z.string().optional() });
export type LateFeeClauseOfCharge = z.infer<typeof lateFeeBasisSchema>;

/** A standing charge with what the pure rules need, and what a list shows of it. */
export type AccountCharge = ExplainableCharge & {
  objectId: string;
  item: string;
  periodFrom: CivilDay;
  periodTo: CivilDay;
  /** of its clause; 0: no late fee */
  ratePerDay: number;
  disputeId: string | null;
};

/** An account with all of its standing charges. Reversed payments have no parts: they never settled anything. */
export type AccountFacts = {
  id: string;
  ledgerVersion: number;
  prepaidFen: Fen;
  charges: AccountCharge[];
  /** 本期新账单: charges that fell due while an open case stood above level 1, in a plan or in a dispute */
  freshChargeIds: string[];
};

/** Holds under which a charge that falls due is listed apart (domain.md, "The account and its case"). */
const holdsThatSetApart = ['instalment_plan', 'complaint', 'amount_dispute'];

/**
 * Everything that claimable(day) is a function of, in one turn to the database. What is fresh is read from the rows that say so (the first
 * step planned above level 1, the holds), so that it too is a function of the database. Parts are found by their charge alone: one that moved
 * to another account has them under the old one's id.
 */
export async function readAccounts(
  tx: Tx,
  accountIds: readonly string[],
  day: CivilDay,
): Promise<AccountFacts[]> {
  const rows = await tx.$queryRaw<AccountRow[]>`
    select a.id, a."ledgerVersion",
      greatest(0, coalesce((select sum(e."amountFen") from prepayment_entry e
        where e."accountId" = a.id and e."onDay" <= ${day}), 0))::int as prepaid,
      (select coalesce(json_agg(json_build_object(
          'id', c.id, 'objectId', c."objectId", 'item', c.item, 'periodFrom', c."periodFrom", 'periodTo', c."periodTo",
          'dueOn', c."dueOn", 'amountFen', c."amountFen", 'statedLateFeeFen', c."statedLateFeeFen", 'statedOn', c."statedOn",
          'lateFeeBasis', c."lateFeeBasis", 'isDisputed', c."disputedAt" is not null, 'disputeId', c."disputeId",
          'allocations', (select coalesce(json_agg(json_build_object(
              'part', l.part, 'amountFen', l."amountFen", 'onDay', l."onDay", 'ref', l."paymentId", 'origin', l.origin)), '[]')
            from allocation l left join payment p on p.id = l."paymentId"
            where l."chargeId" = c.id and (l."paymentId" is null or p.status = 'booked')),
          'waivers', (select coalesce(json_agg(json_build_object(
              'part', w.part, 'amountFen', w."amountFen", 'onDay', w."onDay", 'ref', w."requestId",
              'origin', case when w.stated then 'stated' else w.kind end)), '[]')
            from waiver w where w."chargeId" = c.id),
          'suspensions', (select coalesce(json_agg(json_build_object(
              'from', s."fromOn", 'to', s."toOn", 'fen', s."amountFen")), '[]')
            from late_fee_suspension s where s."chargeId" = c.id),
          'isFresh', live.id is not null and (
            coalesce(c."dueOn" >= to_char(live.above at time zone live.zone, 'YYYY-MM-DD'), false)
            or exists (
              select from hold h where h."caseId" = live.id and h.kind = any(${holdsThatSetApart})
                and c."dueOn" >= to_char(h."beganAt" at time zone live.zone, 'YYYY-MM-DD')
                and (h."endedAt" is null
                  or c."dueOn" < to_char(h."endedAt" at time zone live.zone, 'YYYY-MM-DD'))))
        )), '[]')
        from charge c where c."accountId" = a.id and c.status = 'standing') as charges,
      (select coalesce(json_agg(json_build_object('id', r.id, 'origin', r.origin, 'onDay', r."requestedOn", 'lines', r.lines)), '[]')
        from money_request r
        where r."accountId" in (select a.id union all select m.id from account m where m."mergedIntoId" = a.id)
          and r.origin in ('offer', 'tolerance') and r.status in ('proposed', 'approved')) as proposals
    from account a
    left join lateral (
      select d.id, m.zone,
        (select min(p."plannedAt") from planned_step p where p."caseId" = d.id and p.level >= 2) as above
      from dunning_case d join community m on m.id = d."communityId"
      where d."accountId" = a.id and d.status = 'open' limit 1
    ) live on true
    where a.id = any(${[...accountIds]}::uuid[])`;
  return rows.map(({ id, ledgerVersion, prepaid, charges, proposals }) => ({
    id,
    ledgerVersion,
    prepaidFen: fen(prepaid),
    charges: charges.map((charge) => chargeOf(charge, proposals)),
    freshChargeIds: charges.filter(({ isFresh }) => isFresh).map((charge) => charge.id),
  }));
}

function chargeOf(charge: ChargeRow, proposals: readonly ProposalRow[]): AccountCharge {
  const clause = charge.lateFeeBasis === null ? null : lateFeeBasisSchema.parse(charge.lateFeeBasis);
  return {
    id: charge.id,
    objectId: charge.objectId,
    item: charge.item,
    periodFrom: civilDay(charge.periodFrom),
    periodTo: civilDay(charge.periodTo),
    dueOn: civilDay(charge.dueOn),
    chargedFen: fen(charge.amountFen),
    allocations: charge.allocations.map(partOf),
    waivers: [...charge.waivers.map(partOf), ...proposedParts(charge.id, proposals)],
    lateFee: basisOf(charge.statedLateFeeFen, charge.statedOn, clause, charge.suspensions.map(suspensionOf)),
    disputed: charge.isDisputed ? 'whole' : 'none',
    disputeId: charge.disputeId,
    ratePerDay: clause === null ? 0 : Number(clause.ratePerDay),
  };
}

type PartRow = { part: string; amountFen: number; onDay: string; ref: string | null; origin: string };
type SuspensionRow = { from: string; to: string | null; fen: number | null };
/** 待减免 of an honoured offer or of the tolerance, not booked yet */
type ProposalRow = { id: string; origin: string; onDay: string; lines: unknown };

type ChargeRow = {
  id: string;
  objectId: string;
  item: string;
  periodFrom: string;
  periodTo: string;
  dueOn: string;
  amountFen: number;
  statedLateFeeFen: number | null;
  statedOn: string | null;
  lateFeeBasis: unknown;
  isDisputed: boolean;
  disputeId: string | null;
  allocations: PartRow[];
  waivers: PartRow[];
  suspensions: SuspensionRow[];
  isFresh: boolean;
};

type AccountRow = {
  id: string;
  ledgerVersion: number;
  prepaid: number;
  charges: ChargeRow[];
  proposals: ProposalRow[];
};

function partOf({ part, amountFen, onDay, ref, origin }: PartRow): NamedPart {
  const amount = fen(amountFen);
  const named = { on: civilDay(onDay), ref, origin };
  return part === 'late_fee'
    ? { ...named, principalFen: ZERO_FEN, lateFeeFen: amount }
    : { ...named, principalFen: amount, lateFeeFen: ZERO_FEN };
}

function proposedParts(chargeId: string, proposals: readonly ProposalRow[]): (NamedPart & WaivedPart)[] {
  return proposals.flatMap(({ id, origin, onDay, lines }) =>
    requestLinesSchema
      .parse(lines)
      .filter((line) => line.chargeId === chargeId)
      .map(({ part, amountFen }) => ({
        ...partOf({ part, amountFen, onDay, ref: id, origin }),
        proposed: true,
      })),
  );
}

function suspensionOf({ from, to, fen: amount }: SuspensionRow): LateFeeSuspension {
  return {
    from: civilDay(from),
    to: to === null ? null : civilDay(to),
    fen: amount === null ? null : fen(amount),
  };
}

function basisOf(
  statedFen: number | null,
  statedOn: string | null,
  clause: LateFeeClauseOfCharge | null,
  suspensions: readonly LateFeeSuspension[],
): LateFeeBasis {
  if (statedFen !== null && statedOn !== null) {
    return { kind: 'stated', outstandingFen: fen(statedFen), on: civilDay(statedOn) };
  }
  if (clause === null) return { kind: 'none' };
  const { ratePerDay, fromDay, capShare } = clause;
  return { kind: 'clause', clause: { ratePerDay, fromDay, capShare }, suspensions };
}
