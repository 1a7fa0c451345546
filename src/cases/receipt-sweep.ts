import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Context } from '../context';
import type { Contact } from '../db/generated/client';
import { withScope, withSystemScope } from '../db/scope';
import { PassingError } from '../errors';
import type { Provider } from '../messaging/provider';
import { joinReceipts, senderOf, takeReceipt } from './message-receipts';
import { askProvider } from './perform';

type SweepContext = Pick<Context, 'db' | 'cipher' | 'providers' | 'config' | 'now' | 'logger'>;

const BETWEEN_SWEEPS_MS = 30_000;
/** A receipt comes by itself within seconds as a rule; a case asks about what it waits for within the hour. */
const RECEIPT_AFTER_MS = 10 * 60_000;
const OUTCOME_AFTER_MS = 60 * 60_000;
/** The provider shows three days. */
const ASKABLE_FOR_MS = 72 * 60 * 60_000;
/** At one number each, some a second: the provider allows more. */
const AT_ONCE = 50;
const PAUSE_MS = 100;

/**
 * Asks for what did not come by itself, until it is told to stop: receipts of text messages that were taken, and the outcome of calls that no
 * case asks about any more. One question a number, at ever longer intervals while the provider still shows the message; no case is woken by
 * it. Any number of these may run: a message is asked about by one.
 */
export async function runReceiptSweep(context: SweepContext, until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    await sleep(BETWEEN_SWEEPS_MS, undefined, { signal: until }).catch(() => {});
    if (until.aborted) return;
    try {
      await sweepReceipts(context, until);
    } catch (error) {
      context.logger.warn(
        { error: error instanceof Error ? error.name : typeof error },
        'receipts are not asked for',
      );
    }
  }
}

/** One look. @returns how many messages learnt something */
export async function sweepReceipts(
  context: SweepContext,
  until: AbortSignal = new AbortController().signal,
): Promise<number> {
  let learnt = await joinKept(context);
  for (const contact of await takeDue(context)) {
    if (until.aborted) break;
    try {
      learnt += (await askAbout(context, contact)) ? 1 : 0;
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      context.logger.warn(
        { stepKey: contact.stepKey, code: error.code },
        'a provider could not be asked for a receipt',
      );
    }
    await sleep(PAUSE_MS, undefined, { signal: until }).catch(() => {});
  }
  return learnt;
}

const ids = z.array(z.object({ id: z.string() }));

/** Whose turn it is, marked as asked: each time it has waited as long again as before, it is asked about. */
function takeDue(context: SweepContext): Promise<Contact[]> {
  const now = context.now();
  const before = (ms: number) => new Date(now - ms);
  return withSystemScope(context, async (tx) => {
    const due = ids.parse(
      await tx.$queryRaw`
        update contact set "receiptAskedAt" = ${new Date(now)}
        where id in (
          select k.id from contact k join community c on c.id = k."communityId"
          where k.channel = 'sms' and k.automatic and k.provider <> 'capture' and not c.demonstration
            and k."calledAt" > ${before(ASKABLE_FOR_MS)} and k."calledAt" <= ${before(RECEIPT_AFTER_MS)}
            and (k.outcome = 'accepted' and k."providerRef" is not null
              or k.outcome = 'claimed' and k."leaseUntil" <= ${before(OUTCOME_AFTER_MS)})
            and (k."receiptAskedAt" is null
              or ${new Date(now)}::timestamptz - k."receiptAskedAt" >= k."receiptAskedAt" - k."calledAt")
          order by k."receiptAskedAt" nulls first, k."calledAt"
          limit ${AT_ONCE} for update of k skip locked)
        returning id`,
    );
    return tx.contact.findMany({
      where: { id: { in: due.map(({ id }) => id) } },
      orderBy: { calledAt: 'asc' },
    });
  });
}

async function askAbout(context: SweepContext, contact: Contact): Promise<boolean> {
  if (contact.outcome === 'claimed') return askProvider(context, contact);
  const provider = providerNamed(context, contact);
  const { providerRef: ref, calledAt, communityId, addressKind: kind, addressIndex: valueIndex } = contact;
  if (!provider?.receiptOf || !ref || !calledAt || !kind || !valueIndex) return false;
  const { sender, to } = await withScope(context, communityId, async (tx) => ({
    sender: await senderOf(tx, contact),
    to: await tx.address.findUniqueOrThrow({
      where: { communityId_kind_valueIndex: { communityId, kind, valueIndex } },
      select: { valueSealed: true },
    }),
  }));
  if (sender === null) return false;
  const receipt = await provider.receiptOf({
    ref,
    to: context.cipher.open(to.valueSealed),
    sinceReal: calledAt.getTime(),
    signal: AbortSignal.timeout(context.config.claimLeaseMs),
  });
  if (!receipt) return false;
  const taken = await takeReceipt(context, { provider: provider.name, sender }, receipt, { asked: true });
  return taken === 'joined';
}

function providerNamed(context: SweepContext, { provider: name, communityId }: Contact): Provider | null {
  if (name === null || !Object.hasOwn(context.providers, name)) return null;
  return context.providers[name]?.(communityId) ?? null;
}

/** Receipts whose message had its number later than they came, and whose joining was cut short. */
async function joinKept(context: SweepContext): Promise<number> {
  const now = context.now();
  const waiting = await withSystemScope(context, async (tx) => {
    const found = ids.parse(
      await tx.$queryRaw`
        select distinct k.id from message_receipt r
        join contact k on k.provider = r.provider and k."providerRef" = r.ref
        where r."contactId" is null and r."realReceivedAt" > ${new Date(now - ASKABLE_FOR_MS)} limit ${AT_ONCE}`,
    );
    return tx.contact.findMany({ where: { id: { in: found.map(({ id }) => id) } } });
  });
  let joined = 0;
  for (const contact of waiting) joined += (await joinReceipts(context, contact)) ? 1 : 0;
  return joined;
}
