import type { Context } from '../../context';
import type { Tx } from '../../db/scope';
import { type CivilDay, civilDay, earlierDay } from '../../domain/civil-day';
import { UserError } from '../../errors';
import { appendAllEvidence, type NewEntry } from '../../evidence/append';
import { type LedgerTime, lockAccounts, type Raised, raiseLedgerVersions } from '../claimable';
import { groupBy } from '../group-by';
import { paymentCredits, standingCharges, undoneCredits } from '../standing-charges';
import { applyStatements, type Statement } from '../statement';
import { type Direction, planAllocation } from './allocate-payment';

type Stored = {
  id: string;
  communityId: string;
  externalId: string;
  amountFen: number;
  receivedOn: string;
  channel: string;
};

export type Share = { accountId: string; amountFen: number; direction: Direction };

/**
 * Books money on accounts: allocations, credit, ledgerVersion, nudge and evidence, in the caller's transaction, under the accounts' locks.
 *
 * @param shares whole: they add up to the payment
 * @param key of the ledger events: booking again under it changes no version
 */
export async function bookShares(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  payment: Stored,
  shares: readonly Share[],
  { by, time, key }: { by: string; time: LedgerTime; key: string },
): Promise<Map<string, Raised>> {
  const locked = await lockAccounts(
    tx,
    shares.map(({ accountId }) => accountId),
  );
  const { communityId, id: paymentId } = payment;
  const receivedOn = civilDay(payment.receivedOn);
  const onDay = earlierDay(receivedOn, time.today);
  let prepaidFen = 0;
  for (const { accountId, amountFen, direction } of shares) {
    const account = locked.find(({ id, mergedIntoId }) => id === accountId && mergedIntoId === null);
    if (!account || account.communityId !== communityId) {
      throw new UserError('ACCOUNT_UNKNOWN', '没有这一户', 'there is no such account', 404);
    }
    const money = { paymentId, amountFen, receivedOn };
    const plan = await planAllocation(tx, { id: accountId, communityId }, money, direction, time);
    await tx.allocation.createMany({
      data: plan.allocations.map((allocation) => ({ communityId, accountId, ...allocation })),
    });
    if (plan.prepaidFen > 0) {
      const entry = {
        communityId,
        accountId,
        amountFen: plan.prepaidFen,
        origin: 'payment',
        paymentId,
        onDay,
      };
      await tx.prepaymentEntry.create({ data: entry });
    }
    prepaidFen += plan.prepaidFen;
  }
  await tx.payment.update({
    where: { id: paymentId },
    data: { status: 'booked', accountId: shares[0]?.accountId ?? null, parkedFen: 0, prepaidFen },
  });
  return tell(
    tx,
    context,
    payment,
    'payment',
    shares.map(({ accountId }) => accountId),
    { by, time, key },
  );
}

/** Versions, nudges and evidence of a payment on each account that it touched. */
async function tell(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  payment: Stored & { reversesId?: string; reason?: string | null },
  kind: 'payment' | 'reversal',
  accountIds: readonly string[],
  { by, time, key }: { by: string; time: LedgerTime; key: string },
): Promise<Map<string, Raised>> {
  const { communityId, id: paymentId, externalId, amountFen, channel } = payment;
  const receivedOn = payment.receivedOn;
  const raised = await raiseLedgerVersions(
    tx,
    accountIds.map((accountId) => ({
      communityId,
      accountId,
      kind,
      key: `${key}/${accountId}`,
      refId: paymentId,
    })),
    time,
  );
  const cases = await tx.dunningCase.findMany({
    where: { accountId: { in: [...accountIds] }, status: { not: 'closed' } },
    select: { id: true, accountId: true },
  });
  const caseOf = new Map(cases.map(({ id, accountId }) => [accountId, id]));
  const entries = [...raised].map(([accountId, { ledgerVersion, claim }]): NewEntry => {
    const balance = {
      ledgerVersion,
      claimableFen: claim.claimableFen,
      principalFen: claim.principalOutstandingFen,
    };
    const common = {
      communityId,
      accountId,
      caseId: caseOf.get(accountId) ?? null,
      key: `${key}/${accountId}`,
      at: new Date(time.now),
      actorId: by,
    };
    const said = { paymentId, externalId, amountFen, receivedOn, ...balance };
    return kind === 'payment'
      ? { ...common, kind, content: { ...said, channel } }
      : {
          ...common,
          kind: 'payment_reversed',
          content: { ...said, reversesId: payment.reversesId ?? '', reason: payment.reason ?? null },
        };
  });
  await appendAllEvidence(tx, context, entries);
  return raised;
}

/**
 * Takes a payment back: every entry of it with the opposite sign, under the name of the payment that reverses it, so that both add up to
 * nothing. Both rows are there already and locked; whatever of the original is parked comes back as well.
 */
