import type { Context } from '../../context';
import type { Tx } from '../../db/scope';
import { groupBy } from '../group-by';
import type { ObjectRef } from '../rows/object-code';
import { objectKey } from '../rows/object-code';
import { paymentCredits, type StandingCharge, standingCharges, undoneCredits } from '../standing-charges';
import type { Credit, Undone } from '../statement';

/** What the database knows of the accounts of one chunk of rows. Planning changes it as it goes, so that later rows see earlier ones. */
export type ObjectState = {
  id: string;
  kind: string;
  code: string;
  accountId: string | null;
  isNew: boolean;
};

export type AccountState = {
  id: string;
  label: string;
  building: string | null;
  partyId: string;
  partyKind: string;
  /** '': not known yet */
  name: string;
  personIndex: string;
  careMark: string | null;
  caseId: string | null;
  /** Ever: what a ledger declares of the time before is only for accounts that never had one */
  hadCase: boolean;
  declared: unknown;
  /** `kind:valueIndex` of the party's addresses, by rank */
  points: { key: string; rank: number }[];
  statedPrepaidFen: number;
  isNew: boolean;
};

export type ChunkState = {
  objects: Map<string, ObjectState>;
  /** Rooms by building, unit and room: a charging system's own code names the same room */
  places: Map<string, ObjectState>;
  objectsById: Map<string, ObjectState>;
  accounts: Map<string, AccountState>;
  accountsByLabel: Map<string, AccountState[]>;
  charges: Map<string, StandingCharge[]>;
  credits: Map<string, Credit[]>;
  undoneCredits: Map<string, Undone[]>;
};

export function placeKey({
  building,
  unit,
  room,
}: Pick<ObjectRef, 'building' | 'unit' | 'room'>): string | null {
  return room === null ? null : [building ?? '', unit ?? '', room].join('|');
}

export async function loadState(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  communityId: string,
  refs: readonly ObjectRef[],
): Promise<ChunkState> {
  const objects = await loadObjects(tx, communityId, refs);
  const labels = refs.map(labelOf);
  const accountRows = await tx.account.findMany({
    where: {
      communityId,
      mergedIntoId: null,
      OR: [
        { id: { in: objects.flatMap(({ accountId }) => (accountId === null ? [] : [accountId])) } },
        { label: { in: labels } },
      ],
    },
    include: {
      party: { include: { contactPoints: { orderBy: { rank: 'asc' } } } },
      cases: { select: { id: true, status: true } },
    },
  });
  const accountIds = accountRows.map(({ id }) => id);
  const siblings = await tx.chargeObject.findMany({ where: { communityId, accountId: { in: accountIds } } });
  const charges = await standingCharges(tx, { accountIds, objectIds: objects.map(({ id }) => id) });
  const stated = await tx.prepaymentEntry.groupBy({
    by: ['accountId'],
    where: { accountId: { in: accountIds }, paymentId: null },
    _sum: { amountFen: true },
  });
  const statedFen = new Map(stated.map((row) => [row.accountId, row._sum.amountFen ?? 0]));
  const accounts = accountRows.map(
    ({ party, cases, ...row }): AccountState => ({
      id: row.id,
      label: row.label,
      building: row.building,
      partyId: row.partyId,
      partyKind: party.kind,
      name: context.cipher.open(party.nameSealed),
      personIndex: row.personIndex,
      careMark: row.careMark,
      caseId: cases.find(({ status }) => status !== 'closed')?.id ?? null,
      hadCase: cases.length > 0,
      declared: row.declared,
      points: party.contactPoints.map(({ kind, valueIndex, rank }) => ({
        key: `${kind}:${valueIndex}`,
        rank,
      })),
      statedPrepaidFen: statedFen.get(row.id) ?? 0,
      isNew: false,
    }),
  );
  const known = new Map(
    [...objects, ...siblings].map((row): [string, ObjectState & ObjectRef] => [
      row.id,
      { ...row, kind: row.kind as ObjectRef['kind'], isNew: false },
    ]),
  );
  const all = [...known.values()];
  return {
    objects: new Map(all.map((row) => [objectKey(row), row])),
    places: new Map(
      all.flatMap((row) => (row.kind === 'room' ? [[placeKey(row) ?? row.code, row] as const] : [])),
    ),
    objectsById: known,
    accounts: new Map(accounts.map((account) => [account.id, account])),
    accountsByLabel: groupBy(accounts, ({ label }) => label),
    charges: groupBy(charges, ({ accountId }) => accountId),
    credits: await paymentCredits(tx, accountIds),
    undoneCredits: await undoneCredits(tx, accountIds),
  };
}

/** By kind and code, and rooms by their place. Two queries, so that each has its index. */
async function loadObjects(tx: Tx, communityId: string, refs: readonly ObjectRef[]) {
  const places = refs.flatMap(({ kind, building, unit, room }) =>
    kind === 'room' && room !== null && building !== null ? [{ building, unit, room }] : [],
  );
  const found = await tx.$queryRaw<{ id: string }[]>`
    select o.id from jsonb_to_recordset(${JSON.stringify(refs)}::jsonb) as r (kind text, code text)
    join charge_object o on o."communityId" = ${communityId}::uuid and o.kind = r.kind and o.code = r.code
    union
    select o.id from jsonb_to_recordset(${JSON.stringify(places)}::jsonb) as r (building text, unit text, room text)
    join charge_object o on o."communityId" = ${communityId}::uuid and o.building = r.building and o.room = r.room
      and o.kind = 'room' and o.unit is not distinct from r.unit`;
  return tx.chargeObject.findMany({ where: { id: { in: found.map(({ id }) => id) } } });
}

/** What an account is called on lists: the room's code, else the object's with its kind. Not personal. */
export function labelOf(ref: ObjectRef): string {
  return ref.kind === 'room' ? ref.code : `${kindNames[ref.kind]} ${ref.code}`;
}

const kindNames: Record<ObjectRef['kind'], string> = {
  room: '',
  parking: '车位',
  shop: '商铺',
  villa: '别墅',
  store: '储藏室',
};
