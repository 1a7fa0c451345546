import type { Context } from '../../context';
import type { Tx } from '../../db/scope';
import type { ObjectTerm, SearchTerms } from './terms';

export type MatchedBy =
  | 'object'
  | 'plain_code'
  | 'object_begins'
  | 'room_number'
  | 'former_object'
  | 'notice_number'
  | 'tracking_number'
  | 'phone'
  | 'name'
  | 'last_four';

/** `detail`: the code or number that matched, as it is stored; never a person's name or phone */
export type Match = { accountId: string; by: MatchedBy; detail: string | null };

/** More than anybody reads; those that the asker may not see are dropped afterwards. */
const MOST_OF_A_KIND = 200;

/** What is said most exactly comes first. */
const RANK: Record<MatchedBy, number> = {
  object: 0,
  notice_number: 0,
  tracking_number: 0,
  // 12404 is building 12 before it is building 1, unit 2
  plain_code: 1,
  phone: 1,
  name: 2,
  former_object: 3,
  last_four: 4,
  room_number: 5,
  object_begins: 6,
};

export function rankOf(by: MatchedBy): number {
  return RANK[by];
}

/** Every account of the community that the terms may mean, by index only. An account that was joined to another stands for that one. */
export async function findMatches(
  tx: Tx,
  { cipher }: Pick<Context, 'cipher'>,
  communityId: string,
  terms: SearchTerms,
): Promise<Match[]> {
  const found = [
    ...(terms.object ? await byObject(tx, communityId, terms.object) : []),
    ...(terms.object ? await byLabel(tx, communityId, terms.object) : []),
    ...(terms.number ? await byNumber(tx, communityId, terms.number) : []),
    ...(terms.phone ? await byAddress(tx, communityId, 'phone', cipher.index('phone', terms.phone)) : []),
    ...(terms.name ? await byName(tx, communityId, cipher.index('name', terms.name)) : []),
    ...(terms.lastFour
      ? await byAddress(tx, communityId, 'last_four', cipher.index('last_four', terms.lastFour))
      : []),
  ];
  return surviving(tx, found);
}

type FoundObject = {
  accountId: string;
  code: string;
  plain: string;
  building: string | null;
  room: string | null;
};

/** Beyond every character of a code, so that "begins with" is a range that any plan takes by index. */
const BEYOND = '\uffff';

async function byObject(tx: Tx, communityId: string, term: ObjectTerm): Promise<Match[]> {
  const { kind, code, plain, structured } = term;
  if (plain === '') return [];
  const rows = await tx.$queryRaw<FoundObject[]>`
    (select o."accountId", o.code, translate(o.code, '- /#:.', '') as plain, o.building, o.room
      from charge_object o
      where o."communityId" = ${communityId}::uuid and o."accountId" is not null
        and (translate(o.code, '- /#:.', '') collate "C") >= ${plain}
        and (translate(o.code, '- /#:.', '') collate "C") < ${plain + BEYOND}
        and (${kind}::text is null or o.kind = ${kind})
      order by (translate(o.code, '- /#:.', '') collate "C") limit ${MOST_OF_A_KIND})
    union all
    (select o."accountId", o.code, translate(o.code, '- /#:.', ''), o.building, o.room
      from charge_object o
      where o."communityId" = ${communityId}::uuid and o."accountId" is not null and o.room is not null
        and ((o.building || o.room) collate "C") = ${plain} and (${kind}::text is null or o.kind = ${kind})
      limit ${MOST_OF_A_KIND})
    union all
    (select o."accountId", o.code, translate(o.code, '- /#:.', ''), o.building, o.room
      from charge_object o
      where o."communityId" = ${communityId}::uuid and o."accountId" is not null and o.room = ${plain}
        and not ${structured} and (${kind}::text is null or o.kind = ${kind})
      order by o.code limit ${MOST_OF_A_KIND})`;
  return rows.flatMap((row): Match[] => {
    const by = howItMatches(row, term);
    return by === null ? [] : [{ accountId: row.accountId, by, detail: row.code }];
  });

  function howItMatches(row: FoundObject, { structured: isStructured }: ObjectTerm): MatchedBy | null {
    const place = isStructured ? `${row.building}-${row.room}` : `${row.building}${row.room}`;
    if (row.code === code) return 'object';
    if (row.room !== null && place === (isStructured ? code : plain)) return 'object';
    if (!isStructured && row.plain === plain) return 'plain_code';
    if (row.room === plain) return 'room_number';
    return !isStructured || row.code.startsWith(`${code}-`) ? 'object_begins' : null;
  }
}

/** A seller who still owes has no object any more, but is called as he was. */
async function byLabel(tx: Tx, communityId: string, { code }: ObjectTerm): Promise<Match[]> {
  const rows = await tx.account.findMany({
    where: { communityId, label: code, objects: { none: {} } },
    select: { id: true, label: true },
    take: MOST_OF_A_KIND,
  });
  return rows.map(({ id, label }) => ({ accountId: id, by: 'former_object', detail: label }));
}

async function byNumber(tx: Tx, communityId: string, number: string): Promise<Match[]> {
  const rows = await tx.$queryRaw<(Match & { by: MatchedBy })[]>`
    select "accountId", 'notice_number' as by, number as detail from paper_item
      where "communityId" = ${communityId}::uuid and number = ${number}
    union all
    select "accountId", 'tracking_number', "trackingNumber" from paper_item
      where "communityId" = ${communityId}::uuid and "trackingNumber" = ${number}
    union all
    select "accountId", 'tracking_number', "providerRef" from contact
      where "communityId" = ${communityId}::uuid and "providerRef" = ${number} and channel = 'mail'`;
  return rows;
}

async function byName(tx: Tx, communityId: string, nameIndex: string): Promise<Match[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select a.id from party p join account a on a."partyId" = p.id
    where p."communityId" = ${communityId}::uuid and p."nameIndex" = ${nameIndex} limit ${MOST_OF_A_KIND}`;
  return rows.map(({ id }) => ({ accountId: id, by: 'name', detail: null }));
}

async function byAddress(
  tx: Tx,
  communityId: string,
  by: 'phone' | 'last_four',
  index: string,
): Promise<Match[]> {
  // one step after the other: joined in one statement, a planner reads all of them
  const kind = 'phone';
  const addresses = await tx.address.findMany({
    where: { communityId, kind, ...(by === 'phone' ? { valueIndex: index } : { lastFourIndex: index }) },
    select: { valueIndex: true },
    take: MOST_OF_A_KIND,
  });
  const points = await tx.contactPoint.findMany({
    where: { communityId, kind, valueIndex: { in: addresses.map(({ valueIndex }) => valueIndex) } },
    select: { partyId: true },
    take: MOST_OF_A_KIND,
  });
  const rows = await tx.account.findMany({
    where: { communityId, partyId: { in: points.map(({ partyId }) => partyId) } },
    select: { id: true },
    take: MOST_OF_A_KIND,
  });
  return rows.map(({ id }) => ({ accountId: id, by, detail: null }));
}

/** An account that was joined answers as the one that it was joined to. */
async function surviving(tx: Tx, matches: readonly Match[]): Promise<Match[]> {
  if (matches.length === 0) return [];
  const merged = await tx.account.findMany({
    where: { id: { in: matches.map(({ accountId }) => accountId) }, mergedIntoId: { not: null } },
    select: { id: true, mergedIntoId: true },
  });
  const into = new Map(merged.map(({ id, mergedIntoId }) => [id, mergedIntoId]));
  return matches.map((match) => ({ ...match, accountId: into.get(match.accountId) ?? match.accountId }));
}
