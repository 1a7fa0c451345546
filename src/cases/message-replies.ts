import { communityTime } from '../communities/time';
import type { Context } from '../context';
import type { Contact } from '../db/generated/client';
import { type Tx, withScope, withSystemScope } from '../db/scope';
import { appendEvidence } from '../evidence/append';
import { SYSTEM_ACTOR } from '../evidence/notes';
import { lockAccount } from '../ledger/claimable';
import { newId } from '../ledger/new-id';
import { isOptOut } from '../messaging/opt-out';
import type { MessageChannel } from '../messaging/provider';
import type { ReceiptSource } from './message-receipts';
import { askToReadReply } from './reply-task';

type ReplyContext = Pick<Context, 'db' | 'cipher' | 'now' | 'logger'>;

export type OwnersReply = {
  channel: MessageChannel;
  /** As the address is kept: `13812345678` */
  from: string;
  text: string;
  /** The owner's instant, as the provider says, real time */
  realAt: number;
  /** It asks for no more of them; not given: where its whole text is a word of refusal */
  optOut?: boolean;
  /** The message that it names as the one which it answers */
  contact?: Contact;
};

const ADDRESS_KIND = { sms: 'phone', email: 'email' } as const satisfies Record<MessageChannel, string>;

/**
 * What an owner wrote back. A word of refusal closes the channel to this address at once, in every community whose messages go through the
 * same account: the provider stops them all as well. Anything else is kept for people: in the timeline, and as work for the steward.
 * Twice is once.
 *
 * @returns in how many communities it was taken in now; 0: it was known, or nobody here has that address
 */
export async function takeReply(
  context: ReplyContext,
  source: ReceiptSource,
  reply: OwnersReply,
): Promise<number> {
  const kind = ADDRESS_KIND[reply.channel];
  const valueIndex = context.cipher.index(kind, reply.from);
  const optOut = reply.optOut ?? isOptOut(reply.text);
  const places = await placesOf(context, source, reply.channel, valueIndex);
  if (reply.contact) nameFirst(places, reply.contact);
  // a refusal holds wherever the address is used; a sentence answers the last message
  const concerned = optOut ? places : places.slice(0, 1);
  let taken = 0;
  for (const place of concerned) {
    // From a mailbox that is nobody's here people read it: it may speak for him, and is not his.
    const isHis = !reply.contact || place.isHis;
    const isNew = await withScope(context, place.communityId, (tx) =>
      keep(tx, context, source, reply, { ...place, kind, valueIndex, optOut: optOut && isHis }),
    );
    taken += isNew ? 1 : 0;
  }
  if (places.length === 0) {
    context.logger.warn(
      { provider: source.provider, optOut },
      'a reply came from an address that nobody has',
    );
  }
  return taken;
}

type Place = {
  communityId: string;
  contactId: string | null;
  caseId: string | null;
  accountId: string | null;
  /** The address is one of that community's */
  isHis: boolean;
};

/** The message that he names comes first, also where it went to another address than he writes from. */
function nameFirst(places: Place[], { id: contactId, communityId, caseId, accountId }: Contact): void {
  const known = places.findIndex((place) => place.communityId === communityId);
  const isHis = known >= 0;
  if (isHis) places.splice(known, 1);
  places.unshift({ communityId, contactId, caseId, accountId, isHis });
}
type Kept = Place & { kind: 'phone' | 'email'; valueIndex: string; optOut: boolean };

/** Communities of that account in which the address is used, the one that wrote last first, with its last message to it. */
function placesOf(
  context: ReplyContext,
  { provider, sender }: ReceiptSource,
  channel: MessageChannel,
  valueIndex: string,
): Promise<Place[]> {
  return withSystemScope(
    context,
    (tx) => tx.$queryRaw<Place[]>`
      select a."communityId", k.id as "contactId", k."caseId", coalesce(k."accountId", o.id) as "accountId",
        true as "isHis"
      from address a
      join community c on c.id = a."communityId" and not c.demonstration
      left join lateral (
        select k.id, k."caseId", k."accountId", k."realClaimedAt" from contact k
        where k."communityId" = a."communityId" and k."addressIndex" = a."valueIndex" and k.channel = ${channel}
          and k.provider = ${provider}
        order by k."realClaimedAt" desc limit 1) k on true
      left join lateral (
        select o.id from contact_point p join account o on o."partyId" = p."partyId" and o."mergedIntoId" is null
        where p."communityId" = a."communityId" and p.kind = a.kind and p."valueIndex" = a."valueIndex"
        order by o.id limit 1) o on true
      where a.kind = ${ADDRESS_KIND[channel]} and a."valueIndex" = ${valueIndex}
        and c.messaging->${channel}::text->>'account' = ${sender}
      order by k."realClaimedAt" desc nulls last, a."communityId"`,
  );
}

/** @returns whether it is new */
async function keep(
  tx: Tx,
  context: ReplyContext,
  { provider }: ReceiptSource,
  { channel, from, text, realAt }: OwnersReply,
  { communityId, contactId, caseId, accountId, kind, valueIndex, optOut }: Kept,
): Promise<boolean> {
  const id = newId();
  if (accountId !== null) await lockAccount(tx, accountId);
  const { count } = await tx.messageReply.createMany({
    data: [
      {
        ...{ id, communityId, accountId, contactId, provider, optOut },
        key: context.cipher.index(kind, JSON.stringify([provider, from, realAt, text])),
        addressKind: kind,
        addressIndex: valueIndex,
        textSealed: context.cipher.seal(text),
        realAt: new Date(realAt),
        realReceivedAt: new Date(context.now()),
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0) return false;
  const time = await communityTime(tx, communityId, context.now());
  const at = new Date(time.now);
  if (optOut) await optOutOf(tx, communityId, { kind, valueIndex }, channel, at);
  if (accountId === null) return true;
  const common = { communityId, accountId, caseId, at, actorId: SYSTEM_ACTOR };
  await appendEvidence(tx, context, {
    ...common,
    key: `reply/${id}`,
    kind: 'reply',
    content: { replyId: id, contactId, channel, value: from, text, optOut, realAt },
  });
  if (optOut) {
    await appendEvidence(tx, context, {
      ...common,
      key: `reply/${id}/opted_out`,
      kind: 'address',
      content: { addressKind: kind, change: 'opted_out', channel, value: from, reason: 'REPLIED' },
    });
    return true;
  }
  const taskId = await askToReadReply(tx, { communityId, accountId, caseId, replyId: id, time });
  await tx.messageReply.update({ where: { id }, data: { taskId } });
  return true;
}

/** Every claim reads the address under its lock: what is not claimed yet takes another way. */
async function optOutOf(
  tx: Tx,
  communityId: string,
  { kind, valueIndex }: { kind: string; valueIndex: string },
  channel: MessageChannel,
  at: Date,
): Promise<void> {
  await tx.$executeRaw`
    update address set "optedOut" = array_append("optedOut", ${channel}::text), "statusReason" = coalesce("statusReason", 'REPLIED'),
      "statusAt" = ${at}
    where "communityId" = ${communityId}::uuid and kind = ${kind} and "valueIndex" = ${valueIndex}
      and not ${channel}::text = any("optedOut")`;
}
