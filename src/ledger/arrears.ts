import type { Tx } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import { type AccountClaim, accountClaims } from './claimable';

export type ArrearsPage = {
  /** Accounts of which something may be claimed on that day */
  claims: AccountClaim[];
  /** Where the next page begins after; null: this was the last one */
  nextAfterId: string | null;
};

/**
 * Accounts in arrears, paged by key. A page may be shorter than `limit`: a candidate whose credit covers what is overdue is in none.
 */
export async function accountsInArrears(
  tx: Tx,
  communityId: string,
  day: CivilDay,
  afterId: string | null,
  limit: number,
): Promise<ArrearsPage> {
  // lateral: each account asks its own index, also before the first statistics are gathered
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select a.id from account a cross join lateral (
      select from charge c
      where c."accountId" = a.id and c.status = 'standing' and c."dueOn" < ${day} and c."disputedAt" is null
        and (c."statedLateFeeFen" > 0 or c."lateFeeBasis" is not null or c."amountFen" >
          coalesce((select sum(l."amountFen") from allocation l
            left join payment p on p.id = l."paymentId"
            where l."chargeId" = c.id and l.part = 'principal' and (p.id is null or p.status = 'booked')), 0)
          + coalesce((select sum(w."amountFen") from waiver w where w."chargeId" = c.id and w.part = 'principal'), 0))
      limit 1
    ) owed
    where a."communityId" = ${communityId}::uuid and a."mergedIntoId" is null
      and (${afterId}::uuid is null or a.id > ${afterId}::uuid)
    order by a.id limit ${limit}`;
  const ids = rows.map(({ id }) => id);
  const claims = [...(await accountClaims(tx, ids, day)).values()].filter(
    ({ claimableFen }) => claimableFen > 0,
  );
  return { claims, nextAfterId: rows.length < limit ? null : (ids.at(-1) ?? null) };
}
