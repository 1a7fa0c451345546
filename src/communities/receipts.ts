import type { Tx } from '../db/scope';
import { type CivilDay, civilDay, civilDayOf } from '../domain/civil-day';
import { communityClockSchema, communityNow } from '../domain/clock';
import { freshnessVerdict, staleOn } from '../domain/freshness';
import { calendarOf } from '../policy/calendar-store';
import { currentPolicy } from '../policy/versions';

/** 数据新鲜度: how far receipts are booked, whether automatic contacts stop for it, and the sentence on top of every page. */
export type ReceiptsState = {
  bookedThrough: string | null;
  workdaysBehind: number | null;
  /** 政策: older than so many workdays, and automatic contacts stop */
  maxWorkdays: number | null;
  stopped: boolean;
  /** the first day on which they stop, if nothing is booked before; null: they have, or never will */
  stopsOn: CivilDay | null;
  zh: string;
};

type Row = {
  id: string;
  zone: string;
  clock: unknown;
  demonstration: boolean;
  bookedThrough: string | null;
};

/** @param realNow epoch milliseconds */
export async function receiptsState(tx: Tx, row: Row, realNow: number): Promise<ReceiptsState> {
  const { bookedThrough } = row;
  const nothing = { bookedThrough, stopsOn: null };
  if (row.demonstration) {
    const zh = '演示小区：收款数据视为截至昨日';
    return { ...nothing, workdaysBehind: 0, maxWorkdays: null, stopped: false, zh };
  }
  const { maxWorkdays } = (await currentPolicy(tx, row.id)).policy.rules.freshness;
  if (bookedThrough === null) {
    const zh = '尚无收款数据，自动发送已暂停';
    return { ...nothing, workdaysBehind: null, maxWorkdays, stopped: true, zh };
  }
  const today = civilDayOf(communityNow(communityClockSchema.parse(row.clock), realNow), row.zone);
  const calendar = await calendarOf(tx, row.id);
  const through = civilDay(bookedThrough);
  const { fresh, workdaysBehind } = freshnessVerdict(through, today, calendar, maxWorkdays);
  const until = `收款数据截至 ${dayInWords(through, today)}`;
  return {
    bookedThrough,
    workdaysBehind,
    maxWorkdays,
    stopped: !fresh,
    stopsOn: fresh ? staleOn(through, calendar, maxWorkdays) : null,
    zh: fresh ? until : `${until}；已 ${workdaysBehind} 个工作日未更新，自动发送已暂停`,
  };
}

/** 11-03; with its year where that is another */
function dayInWords(day: CivilDay, today: CivilDay): string {
  return day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day;
}
