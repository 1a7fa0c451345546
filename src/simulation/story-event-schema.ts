import { z } from 'zod';
import { channelSchema, gradeSchema } from '../domain/channel';
import { civilDaySchema } from '../domain/civil-day';
import { statedTimeSchema } from '../domain/contact-rules';
import { CONTACT_OUTCOMES } from '../domain/grading';
import { lateFeeClauseSchema } from '../domain/late-fee';
import { roleSchema } from '../domain/roles';
import { causeSchema, levelSchema } from '../domain/vocabulary';
import { closeReasonSchema, milestoneSchema, taskKindSchema } from '../machine/vocabulary';
import { policySchema } from '../policy/schema';
import { ADDRESS_KINDS } from './contact-data';
import { amountFenSchema, idSchema, momentSchema, partFenSchema } from './story-fields';
import { PROVIDER_FAILURES } from './world-conditions';

/** When it happened, and when the system heard of it; none: at once. */
const heard = { at: momentSchema, knownAt: momentSchema.optional() };
/** What a person says: his role, and an id where two persons must differ. */
const said = { ...heard, by: roleSchema.optional(), person: idSchema.optional() };
/** From one moment to another; at `to` it is over. */
const span = { at: momentSchema, to: momentSchema };

export const chargeSchema = z.strictObject({
  id: idSchema,
  dueOn: civilDaySchema,
  amountFen: amountFenSchema,
  /** The contract's clause on the late fee; none: no late fee */
  lateFee: lateFeeClauseSchema.optional(),
});

const ledgerEvents = [
  z.strictObject({ event: z.literal('charge'), ...heard, charge: chargeSchema }),
  z.strictObject({ event: z.literal('charge_corrected'), ...heard, charge: idSchema, by: chargeSchema }),
  z.strictObject({ event: z.literal('charge_cancelled'), ...heard, charge: idSchema }),
  /** An objection to the amount; without `amountFen` to the whole charge */
  z.strictObject({
    event: z.literal('charge_disputed'),
    ...heard,
    charge: idSchema,
    amountFen: amountFenSchema.optional(),
  }),
  /** `rejected`: the charge stands; `reduced`: another takes its place; `accepted`: it is cancelled */
  z.strictObject({
    event: z.literal('dispute_answered'),
    ...heard,
    charge: idSchema,
    verdict: z.enum(['rejected', 'reduced', 'accepted'], { error: '答复：只能是驳回、减少或成立' }),
    reducedTo: chargeSchema.optional(),
  }),
  z.strictObject({
    event: z.literal('payment'),
    ...heard,
    id: idSchema,
    amountFen: amountFenSchema,
    /** The payer's words, in his order */
    instruction: z
      .array(z.strictObject({ charge: idSchema, amountFen: amountFenSchema.optional() }))
      .min(1)
      .optional(),
    /** As the charging system booked it; it stands as it is */
    booked: z
      .array(z.strictObject({ charge: idSchema, principalFen: partFenSchema, lateFeeFen: partFenSchema }))
      .min(1)
      .optional(),
  }),
  z.strictObject({ event: z.literal('payment_reversed'), ...heard, payment: idSchema }),
  z.strictObject({
    event: z.literal('waiver'),
    ...heard,
    charge: idSchema,
    principalFen: partFenSchema.optional(),
    lateFeeFen: partFenSchema.optional(),
  }),
  /** Credit of the account that no payment of the story made */
  z.strictObject({ event: z.literal('prepayment'), ...heard, amountFen: amountFenSchema }),
  /** What restarts limitation and neither a payment nor a contact of the story shows (Civil Code 195) */
  z.strictObject({
    event: z.literal('interruption'),
    ...heard,
    kind: z.enum(['demand', 'acknowledgement', 'filing', 'payment_order', 'mediation'], {
      error: '时效中断：没有这一种',
    }),
    grade: gradeSchema.default('arrived'),
  }),
] as const;

