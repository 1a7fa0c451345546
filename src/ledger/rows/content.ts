import { z } from 'zod';
import { civilDaySchema } from '../../domain/civil-day';
import { fenSchema } from '../../domain/money';
import { declaredSchema, unreadSchema } from '../../domain/take-over';
import { lateFeeBasisSchema } from '../charge-facts';
import { objectRefSchema } from './object-code';

/** What a good row says, as it is staged (sealed) between preview and acceptance. */
const phone = z.object({ value: z.string(), usable: z.boolean(), relation: z.string().nullable() });

export const chargeLineSchema = z.object({
  item: z.string(),
  from: civilDaySchema,
  to: civilDaySchema,
  dueOn: civilDaySchema,
  dueStated: z.boolean(),
  /** null: the file states only what is outstanding */
  amountFen: fenSchema.nullable(),
  waivedFen: fenSchema.nullable(),
  receivedFen: fenSchema.nullable(),
  outstandingFen: fenSchema.nullable(),
  lateFeeFen: fenSchema.nullable(),
  receivedOn: civilDaySchema.nullable(),
  sourceId: z.string().nullable(),
});
export type ChargeLine = z.infer<typeof chargeLineSchema>;

export const chargeRowSchema = z.object({
  object: objectRefSchema,
  /** The room whose account the object goes with */
  room: objectRefSchema.nullable(),
  areaCm2: z.int().nullable(),
  /** null: the file has no names */
  name: z.string().nullable(),
  phones: z.array(phone),
  charges: z.array(chargeLineSchema),
  declared: declaredSchema.nullable(),
  /** Cells of the declaring columns that could not be read */
  unread: z.array(unreadSchema).default([]),
  steward: z.string().nullable(),
  note: z.string().nullable(),
  lateFeeBasis: lateFeeBasisSchema.nullable(),
});
export type ChargeRow = z.infer<typeof chargeRowSchema>;

export const ownerRowSchema = z.object({
  object: objectRefSchema,
  role: z.enum(['owner', 'occupier', 'developer', 'organisation']),
  name: z.string(),
  phones: z.array(phone),
  postal: z.string().nullable(),
  email: z.string().nullable(),
  emailUsable: z.boolean(),
  careMark: z.string().nullable(),
  steward: z.string().nullable(),
});
export type OwnerRow = z.infer<typeof ownerRowSchema>;

export const prepaymentRowSchema = z.object({
  object: objectRefSchema,
  name: z.string().nullable(),
  balanceFen: fenSchema,
});
export type PrepaymentRow = z.infer<typeof prepaymentRowSchema>;

export const paymentRowSchema = z.object({
  externalId: z.string(),
  receivedOn: civilDaySchema,
  /** community instant, epoch milliseconds */
  receivedAt: z.int(),
  amountFen: fenSchema,
  payer: z.string().nullable(),
  channel: z.string(),
  memo: z.string().nullable(),
  object: z.string().nullable(),
  reversedId: z.string().nullable(),
});
export type PaymentRow = z.infer<typeof paymentRowSchema>;
