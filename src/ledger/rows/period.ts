import type { CivilDay } from '../../domain/civil-day';
import { addDays, addMonths, formatDay } from '../../domain/civil-day';
import { parseDay } from '../reading/days';
import { halfWidth } from '../reading/text';

export type Period = { from: CivilDay; to: CivilDay };

const quarters: Record<string, number> = { 一: 1, 二: 2, 三: 3, 四: 4, '1': 1, '2': 2, '3': 3, '4': 4 };

/** `2026年7月`, `2026-07-01至2026-09-30`, `2026年7月-2026年9月`, `2026Q3`, `2026年第三季度`, `2026年`; null when it is no period. */
export function parsePeriod(text: string): Period | null {
  const bare = halfWidth(text).replace(/\s/g, '');
  const quarter = /^(\d{4})年?(?:Q|第)([1-4一二三四])(?:季度|季)?$/i.exec(bare);
  if (quarter) {
    const from = formatDay(Number(quarter[1]), ((quarters[quarter[2] ?? ''] ?? 1) - 1) * 3 + 1, 1);
    return { from, to: addDays(addMonths(from, 3), -1) };
  }
  const year = /^(\d{4})年(?:度)?$/.exec(bare);
  if (year) return { from: formatDay(Number(year[1]), 1, 1), to: formatDay(Number(year[1]), 12, 31) };
  const [first, second, ...rest] = bare.split(/至|~|—|–|(?<=[\d月日])-(?=\d{4}[-年/.])/);
  if (first === undefined || rest.length > 0) return null;
  const from = parseDay(first, 'first');
  const to = parseDay(second ?? first, 'last');
  return from.ok && to.ok ? { from: from.day, to: to.day } : null;
}
