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

export type Likeness = { accountId: string; why: 'same_name_and_phone' | 'same_name' | 'same_phone' };

/** Accounts that may be the same person's as this one, the likeliest first. */
export async function likeAccount(tx: Tx, communityId: string, accountId: string): Promise<Likeness[]> {
  return tx.$queryRaw<Likeness[]>`
    with own as (select a.id, a."personIndex", a."partyId", p."nameIndex"
      from account a join party p on p.id = a."partyId"
      where a.id = ${accountId}::uuid and a."communityId" = ${communityId}::uuid),
    alike as (
      select b.id, 0 as rank from own join account b
        on b."communityId" = ${communityId}::uuid and b."personIndex" = own."personIndex"
      union all
      select b.id, 1 from own join party q
        on q."communityId" = ${communityId}::uuid and q."nameIndex" = own."nameIndex"
        join account b on b."partyId" = q.id
      union all
      select b.id, 2 from own join contact_point c on c."partyId" = own."partyId" and c.kind = 'phone' and c.relation is null
        join contact_point d on d."communityId" = c."communityId" and d.kind = c.kind and d."valueIndex" = c."valueIndex"
          and d.relation is null
        join account b on b."partyId" = d."partyId")
    select alike.id as "accountId",
      (array['same_name_and_phone', 'same_name', 'same_phone'])[min(alike.rank) + 1] as why
    from alike join account b on b.id = alike.id
    where alike.id <> ${accountId}::uuid and b."mergedIntoId" is null
    group by alike.id order by min(alike.rank), alike.id limit 20`;
}
