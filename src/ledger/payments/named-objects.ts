import type { Tx } from '../../db/scope';
import { isMadeIntoDate, type ObjectRef, objectKey, parseObject, plainCode } from '../rows/object-code';

const space =
  /(?:停车位|车位|车库|泊位|商铺|门面|别墅|储藏室|储藏间|储物间)[\s:#号]*[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*/g;
const spokenRoom = /[A-Za-z0-9]+(?:号楼|栋|幢|座)-?(?:[A-Za-z0-9]+单元)?-?[A-Za-z]?\d+(?:室|号|户)?/g;
const room = /[A-Za-z]?\d+(?:-[A-Za-z]?\d+){1,2}/g;

/** The charge objects that a payer's words name: `1-1-1104 物业费`, `车位 B3-069`, `3栋2单元501室`. */
export function objectsInWords(words: string): ObjectRef[] {
  const found = new Map<string, ObjectRef>();
  let rest = plainCode(words);
  for (const pattern of [space, spokenRoom, room]) {
    for (const [text] of rest.matchAll(pattern)) {
      const ref = isMadeIntoDate(text) ? null : parseObject(text);
      if (ref) found.set(objectKey(ref), ref);
    }
    rest = rest.replace(pattern, ' ');
  }
  return [...found.values()];
}

export type Named = { objectIds: string[]; accountIds: string[] };

/** The accounts whose objects are named. Several are nobody's guess: finance decides. */
export async function namedAccounts(
  tx: Tx,
  communityId: string,
  words: readonly (string | null)[],
): Promise<Named> {
  const refs = words.flatMap((text) => (text === null ? [] : objectsInWords(text)));
  if (refs.length === 0) return { objectIds: [], accountIds: [] };
  const rows = await tx.chargeObject.findMany({
    where: {
      communityId,
      accountId: { not: null },
      OR: refs.map(({ kind, code, building, unit, room: number }) =>
        kind === 'room' && number !== null
          ? { kind, OR: [{ code }, { building, unit, room: number }] }
          : { kind, code },
      ),
    },
    select: { id: true, accountId: true },
  });
  return {
    objectIds: rows.map(({ id }) => id),
    accountIds: [...new Set(rows.flatMap(({ accountId }) => (accountId === null ? [] : [accountId])))],
  };
}
