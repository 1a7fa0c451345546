import type { Tx } from '../db/scope';
import { type CivilDay, civilDay, civilDayOf, earlierDay } from '../domain/civil-day';
import { type Interruption, limitationOf } from '../domain/limitation';
import type { AccountClaim } from '../ledger/claimable';

/** What restarted the periods of an account's charges: demands that provably arrived, part payments, acknowledgements. */
export async function interruptionsOf(tx: Tx, accountId: string, zone: string): Promise<Interruption[]> {
  const demands = await tx.contact.findMany({
    where: { accountId, grade: 'arrived', class: { in: ['dunning', 'formal'] } },
    select: { stepKey: true, claimedAt: true, outcomeAt: true },
  });
  const parts = await tx.allocation.findMany({
    where: { accountId, payment: { is: { status: 'booked' } } },
    select: { paymentId: true, onDay: true },
  });
  const paid = new Map(parts.map(({ paymentId, onDay }) => [paymentId ?? '', onDay]));
  return [
    ...demands.map(
      ({ stepKey, claimedAt, outcomeAt }): Interruption => ({
        on: civilDayOf((outcomeAt ?? claimedAt).getTime(), zone),
        kind: 'demand',
        grade: 'arrived',
        confirmed: true,
        evidenceId: stepKey,
      }),
    ),
    ...[...paid].map(
      ([paymentId, onDay]): Interruption => ({
        on: civilDay(onDay),
        kind: 'part_payment',
        grade: 'none',
        // the debtor himself acknowledged: only a person can say so
        confirmed: false,
        evidenceId: paymentId,
      }),
    ),
  ];
}

/** The day before which the account's first claim lapses, on the earlier reading; null when nothing is owed. */
export async function limitationOn(
  tx: Tx,
  accountId: string,
  claim: Pick<AccountClaim, 'lines'>,
  zone: string,
): Promise<CivilDay | null> {
  const owed = claim.lines.filter(({ principalLeftFen }) => principalLeftFen > 0);
  if (owed.length === 0) return null;
  const interruptions = await interruptionsOf(tx, accountId, zone);
  return owed
    .map(({ dueOn }) => limitationOf({ dueOn, lastInstalmentDueOn: null, interruptions }).actBefore)
    .reduce(earlierDay);
}