const staffEvents = [
  z.strictObject({
    event: z.literal('hold'),
    ...said,
    id: idSchema,
    kind: z.enum(
      [
        'payment_claimed',
        'complaint',
        'hardship_review',
        'bereavement',
        'liability_unclear',
        'legal_stay',
        'manual_pause',
      ],
      { error: '没有这种暂停' },
    ),
    /** Its last day; only a pause by hand has one of its own, the others have the policy's */
    until: civilDaySchema.optional(),
    /** What a complaint is about: the same matter does not stop again within the policy's months */
    matter: z.string().min(1).max(60).optional(),
  }),
  z.strictObject({
    event: z.literal('hold_cleared'),
    ...said,
    hold: idSchema,
    verdict: z
      .enum(['lifted', 'taken_back', 'answered', 'confirmed', 'not_found'], { error: '没有这种结束方式' })
      .default('lifted'),
  }),
  z.strictObject({
    event: z.literal('promise'),
    ...said,
    id: idSchema,
    amountFen: amountFenSchema,
    promisedOn: civilDaySchema,
  }),
  z.strictObject({
    event: z.literal('instalment_plan'),
    ...said,
    id: idSchema,
    instalments: z.array(z.strictObject({ dueOn: civilDaySchema, amountFen: amountFenSchema })).min(1),
    /** `tracking` watches what is due, `rescheduling` moves it by agreement */
    kind: z
      .enum(['tracking', 'rescheduling'], { error: '分期种类：只跟踪，或变更到期日' })
      .default('tracking'),
  }),
  z.strictObject({ event: z.literal('cause'), ...said, cause: causeSchema }),
  z.strictObject({ event: z.literal('level'), ...said, level: levelSchema }),
  /** What somebody made of an open task; a code of the task's own form, or of the domain (`spoke`, `signed`) */
  z.strictObject({
    event: z.literal('task_done'),
    ...said,
    task: taskKindSchema,
    outcome: z.string().min(1).max(40),
  }),
  z.strictObject({
    event: z.literal('referral_requested'),
    ...said,
    missing: z.array(z.string().min(1)).default([]),
  }),
  z.strictObject({ event: z.literal('referral_answered'), ...said, approved: z.boolean() }),
  z.strictObject({ event: z.literal('counsel_confirmed'), ...said }),
  z.strictObject({ event: z.literal('milestone'), ...said, milestone: milestoneSchema }),
  /** Decides that the first message whose arrival nobody can prove is sent once more */
  z.strictObject({ event: z.literal('resend'), ...said }),
  z.strictObject({
    event: z.literal('case_closed'),
    ...said,
    reason: closeReasonSchema.exclude(['superseded', 'merged']),
  }),
] as const;

const worldEvents = [
  /** What was heard later of the last contact by that channel: a receipt, a letter that came back */
  z.strictObject({
    event: z.literal('receipt'),
    ...heard,
    channel: channelSchema,
    outcome: z.enum(CONTACT_OUTCOMES, { error: '没有这个触达结果' }),
  }),
  z.strictObject({
    event: z.literal('address'),
    ...heard,
    address: idSchema,
    status: z.enum(['usable', 'dead', 'wrong'], { error: '号码状态：只能是可用、空号或错号' }).optional(),
    optedOut: z.array(channelSchema).optional(),
  }),
  z.strictObject({
    event: z.literal('address_added'),
    ...heard,
    address: idSchema,
    kind: z.enum(ADDRESS_KINDS, { error: '联系方式：只能是电话、邮箱或通讯地址' }),
  }),
  /** The owner's own time; null: he has none any more */
  z.strictObject({ event: z.literal('stated_time'), ...heard, time: statedTimeSchema.nullable() }),
  /** Null: it is taken away */
  z.strictObject({ event: z.literal('care_mark'), ...heard, mark: z.string().min(1).max(40).nullable() }),
  z.strictObject({
    event: z.literal('provider_failing'),
    ...span,
    /** None: every channel by which messages leave */
    channels: z.array(channelSchema).min(1).optional(),
    how: z.enum(PROVIDER_FAILURES, { error: '通道故障：只能是不可用、无回应或拒收' }).default('unavailable'),
  }),
  z.strictObject({ event: z.literal('system_down'), ...span }),
  /** Receipts stay booked to the day before `at` */
  z.strictObject({ event: z.literal('receipts_not_booked'), ...span }),
  /** Of the community, the building or the account; `to` is its last day */
  z.strictObject({ event: z.literal('paused'), ...span }),
  z.strictObject({ event: z.literal('wave_released'), at: momentSchema, fromOn: civilDaySchema.optional() }),
  /** The rules of contact and money change at once; the ladder of a running case only by `case_moved` */
  z.strictObject({
    event: z.literal('policy_changed'),
    at: momentSchema,
    policy: z.union([z.string(), policySchema]),
  }),
  z.strictObject({ event: z.literal('case_moved'), at: momentSchema }),
] as const;

/** Everything that a story may tell, by what happened. */
export const storyEventSchema = z.discriminatedUnion(
  'event',
  [...ledgerEvents, ...staffEvents, ...worldEvents],
  {
    error: '没有这种事件',
  },
);
export type StoryEvent = z.infer<typeof storyEventSchema>;
