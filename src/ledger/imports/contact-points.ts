import { lastFourIndex } from '../look-up-indexes';
import type { ChargeRow } from '../rows/content';
import type { AccountState } from './chunk-state';
import { type Planning, personKey } from './place-account';

type NewPoint = {
  kind: 'phone' | 'email' | 'postal';
  value: string;
  usable: boolean;
  relation: string | null;
};

/**
 * Numbers, mailboxes and addresses that a file names and we do not have. The file's come first, as it is newer; nothing is taken away.
 * A relative's number is kept with whose it is, and learns nothing before the owner himself names that person.
 *
 * @returns how many are new
 */
export function addPoints(planning: Planning, account: AccountState, points: readonly NewPoint[]): number {
  const { cipher, communityId, writes } = planning;
  const unknown = points.filter(
    (point, index) =>
      points.findIndex((other) => other.kind === point.kind && other.value === point.value) === index &&
      !account.points.some(({ key }) => key === pointKey(planning, point)),
  );
  const lowest = Math.min(0, ...account.points.map(({ rank }) => rank));
  unknown.forEach((point, index) => {
    const valueIndex = cipher.index(point.kind, point.value);
    const rank = account.points.length === 0 ? index : lowest - unknown.length + index;
    writes.addresses.push({
      communityId,
      kind: point.kind,
      valueIndex,
      valueSealed: cipher.seal(point.value),
      lastFourIndex: point.kind === 'phone' ? lastFourIndex(cipher, point.value) : null,
      status: point.usable ? 'usable' : 'unusable',
      statusReason: point.usable ? null : '位数不对或被改成了科学计数法',
    });
    writes.contactPoints.push({
      communityId,
      partyId: account.partyId,
      kind: point.kind,
      valueIndex,
      rank,
      relation: point.relation,
      authorised: point.relation === null,
    });
  });
  account.points.push(
    ...unknown.map((point, index) => ({
      key: pointKey(planning, point),
      rank: lowest - unknown.length + index,
    })),
  );
  return unknown.length;
}

function pointKey({ cipher }: Planning, { kind, value }: NewPoint): string {
  return `${kind}:${cipher.index(kind, value)}`;
}

export function phonePoints(phones: ChargeRow['phones']): NewPoint[] {
  return phones.map(({ value, usable, relation }) => ({ kind: 'phone', value, usable, relation }));
}

/** The number by which a person is told apart: the first usable one that is his own. */
export function ownPhone(phones: ChargeRow['phones']): string | undefined {
  return phones.find(({ usable, relation }) => usable && relation === null)?.value;
}

/** A person who was known by name alone is told apart by his number from now on. */
export function identify(planning: Planning, account: AccountState, phone: string | undefined): void {
  const { cipher, writes } = planning;
  const unnumbered = cipher.index('person', personKey(account.name, undefined, account.label));
  if (phone === undefined || account.personIndex !== unnumbered) return;
  account.personIndex = cipher.index('person', personKey(account.name, phone, account.label));
  if (account.isNew) {
    const row = writes.accounts.find(({ id }) => id === account.id);
    if (row) row.personIndex = account.personIndex;
    return;
  }
  writes.accountUpdates.set(account.id, {
    ...writes.accountUpdates.get(account.id),
    personIndex: account.personIndex,
  });
}
