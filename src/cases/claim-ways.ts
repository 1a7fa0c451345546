import type { Context } from '../context';
import type { Tx } from '../db/scope';
import type { Channel } from '../domain/channel';
import { providerOf } from '../messaging/registry';
import type { ClaimFacts } from './claim-facts';
import type { AddressKind, Recipient } from './claim-locks';
import type { Way } from './claim-peace';

/** Addresses of a channel; paper at the door and a visit go to the object itself. */
const ADDRESS_OF: Record<Channel, AddressKind | null> = {
  sms: 'phone',
  call: 'phone',
  wechat: 'phone',
  email: 'email',
  mail: 'postal',
  post: null,
  visit: null,
};

const MOBILE = /^(?:\+?86)?1[3-9]\d{9}$/;

export type Stop = {
  id: string;
  channel: string;
  templateId: string | null;
  addressIndex: string | null;
  realUntil: Date | null;
};

/** A number to which the provider says that this channel never goes, until a person knows better. */
function isBarred(stops: readonly Stop[], channel: Channel, { valueIndex }: Recipient): boolean {
  return stops.some(
    (stop) => stop.channel === channel && stop.addressIndex === valueIndex && stop.realUntil === null,
  );
}

/** Whether a channel goes to an address at all, be it closed for now: a text message needs a mobile number that takes it. */
export function goesTo(
  { cipher }: Pick<Context, 'cipher'>,
  channel: Channel,
  recipient: Recipient,
  stops: readonly Stop[],
): boolean {
  if (!isUsableFor(recipient, channel) || isBarred(stops, channel, recipient)) return false;
  return channel !== 'sms' || MOBILE.test(cipher.open(recipient.valueSealed));
}

/** What refusals of providers have closed, for this community, now. */
export async function openStops(tx: Tx, { community, realNow }: ClaimFacts): Promise<Stop[]> {
  return tx.providerStop.findMany({
    where: {
      communityId: community.id,
      liftedAt: null,
      OR: [{ realUntil: null }, { realUntil: { gt: new Date(realNow) } }],
    },
    select: { id: true, channel: true, templateId: true, addressIndex: true, realUntil: true },
  });
}

/** An address that may be used for the channel: usable, not opted out, his own or of a person whom he named. */
export function isUsableFor(recipient: Recipient, channel: Channel): boolean {
  return (
    recipient.kind === ADDRESS_OF[channel] &&
    recipient.status === 'usable' &&
    recipient.authorised &&
    !recipient.optedOut.includes(channel)
  );
}

/**
 * The ways of a channel in the order in which they are tried; none when it is closed to him.
 * @param only the address that a person chose
 */
export function waysOf(
  context: Pick<Context, 'cipher' | 'providers'>,
  channel: Channel,
  facts: ClaimFacts,
  stops: readonly Stop[],
  only: string | null,
): Way[] {
  if (facts.isNobodyLiable || !hasProvider(context, channel, facts)) return [];
  if (stops.some((stop) => stop.channel === channel && !stop.templateId && !stop.addressIndex)) return [];
  const usable = facts.recipients.filter(
    (recipient) =>
      (only === null || recipient.valueIndex === only) &&
      !stops.some((stop) => stop.channel === channel && stop.addressIndex === recipient.valueIndex) &&
      goesTo(context, channel, recipient, stops),
  );
  const ways = usable.map((recipient): Way => ({ channel, recipient }));
  // who sold his room is not behind its door
  const atTheDoor: Way[] = facts.hasPlace ? [{ channel, recipient: null }] : [];
  switch (channel) {
    case 'post':
    case 'visit':
      return atTheDoor;
    case 'mail':
      // Without another postal address a letter goes to the object itself.
      return ways.length > 0 || only !== null ? ways : atTheDoor;
    case 'sms':
    case 'email':
    case 'call':
    case 'wechat':
      return ways;
    default: {
      const never: never = channel;
      throw new Error(`unknown channel: ${never}`);
    }
  }
}

/** Whether it leaves by itself as things stand; what a person works always does. */
export function hasProvider(
  context: Pick<Context, 'providers'>,
  channel: Channel,
  { community }: ClaimFacts,
): boolean {
  if (channel !== 'sms' && channel !== 'email') return true;
  return providerOf(context.providers, community, channel) !== null;
}
