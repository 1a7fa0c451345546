import { z } from 'zod';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import type { Contact, MessageReceipt, Prisma } from '../db/generated/client';
import { type Tx, withScope, withSystemScope } from '../db/scope';
import { gradeSchema } from '../domain/channel';
import { type ContactOutcome, gradeOf, kindOf } from '../domain/grading';
import { appendEvidence } from '../evidence/append';
import { SYSTEM_ACTOR } from '../evidence/notes';
import { lockAccount } from '../ledger/claimable';
import type { FactEvent } from '../machine/events';
import type { Receipt } from '../messaging/provider';
import { followFailure } from './provider-closings';

export type ReceiptContext = Pick<Context, 'db' | 'cipher' | 'now' | 'logger'>;

/** Whose account with which provider it came from. */
export type ReceiptSource = { provider: string; sender: string };

/** What is kept of a receipt beside its columns. */
const keptSchema = z.object({
  means: z.enum(['dead_number', 'template']).nullable(),
  raw: z.json(),
});

/**
 * Takes in what a provider says of a message that it had taken. It is kept first, by the provider's own number, and then joined with its
 * message; where that is not known yet, it is joined when the answer to the call is. Twice is once, in whatever order.
 *
 * @param raw as it came; kept sealed
 */
export async function takeReceipt(
  context: ReceiptContext,
  source: ReceiptSource,
  receipt: Receipt,
  raw: unknown,
): Promise<'joined' | 'known' | 'kept'> {
  const { ref, state, code, failure, realAt } = receipt;
  await withSystemScope(context, (tx) =>
    tx.messageReceipt.createMany({
      data: [
        {
          ...source,
          ...{ ref, state, code },
          rawSealed: context.cipher.seal(JSON.stringify({ means: failure?.means ?? null, raw })),
          realAt: realAt === null ? null : new Date(realAt),
          realReceivedAt: new Date(context.now()),
        },
      ],
      skipDuplicates: true,
    }),
  );
  const contact = await contactOf(context, source, ref);
  if (!contact) return 'kept';
  return (await joinReceipts(context, contact)) ? 'joined' : 'known';
}

/** The message that a provider's number names, if it went through that account. */
async function contactOf(
  context: ReceiptContext,
  { provider, sender }: ReceiptSource,
  ref: string,
): Promise<Contact | null> {
  return withSystemScope(context, async (tx) => {
    const found = await tx.$queryRaw<{ id: string }[]>`
      select k.id from contact k join community c on c.id = k."communityId"
      where k.provider = ${provider} and k."providerRef" = ${ref}
        and coalesce(k."providerAnswer"->>'account', c.messaging->k.channel->>'account') = ${sender}
      order by k."claimedAt" desc limit 1`;
    const [one] = found;
    return one ? tx.contact.findUniqueOrThrow({ where: { id: one.id } }) : null;
  });
}

/** The account of the provider that a message went through, as receipts name it. */
export async function senderOf(tx: Tx, contact: Contact): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ sender: string | null }[]>`
    select coalesce(k."providerAnswer"->>'account', c.messaging->k.channel->>'account') as sender
    from contact k join community c on c.id = k."communityId" where k.id = ${contact.id}::uuid`;
  return row?.sender ?? null;
}

/**
 * Applies the receipts of a message that are there. To be called after the commit that wrote the provider's number: of that and the commit
 * that keeps a receipt, whichever is later sees the other.
 *
 * @returns the contact where something changed; null: nothing did
 */
