import type { Context } from '../../context';
import { newId } from '../new-id';
import { type ObjectRef, objectKey, walkingOrder } from '../rows/object-code';
import { type AccountState, type ChunkState, labelOf, type ObjectState, placeKey } from './chunk-state';
import type { Writes } from './writes';

/** What becomes of a name that is not the one we have: the same person spelled right, another person, or ours stays. */
export type NameChange = 'correction' | 'transfer' | 'keep';

/** For all, and by label where somebody decided otherwise. */
export type NameChanges = { all: NameChange | null; byLabel: Readonly<Record<string, NameChange>> };

export const UNDECIDED: NameChanges = { all: null, byLabel: {} };

export type Planning = {
  cipher: Context['cipher'];
  communityId: string;
  state: ChunkState;
  writes: Writes;
  /** Not decided yet: previewed as a correction, and not accepted before somebody decides */
  nameChanges: NameChanges;
};

export type Placed = {
  account: AccountState;
  /** named: it had no name before; changed: another name than ours */
  owner: 'same' | 'new' | 'named' | 'changed';
};

export function nameKey(name: string): string {
  return name.replace(/[\s\u3000]/g, '');
}

/** One person is one name with one number; without a number nobody is taken for anybody else. */
export function personKey(name: string, phone: string | undefined, label: string): string {
  return `${nameKey(name)}|${phone ?? `@${label}`}`;
}

/**
 * The account that is liable on a row's objects: one for each party and room (domain.md). Never silently a new one for another name.
 *
 * @param refs the room first, then what goes with it
 * @param others names that the file has beside this one for the same room
 */
export function placeAccount(
  planning: Planning,
  refs: readonly ObjectRef[],
  person: { name: string | null; phone: string | undefined; kind?: string },
  others: readonly string[] = [],
): Placed {
  const { state, nameChanges } = planning;
  const [first] = refs;
  if (!first) throw new Error('an account needs an object');
  const current = currentAccount(state, refs);
  const label = labelOf(first);
  const siblings = state.accountsByLabel.get(label) ?? [];
  const { name } = person;
  if (name === null) {
    const account = current ?? siblings[0];
    return account ? { account, owner: 'same' } : { account: create(planning, first, person), owner: 'new' };
  }
  if (current && nameKey(current.name) === nameKey(name)) return { account: current, owner: 'same' };
  const own = siblings.find((account) => nameKey(account.name) === nameKey(name));
  if (own) return { account: own, owner: 'same' };
  if (!current) return { account: create(planning, first, person), owner: 'new' };
  if (current.name === '') {
    rename(planning, current, person, name);
    return { account: current, owner: 'named' };
  }
  const nameChangeAs = nameChanges.byLabel[label] ?? nameChanges.all;
  // both names stand in the file: the charges say themselves whose they are
  const bothNamed = others.some((other) => nameKey(other) === nameKey(current.name));
  if (bothNamed || nameChangeAs === 'transfer') {
    const account = create(planning, first, person);
    if (!bothNamed) for (const object of objectsOf(state, current.id)) move(planning, object, account.id);
    return { account, owner: bothNamed ? 'new' : 'changed' };
  }
  if (nameChangeAs === 'correction') rename(planning, current, person, name);
  return { account: current, owner: 'changed' };
}

export function findObject(state: ChunkState, ref: ObjectRef): ObjectState | undefined {
  const place = ref.kind === 'room' ? placeKey(ref) : null;
  return state.objects.get(objectKey(ref)) ?? (place === null ? undefined : state.places.get(place));
}

/** The room's account; that of what goes with it only where nobody could name it yet, or where no room is named. */
function currentAccount(state: ChunkState, refs: readonly ObjectRef[]): AccountState | undefined {
  const hasRoom = refs[0]?.kind === 'room';
  for (const [index, ref] of refs.entries()) {
    const accountId = findObject(state, ref)?.accountId;
    const account = accountId ? state.accounts.get(accountId) : undefined;
    if (account && (!hasRoom || index === 0 || ref.kind === 'room' || account.name === '')) return account;
  }
  return undefined;
}

function objectsOf({ objectsById }: ChunkState, accountId: string): ObjectState[] {
  return [...objectsById.values()].filter((object) => object.accountId === accountId);
}

