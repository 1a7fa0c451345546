import { type CivilDay, civilDay, formatDay, isCivilDay } from '../../domain/civil-day';
import { halfWidth } from './text';

export type ParsedDay =
  | { ok: true; day: CivilDay }
  | { ok: false; problem: 'EMPTY' | 'NOT_A_DAY' | 'NO_SUCH_DAY' };

/** Serial numbers of a spreadsheet that mean days of 1954 to 2118; smaller ones are counts, larger ones amounts. */
const SERIALS = { from: 20_000, to: 80_000 };
/** Day 0 of the 1900 system, with its leap day that never was. */
const SERIAL_EPOCH_MS = Date.UTC(1899, 11, 30);

/**
 * Reads a day as finance writes it: `2026-07-01`, `2026/7/1`, `2026.7.1`, `2026年7月1日`, `20260701`, a spreadsheet's serial number;
 * a month (`2026年7月`, `2026-07`) is its first or its last day, as the column means it.
 */
export function parseDay(text: string, month: 'first' | 'last'): ParsedDay {
  const bare = halfWidth(text)
    .trim()
    .replace(/[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$/, '');
  if (bare === '') return { ok: false, problem: 'EMPTY' };
  const full =
    /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(bare) ??
    /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/.exec(bare) ??
    /^(\d{4})\.(\d{1,2})\.(\d{1,2})$/.exec(bare) ??
    /^(\d{4})年(\d{1,2})月(\d{1,2})日?$/.exec(bare) ??
    /^((?:19|20)\d{2})(\d{2})(\d{2})$/.exec(bare);
  if (full) return existing(Number(full[1]), Number(full[2]), Number(full[3]));
  const ofMonth =
    /^(\d{4})年(\d{1,2})月份?$/.exec(bare) ??
    /^(\d{4})[-/.](\d{1,2})$/.exec(bare) ??
    /^((?:19|20)\d{2})(0[1-9]|1[0-2])$/.exec(bare);
  if (ofMonth) return monthDay(Number(ofMonth[1]), Number(ofMonth[2]), month);
  return parseSerial(bare) ?? { ok: false, problem: 'NOT_A_DAY' };
}

/** The civil day and, where it is given, the minute of `2026-11-04 18:03:00`. */
export function parseMoment(text: string): { day: ParsedDay; seconds: number } {
  const time = /[ T](\d{1,2}):(\d{2})(?::(\d{2}))?/.exec(halfWidth(text));
  const seconds = time ? Number(time[1]) * 3600 + Number(time[2]) * 60 + Number(time[3] ?? 0) : 0;
  return { day: parseDay(text, 'first'), seconds: seconds < 86_400 ? seconds : 0 };
}

export function serialDay(serial: number): CivilDay {
  return civilDay(new Date(SERIAL_EPOCH_MS + Math.floor(serial) * 86_400_000).toISOString().slice(0, 10));
}

function parseSerial(text: string): ParsedDay | null {
  if (!/^\d{5}(\.\d+)?$/.test(text)) return null;
  const serial = Number(text);
  return serial >= SERIALS.from && serial <= SERIALS.to ? { ok: true, day: serialDay(serial) } : null;
}

function existing(year: number, month: number, date: number): ParsedDay {
  const day = formatDay(year, month, date);
  return isCivilDay(day) ? { ok: true, day } : { ok: false, problem: 'NO_SUCH_DAY' };
}

function monthDay(year: number, month: number, which: 'first' | 'last'): ParsedDay {
  if (which === 'first') return existing(year, month, 1);
  if (month < 1 || month > 12) return { ok: false, problem: 'NO_SUCH_DAY' };
  return existing(year, month, new Date(Date.UTC(year, month, 0)).getUTCDate());
}
