import type { Tx } from '../db/scope';
import { type CivilDay, civilDay } from '../domain/civil-day';
import { groupBy } from './group-by';
import type { ChargeMoney, Credit, PaymentPart, Undone } from './statement';

/** A standing charge with the money on it, as statements and payments change it. */
export type StandingCharge = ChargeMoney & {
  id: string;
  communityId: string;
  accountId: string;
  objectId: string;
  item: string;
  periodFrom: CivilDay;
  periodTo: CivilDay;
  dueOn: CivilDay;
  dueStated: boolean;
  amountFen: number;
  sourceId: string | null;
  statedReceivedFen: number | null;
  statedOn: CivilDay | null;
  statedLateFeeFen: number | null;
  disputedAt: Date | null;
  disputeId: string | null;
  lateFeeBasis: unknown;
  createdAt: Date;
  /** waivers of principal that the charging system states */
  waivedStatedFen: number;
  /** those approved by us */
  waivedOwn: readonly OwnWaiver[];
  /** of the late fee, whoever stated them */
  lateFeeWaived: readonly (OwnWaiver & { stated: boolean })[];
  /** what payments gave to the late fee */
  lateFeeParts: readonly PaymentPart[];
};

export type OwnWaiver = {
  amountFen: number;
  onDay: CivilDay;
  /** waiver | discount | write_off */
  kind: string;
  requestId: string | null;
};

/** All standing charges of the accounts, or on the objects whoever is liable for them. */
export async function standingCharges(
  tx: Tx,
  where: { accountIds?: readonly string[]; objectIds?: readonly string[]; ids?: readonly string[] },
): Promise<StandingCharge[]> {
  const rows = await tx.charge.findMany({
    where: {
      status: 'standing',
      OR: [
        { accountId: { in: [...(where.accountIds ?? [])] } },
        { objectId: { in: [...(where.objectIds ?? [])] } },
        { id: { in: [...(where.ids ?? [])] } },
      ],
    },
    orderBy: [{ dueOn: 'asc' }, { id: 'asc' }],
    include: {
      allocations: {
        where: { OR: [{ paymentId: null }, { payment: { is: { status: { in: ['booked', 'reversed'] } } } }] },
        include: { payment: { select: { receivedOn: true, status: true } } },
      },
      waivers: true,
    },
  });
  const undone = await undoneDays(
    tx,
    rows.flatMap(({ allocations }) => allocations),
  );
  return rows.map(({ allocations, waivers: all, ...row }) => {
    const waivers = all.filter(({ part }) => part === 'principal');
    const standing = allocations.filter(({ payment }) => payment === null || payment.status === 'booked');
    const principal = standing.filter(({ part }) => part === 'principal');
    const stated = waivers.filter((waiver) => waiver.stated);
    const own = waivers.filter((waiver) => !waiver.stated);
    return {
      ...row,
      chargeId: row.id,
      periodFrom: civilDay(row.periodFrom),
      periodTo: civilDay(row.periodTo),
      dueOn: civilDay(row.dueOn),
      statedOn: row.statedOn === null ? null : civilDay(row.statedOn),
      netFen: row.amountFen - total(waivers),
      sourceFen: total(principal.filter(({ paymentId }) => paymentId === null)),
      parts: partsOf(principal),
      undone: allocations.flatMap(({ part, paymentId, amountFen, payment }) => {
        const undoneOn = paymentId === null ? undefined : undone.get(paymentId);
        if (part !== 'principal' || payment === null || undoneOn === undefined) return [];
        return [{ receivedOn: civilDay(payment.receivedOn), undoneOn, amountFen }];
      }),
      lateFeeParts: partsOf(standing.filter(({ part }) => part === 'late_fee')),
      waivedStatedFen: total(stated),
      waivedOwn: own.map(ownWaiver),
      lateFeeWaived: all
        .filter(({ part }) => part === 'late_fee')
        .map((waiver) => ({ ...ownWaiver(waiver), stated: waiver.stated })),
    };
  });
}

