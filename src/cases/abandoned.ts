import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { lockAccount } from '../ledger/claimable';
import { closeUncalled } from './contact-row';
import { askProvider, type PerformContext } from './perform';

const PAGE = 100;
/** A case that still wants the outcome asks for it itself, well before this. */
const ABANDONED_AFTER_MS = 60 * 60_000;

/**
 * Contacts of machines without an outcome that no case asks about any more: the step was withdrawn while its call was under way, by a
 * payment for instance. Every claim ends in an outcome, so the provider is asked about these too.
 *
 * @returns how many got their outcome
 */
export async function settleAbandoned(context: PerformContext, communityId: string): Promise<number> {
  const before = new Date(context.now() - ABANDONED_AFTER_MS);
  const contacts = await withScope(context, communityId, (tx) =>
    tx.contact.findMany({
      where: { communityId, automatic: true, outcome: 'claimed', leaseUntil: { lt: before } },
      orderBy: { leaseUntil: 'asc' },
      take: PAGE,
    }),
  );
  let settled = 0;
  for (const contact of contacts) {
    if (contact.calledAt !== null) {
      settled += (await askProvider(context, contact)) ? 1 : 0;
      continue;
    }
    settled += await closeOne(context, communityId, contact.id);
  }
  return settled;
}

/** Never called, and it cannot be any more. */
async function closeOne(
  context: Pick<Context, 'db' | 'cipher' | 'now'>,
  communityId: string,
  contactId: string,
): Promise<number> {
  return withScope(context, communityId, async (tx) => {
    const { accountId } = await tx.contact.findUniqueOrThrow({ where: { id: contactId } });
    await lockAccount(tx, accountId);
    const contact = await tx.contact.findUniqueOrThrow({ where: { id: contactId } });
    const realNow = context.now();
    if (contact.outcome !== 'claimed' || contact.calledAt || contact.leaseUntil.getTime() > realNow) return 0;
    const { now } = await communityTime(tx, communityId, realNow);
    await closeUncalled(tx, context, contact, { now, realNow });
    return 1;
  });
}
