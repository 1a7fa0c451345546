import { useTranslation } from 'react-i18next';
import { useCommunityCard } from '../shell/community-card';

const ZONE = 'Asia/Shanghai';
const DAY_IN_TEXT = /(\d{4}-\d{2}-\d{2})( \d{2}:\d{2})?/g;

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
    const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
    const instant = new Date(at);
    if (time.format(instant) !== '00:00') return moment(at);
    const before = new Date(instant.getTime() - 1);
    // sv-SE writes a date as ISO does
    return day(new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(before));
  }
  /** A sentence of the server, its days as people write them */
  function inText(text: string): string {
    return text.replace(DAY_IN_TEXT, (_, on: string, time?: string) => `${day(on)}${time ?? ''}`);
  }
  return { day, moment, until, inText, today: data?.today ?? null };
}
