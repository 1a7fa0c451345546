import type { Tx } from '../db/scope';
import { CHANNELS, type Channel } from '../domain/channel';

/** How a party can be reached: its channels in the order of the closed set, and the numbers that may be called. */
export type Reach = { channels: Channel[]; phones: string[]; hasPostal: boolean };

export const NOWHERE: Reach = { channels: [], phones: [], hasPostal: false };

type Point = { partyId: string; kind: string; valueIndex: string; optedOut: string[] };

/** Paper and visits go to the room itself; messages and calls need an address that is usable and not opted out of the channel. */
export async function reachesOf(tx: Tx, partyIds: readonly string[]): Promise<Map<string, Reach>> {
  const points = await tx.$queryRaw<Point[]>`
    select p."partyId", p.kind, p."valueIndex", d."optedOut"
    from contact_point p
    join address d on d."communityId" = p."communityId" and d.kind = p.kind and d."valueIndex" = p."valueIndex"
    where p."partyId" = any(${[...partyIds]}::uuid[]) and p.authorised and d.status = 'usable'
    order by p."partyId", p.rank`;
  const own = new Map<string, Point[]>(partyIds.map((partyId) => [partyId, []]));
  for (const point of points) own.get(point.partyId)?.push(point);
  return new Map([...own].map(([partyId, all]) => [partyId, reachBy(all)]));
}

function reachBy(points: readonly Point[]): Reach {
  const has = (kind: string, channel: Channel) =>
    points.some((point) => point.kind === kind && !point.optedOut.includes(channel));
  const usable: Record<Channel, boolean> = {
    sms: has('phone', 'sms'),
    wechat: has('phone', 'wechat'),
    call: has('phone', 'call'),
    email: has('email', 'email'),
    visit: true,
    post: true,
    mail: true,
  };
  return {
    channels: CHANNELS.filter((channel) => usable[channel]),
    phones: points
      .filter(({ kind, optedOut }) => kind === 'phone' && !optedOut.includes('call'))
      .map(({ valueIndex }) => valueIndex),
    hasPostal: has('postal', 'mail'),
  };
}
