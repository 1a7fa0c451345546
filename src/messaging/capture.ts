import type { FieldCipher } from '../db/field-cipher';
import type { PrismaClient } from '../db/generated/client';
import { withScope } from '../db/scope';
import type { Provider } from './provider';

/**
 * The default provider: keeps a message instead of sending it. Keeping it twice is keeping it once, by step key, and like a real
 * provider it lies outside the transaction of the claim.
 */
export function createCapture(
  context: { db: PrismaClient; cipher: FieldCipher },
  communityId: string,
): Provider {
  const { cipher } = context;
  return {
    name: 'capture',
    async send(message, signal) {
      signal.throwIfAborted();
      const kept = {
        stepKey: message.stepKey,
        communityId: message.communityId,
        accountId: message.accountId,
        channel: message.channel,
        toSealed: cipher.seal(message.to),
        textSealed: cipher.seal(
          message.subject === null ? message.text : `${message.subject}\n\n${message.text}`,
        ),
        at: new Date(message.at),
      };
      await withScope(context, communityId, (tx) =>
        tx.capturedMessage.createMany({ data: [kept], skipDuplicates: true }),
      );
      return { kind: 'accepted', ref: message.stepKey, answer: { kept: true } };
    },
    async lookup({ stepKey }) {
      const kept = await withScope(context, communityId, (tx) =>
        tx.capturedMessage.findUnique({ where: { stepKey }, select: { stepKey: true } }),
      );
      return kept
        ? { kind: 'found', ref: stepKey, delivered: false, answer: { kept: true } }
        : { kind: 'nothing' };
    },
  };
}