export async function joinReceipts(context: ReceiptContext, contact: Contact): Promise<Contact | null> {
  const { provider, providerRef: ref, communityId } = contact;
  if (!provider || !ref) return null;
  return withScope(context, communityId, async (tx) => {
    await lockAccount(tx, contact.accountId);
    const sender = await senderOf(tx, contact);
    if (sender === null) return null;
    const receipts = await tx.messageReceipt.findMany({ where: { provider, sender, ref } });
    if (receipts.length === 0) return null;
    const mine = { contactId: contact.id, communityId };
    await tx.messageReceipt.updateMany({ where: { provider, sender, ref, contactId: null }, data: mine });
    const current = await tx.contact.findUniqueOrThrow({ where: { id: contact.id } });
    // A proof that it arrived outweighs a word that it did not, whichever came first.
    const receipt = receipts.find(({ state }) => state === 'delivered') ?? receipts[0];
    if (!receipt || !mayBecome(current, receipt)) return null;
    return apply(tx, context, current, receipt);
  });
}

/** A receipt speaks of what was taken, or may have been; what has its receipt keeps it, but for a proof of arrival. */
function mayBecome({ outcome }: Contact, { state }: MessageReceipt): boolean {
  return outcome === 'accepted' || outcome === 'unproven' || (outcome === 'failed' && state === 'delivered');
}

async function apply(
  tx: Tx,
  context: ReceiptContext,
  contact: Contact,
  receipt: MessageReceipt,
): Promise<Contact> {
  const realNow = context.now();
  const { now } = await communityTime(tx, contact.communityId, realNow);
  const outcome: ContactOutcome = receipt.state === 'delivered' ? 'delivered' : 'failed';
  const grade = gradeOf(outcome, false);
  const answer = z.record(z.string(), z.json()).catch({}).parse(contact.providerAnswer);
  const after = await tx.contact.update({
    where: { id: contact.id },
    data: {
      outcome,
      grade,
      attempt: kindOf(outcome) === 'attempt',
      outcomeAt: new Date(now),
      realOutcomeAt: new Date(realNow),
      providerAnswer: { ...answer, receipt: receipt.code } as Prisma.InputJsonObject,
    },
  });
  await appendEvidence(tx, context, {
    communityId: contact.communityId,
    accountId: contact.accountId,
    caseId: contact.caseId,
    key: `receipt/${contact.stepKey}/${receipt.state}`,
    at: new Date(now),
    actorId: SYSTEM_ACTOR,
    kind: 'grade_changed',
    content: {
      stepKey: contact.stepKey,
      contactId: contact.id,
      from: gradeSchema.parse(contact.grade),
      to: grade,
      reason: outcome,
      providerAnswer: {
        provider: receipt.provider,
        ref: receipt.ref,
        state: receipt.state,
        code: receipt.code,
        realAt: receipt.realAt?.getTime() ?? null,
      },
    },
  });
  if (outcome === 'failed') {
    const { means } = keptSchema.parse(JSON.parse(context.cipher.open(receipt.rawSealed)));
    await followFailure(tx, context, contact, { code: receipt.code, means }, now);
  }
  await tellCase(tx, after, { now, realNow });
  return after;
}

/** An answer to the call that is under way arrives before this: told earlier, the case would not know of the demand yet. */
const AFTER_THE_ANSWER_MS = 60_000;

/** Only what changes its way: a failed message is no demand. That one arrived is read from the row and its evidence. */
async function tellCase(
  tx: Tx,
  contact: Contact,
  { now, realNow }: { now: number; realNow: number },
): Promise<void> {
  const { outcome, caseId, stepKey, accountId, communityId } = contact;
  const wasFailed = await tx.signalOutbox.count({ where: { key: `receipt/${contact.id}/failed` } });
  if (caseId === null || (outcome === 'delivered' && contact.class !== 'formal' && wasFailed === 0)) return;
  const event: FactEvent = {
    type: 'GRADE_CHANGED',
    at: now,
    key: stepKey,
    grade: gradeSchema.parse(contact.grade),
    deadlineAt: null,
  };
  await tx.signalOutbox.createMany({
    data: [
      {
        communityId,
        accountId,
        caseId,
        event: event as Prisma.InputJsonObject,
        key: `receipt/${contact.id}/${outcome}`,
        notBefore: new Date(realNow + AFTER_THE_ANSWER_MS),
      },
    ],
    skipDuplicates: true,
  });
}
