import type { Context } from '../../context';
import type { Tx } from '../../db/scope';
import { nameKey } from '../imports/place-account';
import { payerIndex } from '../look-up-indexes';
import { namedAccounts, objectsInWords } from '../payments/named-objects';

export type ParkedPayment = {
  id: string;
  communityId: string;
  amountFen: number;
  parkedFen: number;
  receivedOn: string;
  payer: string | null;
  memo: string | null;
};

export type Clue =
  | { code: 'memo_object'; codes: string[] }
  | { code: 'memo_name' }
  | { code: 'payer_is_party' }
  | { code: 'payer_paid_before'; times: number; lastOn: string }
  /** another account of somebody who was found otherwise */
  | { code: 'same_person' }
  | { code: 'amount_is_claimable' }
  | { code: 'amount_is_charges' };

export type Candidate = { accountId: string; personIndex: string; clues: Clue[] };

/** More of a kind say nothing. */
const MOST = 12;

/** Accounts that a parked payment may belong to, with what points to each; what is owed there is not looked at yet. */
export async function candidatesFor(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  payment: ParkedPayment,
): Promise<Candidate[]> {
  const { communityId, payer, memo } = payment;
  const clues = new Map<string, Clue[]>();
  const add = (accountId: string, clue: Clue) => {
    const known = clues.get(accountId) ?? [];
    if (!known.some(({ code }) => code === clue.code)) clues.set(accountId, [...known, clue]);
  };
  for (const { accountId, codes } of await byMemo(tx, communityId, memo)) {
    add(accountId, { code: 'memo_object', codes });
  }
  const { cipher } = context;
  if (payer) {
    const index = payerIndex(cipher, payer);
    for (const id of await ofNames(tx, communityId, [index])) add(id, { code: 'payer_is_party' });
    for (const { accountId, times, lastOn } of await paidBefore(tx, payment, index)) {
      add(accountId, { code: 'payer_paid_before', times, lastOn });
    }
  }
  const names = namesInWords(memo ?? '').map((name) => cipher.index('name', name));
  for (const id of await ofNames(tx, communityId, names)) add(id, { code: 'memo_name' });
  for (const id of await byAmount(tx, payment)) add(id, { code: 'amount_is_claimable' });
  for (const id of await ofSamePersons(tx, communityId, [...clues.keys()])) add(id, { code: 'same_person' });
  const accounts = await tx.account.findMany({
    where: { id: { in: [...clues.keys()] }, communityId, mergedIntoId: null },
    select: { id: true, personIndex: true },
  });
  return accounts.map(({ id, personIndex }) => ({
    accountId: id,
    personIndex,
    clues: clues.get(id) ?? [],
  }));
}

async function byMemo(tx: Tx, communityId: string, memo: string | null) {
  if (memo === null || objectsInWords(memo).length === 0) return [];
  const { objectIds } = await namedAccounts(tx, communityId, [memo]);
  const objects = await tx.chargeObject.findMany({
    where: { id: { in: objectIds }, accountId: { not: null } },
    select: { accountId: true, code: true },
    orderBy: { code: 'asc' },
  });
  const codes = new Map<string, string[]>();
  for (const { accountId, code } of objects) {
    if (accountId) codes.set(accountId, [...(codes.get(accountId) ?? []), code]);
  }
  return [...codes].map(([accountId, named]) => ({ accountId, codes: named }));
}

async function ofNames(tx: Tx, communityId: string, nameIndexes: readonly string[]): Promise<string[]> {
  if (nameIndexes.length === 0) return [];
  const rows = await tx.account.findMany({
    where: { communityId, mergedIntoId: null, party: { nameIndex: { in: [...nameIndexes] } } },
    select: { id: true },
    take: MOST,
  });
  return rows.map(({ id }) => id);
}

/** Whose money this payer's earlier payments became. */
function paidBefore(
  tx: Tx,
  { id, communityId }: ParkedPayment,
  index: string,
): Promise<{ accountId: string; times: number; lastOn: string }[]> {
  return tx.$queryRaw`
    select c."accountId", count(distinct p.id)::int as times, max(p."receivedOn") as "lastOn"
    from payment p
    join allocation l on l."paymentId" = p.id
    join charge c on c.id = l."chargeId"
    where p."communityId" = ${communityId}::uuid and p."payerIndex" = ${index} and p.status = 'booked'
      and p.id <> ${id}::uuid
    group by c."accountId" order by count(distinct p.id) desc, c."accountId" limit ${MOST}`;
}

/** Cases that claim exactly this; where many do, it points to none. */
async function byAmount(tx: Tx, { communityId, parkedFen }: ParkedPayment): Promise<string[]> {
  const rows = await tx.dunningCase.findMany({
    where: { communityId, status: 'open', claimableFen: parkedFen },
    select: { accountId: true },
    take: MOST + 1,
  });
  return rows.length > MOST ? [] : rows.map(({ accountId }) => accountId);
}

async function ofSamePersons(tx: Tx, communityId: string, accountIds: readonly string[]): Promise<string[]> {
  if (accountIds.length === 0) return [];
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select distinct b.id from account a join account b
      on b."communityId" = a."communityId" and b."personIndex" = a."personIndex" and b.id <> a.id
    where a.id = any(${[...accountIds]}::uuid[]) and a."communityId" = ${communityId}::uuid
      and b."mergedIntoId" is null limit ${MOST}`;
  return rows.map(({ id }) => id);
}

const MOST_WORDS = 120;

/** Every piece of two to four characters that may be a name: `代张建国缴` has 代张, 代张建 … 张建国 …; only owners' names answer. */
export function namesInWords(words: string): string[] {
  const found = new Set<string>();
  for (const [run] of words.matchAll(/\p{Script=Han}{2,}/gu)) {
    const characters = [...run];
    for (let from = 0; from < characters.length; from += 1) {
      for (const length of [3, 2, 4]) {
        if (from + length > characters.length || found.size >= MOST_WORDS) continue;
        found.add(nameKey(characters.slice(from, from + length).join('')));
      }
    }
  }
  return [...found];
}
