import { z } from 'zod';
import type { Tx } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import { claimable } from '../domain/claimable';
import { fen, fenSchema, sumFen } from '../domain/money';
import { type OfferedCharge, type OfferLine, settleOffer } from '../domain/offer';
import type { LedgerTime } from './account-claim';
import { type AccountFacts, readAccounts } from './charge-facts';
import { groupBy } from './group-by';
import { undoProposals, withdrawProposals, writeProposals } from './requests/proposals';

export const offerLinesSchema = z.array(
  z.object({ chargeId: z.uuid(), principalFen: fenSchema, lateFeeFen: fenSchema }),
);

/** A payment from so long before the statement may have been booked after it: then it is paid on it. */
const EARLIER_DAYS = 14;

export type NewOffer = {
  communityId: string;
  accountId: string;
  caseId: string | null;
  means: 'text' | 'counter';
  contactKey: string | null;
  /** The account's, read under its lock */
  ledgerVersion: number;
  statedOn: CivilDay;
  validThrough: CivilDay;
  lines: readonly OfferLine[];
  byId: string | null;
};

/** Keeps a stated amount, in the transaction that states it; one that names nothing is none. @returns its id */
export async function writeOffer(tx: Tx, { lines, ...offer }: NewOffer): Promise<string | null> {
  const totalFen = sumFen(lines.map(({ principalFen, lateFeeFen }) => principalFen + lateFeeFen));
  if (totalFen <= 0) return null;
  const { id } = await tx.offer.create({
    data: { ...offer, lines: lines.map((line) => ({ ...line })), totalFen },
  });
  return id;
}

/** Charges that an open offer names on the day of a payment, the latest offer first: what is paid without a word is paid on it. */
export async function offeredCharges(tx: Tx, accountId: string, on: CivilDay): Promise<string[]> {
  const offers = await tx.offer.findMany({
    where: { accountId, statedOn: { lte: on }, validThrough: { gte: on }, honouredOn: null },
    orderBy: { createdAt: 'desc' },
    select: { lines: true },
  });
  const [latest] = offers;
  return latest ? offerLinesSchema.parse(latest.lines).map(({ chargeId }) => chargeId) : [];
}

type Row = {
  id: string;
  communityId: string;
  accountId: string;
  ownerId: string;
  caseId: string | null;
  ledgerVersion: number;
  statedOn: string;
  validThrough: string;
  lines: unknown;
  honouredOn: string | null;
};

/**
 * Looks at the offers of accounts whose ledger has changed, under their locks: what reaches one settles the principal that it named
 * and proposes the rest of the late fee as a waiver (待减免); what reached one and came back takes both away again.
 */
export async function settleOffers(tx: Tx, accountIds: readonly string[], time: LedgerTime): Promise<void> {
  const offers = await tx.$queryRaw<Row[]>`
    select o.id, o."communityId", o."accountId", a.id as "ownerId", o."caseId", o."ledgerVersion", o."statedOn",
      o."validThrough", o.lines, o."honouredOn"
    from account a join offer o
      on o."accountId" in (select a.id union all select m.id from account m where m."mergedIntoId" = a.id)
    where a.id = any(${[...accountIds]}::uuid[])
      and (o."honouredOn" is not null or exists (
        select from allocation l where l."accountId" = o."accountId" and l."onDay" <= o."validThrough"
          and l."onDay" >= to_char(o."statedOn"::date - ${EARLIER_DAYS}::int, 'YYYY-MM-DD')))
    order by o."createdAt", o.id`;
  if (offers.length === 0) return;
  for (const [ownerId, own] of groupBy(offers, (offer) => offer.ownerId)) {
    for (const offer of own) {
      // read again for each: one offer's proposal changes what is left for the next
      const [account] = await readAccounts(tx, [ownerId], time.today);
      if (account) await settleOne(tx, offer, account, time);
    }
  }
}

async function settleOne(tx: Tx, offer: Row, account: AccountFacts, time: LedgerTime): Promise<void> {
  const named = await namedNow(tx, offerLinesSchema.parse(offer.lines));
  const since = await paymentsSince(tx, offer, account, named);
  const facts = claimable(time.today, account.charges, account);
  const left = new Map(facts.lines.map((line) => [line.chargeId, line]));
  const charges = named.map(({ chargeId, principalFen, lateFeeFen }): OfferedCharge => {
    const line = left.get(chargeId);
    const paid = since.filter((part) => part.chargeId === chargeId);
    return {
      principalFen,
      lateFeeFen,
      principalLeftFen: line?.principalLeftFen ?? fen(0),
      lateFeeLeftFen: fen((line?.lateFeeLeftFen ?? 0) + (line?.proposedFen ?? 0)),
      principalPaidFen: sumFen(paid.map((part) => part.principalFen)),
      lateFeePaidFen: sumFen(paid.map((part) => part.lateFeeFen)),
    };
  });
  const honoured = settleOffer(charges);
  if (offer.honouredOn !== null) {
    if (honoured === null) await unHonour(tx, offer, time);
    return;
  }
  if (honoured === null) return;
  const honouredOn =
    since
      .map(({ on }) => on)
      .sort()
      .at(-1) ?? time.today;
  await tx.offer.update({ where: { id: offer.id }, data: { honouredOn } });
  await moveToPrincipal(tx, offer, account.id, named, honoured, since);
  // read again: on a principal that is settled from that day on no late fee has grown since
  const [after] = await readAccounts(tx, [account.id], time.today);
  if (!after) return;
  const rest = new Map(
    claimable(time.today, after.charges, after).lines.map((line) => [line.chargeId, line]),
  );
  const lines = named.flatMap(({ chargeId }) => {
    // what an earlier offer or the tolerance proposes already is not left, and not proposed twice
    const line = rest.get(chargeId);
    if (!line || line.principalLeftFen > 0 || line.lateFeeLeftFen === 0) return [];
    return [{ chargeId, part: 'late_fee' as const, amountFen: line.lateFeeLeftFen }];
  });
  await writeProposals(
    tx,
    [
      {
        communityId: offer.communityId,
        accountId: account.id,
        caseId: offer.caseId,
        offerId: offer.id,
        origin: 'offer',
        key: `offer/${offer.id}/${account.ledgerVersion}`,
        lines,
      },
    ],
    time,
  );
}

