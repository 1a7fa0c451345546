import type { Context } from '../../context';
import type { Tx } from '../../db/scope';
import { UserError } from '../../errors';
import { labelOf } from '../../ledger/imports/chunk-state';
import { nameKey, personKey } from '../../ledger/imports/place-account';
import { lastFourIndex } from '../../ledger/look-up-indexes';
import { newId } from '../../ledger/new-id';
import { type ObjectRef, objectKindSchema, walkingOrder } from '../../ledger/rows/object-code';
import { parsePhones } from '../../ledger/rows/phone';

export type NewParty = {
  name: string;
  phone: string | null;
  kind: 'owner' | 'occupier' | 'developer' | 'organisation';
};

/** An account for the party that the objects belong to, called as the first room of them. @throws {UserError} PHONE_INVALID */
export async function createAccount(
  tx: Tx,
  { cipher }: Pick<Context, 'cipher'>,
  communityId: string,
  { name, phone, kind }: NewParty,
  objectIds: readonly string[],
): Promise<string> {
  const place = await firstObject(tx, objectIds);
  const label = labelOf(place);
  const { partyId, number } = await createParty(tx, { cipher }, communityId, { name, phone, kind });
  const id = newId();
  await tx.account.create({
    data: {
      ...{ id, communityId, label, partyId },
      building: place.building,
      walkingOrder: walkingOrder(place),
      personIndex: cipher.index('person', personKey(name, number ?? undefined, label)),
    },
  });
  return id;
}

/** Somebody who is liable, with his number. @throws {UserError} PHONE_INVALID */
export async function createParty(
  tx: Tx,
  { cipher }: Pick<Context, 'cipher'>,
  communityId: string,
  { name, phone, kind }: NewParty,
): Promise<{ partyId: string; number: string | null }> {
  const [number] = phone === null ? [] : parsePhones(phone);
  if (number && !number.usable) {
    throw new UserError('PHONE_INVALID', '电话号码位数不对', 'this is no telephone number');
  }
  const party = await tx.party.create({
    data: {
      ...{ communityId, kind },
      nameSealed: cipher.seal(name),
      nameIndex: cipher.index('name', nameKey(name)),
    },
  });
  if (!number) return { partyId: party.id, number: null };
  const { value } = number;
  const valueIndex = cipher.index('phone', value);
  const address = {
    ...{ communityId, kind: 'phone', valueIndex },
    valueSealed: cipher.seal(value),
    lastFourIndex: lastFourIndex(cipher, value),
  };
  await tx.address.createMany({ data: [address], skipDuplicates: true });
  await tx.contactPoint.create({
    data: { communityId, partyId: party.id, kind: 'phone', valueIndex, rank: 0 },
  });
  return { partyId: party.id, number: value };
}

/** A room before what goes with it. */
async function firstObject(tx: Tx, objectIds: readonly string[]): Promise<ObjectRef> {
  const rows = await tx.chargeObject.findMany({
    where: { id: { in: [...objectIds] } },
    orderBy: { code: 'asc' },
  });
  const first = rows.find(({ kind }) => kind === 'room') ?? rows[0];
  if (!first) throw new Error('an account is made for objects');
  const { code, building, unit, room } = first;
  return { kind: objectKindSchema.parse(first.kind), code, building, unit, room };
}