/** The row's object, made if it is new. One whose account nobody could name goes to the account that the row names. */
export function ensureObject(
  planning: Planning,
  ref: ObjectRef,
  account: AccountState,
  { building, areaCm2 }: { building: string | null; areaCm2: number | null },
): ObjectState {
  const { state, writes, communityId } = planning;
  const known = findObject(state, ref);
  if (known) {
    const holder = known.accountId === null ? undefined : state.accounts.get(known.accountId);
    if (holder === undefined || holder.id === account.id) {
      if (holder === undefined) move(planning, known, account.id);
    } else if (holder.name === '' && account.name !== '' && holder.caseId === null) {
      absorb(planning, holder, account);
    } else if (known.kind !== 'room') {
      // a space that now goes with another room: what fell due before stays where it was
      move(planning, known, account.id);
    }
    return known;
  }
  const object: ObjectState = {
    id: newId(),
    kind: ref.kind,
    code: ref.code,
    accountId: account.id,
    isNew: true,
  };
  writes.objects.push({
    id: object.id,
    communityId,
    kind: ref.kind,
    code: ref.code,
    building: ref.building ?? building,
    unit: ref.unit,
    room: ref.room,
    areaCm2,
    accountId: account.id,
  });
  state.objects.set(objectKey(ref), object);
  state.objectsById.set(object.id, object);
  const place = placeKey(ref);
  if (ref.kind === 'room' && place !== null) state.places.set(place, object);
  return object;
}

function move({ writes }: Planning, object: ObjectState, accountId: string): void {
  object.accountId = accountId;
  if (!object.isNew) writes.objectMoves.set(object.id, accountId);
}

function absorb({ state, writes }: Planning, from: AccountState, into: AccountState): void {
  for (const object of objectsOf(state, from.id)) object.accountId = into.id;
  const charges = (state.charges.get(from.id) ?? []).map((charge) => ({ ...charge, accountId: into.id }));
  state.charges.set(into.id, [...(state.charges.get(into.id) ?? []), ...charges]);
  state.credits.set(into.id, [...(state.credits.get(into.id) ?? []), ...(state.credits.get(from.id) ?? [])]);
  into.statedPrepaidFen += from.statedPrepaidFen;
  state.charges.delete(from.id);
  state.credits.delete(from.id);
  writes.absorbed.set(from.id, into.id);
  writes.touch(into.id, 'joined');
  writes.touch(from.id, 'joined');
}

function create(
  { cipher, communityId, state, writes }: Planning,
  ref: ObjectRef,
  person: { name: string | null; phone: string | undefined; kind?: string },
): AccountState {
  const name = person.name ?? '';
  const label = labelOf(ref);
  const account: AccountState = {
    id: newId(),
    label,
    building: ref.building,
    partyId: newId(),
    partyKind: person.kind ?? 'owner',
    name,
    personIndex: cipher.index('person', personKey(name, person.phone, label)),
    careMark: null,
    caseId: null,
    hadCase: false,
    declared: null,
    points: [],
    statedPrepaidFen: 0,
    isNew: true,
  };
  writes.parties.push({
    id: account.partyId,
    communityId,
    kind: account.partyKind,
    nameSealed: cipher.seal(name),
    nameIndex: cipher.index('name', nameKey(name)),
  });
  writes.accounts.push({
    id: account.id,
    communityId,
    partyId: account.partyId,
    label,
    building: ref.building,
    walkingOrder: walkingOrder(ref),
    personIndex: account.personIndex,
  });
  state.accounts.set(account.id, account);
  state.accountsByLabel.set(label, [...(state.accountsByLabel.get(label) ?? []), account]);
  return account;
}

function rename(
  { cipher, writes }: Planning,
  account: AccountState,
  person: { phone: string | undefined },
  name: string,
): void {
  account.name = name;
  account.personIndex = cipher.index('person', personKey(name, person.phone, account.label));
  writes.partyUpdates.set(account.partyId, {
    ...writes.partyUpdates.get(account.partyId),
    nameSealed: cipher.seal(name),
    nameIndex: cipher.index('name', nameKey(name)),
  });
  writes.accountUpdates.set(account.id, {
    ...writes.accountUpdates.get(account.id),
    personIndex: account.personIndex,
  });
}
