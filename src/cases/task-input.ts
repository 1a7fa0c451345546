import { z } from 'zod';
import { channelSchema } from '../domain/channel';
import { civilDaySchema } from '../domain/civil-day';
import { statedTimeSchema } from '../domain/contact-rules';
import { fenSchema } from '../domain/money';
import { UserError } from '../errors';
import type { Need } from './contact-outcomes';

export const DISPUTE_MATTERS = [
  'repairs',
  'security',
  'cleaning',
  'public_income',
  'maintenance_fund',
  'amount',
  'developer',
  'neighbour',
  'other',
] as const;

/** The second person of a visit: a colleague of the house, or somebody whose name and position is written down. */
export const secondPersonSchema = z.union([
  z.strictObject({ userId: z.uuid() }),
  z.strictObject({ name: z.string().trim().min(2).max(64) }),
]);

/** What a person says when he starts a contact. */
export const startInputSchema = z.strictObject({
  /** The number or address that he chose; none: the first in order that may be used now */
  contactPointId: z.uuid().optional(),
  /** A consent to one contact over budget */
  exemptionId: z.uuid().optional(),
  /** The owner's own time, as he said it; beats the window, is kept, never opens the night */
  statedTime: statedTimeSchema.optional(),
  second: secondPersonSchema.optional(),
});
export type StartInput = z.infer<typeof startInputSchema>;

/** What a person says when he finishes a task; the table of outcomes says which of it is wanted. */
export const finishInputSchema = z.strictObject({
  /** The caller's: the same id again is the same outcome, and answers what the first one did */
  commandId: z.uuid().optional(),
  outcome: z.string().min(1).max(40),
  note: z.string().trim().max(2000).optional(),
  promise: z.strictObject({ on: civilDaySchema, amountFen: fenSchema }).optional(),
  dispute: z
    .strictObject({
      kind: z.enum(['service', 'amount']),
      matter: z.enum(DISPUTE_MATTERS),
      chargeIds: z.array(z.uuid()).max(100).optional(),
    })
    .optional(),
  statedTime: statedTimeSchema.optional(),
  /** He wants no more of these */
  optOut: z.array(channelSchema).max(7).optional(),
  fileIds: z.array(z.uuid()).max(40).optional(),
  second: secondPersonSchema.optional(),
  /** Of a visit: whether the record was signed, or the signature refused before a witness */
  signature: z.enum(['signed', 'refused']).optional(),
  witness: z.string().trim().min(2).max(64).optional(),
  trackingNumber: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9-]{6,40}$/)
    .optional(),
  /** 其他: whether somebody was reached, and asked for money */
  reached: z.boolean().optional(),
  asked: z.boolean().optional(),
  /** 未接 or 错号: the other numbers are left for another day */
  noMoreNumbers: z.boolean().optional(),
  /** Of a contact that nobody started: when it was, on the community's clock, and by which number */
  at: z.int().optional(),
  contactPointId: z.uuid().optional(),
});
export type FinishInput = z.infer<typeof finishInputSchema>;

const SENTENCES: Record<Need, [zh: string, en: string]> = {
  note: ['请写明情况', 'write down what happened'],
  promise: ['请填写承诺的日期和金额', 'give the day and the amount promised'],
  dispute: ['请填写异议的类别与事项', 'give the kind and the matter of the objection'],
  stated_time: ['请填写业主约定的时间', 'give the time that the owner asked for'],
  second: ['上门须两人，请填写另一人', 'a visit takes two: name the other person'],
  witness: ['请填写见证人', 'name the witness'],
  tracking_number: ['请填写运单号', 'give the tracking number'],
  photo_content: ['缺少内件照片', 'the photo of the content is missing'],
  photo_sealing: ['缺少装封照片', 'the photo of the sealing is missing'],
  photo_door: ['缺少门牌照片', 'the photo of the door is missing'],
  photo_signature: ['缺少签收照片', 'the photo of the signature is missing'],
};

const SHOWS: Partial<Record<Need, string>> = {
  photo_content: 'content',
  photo_sealing: 'sealing',
  photo_door: 'door',
  photo_signature: 'signature',
};

/**
 * @param shown what the files given with it show
 * @throws {UserError} OUTCOME_INCOMPLETE naming everything that is missing
 */
export function requireNeeds(needs: readonly Need[], input: FinishInput, shown: ReadonlySet<string>): void {
  const missing = needs.filter((need) => !isGiven(need, input, shown));
  if (missing.length === 0) return;
  throw new UserError(
    'OUTCOME_INCOMPLETE',
    missing.map((need) => SENTENCES[need][0]).join('；'),
    missing.map((need) => SENTENCES[need][1]).join('; '),
    422,
    { missing },
  );
}

function isGiven(need: Need, input: FinishInput, shown: ReadonlySet<string>): boolean {
  switch (need) {
    case 'note':
      return (input.note ?? '') !== '';
    case 'promise':
      return input.promise !== undefined;
    case 'dispute':
      return input.dispute !== undefined;
    case 'stated_time':
      return input.statedTime !== undefined;
    case 'second':
      return input.second !== undefined;
    case 'witness':
      return input.witness !== undefined;
    case 'tracking_number':
      return input.trackingNumber !== undefined;
    case 'photo_content':
    case 'photo_sealing':
    case 'photo_door':
    case 'photo_signature':
      return shown.has(SHOWS[need] ?? '');
    default: {
      const never: never = need;
      throw new Error(`unknown need: ${never}`);
    }
  }
}
