import type { Context } from '../context';
import type { Contact } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { lockAccount } from '../ledger/claimable';
import { closeUncalled } from './contact-row';

/** How long a channel rests whose provider cannot be reached, and ever longer while it stays away. */
const FIRST_REST_MS = 5 * 60_000;
const LONGEST_REST_MS = 60 * 60_000;
const COUNTED_MS = 24 * 60 * 60_000;

/** The class under which the rest is shown; an administrator may end it early. */
const CLASS = 'channel_deferred';

/**
 * A call that certainly handed nothing over was none: its claim is closed as uncalled, to be made anew through all gates, and the channel
 * rests, so that a day's steps do not each find out by themselves that a server is away.
 *
 * @returns the rest to wait for; null when the claim is no longer this call's, whose result is then unknown
 */
export async function giveBack(
  context: Pick<Context, 'db' | 'cipher'>,
  contact: Contact,
  code: string,
  { now, realNow }: { now: number; realNow: number },
): Promise<{ stopId: string; realUntil: number } | null> {
  return withScope(context, contact.communityId, async (tx) => {
    await lockAccount(tx, contact.accountId);
    const { count } = await tx.contact.updateMany({
      where: { id: contact.id, outcome: 'claimed', leaseUntil: contact.leaseUntil },
      data: { calledAt: null, provider: null },
    });
    if (count === 0) return null;
    await closeUncalled(tx, context, contact, { now, realNow });
    return rest(tx, contact, code, realNow);
  });
}

async function rest(tx: Tx, { id: contactId, communityId, channel }: Contact, code: string, realNow: number) {
  const rests = { communityId, channel, templateId: null, addressIndex: null, class: CLASS };
  const open = await tx.providerStop.findFirst({
    where: { ...rests, liftedAt: null, realUntil: { gt: new Date(realNow) } },
    orderBy: { realUntil: 'desc' },
  });
  if (open?.realUntil) return { stopId: open.id, realUntil: open.realUntil.getTime() };
  const before = await tx.providerStop.count({
    where: { ...rests, realSince: { gt: new Date(realNow - COUNTED_MS) } },
  });
  const realUntil = realNow + Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(before, 10));
  const stop = await tx.providerStop.create({
    data: { ...rests, code, contactId, realSince: new Date(realNow), realUntil: new Date(realUntil) },
  });
  return { stopId: stop.id, realUntil };
}
