import { z } from 'zod';
import { halfWidth } from '../reading/text';

export const objectKindSchema = z.enum(['room', 'parking', 'shop', 'villa', 'store']);
export type ObjectKind = z.infer<typeof objectKindSchema>;

/** A charge object as a row names it. Its identity is community + kind + code. */
export const objectRefSchema = z.object({
  kind: objectKindSchema,
  code: z.string(),
  building: z.string().nullable(),
  unit: z.string().nullable(),
  room: z.string().nullable(),
});
export type ObjectRef = z.infer<typeof objectRefSchema>;

const kindWords: readonly [RegExp, ObjectKind][] = [
  [/^(?:地下|地上|人防|产权|固定)?(?:停车位|车位|车库|泊位)(?:号)?/, 'parking'],
  [/^(?:商铺|商业|门面|底商|店铺)(?:号)?/, 'shop'],
  [/^别墅(?:号)?/, 'villa'],
  [/^(?:储藏室|储藏间|储物间|储物室|杂物间|仓库)(?:号)?/, 'store'],
];

const MONTHS = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const madeIntoDate = [
  /^\d{1,2}月\d{1,2}日?$/,
  /^(?:19|20)\d{2}年\d{1,2}月(?:\d{1,2}日?)?$/,
  /^(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?: \d{1,2}:\d{2}(?::\d{2})?)?$/,
  new RegExp(`^\\d{1,2}-(?:${MONTHS})(?:-\\d{2,4})?$`, 'i'),
  new RegExp(`^(?:${MONTHS})-\\d{1,2}$`, 'i'),
];
/** Serial numbers of days in 2000–2050: what `1-2-3` becomes when the cell is then kept as a number. */
const SERIALS = { from: 36_526, to: 55_153 };

/** Whether a spreadsheet made the cell into a date: `1-2` → `1月2日`, `2-Jan`, 46024. */
export function isMadeIntoDate(cell: string): boolean {
  const text = plainCode(cell);
  if (madeIntoDate.some((pattern) => pattern.test(text))) return true;
  return /^\d{5}$/.test(text) && Number(text) >= SERIALS.from && Number(text) <= SERIALS.to;
}

/** One kind of dash, ordinary digits, no spaces around dashes. */
export function plainCode(cell: string): string {
  return halfWidth(cell)
    .replace(/[‐‑‒–—―－_~]/g, '-')
    .replace(/\s*-\s*/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Reads `1-1-101`, `1栋1单元101室`, `车位 B3-002`, `商铺 12`; null when there is nothing in it. */
export function parseObject(cell: string): ObjectRef | null {
  const text = plainCode(cell);
  if (text === '') return null;
  for (const [pattern, kind] of kindWords) {
    if (!pattern.test(text)) continue;
    const code = text
      .replace(pattern, '')
      .replace(/^[-\s:#]+/, '')
      .toUpperCase();
    return { kind, code: code === '' ? text : code, building: null, unit: null, room: null };
  }
  return roomRef(roomParts(text), text);
}

/** The room that 楼栋, 单元 and 房号 name together; a 房号 may be the whole code already. */
export function roomOf(building: string, unit: string, room: string): ObjectRef | null {
  const number = plainCode(room).replace(/室$/, '');
  if (number === '') return null;
  const whole = roomParts(number);
  if (whole || building === '') return parseObject(room);
  const parts = [bare(building, /(?:号?楼|栋|幢|座)$/), bare(unit, /单元$/), number].filter(
    (part) => part !== '',
  );
  return roomRef(parts.length > 1 ? parts : null, parts.join('-'));
}

function bare(text: string, suffix: RegExp): string {
  return plainCode(text).replace(suffix, '').toUpperCase();
}

/** [building, unit, room] or [building, room] */
function roomParts(text: string): string[] | null {
  const spoken = /^(.+?)(?:号楼|栋|幢|座|楼)-?(?:(.+?)单元)?-?(.+?)(?:室|号|户)?$/.exec(text);
  const parts = spoken ? [spoken[1], spoken[2], spoken[3]] : text.replace(/室$/, '').split('-');
  const given = parts.filter((part): part is string => part !== undefined && part !== '');
  return given.length === 2 || given.length === 3 ? given.map((part) => part.trim().toUpperCase()) : null;
}

function roomRef(parts: string[] | null, text: string): ObjectRef {
  if (parts === null)
    return { kind: 'room', code: text.toUpperCase(), building: null, unit: null, room: null };
  const [building = null] = parts;
  const unit = parts.length === 3 ? (parts[1] ?? null) : null;
  return { kind: 'room', code: parts.join('-'), building, unit, room: parts.at(-1) ?? null };
}

/** `parking:B3-002`: the object's identity within its community. */
export function objectKey({ kind, code }: Pick<ObjectRef, 'kind' | 'code'>): string {
  return `${kind}:${code}`;
}

/** Sorts as a steward walks: building, unit, floor, room, numbers as numbers. */
export function walkingOrder({ kind, code, building, unit, room }: ObjectRef): string {
  if (room === null) return `~${kind}/${padded(code)}`;
  const digits = /^\d+$/.test(room) ? room : '';
  const floor = digits.length >= 3 ? digits.slice(0, -2) : '';
  return [building ?? '', unit ?? '', floor, room].map(padded).join('/');
}

function padded(text: string): string {
  return text.replace(/\d+/g, (digits) => digits.padStart(5, '0'));
}
