import type { Tx } from '../db/scope';

/**
 * A claim's locks, always in this order: account, case (`lockCase`), person, addresses; evidence comes last. The person's is shared by
 * all accounts of one name and phone, an address's by everybody who uses it: so of two claims at once the second sees the first.
 */
export async function lockPerson(tx: Tx, communityId: string, personIndex: string): Promise<void> {
  const name = `person/${communityId}/${personIndex}`;
  await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${name}, 0))::text`;
}

export type AddressKind = 'phone' | 'email' | 'postal';

/** An address of a party, its row locked. */
export type Recipient = {
  pointId: string;
  partyId: string;
  kind: AddressKind;
  valueIndex: string;
  valueSealed: string;
  rank: number;
  relation: string | null;
  authorised: boolean;
  statedTime: unknown;
  status: string;
  optedOut: string[];
};

/**
 * The parties one after another as they were given, each by rank. The rows are locked in the order of their keys, so that two claims never
 * wait for each other in a circle.
 */
export async function lockRecipients(tx: Tx, ...partyIds: string[]): Promise<Recipient[]> {
  const rows = await tx.$queryRaw<Recipient[]>`
    select p.id as "pointId", p."partyId", a.kind, a."valueIndex", a."valueSealed", p.rank, p.relation, p.authorised,
      p."statedTime", a.status, a."optedOut"
    from contact_point p
    join address a on a."communityId" = p."communityId" and a.kind = p.kind and a."valueIndex" = p."valueIndex"
    where p."partyId" = any(${partyIds}::uuid[])
    order by a.kind, a."valueIndex" for update of a`;
  const place = new Map(partyIds.map((partyId, index) => [partyId, index]));
  return rows.sort((a, b) => (place.get(a.partyId) ?? 0) - (place.get(b.partyId) ?? 0) || a.rank - b.rank);
}
