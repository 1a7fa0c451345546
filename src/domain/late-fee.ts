import { z } from 'zod';
import { addDays, type CivilDay, compareDays, daysBetween } from './civil-day';
import { type Fen, fen, minFen, rateOf, sumFen } from './money';

/**
 * Late fee (违约金): only with a contract clause, simple, capped, never compounded.
 * Sources: seed 四(二)2 (如有约定); Civil Code 585; contract interpretation (2023) 65.
 */
export const lateFeeClauseSchema = z.strictObject({
  /** share of the principal for each day, as the contract writes it: 0.0005 */
  ratePerDay: z
    .string()
    .regex(/^0?\.\d+$/, { error: '违约金日利率：须为小于 1 的小数，如 0.0005' })
    .or(z.number().positive().lt(1, { error: '违约金日利率：须小于 1' })),
  /** the overdue day from which it runs; 1 is the day after the due date */
  fromDay: z.int().min(1, { error: '违约金起算：须从逾期第 1 日或更晚' }),
  /** no more than this share of the principal; null: the contract names no cap */
  capShare: z.number().positive().nullable(),
});
export type LateFeeClause = z.infer<typeof lateFeeClauseSchema>;

/** Days on which it does not run: for a disputed part, or for the whole charge (`fen` null) by an error of our own. */
export interface LateFeeSuspension {
  from: CivilDay;
  /** included; null: still */
  to: CivilDay | null;
  fen: Fen | null;
}

export interface LateFeeQuestion {
  clause: LateFeeClause;
  dueOn: CivilDay;
  principalFen: Fen;
  /** What lessened the principal, and when. The day itself still accrues at the old principal. */
  reductions: ReadonlyArray<{ on: CivilDay; fen: number }>;
  /** Days on which an allocation to the late fee fixed what had accrued: rounded there, once and for all */
  fixedOn: readonly CivilDay[];
  suspensions: readonly LateFeeSuspension[];
}

/** Days on which one sum bears the late fee. `from` is its first day, `through` its last. */
export interface LateFeePiece {
  from: CivilDay;
  through: CivilDay;
  days: number;
  baseFen: Fen;
}

/** Pieces that are rounded together: days × base × rate, once, where an allocation fixes it or where it is shown. */
export interface LateFeeSection {
  pieces: LateFeePiece[];
  fen: Fen;
}

/** How a late fee came about, to be read line by line: the sections' sum, cut at the cap. */
export interface LateFeeAccount {
  sections: LateFeeSection[];
  uncappedFen: Fen;
  /** null: the contract names none */
  capFen: Fen | null;
  fen: Fen;
}

/**
 * What has accrued for the days up to and including `through`, paid or not; rounded half up to fen when an allocation fixes it
 * and when it is shown, never in between.
 */
export function accruedLateFee(question: LateFeeQuestion, through: CivilDay): Fen {
  return lateFeeAccount(question, through).fen;
}

/** The same with the days, bases and roundings that it is made of. Days on which nothing bears it are a piece of base 0. */
export function lateFeeAccount(question: LateFeeQuestion, through: CivilDay): LateFeeAccount {
  const { clause, dueOn, principalFen, fixedOn } = question;
  const lastFreeDay = addDays(dueOn, clause.fromDay - 1);
  const sections: LateFeeSection[] = [];
  let pieces: LateFeePiece[] = [];
  const close = (): void => {
    if (pieces.length === 0) return;
    const fenDays = pieces.reduce((sum, { days, baseFen }) => sum + days * baseFen, 0);
    sections.push({ pieces, fen: rateOf(clause.ratePerDay, fenDays) });
    pieces = [];
  };
  let last = lastFreeDay;
  for (const to of boundaries(question, lastFreeDay, through)) {
    pieces.push({
      from: addDays(last, 1),
      through: to,
      days: daysBetween(last, to),
      baseFen: fen(baseAfter(question, last)),
    });
    last = to;
    if (fixedOn.includes(to)) close();
  }
  close();
  const uncappedFen = sumFen(sections.map((section) => section.fen));
  const capFen = clause.capShare === null ? null : rateOf(clause.capShare, principalFen);
  return { sections, uncappedFen, capFen, fen: capFen === null ? uncappedFen : minFen(uncappedFen, capFen) };
}

/** Days after which the base or the rounding changes, in order, the last being `through`. */
function boundaries(question: LateFeeQuestion, after: CivilDay, through: CivilDay): CivilDay[] {
  const changes = [
    ...question.reductions.map(({ on }) => on),
    ...question.fixedOn,
    ...question.suspensions.flatMap(({ from, to }) => (to ? [addDays(from, -1), to] : [addDays(from, -1)])),
    through,
  ];
  const within = changes.filter((day) => day > after && day <= through);
  return [...new Set(within)].sort(compareDays);
}

/** The sum on which the day after `day` accrues. */
function baseAfter({ principalFen, reductions, suspensions }: LateFeeQuestion, day: CivilDay): number {
  const next = addDays(day, 1);
  let base: number = principalFen;
  for (const { on, fen: lessened } of reductions) if (on <= day) base -= lessened;
  for (const { from, to, fen: suspended } of suspensions) {
    if (from > next || (to !== null && to < next)) continue;
    base = suspended === null ? 0 : base - suspended;
  }
  return Math.max(0, base);
}

export interface LateFeeThresholds {
  warnAboveDailyRate: number;
  annualLpr: number;
  lprMultiple: number;
}

export type LateFeeWarning = 'ABOVE_DAILY_RATE' | 'ABOVE_LPR_MULTIPLE' | 'NO_CAP';

/** What counsel should look at in a clause. A warning, never a refusal: the contract decides, and a court may cut it. */
export function lateFeeWarnings(clause: LateFeeClause, thresholds: LateFeeThresholds): LateFeeWarning[] {
  const rate = Number(clause.ratePerDay);
  const warnings: LateFeeWarning[] = [];
  if (rate > thresholds.warnAboveDailyRate) warnings.push('ABOVE_DAILY_RATE');
  if (rate * 365 > thresholds.annualLpr * thresholds.lprMultiple) warnings.push('ABOVE_LPR_MULTIPLE');
  if (clause.capShare === null) warnings.push('NO_CAP');
  return warnings;
}