/** When the payments that were reversed came back, by their id. */
async function undoneDays(
  tx: Tx,
  allocations: readonly AllocationOfPayment[],
): Promise<Map<string, CivilDay>> {
  const reversed = allocations.flatMap(({ paymentId, payment }) =>
    paymentId !== null && payment?.status === 'reversed' ? [paymentId] : [],
  );
  if (reversed.length === 0) return new Map();
  const reversals = await tx.payment.findMany({
    where: { reversesId: { in: reversed } },
    select: { reversesId: true, receivedOn: true },
  });
  return new Map(
    reversals.flatMap(({ reversesId, receivedOn }) =>
      reversesId === null ? [] : [[reversesId, civilDay(receivedOn)] as const],
    ),
  );
}

function ownWaiver({
  amountFen,
  onDay,
  kind,
  requestId,
}: {
  amountFen: number;
  onDay: string;
  kind: string;
  requestId: string | null;
}): OwnWaiver {
  return { amountFen, onDay: civilDay(onDay), kind, requestId };
}

function total(rows: readonly { amountFen: number }[]): number {
  return rows.reduce((sum, { amountFen }) => sum + amountFen, 0);
}

type AllocationOfPayment = {
  paymentId: string | null;
  amountFen: number;
  onDay: string;
  payment: { receivedOn: string; status: string } | null;
};

function partsOf(rows: readonly AllocationOfPayment[]): PaymentPart[] {
  const parts = new Map<string, PaymentPart>();
  for (const { paymentId, amountFen, onDay, payment } of rows) {
    if (paymentId === null || payment === null) continue;
    const known = parts.get(paymentId)?.amountFen ?? 0;
    parts.set(paymentId, {
      paymentId,
      receivedOn: civilDay(payment.receivedOn),
      onDay: civilDay(onDay),
      amountFen: known + amountFen,
    });
  }
  return [...parts.values()].filter(({ amountFen }) => amountFen !== 0);
}

export function outstandingFen({ netFen, sourceFen, parts }: ChargeMoney): number {
  return Math.max(0, netFen - sourceFen - total(parts));
}

/** What over-payments left on each account as credit. */
export async function paymentCredits(tx: Tx, accountIds: readonly string[]): Promise<Map<string, Credit[]>> {
  const rows = await tx.prepaymentEntry.groupBy({
    by: ['accountId', 'paymentId'],
    where: { accountId: { in: [...accountIds] }, paymentId: { not: null } },
    _sum: { amountFen: true },
    _min: { onDay: true },
  });
  const open = rows.filter(({ _sum }) => (_sum.amountFen ?? 0) > 0);
  const payments = await tx.payment.findMany({
    where: {
      id: { in: open.flatMap(({ paymentId }) => (paymentId === null ? [] : [paymentId])) },
      status: 'booked',
    },
    select: { id: true, receivedOn: true },
  });
  const receivedOn = new Map(payments.map((payment) => [payment.id, civilDay(payment.receivedOn)]));
  const credits = new Map<string, Credit[]>();
  for (const { accountId, paymentId, _sum, _min } of open) {
    const received = paymentId === null ? undefined : receivedOn.get(paymentId);
    if (paymentId === null || received === undefined) continue;
    const credit = {
      paymentId,
      receivedOn: received,
      onDay: civilDay(_min.onDay ?? received),
      amountFen: _sum.amountFen ?? 0,
    };
    credits.set(accountId, [...(credits.get(accountId) ?? []), credit]);
  }
  return credits;
}

/** Credit on each account that came from payments which were reversed since. */
export async function undoneCredits(tx: Tx, accountIds: readonly string[]): Promise<Map<string, Undone[]>> {
  const rows = await tx.$queryRaw<(Undone & { accountId: string })[]>`
    select e."accountId", p."receivedOn", r."receivedOn" as "undoneOn", sum(e."amountFen")::int as "amountFen"
    from prepayment_entry e
    join payment p on p.id = e."paymentId" and p.status = 'reversed'
    join payment r on r."reversesId" = p.id
    where e."accountId" = any(${[...accountIds]}::uuid[])
    group by e."accountId", p.id, r.id having sum(e."amountFen") > 0`;
  return groupBy(rows, ({ accountId }) => accountId);
}
