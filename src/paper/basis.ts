import { addDays, addMonths, type CivilDay, partsOf } from '../domain/civil-day';
import { fen, plainYuan } from '../domain/money';

const CM2_A_M2 = 10_000;

/**
 * 计费方式 `119.38㎡×2.80元×6个月`, where area, whole months and a rate in whole fen come to the amount to the fen. Ledgers state the amount,
 * not the rate; what does not come out exactly is not claimed to be one.
 *
 * @param areaCm2 of the object; null: not known
 */
export function basisText(
  line: { periodFrom: CivilDay; periodTo: CivilDay; chargedFen: number },
  areaCm2: number | null,
): string {
  const months = wholeMonths(line.periodFrom, line.periodTo);
  if (months === null) return '—';
  const rate = areaCm2 === null ? null : rateOf(line.chargedFen, areaCm2, months);
  if (rate === null || areaCm2 === null) return `${months}个月`;
  return `${(areaCm2 / CM2_A_M2).toFixed(2)}㎡×${plainYuan(fen(rate))}元×${months}个月`;
}

/** Whole fen a square metre and month by which the amount is rounded to the fen; null: there is none. */
function rateOf(chargedFen: number, areaCm2: number, months: number): number | null {
  if (areaCm2 <= 0) return null;
  const rate = Math.round((chargedFen * CM2_A_M2) / (areaCm2 * months));
  const exact = (areaCm2 * rate * months) / CM2_A_M2;
  return rate > 0 && Math.round(exact) === chargedFen ? rate : null;
}

/** From the first of a month, or any day of it, to the day before that day of a later one. */
function wholeMonths(from: CivilDay, to: CivilDay): number | null {
  const [fromYear, fromMonth] = partsOf(from);
  const end = addDays(to, 1);
  const [endYear, endMonth] = partsOf(end);
  const months = (endYear - fromYear) * 12 + endMonth - fromMonth;
  return months > 0 && addMonths(from, months) === end ? months : null;
}