async function unHonour(tx: Tx, offer: Row, time: LedgerTime): Promise<void> {
  await tx.offer.update({ where: { id: offer.id }, data: { honouredOn: null } });
  const where = { offerId: offer.id, origin: 'offer' };
  await withdrawProposals(tx, where, time);
  await undoProposals(tx, where, time);
}

/** The charges as they stand: one that was corrected is followed to the bill that replaced it. */
async function namedNow(tx: Tx, lines: readonly OfferLine[]): Promise<OfferLine[]> {
  const rows = await tx.$queryRaw<{ id: string; nowId: string }[]>`
    with recursive follow as (
      select c.id, c.id as "nowId", c."replacedById" from charge c where c.id = any(${lines.map(({ chargeId }) => chargeId)}::uuid[])
      union all
      select f.id, c.id, c."replacedById" from follow f join charge c on c.id = f."replacedById"
    ) select id, "nowId" from follow where "replacedById" is null`;
  const now = new Map(rows.map(({ id, nowId }) => [id, nowId]));
  return lines.map((line) => ({ ...line, chargeId: now.get(line.chargeId) ?? line.chargeId }));
}

type Since = {
  chargeId: string;
  paymentId: string | null;
  on: CivilDay;
  principalFen: number;
  lateFeeFen: number;
};

/** What came in on the named charges by the offer's day and was not known yet when the amount was stated. */
async function paymentsSince(
  tx: Tx,
  { accountId, ledgerVersion, statedOn, validThrough }: Row,
  { charges }: AccountFacts,
  named: readonly OfferLine[],
): Promise<Since[]> {
  const ids = new Set(named.map(({ chargeId }) => chargeId));
  const parts = charges
    .filter(({ id }) => ids.has(id))
    .flatMap(({ id, allocations }) =>
      allocations
        .filter(({ on }) => on <= validThrough)
        .map(
          ({ ref, on, principalFen, lateFeeFen }): Since => ({
            ...{ chargeId: id, paymentId: ref, on, principalFen, lateFeeFen },
          }),
        ),
    );
  // facts are ordered by versions: what was booked at that version or before was netted in the amount that was stated
  const before = await tx.ledgerEvent.findMany({
    where: {
      accountId,
      version: { lte: ledgerVersion },
      kind: 'payment',
      refId: { in: parts.flatMap(({ paymentId }) => paymentId ?? []) },
    },
    select: { refId: true },
  });
  const known = new Set(before.map(({ refId }) => refId));
  // what the charging system states without naming a payment counts from the day after
  return parts.filter(({ paymentId, on }) => (paymentId === null ? on > statedOn : !known.has(paymentId)));
}

/** The same payment's money, from its late fee to the principal that the offer named: every payment keeps its sum. */
async function moveToPrincipal(
  tx: Tx,
  { communityId }: Row,
  accountId: string,
  named: readonly OfferLine[],
  honoured: NonNullable<ReturnType<typeof settleOffer>>,
  since: readonly Since[],
): Promise<void> {
  const wanted = named.map(({ chargeId }, index) => ({
    chargeId,
    leftFen: honoured.principalFen[index] ?? 0,
  }));
  const entries: {
    chargeId: string;
    paymentId: string | null;
    part: string;
    amountFen: number;
    onDay: string;
  }[] = [];
  named.forEach(({ chargeId }, index) => {
    let takeFen = -(honoured.lateFeeFen[index] ?? 0);
    for (const part of since.filter((one) => one.chargeId === chargeId && one.lateFeeFen > 0)) {
      let fromPart = Math.min(takeFen, part.lateFeeFen);
      takeFen -= fromPart;
      for (const want of wanted) {
        const amountFen = Math.min(want.leftFen, fromPart);
        if (amountFen <= 0) continue;
        want.leftFen -= amountFen;
        fromPart -= amountFen;
        const entry = { paymentId: part.paymentId, onDay: part.on };
        entries.push({ ...entry, chargeId, part: 'late_fee', amountFen: -amountFen });
        entries.push({ ...entry, chargeId: want.chargeId, part: 'principal', amountFen });
      }
    }
  });
  await tx.allocation.createMany({
    data: entries.map((entry) => ({ communityId, accountId, origin: 'offer', ...entry })),
  });
}
