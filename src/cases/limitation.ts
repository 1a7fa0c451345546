import type { Tx } from '../db/scope';
import { type CivilDay, civilDay, civilDayOf, earlierDay } from '../domain/civil-day';
import { type Interruption, limitationOf } from '../domain/limitation';
import type { AccountClaim } from '../ledger/claimable';

/** What restarted the periods of an account's charges: demands that provably arrived, part payments, acknowledgements. */
export async function interruptionsOf(tx: Tx, accountId: string, zone: string): Promise<Interruption[]> {
  const rows = await tx.$queryRaw<{ id: string; at: Date | null; onDay: string | null }[]>`
    select c."stepKey" as id, coalesce(c."outcomeAt", c."claimedAt") as at, null as "onDay"
    from contact c
    where c."accountId" = ${accountId}::uuid and c.grade = 'arrived' and c.class in ('dunning', 'formal')
    union all
    select distinct on (l."paymentId") l."paymentId"::text, null, l."onDay"
    from allocation l join payment p on p.id = l."paymentId" and p.status = 'booked'
    where l."accountId" = ${accountId}::uuid`;
  return rows.map(({ id, at, onDay }): Interruption => {
    if (at !== null) {
      const on = civilDayOf(at.getTime(), zone);
      return { on, kind: 'demand', grade: 'arrived', confirmed: true, evidenceId: id };
    }
    // whether the debtor himself acknowledged by it only a person can say
    const on = civilDay(onDay ?? '');
    return { on, kind: 'part_payment', grade: 'none', confirmed: false, evidenceId: id };
  });
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
