import { addDays, type CivilDay } from '../../domain/civil-day';
import type { Mapping } from '../mapping/mapping';
import { parseDay } from '../reading/days';
import type { SourceTable } from '../reading/table';
import { halfWidth } from '../reading/text';
import { RowReader } from '../rows/row-reader';
import type { Summary } from './summary';

/** The as-of date of a file: asked, else the one that fits most rows, else the one named above the headings, else today. */
export async function asOfDate(
  table: SourceTable,
  mapping: Mapping,
  asked: CivilDay | null,
  today: CivilDay,
): Promise<NonNullable<Summary['asOf']>> {
  const { day: fitted, fits, of } = await fittingDay(table, mapping);
  if (asked !== null) return { day: asked, from: 'asked', fits: fitted === asked ? fits : 0, of };
  if (fitted !== null) return { day: fitted, from: 'rows', fits, of };
  const named = table.notes.map(dayInNote).find((day) => day !== null);
  return named ? { day: named, from: 'note', fits: 0, of } : { day: today, from: 'today', fits: 0, of };
}

/** A day that is named above the headings: 欠费明细（截至 2026-11-01） */
function dayInNote(note: string): CivilDay | null {
  const found = /\d{4}(?:-\d{1,2}-\d{1,2}|\/\d{1,2}\/\d{1,2}|年\d{1,2}月\d{1,2}日)/.exec(halfWidth(note));
  const parsed = found ? parseDay(found[0], 'last') : null;
  return parsed?.ok ? parsed.day : null;
}

/** Overdue days count from the due date, days in arrears from the start of the period; each row casts a vote. */
async function fittingDay(table: SourceTable, mapping: Mapping) {
  const { fields } = mapping;
  const counted =
    fields.overdueDays !== undefined && fields.dueOn !== undefined
      ? { days: 'overdueDays', from: 'dueOn' }
      : fields.arrearsDays !== undefined && fields.periodFrom !== undefined
        ? { days: 'arrearsDays', from: 'periodFrom' }
        : null;
  if (counted === null) return { day: null, fits: 0, of: 0 };
  const columns = new Map(table.headings.map((heading, index) => [heading, index]));
  const votes = new Map<CivilDay, number>();
  let of = 0;
  for await (const source of table.rows()) {
    const row = new RowReader(source, columns, mapping);
    const days = Number(row.plain(counted.days));
    const from = parseDay(row.text(counted.from), 'first');
    // a row that says 0 is not overdue or not owed: it fits any day
    if (!from.ok || !Number.isInteger(days) || days < 1 || days > 20_000) continue;
    of += 1;
    const day = addDays(from.day, days);
    votes.set(day, (votes.get(day) ?? 0) + 1);
  }
  const [best] = [...votes].sort((a, b) => b[1] - a[1]);
  return best ? { day: best[0], fits: best[1], of } : { day: null, fits: 0, of };
}