export async function reverseEntries(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  original: Stored & { parkedFen: number; prepaidFen: number; refundedFen: number },
  reversal: Stored & { reason: string | null },
  { by, time }: { by: string; time: LedgerTime },
): Promise<Map<string, Raised>> {
  const allocations = await allocationsOf(tx, original.id);
  const credits = await tx.prepaymentEntry.findMany({ where: { paymentId: original.id } });
  const accountIds = [...new Set([...allocations, ...credits].map(({ accountId }) => accountId))].sort();
  await lockAccounts(tx, accountIds);
  const { communityId, id: paymentId } = reversal;
  const onDay = earlierDay(civilDay(reversal.receivedOn), time.today);
  const opposite = groupBy(allocations, ({ chargeId, part, accountId }) =>
    [chargeId, part, accountId].join('|'),
  );
  await tx.allocation.createMany({
    data: [...opposite.values()].flatMap((same) => {
      const [first] = same;
      const amountFen = -same.reduce((sum, entry) => sum + entry.amountFen, 0);
      if (!first || amountFen === 0) return [];
      const { chargeId, part, accountId, origin } = first;
      return [{ communityId, accountId, chargeId, paymentId, origin, part, amountFen, onDay }];
    }),
  });
  await tx.prepaymentEntry.createMany({
    data: [...groupBy(credits, ({ accountId }) => accountId)].flatMap(([accountId, same]) => {
      const amountFen = -same.reduce((sum, entry) => sum + entry.amountFen, 0);
      return amountFen === 0
        ? []
        : [{ communityId, accountId, amountFen, origin: 'reversal', paymentId, onDay }];
    }),
  });
  await tx.payment.update({ where: { id: original.id }, data: { status: 'reversed' } });
  await tx.payment.update({
    where: { id: paymentId },
    data: {
      status: 'reversal',
      reversesId: original.id,
      accountId: accountIds[0] ?? null,
      parkedFen: -original.parkedFen,
      prepaidFen: -original.prepaidFen,
      refundedFen: -original.refundedFen,
    },
  });
  await keepStatements(tx, accountIds, reversal, onDay);
  return tell(tx, context, { ...reversal, reversesId: original.id }, 'reversal', accountIds, {
    by,
    time,
    key: `reversal/${paymentId}`,
  });
}

/** Under the account that has the charge now: it may have moved since. */
async function allocationsOf(tx: Tx, paymentId: string) {
  const rows = await tx.allocation.findMany({
    where: { paymentId },
    include: { charge: { select: { accountId: true } } },
  });
  return rows.map(({ charge, ...row }) => ({ ...row, accountId: charge.accountId }));
}

/**
 * Where the charging system stated its figure after the reversal, it had seen both, and what it stated stays: credit of the account that
 * it knew as well takes the place first.
 */
async function keepStatements(
  tx: Tx,
  accountIds: readonly string[],
  reversal: Stored,
  onDay: CivilDay,
): Promise<void> {
  const charges = await standingCharges(tx, { accountIds });
  const credits = await paymentCredits(tx, accountIds);
  const undone = await undoneCredits(tx, accountIds);
  for (const [accountId, own] of groupBy(charges, (charge) => charge.accountId)) {
    const statements = own.flatMap(({ id, statedOn, statedReceivedFen }): Statement[] =>
      statedOn === null || statedReceivedFen === null || statedOn <= reversal.receivedOn
        ? []
        : [{ chargeId: id, receivedFen: statedReceivedFen, on: statedOn, bookedOn: onDay }],
    );
    const money = new Map(own.map((charge) => [charge.id, charge]));
    const { entries, creditChanges } = applyStatements(
      money,
      statements,
      credits.get(accountId) ?? [],
      undone.get(accountId) ?? [],
    );
    const { communityId } = reversal;
    await tx.allocation.createMany({
      data: entries.map((entry) => ({ communityId, accountId, origin: 'source', ...entry })),
    });
    for (const [paymentId, change] of creditChanges) {
      const origin = change.amountFen > 0 ? 'payment' : 'set_off';
      await tx.prepaymentEntry.create({ data: { communityId, accountId, paymentId, origin, ...change } });
      await tx.payment.update({
        where: { id: paymentId },
        data: { prepaidFen: { increment: change.amountFen } },
      });
    }
  }
}

/** Charges that the caller names must be standing ones of the account. */
export async function checkDirection(tx: Tx, accountId: string, direction: Direction): Promise<void> {
  const named = [...(direction.chargeIds ?? []), ...(direction.booked ?? []).map(({ chargeId }) => chargeId)];
  if (named.length === 0) return;
  const standing = new Set((await standingCharges(tx, { accountIds: [accountId] })).map(({ id }) => id));
  if (named.every((id) => standing.has(id))) return;
  throw new UserError('CHARGE_UNKNOWN', '这一户没有这笔账单', 'the account has no such charge', 404);
}
