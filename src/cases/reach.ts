import type { Tx } from '../db/scope';
import { CHANNELS, type Channel } from '../domain/channel';
import type { CivilDay } from '../domain/civil-day';
import { isLet, partiesToApproach } from '../domain/liability';
import { accountsWithPlace, liableAccounts } from './liability/read';

/** How those liable for an account can be reached: its channels in the order of the closed set, and the numbers that may be called. */
export type Reach = {
  channels: Channel[];
  phones: string[];
  hasPostal: boolean;
  /** let, or sold: he has a letter */
  livesElsewhere: boolean;
  isNobodyLiable: boolean;
};

type Ways = Pick<Reach, 'channels' | 'phones' | 'hasPostal'>;

export const NOWHERE: Reach = {
  channels: [],
  phones: [],
  hasPostal: false,
  livesElsewhere: false,
  isNobodyLiable: false,
};

type Point = { partyId: string; kind: string; valueIndex: string; optedOut: string[] };

/**
 * By account. Paper and visits go to the room itself, where the account holds one still; messages and calls need an address of one who is liable
 * that is usable and not opted out of the channel. Where the owner died and nobody stands for his estate, nobody is reached.
 */
export async function reachesOf(
  tx: Tx,
  accounts: readonly { id: string; partyId: string }[],
  today: CivilDay,
): Promise<Map<string, Reach>> {
  const accountIds = accounts.map(({ id }) => id);
  const withPlace = await accountsWithPlace(tx, accountIds);
  const liable = await liableAccounts(tx, accounts);
  const parties = new Map(
    [...liable].map(([id, account]) => [
      id,
      partiesToApproach(account, ANY_LEVEL, today).map(({ partyId }) => partyId),
    ]),
  );
  const points = await pointsOf(tx, [...new Set([...parties.values()].flat())]);
  return new Map(
    accounts.map(({ id }) => {
      const own = (parties.get(id) ?? []).flatMap((partyId) => points.get(partyId) ?? []);
      const isAnybody = (parties.get(id)?.length ?? 0) > 0;
      const of = liable.get(id);
      const livesElsewhere = !withPlace.has(id) || (of !== undefined && isLet(of, today));
      const ways = isAnybody ? reachBy(own, withPlace.has(id)) : NOWHERE;
      return [id, { ...ways, livesElsewhere, isNobodyLiable: !isAnybody }] as const;
    }),
  );
}

/** The order differs by level, who is among them does not. */
const ANY_LEVEL = 1;

async function pointsOf(tx: Tx, partyIds: readonly string[]): Promise<Map<string, Point[]>> {
  const points = await tx.$queryRaw<Point[]>`
    select p."partyId", p.kind, p."valueIndex", d."optedOut"
    from contact_point p
    join address d on d."communityId" = p."communityId" and d.kind = p.kind and d."valueIndex" = p."valueIndex"
    where p."partyId" = any(${[...partyIds]}::uuid[]) and p.authorised and d.status = 'usable'
    order by p."partyId", p.rank`;
  const own = new Map<string, Point[]>(partyIds.map((partyId) => [partyId, []]));
  for (const point of points) own.get(point.partyId)?.push(point);
  return own;
}

function reachBy(points: readonly Point[], hasPlace: boolean): Ways {
  const has = (kind: string, channel: Channel) =>
    points.some((point) => point.kind === kind && !point.optedOut.includes(channel));
  const usable: Record<Channel, boolean> = {
    sms: has('phone', 'sms'),
    wechat: has('phone', 'wechat'),
    call: has('phone', 'call'),
    email: has('email', 'email'),
    visit: hasPlace,
    post: hasPlace,
    mail: hasPlace || has('postal', 'mail'),
  };
  return {
    channels: CHANNELS.filter((channel) => usable[channel]),
    phones: points
      .filter(({ kind, optedOut }) => kind === 'phone' && !optedOut.includes('call'))
      .map(({ valueIndex }) => valueIndex),
    hasPostal: has('postal', 'mail'),
  };
}
