import { z } from 'zod';
import { causeChangeSchema } from '../domain/cause-change';
import { civilDaySchema } from '../domain/civil-day';
import { fenSchema } from '../domain/money';
import type { Permission } from '../domain/permissions';
import { causeSchema, type HoldKind, levelSchema } from '../domain/vocabulary';
import { closeReasonSchema, milestoneSchema } from '../machine/vocabulary';

/** What staff may say to a case. Texts are beside it, sealed; here are ids, days, amounts and codes only. */
const amount = fenSchema.refine((value) => value > 0, { error: '金额须大于零' });

/** What an objection to service is about, and whose desk it belongs to. */
export const DESK_OF_MATTER = {
  repairs: 'engineering',
  security: 'security',
  cleaning: 'environment',
  public_income: 'finance',
  maintenance_fund: 'finance',
  developer: 'manager',
  neighbour: 'manager',
  other: 'supervisor',
} as const;
export const matterSchema = z.enum(Object.keys(DESK_OF_MATTER) as [keyof typeof DESK_OF_MATTER]);

export const staffCommandSchema = z.discriminatedUnion('kind', [
  /** 承诺缴费 */
  z.strictObject({ kind: z.literal('promise'), amountFen: amount, promisedOn: civilDaySchema }),
  /** 分期, approved by whoever says it */
  z.strictObject({
    kind: z.literal('instalment_plan'),
    instalments: z.array(z.strictObject({ dueOn: civilDaySchema, amountFen: amount })).min(2),
  }),
  /** 称已缴 */
  z.strictObject({
    kind: z.literal('payment_claimed'),
    paidOn: civilDaySchema.nullish(),
    amountFen: amount.nullish(),
    channel: z.string().max(32).nullish(),
  }),
  /** 服务异议 */
  z.strictObject({ kind: z.literal('complaint'), matter: matterSchema }),
  /** 困难核查 */
  z.strictObject({ kind: z.literal('hardship') }),
  /** 丧事或重病 */
  z.strictObject({ kind: z.literal('bereavement') }),
  /** 主体待定 */
  z.strictObject({ kind: z.literal('liability_unclear') }),
  /** 人工暂停 */
  z.strictObject({ kind: z.literal('pause'), untilOn: civilDaySchema }),
  /** 法律中止 */
  z.strictObject({ kind: z.literal('legal_stay') }),
  z.strictObject({
    kind: z.literal('clear_hold'),
    holdId: z.uuid(),
    verdict: z.enum(['lifted', 'taken_back', 'answered', 'confirmed', 'not_found']),
  }),
  /** 判因 */
  z.strictObject({
    kind: z.literal('cause'),
    cause: causeSchema,
    /** 改判：什么变了 */
    changed: causeChangeSchema.nullish(),
  }),
  /** 定级 */
  z.strictObject({ kind: z.literal('level'), level: levelSchema }),
  /** 提请法律移交 */
  z.strictObject({
    kind: z.literal('request_referral'),
    /** With how many accounts in one act: it can only bring more approvers */
    batchAccounts: z.int().min(1).max(10_000).optional(),
  }),
  /** 批准或退回 */
  z.strictObject({ kind: z.literal('answer_referral'), approved: z.boolean() }),
  /** 法务确认 */
  z.strictObject({ kind: z.literal('confirm_counsel') }),
  /** 法律进展 */
  z.strictObject({ kind: z.literal('milestone'), milestone: milestoneSchema }),
  /** 重发送达不明的消息：一步一次，仍过全部闸门 */
  z.strictObject({ kind: z.literal('resend'), stepKey: z.string().min(1).max(200) }),
  /** 结案 */
  z.strictObject({ kind: z.literal('close'), reason: closeReasonSchema.exclude(['superseded', 'merged']) }),
]);
export type StaffCommand = z.infer<typeof staffCommandSchema>;
export type StaffCommandKind = StaffCommand['kind'];

/** Which of these a role must have; the first that he has is the role in which he speaks. */
export function permissionsFor(command: StaffCommand, holdKind: HoldKind | null): Permission[] {
  switch (command.kind) {
    case 'promise':
      return ['promise.record'];
    case 'instalment_plan':
      return ['plan.approve'];
    case 'payment_claimed':
      return ['payment_claim.record'];
    case 'complaint':
      return ['dispute.open'];
    case 'hardship':
    case 'bereavement':
    case 'liability_unclear':
    case 'pause':
      return ['hold.set'];
    case 'legal_stay':
      return ['hold.legal_stay'];
    case 'clear_hold':
      return permissionsToClear(holdKind);
    case 'cause':
      return ['cause.confirm'];
    case 'level':
      return ['level.decide'];
    case 'request_referral':
      return ['referral.request'];
    case 'answer_referral':
      return ['referral.approve'];
    case 'confirm_counsel':
      return ['counsel.confirm'];
    case 'milestone':
      return ['legal.progress'];
    // as with a contact over budget, he answers for one more
    case 'resend':
      return ['exemption.approve'];
    case 'close':
      return permissionsToClose(command.reason);
    default: {
      const never: never = command;
      throw new Error(`unknown command: ${JSON.stringify(never)}`);
    }
  }
}

function permissionsToClear(kind: HoldKind | null): Permission[] {
  switch (kind) {
    case 'payment_claimed':
      return ['payment_claim.verify'];
    case 'complaint':
    case 'amount_dispute':
      return ['dispute.answer'];
    case 'legal_stay':
      return ['hold.legal_stay'];
    default:
      return ['hold.set'];
  }
}

function permissionsToClose(reason: Extract<StaffCommand, { kind: 'close' }>['reason']): Permission[] {
  switch (reason) {
    case 'written_off':
      return ['write_off.approve'];
    case 'settled':
    case 'enforced':
      return ['counsel.confirm'];
    case 'transferred':
      return ['refund.approve'];
    default: {
      const never: never = reason;
      throw new Error(`unknown reason: ${never}`);
    }
  }
}
