import { createHash } from 'node:crypto';
import { z } from 'zod';
import { holdKindSchema } from '../../domain/vocabulary';
import type { OpenHold } from './sides';

const carriedHoldSchema = z.object({
  kind: holdKindSchema,
  /** Community instant, epoch ms */
  endsAt: z.number().int(),
  amountFen: z.number().int().nullable(),
  promisedOn: z.string().nullable(),
  by: z.string().nullable(),
});

/** What the cases of two accounts are told after something moved between them; each once, by its own id, in this order. */
export const followUpSchema = z.discriminatedUnion('do', [
  /** A hold of the one case that stands on the other from now on */
  z.object({
    do: z.literal('hold'),
    commandId: z.string(),
    /** on the case that ends */
    holdId: z.string(),
    hold: carriedHoldSchema,
    reasonSealed: z.string().nullable(),
  }),
  z.object({
    do: z.literal('close'),
    commandId: z.string(),
    caseId: z.string(),
    reason: z.enum(['merged', 'superseded', 'transferred']),
  }),
  /** It stands on the other case from now on */
  z.object({
    do: z.literal('lift'),
    commandId: z.string(),
    accountId: z.string(),
    holdId: z.string(),
  }),
  /** An account that has no case in dunning, and owes: it gets one, in the day's wave */
  z.object({ do: z.literal('open'), accountId: z.string() }),
  z.object({
    do: z.literal('level'),
    commandId: z.string(),
    accountId: z.string(),
    level: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  }),
]);
export type FollowUp = z.infer<typeof followUpSchema>;

export function carryOver(moveId: string, holds: readonly OpenHold[]): FollowUp[] {
  return holds.map(({ id, kind, endsAt, amountFen, promisedOn, byId, reasonSealed }) => ({
    do: 'hold',
    commandId: idOf(moveId, `hold/${id}`),
    holdId: id,
    hold: { kind, endsAt, amountFen, promisedOn, by: byId },
    reasonSealed,
  }));
}

/** No id of a command that anybody gave: the system says it. */
export function closeOf(caseId: string, reason: 'merged' | 'superseded' | 'transferred'): FollowUp {
  return { do: 'close', commandId: `${reason}~${caseId}`, caseId, reason };
}

export function liftOf(moveId: string, accountId: string, holds: readonly OpenHold[]): FollowUp[] {
  return holds.map(({ id }) => ({
    do: 'lift',
    commandId: idOf(moveId, `lift/${id}`),
    accountId,
    holdId: id,
  }));
}

export function levelOf(moveId: string, accountId: string, level: 1 | 2 | 3): FollowUp {
  return { do: 'level', commandId: idOf(moveId, 'level'), accountId, level };
}

/** The same for the same part of the same move, so that telling it again is telling it once. */
function idOf(moveId: string, part: string): string {
  const bytes = createHash('sha256').update(`${moveId}/${part}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
