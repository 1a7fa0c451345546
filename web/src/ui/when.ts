import { useTranslation } from 'react-i18next';
import { addDays, type CivilDay } from '../../../src/domain/civil-day';
import { useCommunityCard } from '../shell/community-card';

const ZONE = 'Asia/Shanghai';
const DAY_IN_TEXT = /((?:至|截止|until|by) )?(\d{4}-\d{2}-\d{2})( \d{2}:\d{2})?/g;

/** How people write a time: 11月3日 周二 18:00, on the community's clock; the year where it is another one than the community's today. */
export function useWhen() {
  const { i18n } = useTranslation();
  const { data } = useCommunityCard();
  const language = i18n.language === 'en' ? 'en-GB' : 'zh-CN';
  const zone = data?.zone ?? ZONE;
  const thisYear = data?.today.slice(0, 4);

  /** A civil day, `2026-11-03` → 11月3日 周二 */
  function day(on: string): string {
    return said(new Date(`${on}T00:00:00Z`), 'UTC', on.slice(0, 4) !== thisYear, false);
  }
  /** An instant → 11月3日 周二 18:00 */
  function moment(at: string): string {
    const instant = new Date(at);
    const year = new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric' }).format(instant);
    return said(instant, zone, year !== thisYear, true);
  }
  function said(instant: Date, timeZone: string, withYear: boolean, withTime: boolean): string {
    const options: Intl.DateTimeFormatOptions = { timeZone, month: 'short', day: 'numeric' };
    const date = new Intl.DateTimeFormat(language, {
      ...options,
      ...(withYear ? { year: 'numeric' } : {}),
    }).format(instant);
    const weekday = new Intl.DateTimeFormat(language, { timeZone, weekday: 'short' }).format(instant);
    if (!withTime) return `${date} ${weekday}`;
    const time = new Intl.DateTimeFormat(language, {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(instant);
    return `${date} ${weekday} ${time}`;
  }
  /** When something ends: what ends with a day ends for people on that day, not at the midnight after it */
  function until(at: string): string {
    const instant = new Date(at);
    if (!isMidnight(instant)) return moment(at);
    return day(dayAt(new Date(instant.getTime() - 1)));
  }
  /** From when: a midnight is the day that begins */
  function from(at: string): string {
    const instant = new Date(at);
    return isMidnight(instant) ? day(dayAt(instant)) : moment(at);
  }
  function isMidnight(instant: Date): boolean {
    const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
    return time.format(instant) === '00:00';
  }
  function dayAt(instant: Date): string {
    // sv-SE writes a date as ISO does
    return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(instant);
  }
  /** A sentence of the server, its days as people write them */
  function inText(text: string): string {
    return text.replace(DAY_IN_TEXT, (_, before = '', on: string, time?: string) => {
      if (time !== ' 00:00') return `${before}${day(on)}${time ?? ''}`;
      // until a midnight is to the end of the day before; from one is that day
      return `${before}${day(before === '' ? on : addDays(on as CivilDay, -1))}`;
    });
  }
  return { day, moment, until, from, inText, today: data?.today ?? null };
}
