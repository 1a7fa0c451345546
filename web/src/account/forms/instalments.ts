import { addMonths, type CivilDay } from '../../../../src/domain/civil-day';

export type Instalment = { dueOn: string; amountFen: number };

/**
 * 分期计算: the first payment, then equal ones a month apart; what does not divide goes into the last.
 *
 * @param periods how many in all, the first among them
 * @returns nothing where these do not make a plan
 */
export function instalmentsOf(
  totalFen: number,
  firstFen: number,
  periods: number,
  firstOn: string,
): Instalment[] {
  if (periods < 2 || firstFen <= 0 || firstFen >= totalFen || !firstOn) return [];
  const others = periods - 1;
  const each = Math.floor((totalFen - firstFen) / others);
  if (each <= 0) return [];
  return Array.from({ length: periods }, (_, index) => ({
    dueOn: index === 0 ? firstOn : addMonths(firstOn as CivilDay, index),
    amountFen: index === 0 ? firstFen : index < others ? each : totalFen - firstFen - each * (others - 1),
  }));
}
