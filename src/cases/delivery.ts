import { z } from 'zod';
import { requirePermission } from '../auth/actor';
import { communityTime } from '../communities/time';
import type { Contact, Prisma } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { gradeSchema } from '../domain/channel';
import { type ContactOutcome, gradeOf, kindOf } from '../domain/grading';
import { UserError } from '../errors';
import { appendEvidence } from '../evidence/append';
import { lockAccount } from '../ledger/claimable';
import type { FactEvent } from '../machine/events';
import { currentPolicy } from '../policy/versions';
import { stepOfTry } from './claim-peace';
import type { FinishContext } from './finished-task';
import type { TaskActor } from './task-access';

export const deliveryInputSchema = z.strictObject({
  of: z.union([
    z.strictObject({ contactId: z.uuid() }),
    z.strictObject({ trackingNumber: z.string().min(6).max(40) }),
  ]),
  /** 妥投签收 · 拒收 · 退回 */
  state: z.enum(['signed', 'refused', 'returned']),
  note: z.string().trim().max(500).optional(),
});
export type DeliveryInput = z.infer<typeof deliveryInputSchema>;

/**
 * What came of a letter on its way. The grade of its demand rises or falls with it; twice is once.
 *
 * @throws {UserError} LETTER_UNKNOWN
 */
export async function recordDelivery(
  context: FinishContext,
  actor: TaskActor,
  communityId: string,
  given: DeliveryInput,
): Promise<{ contactId: string; grade: string; already: boolean }> {
  const input = deliveryInputSchema.parse(given);
  requirePermission(actor, communityId, 'contact.act');
  return withScope(context, communityId, async (tx) => {
    const found = await letterOf(tx, communityId, input);
    await lockAccount(tx, found.accountId);
    const contact = await tx.contact.findUniqueOrThrow({ where: { id: found.id } });
    if (contact.outcome === input.state)
      return { contactId: contact.id, grade: contact.grade, already: true };
    const { policy } = await currentPolicy(tx, communityId);
    const outcome: ContactOutcome = input.state;
    const grade = gradeOf(outcome, policy.rules.limitation.returnedMailCounts);
    const { now } = await communityTime(tx, communityId, context.now());
    await tx.contact.update({
      where: { id: contact.id },
      // A letter that came back disturbed nobody; that it was sent stays in evidence.
      data: { outcome, grade, attempt: kindOf(outcome) === 'attempt', outcomeAt: new Date(now) },
    });
    await appendEvidence(tx, context, {
      communityId,
      accountId: contact.accountId,
      caseId: contact.caseId,
      key: `delivery/${contact.stepKey}/${outcome}`,
      at: new Date(now),
      actorId: actor.userId,
      kind: 'grade_changed',
      content: {
        stepKey: contact.stepKey,
        contactId: contact.id,
        from: gradeSchema.parse(contact.grade),
        to: grade,
        reason: [outcome, input.note].filter(Boolean).join('：'),
      },
    });
    if (input.state === 'returned') await closePostal(tx, contact, new Date(now));
    const event: FactEvent = {
      type: 'GRADE_CHANGED',
      at: now,
      key: stepOfTry(contact.stepKey),
      grade,
      deadlineAt: null,
    };
    await tx.signalOutbox.createMany({
      data: [
        {
          communityId,
          accountId: contact.accountId,
          caseId: contact.caseId,
          event: event as Prisma.InputJsonObject,
          key: `delivery/${contact.id}/${outcome}`,
          notBefore: await afterItsOutcome(tx, contact, new Date(context.now())),
        },
      ],
      skipDuplicates: true,
    });
    return { contactId: contact.id, grade, already: false };
  });
}

/** Its case has to know the letter first: what was written down of it a moment ago may still be taken back, and waits. */
async function afterItsOutcome(tx: Tx, { caseId, stepKey }: Contact, now: Date): Promise<Date> {
  const waiting = await tx.signalOutbox.findFirst({
    where: {
      caseId,
      sentAt: null,
      cancelledAt: null,
      event: { path: ['key'], equals: stepOfTry(stepKey) },
      notBefore: { gt: now },
    },
    orderBy: { notBefore: 'desc' },
    select: { notBefore: true },
  });
  return waiting?.notBefore ?? now;
}

/** Nobody there: the next letter takes the next address, or goes to the door. */
async function closePostal(tx: Tx, contact: Contact, at: Date): Promise<void> {
  const { communityId, addressKind: kind, addressIndex: valueIndex } = contact;
  if (kind !== 'postal' || !valueIndex) return;
  await tx.address.update({
    where: { communityId_kind_valueIndex: { communityId, kind, valueIndex } },
    data: { status: 'dead', statusReason: 'RETURNED', statusAt: at },
  });
}

async function letterOf(tx: Tx, communityId: string, { of }: DeliveryInput): Promise<Contact> {
  const letter =
    'contactId' in of
      ? await tx.contact.findFirst({
          where: { id: of.contactId, communityId, channel: { in: ['mail', 'post'] } },
        })
      : await tx.contact.findFirst({
          where: { providerRef: of.trackingNumber, communityId, channel: 'mail' },
          orderBy: { claimedAt: 'desc' },
        });
  if (!letter) {
    throw new UserError('LETTER_UNKNOWN', '没有这件邮件', 'there is no such letter', 404);
  }
  return letter;
}
