import { z } from 'zod';
import { addDays, type CivilDay, daysBetween, earlierDay } from './civil-day';

/**
 * 分期: a series of dated amounts, each watched. Pure arithmetic over civil days and fen; the machine carries the marks, the policy
 * gives the numbers. Source: the plan's own 首期, 期数, 宽限 (policy 「标准」, 分期); two kinds by `docs/decisions/0021`.
 */

/** `tracking` only watches, everything stays due; `rescheduling` moves by agreement what is due. */
export const PLAN_KINDS = ['tracking', 'rescheduling'] as const;
export const planKindSchema = z.enum(PLAN_KINDS, { error: '分期种类：只跟踪，或变更到期日' });

export type Instalment = { dueOn: CivilDay; amountFen: number };

/** `missed` is final; one that was paid is open again when its payment is reversed. */
export const instalmentMarkSchema = z.enum(['open', 'paid', 'missed']);
export type InstalmentMark = z.infer<typeof instalmentMarkSchema>;

export type PlanRules = {
  most: number;
  firstShare: number;
  /** days between two instalments, and from today to the first, at most */
  spacingDays: number;
  /** short by no more than this counts as paid */
  shortfallFen: number;
};

export type PlanProblem =
  | { code: 'PLAN_TOO_LONG'; most: number }
  | { code: 'PLAN_NOT_THE_DEBT'; debtFen: number; totalFen: number }
  | { code: 'PLAN_FIRST_TOO_SMALL'; leastFen: number }
  | { code: 'PLAN_INSTALMENT_TOO_SMALL'; overFen: number }
  | { code: 'PLAN_DAYS_WRONG' }
  | { code: 'PLAN_TOO_FAR_APART'; spacingDays: number };

/**
 * Why a schedule may not be agreed; null: it may. Its total is the debt of the plan to the fen, the first share is the policy's, the days
 * ascend from today on and never lie further apart than the policy's days: a plan never sleeps.
 */
export function planProblem(
  instalments: readonly Instalment[],
  debtFen: number,
  today: CivilDay,
  { most, firstShare, spacingDays, shortfallFen }: PlanRules,
): PlanProblem | null {
  const [first] = instalments;
  if (!first || instalments.length < 2 || instalments.length > most) return { code: 'PLAN_TOO_LONG', most };
  const totalFen = instalments.reduce((sum, { amountFen }) => sum + amountFen, 0);
  if (totalFen !== debtFen) return { code: 'PLAN_NOT_THE_DEBT', debtFen, totalFen };
  // an instalment within the tolerance would be paid by nothing
  if (instalments.some(({ amountFen }) => amountFen <= shortfallFen)) {
    return { code: 'PLAN_INSTALMENT_TOO_SMALL', overFen: shortfallFen };
  }
  const leastFen = Math.ceil(totalFen * firstShare);
  if (first.amountFen < leastFen) return { code: 'PLAN_FIRST_TOO_SMALL', leastFen };
  const steps = instalments.map(({ dueOn }, index) => {
    const before = instalments[index - 1]?.dueOn;
    return before === undefined
      ? { days: daysBetween(today, dueOn), least: 0 }
      : { days: daysBetween(before, dueOn), least: 1 };
  });
  if (steps.some(({ days, least }) => days < least)) return { code: 'PLAN_DAYS_WRONG' };
  if (steps.some(({ days }) => days > spacingDays)) return { code: 'PLAN_TOO_FAR_APART', spacingDays };
  return null;
}

/** What came in, by the day on which it was received. */
export type PaidOn = { on: CivilDay; fen: number };

export type WatchQuestion = {
  instalments: readonly (Instalment & { mark: InstalmentMark })[];
  payments: readonly PaidOn[];
  graceDays: number;
  shortfallFen: number;
  today: CivilDay;
  /** Receipts are complete up to this day: before that nothing is called missed */
  bookedThrough: CivilDay | null;
};

export type Watched = { mark: InstalmentMark; awaitsReceipts: boolean };

/**
 * Payments count to the instalments in order: the n-th is paid when what came in by its day and grace reaches the sum of the first n, less
 * the tolerance. Earlier is allowed. In whatever order the payments were booked, the answer is the same. Pure.
 */
export function watchInstalments(question: WatchQuestion): Watched[] {
  const { instalments, payments, graceDays, shortfallFen, today, bookedThrough } = question;
  const paidBy = (day: CivilDay) => payments.reduce((sum, { on, fen }) => (on <= day ? sum + fen : sum), 0);
  let dueFen = 0;
  return instalments.map(({ dueOn, amountFen, mark }) => {
    dueFen += amountFen;
    if (mark === 'missed') return { mark, awaitsReceipts: false };
    const lastDay = addDays(dueOn, graceDays);
    if (paidBy(earlierDay(lastDay, today)) >= dueFen - shortfallFen) {
      return { mark: 'paid', awaitsReceipts: false };
    }
    if (today <= lastDay) return { mark: 'open', awaitsReceipts: false };
    const booked = bookedThrough !== null && bookedThrough >= lastDay;
    return booked ? { mark: 'missed', awaitsReceipts: false } : { mark: 'open', awaitsReceipts: true };
  });
}

export type PlanVerdict = 'kept' | 'partly' | 'broken';

/**
 * What becomes of a plan: kept when all of it came in, broken by so many missed instalments. One whose last instalment was missed has nothing
 * left to watch, and ends too: partly kept, or broken where nothing came. Null: it goes on.
 */
export function planVerdict(
  instalments: readonly { amountFen: number; mark: InstalmentMark }[],
  paidFen: number,
  { missedBreaks, shortfallFen }: { missedBreaks: number; shortfallFen: number },
): PlanVerdict | null {
  const totalFen = instalments.reduce((sum, { amountFen }) => sum + amountFen, 0);
  if (paidFen >= totalFen - shortfallFen) return 'kept';
  if (instalments.filter(({ mark }) => mark === 'missed').length >= missedBreaks) return 'broken';
  if (instalments.at(-1)?.mark !== 'missed') return null;
  return paidFen > 0 ? 'partly' : 'broken';
}
