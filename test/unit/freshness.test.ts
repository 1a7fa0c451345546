import { chineseCalendar } from '../../src/domain/chinese-calendar';
import { addDays, civilDay } from '../../src/domain/civil-day';
import { bookedInDemonstration, freshnessVerdict, staleOn } from '../../src/domain/freshness';

const calendar = chineseCalendar({ zone: 'Asia/Shanghai', fromYear: 2025, throughYear: 2026 });
const verdict = (bookedThrough: string | null, today: string) =>
  freshnessVerdict(bookedThrough === null ? null : civilDay(bookedThrough), civilDay(today), calendar, 2);

describe('receipts older than two workdays', () => {
  // 2026-11-20 is a Friday
  it('counts workdays between the booked day and yesterday', () => {
    expect(verdict('2026-11-22', '2026-11-23')).toEqual({ fresh: true, workdaysBehind: 0 });
    expect(verdict('2026-11-20', '2026-11-23')).toEqual({ fresh: true, workdaysBehind: 0 });
    expect(verdict('2026-11-20', '2026-11-25')).toEqual({ fresh: true, workdaysBehind: 2 });
    expect(verdict('2026-11-20', '2026-11-26')).toEqual({ fresh: false, workdaysBehind: 3 });
  });

  it('lets a holiday pass', () => {
    expect(verdict('2025-09-30', '2025-10-09')).toEqual({ fresh: true, workdaysBehind: 0 });
    expect(verdict('2025-09-30', '2025-10-12')).toEqual({ fresh: false, workdaysBehind: 3 });
  });

  it('is never fresh before anything was booked', () => {
    expect(verdict(null, '2026-11-23')).toEqual({ fresh: false, workdaysBehind: null });
  });

  it('says from which day on they are stale', () => {
    const on = staleOn(civilDay('2026-11-20'), calendar, 2);
    expect(on).toBe('2026-11-26');
    expect(verdict('2026-11-20', on).fresh).toBe(false);
    expect(verdict('2026-11-20', addDays(on, -1)).fresh).toBe(true);
  });

  it('never stops a demonstration', () => {
    const today = civilDay('2026-11-23');
    expect(freshnessVerdict(bookedInDemonstration(today), today, calendar, 0).fresh).toBe(true);
  });
});
