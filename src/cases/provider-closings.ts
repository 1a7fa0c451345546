import type { Context } from '../context';
import type { Contact } from '../db/generated/client';
import type { Tx } from '../db/scope';
import type { Channel } from '../domain/channel';
import { appendEvidence } from '../evidence/append';
import { SYSTEM_ACTOR } from '../evidence/notes';
import type { DeliveryFailure, RefusalClass } from '../messaging/provider';

type ClosingContext = Pick<Context, 'cipher'>;

/** A refusal closes what it names: the number, the owner's channel, the text, the account, or the number for a while. */
export async function followRefusal(
  tx: Tx,
  context: ClosingContext,
  contact: Contact,
  refusal: { class: RefusalClass; code: string; realUntil: Date | null },
  { now, realNow }: { now: number; realNow: number },
): Promise<void> {
  const stop = { communityId: contact.communityId, channel: contact.channel, contactId: contact.id };
  switch (refusal.class) {
    case 'dead_number':
      return closeAddress(tx, context, contact, 'dead', refusal.code, now);
    case 'opted_out':
      return closeAddress(tx, context, contact, 'opted_out', refusal.code, now);
    case 'template':
      await tx.providerStop.create({
        data: { ...stop, class: refusal.class, code: refusal.code, templateId: contact.templateId },
      });
      return;
    case 'account':
      await tx.providerStop.create({ data: { ...stop, class: refusal.class, code: refusal.code } });
      return;
    case 'deferred':
      await tx.providerStop.create({
        data: {
          ...stop,
          class: refusal.class,
          code: refusal.code,
          addressIndex: contact.addressIndex,
          realUntil: refusal.realUntil ?? new Date(realNow + DEFERRED_MS),
        },
      });
      return;
    case 'unreachable':
      await tx.providerStop.create({
        data: { ...stop, class: refusal.class, code: refusal.code, addressIndex: contact.addressIndex },
      });
      return;
    case 'channel_deferred':
      await tx.providerStop.create({
        data: {
          ...stop,
          class: refusal.class,
          code: refusal.code,
          realUntil: refusal.realUntil ?? new Date(realNow + DEFERRED_MS),
        },
      });
      return;
    // The next message of this text would meet the same, or nobody knows: others do not follow it at once, and an administrator sees why.
    case 'bug':
    case 'unknown':
      await tx.providerStop.create({
        data: {
          ...stop,
          class: refusal.class,
          code: refusal.code,
          templateId: contact.templateId,
          realUntil: new Date(realNow + DEFERRED_MS),
        },
      });
      return;
    default: {
      const never: never = refusal.class;
      throw new Error(`unknown class of refusal: ${never}`);
    }
  }
}

/** A message that was taken and did not arrive closes the number that is dead, or the text that carriers do not let pass. */
export async function followFailure(
  tx: Tx,
  context: ClosingContext,
  contact: Contact,
  { code, means }: DeliveryFailure,
  now: number,
): Promise<void> {
  switch (means) {
    case 'dead_number':
      return closeAddress(tx, context, contact, 'dead', code, now);
    case 'template': {
      const { communityId, channel, templateId, id: contactId } = contact;
      const open = { communityId, channel, templateId, liftedAt: null, realUntil: null };
      // Of a batch many come back: one stop is enough.
      if ((await tx.providerStop.count({ where: open })) > 0) return;
      await tx.providerStop.create({
        data: { communityId, channel, templateId, contactId, class: 'template', code },
      });
      return;
    }
    case null:
      return;
    default: {
      const never: never = means;
      throw new Error(`unknown meaning of a failure: ${never}`);
    }
  }
}

/** Where a provider defers and does not say until when. */
const DEFERRED_MS = 60 * 60_000;

async function closeAddress(
  tx: Tx,
  context: ClosingContext,
  contact: Contact,
  change: 'dead' | 'opted_out',
  code: string,
  now: number,
): Promise<void> {
  const { communityId, addressKind: kind, addressIndex: valueIndex } = contact;
  if (!kind || !valueIndex) return;
  const where = { communityId_kind_valueIndex: { communityId, kind, valueIndex } };
  const address = await tx.address.findUnique({ where });
  if (!address) return;
  const optedOut = [...new Set([...address.optedOut, contact.channel])];
  await tx.address.update({
    where,
    data:
      change === 'dead'
        ? { status: 'dead', statusReason: code, statusAt: new Date(now) }
        : { optedOut, statusReason: code, statusAt: new Date(now) },
  });
  await appendEvidence(tx, context, {
    communityId,
    accountId: contact.accountId,
    caseId: contact.caseId,
    key: `address/${contact.stepKey}/${change}`,
    at: new Date(now),
    actorId: SYSTEM_ACTOR,
    kind: 'address',
    content: {
      addressKind: kind as 'phone' | 'email' | 'postal',
      change,
      channel: change === 'opted_out' ? (contact.channel as Channel) : null,
      value: context.cipher.open(address.valueSealed),
      reason: code,
    },
  });
}
