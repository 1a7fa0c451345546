import { z } from 'zod';

/** The closed sets of words that policy, machine, database and interface share. */

/** 1 温馨提醒, 2 书面催缴, 3 入户沟通·重点约谈, 4 法律途径 */
export const LEVELS = [1, 2, 3, 4] as const;
export const levelSchema = z.literal(LEVELS, { error: '催缴级别只能是 1–4' });
export type Level = z.infer<typeof levelSchema>;

/** 遗忘, 不满, 困难, 恶意 (shown as 拒缴 wherever an owner, a court or an export can see it), 失联, 主体待定, 待判断 */
export const CAUSES = [
  'forgetful',
  'dissatisfied',
  'hardship',
  'malicious',
  'unreachable',
  'liability_unclear',
  'unknown',
] as const;
export const causeSchema = z.enum(CAUSES, { error: '没有这个欠费原因' });
export type Cause = z.infer<typeof causeSchema>;

/**
 * What suspends a ladder. An objection to an amount is no hold: its charges leave the claimable sum. Pauses of a building or
 * a community are none either: they are facts that the claim reads.
 */
export const HOLD_KINDS = [
  'payment_claimed',
  'promise',
  'instalment_plan',
  'complaint',
  'amount_dispute',
  'hardship_review',
  'bereavement',
  'manual_pause',
  'liability_unclear',
  'legal_stay',
  'takeover_review',
] as const;
export const holdKindSchema = z.enum(HOLD_KINDS, { error: '没有这种暂停' });
export type HoldKind = z.infer<typeof holdKindSchema>;

/** The kinds of act that a plan can hold. Closed (law 8). */
export const ACT_KINDS = ['message', 'call', 'notice', 'visit', 'letter'] as const;
export const actKindSchema = z.enum(ACT_KINDS, { error: '没有这种催缴动作' });
