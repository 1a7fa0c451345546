import type { Tx } from '../db/scope';

/** Accounts that look like one person's: the same name with the same number. A person decides whether they are. */
export type JoinSuggestion = { personIndex: string; accounts: { id: string; label: string }[] };

/** Until they are joined they share one contact budget all the same. Paged by the person's index. */
export function joinSuggestions(
  tx: Tx,
  communityId: string,
  afterPersonIndex: string | null,
  limit: number,
): Promise<JoinSuggestion[]> {
  return tx.$queryRaw<JoinSuggestion[]>`
    select "personIndex", json_agg(json_build_object('id', id, 'label', label) order by "walkingOrder") as accounts
    from account
    where "communityId" = ${communityId}::uuid and "mergedIntoId" is null
      and (${afterPersonIndex}::text is null or "personIndex" > ${afterPersonIndex})
    group by "personIndex" having count(*) > 1
    order by "personIndex" limit ${limit}`;
}
