import { addDays, type CivilDay, daysBetween } from '../../domain/civil-day';
import { type Fen, fen } from '../../domain/money';
import type { Mapping } from '../mapping/mapping';
import type { ChargeLine, ChargeRow } from './content';
import { declaredOf } from './declared-columns';
import { isMadeIntoDate, type ObjectRef, parseObject, roomOf } from './object-code';
import { type Period, parsePeriod } from './period';
import { parsePhones } from './phone';
import { hasBad } from './problem';
import type { RowReader } from './row-reader';

export type RowContext = {
  communityName: string;
  mapping: Mapping;
  /** Against which derived columns are compared; null: not at all */
  asOf: CivilDay | null;
};

/** One row of a ledger or of receivables; null when it has to stay out, with the problems in the reader. */
export function parseChargeRow(row: RowReader, context: RowContext): ChargeRow | null {
  checkCommunity(row, context);
  const where = objectOf(row);
  const name = nameOf(row);
  const charges = chargesOf(row, context);
  const { declared, unread } = declaredOf(row, context.mapping);
  const area = areaOf(row);
  const phones = phonesOf(row, 'phone', null);
  if (where === null || hasBad(row.problems)) return null;
  return {
    ...where,
    areaCm2: area,
    name,
    phones,
    charges,
    declared,
    unread,
    steward: row.text('steward') || null,
    note: row.text('note') || null,
    lateFeeBasis: context.mapping.settings.lateFee ?? null,
  };
}

export function checkCommunity(row: RowReader, { communityName }: RowContext): void {
  const named = row.text('community');
  if (named !== '' && named.replace(/\s/g, '') !== communityName.replace(/\s/g, '')) {
    row.bad('community', '没有这个小区，或这一行不属于正在导入的小区');
  }
}

const hint = '房号被表格软件改成了日期：请把该列设为文本格式，重新填写后再导入';

/** The object that is charged, and the room whose account it goes with. */
export function objectOf(row: RowReader): Pick<ChargeRow, 'object' | 'room'> | null {
  const given = row.plain('object');
  const roomCell = row.plain('room');
  const building = row.plain('building');
  // beside a column for the building, a room is a bare number, which no spreadsheet makes into a date
  const mangledRoom = isMadeIntoDate(roomCell) && !(building !== '' && /^\d+$/.test(roomCell));
  if (mangledRoom) row.bad('room', hint);
  if (given !== '' && isMadeIntoDate(given)) row.bad('object', hint);
  if (hasBad(row.problems)) return null;
  const room = roomOf(building, row.plain('unit'), roomCell);
  const named = given === '' ? room : parseObject(given);
  // 房号 `车位 B3-002` beside a 户号 that is the room: the space is what is charged
  const swapped = named?.kind === 'room' && room !== null && room.kind !== 'room';
  const object = swapped ? room : named;
  if (object === null) {
    row.bad(row.has('object') ? 'object' : 'room', '没有填写房号');
    return null;
  }
  const goesWith = swapped ? named : room;
  return { object: placed(object, goesWith), room: goesWith?.kind === 'room' ? goesWith : null };
}

/** A code of the charging system's own says nothing of the place; the columns beside it do. */
function placed(object: ObjectRef, room: ObjectRef | null): ObjectRef {
  if (object.room !== null || object.kind === 'parking' || object.kind === 'store' || room === null)
    return object;
  return { ...object, building: room.building, unit: room.unit, room: room.room };
}

function nameOf(row: RowReader): string | null {
  const name = row.text('name');
  if (name === '' && row.has('name')) row.bad('name', '没有填写业主姓名');
  if (name.length > 100) row.bad('name', '姓名过长');
  return name === '' ? null : name;
}

export function phonesOf(row: RowReader, field: string, relation: string | null): ChargeRow['phones'] {
  const phones = parsePhones(row.text(field)).map((phone) => ({ ...phone, relation }));
  if (phones.some(({ usable }) => !usable)) {
    row.warn(field, '号码被改成了科学计数法或位数不对，已单独存放，不会用于联系');
  }
  return phones;
}

function areaOf(row: RowReader): number | null {
  const text = row.plain('area').replaceAll(',', '');
  if (text === '') return null;
  const area = Number(text.replace(/(?:㎡|m2|平方米)$/i, ''));
  if (Number.isFinite(area) && area > 0 && area < 1_000_000) return Math.round(area * 10_000);
  row.warn('area', '面积不是正数，未采用');
  return null;
}

function chargesOf(row: RowReader, context: RowContext): ChargeLine[] {
  const { items } = context.mapping;
  const period = periodOf(row, context.mapping);
  const due = period === null ? null : dueOf(row, context.mapping, period);
  const frame = period !== null && due !== null ? { ...period, ...due } : null;
  if (Object.keys(items).length === 0) {
    const line = narrowLine(row, context, frame);
    return line === null ? [] : [line];
  }
  return Object.entries(items).flatMap(([heading, item]) => {
    const amountFen = row.amount(heading, row.cell(heading), 'optional', 'positive');
    if (amountFen === null || amountFen === 0 || frame === null) return [];
    return [{ ...emptyLine, ...frame, item, amountFen: null, outstandingFen: amountFen }];
  });
}

const emptyLine = {
  waivedFen: null,
  receivedFen: null,
  lateFeeFen: null,
  receivedOn: null,
  sourceId: null,
} as const;

type Frame = Period & { dueOn: CivilDay; dueStated: boolean };

function narrowLine(row: RowReader, context: RowContext, frame: Frame | null): ChargeLine | null {
  const item = row.plain('item');
  if (item === '') row.bad('item', '没有填写费用项目');
  const stated = row.has('amount');
  const amountFen = row.yuan('amount', stated ? 'required' : 'optional');
  const outstandingFen = stated
    ? row.yuan('outstanding', 'derived', 'any')
    : row.yuan('outstanding', 'required');
  const waivedFen = row.yuan('waived', 'optional');
  const receivedFen = row.yuan('received', 'optional');
  const lateFeeFen = row.yuan('lateFee', 'optional');
  const receivedOn = row.day('receivedOn', 'optional', 'last');
  if (hasBad(row.problems) || frame === null) return null;
  if (waivedFen !== null && amountFen !== null && waivedFen > amountFen) row.bad('waived', '减免多于应收');
  const line: ChargeLine = {
    ...frame,
    item,
    amountFen,
    waivedFen,
    receivedFen,
    outstandingFen: stated ? null : outstandingFen,
    lateFeeFen,
    receivedOn,
    sourceId: row.plain('sourceId') || null,
  };
  if (stated) checkDerived(row, context, line, outstandingFen);
  return line;
}

function periodOf(row: RowReader, mapping: Mapping): Period | null {
  const { fields, settings } = mapping;
  if (fields.period !== undefined && fields.periodFrom === undefined) {
    const period = parsePeriod(row.text('period'));
    if (period === null) row.bad('period', '不是账期，请写成 2026年7月，或 2026-07-01至2026-09-30');
    return period === null ? null : forward(row, 'period', period);
  }
  if (fields.periodFrom === undefined) return settings.period ?? null;
  const from = row.day('periodFrom', 'required', 'first');
  const to = fields.periodTo === undefined ? lastOfMonth(row) : row.day('periodTo', 'required', 'last');
  return from === null || to === null ? null : forward(row, 'periodTo', { from, to });
}

function lastOfMonth(row: RowReader): CivilDay | null {
  return parsePeriod(row.text('periodFrom'))?.to ?? null;
}

function forward(row: RowReader, field: string, period: Period): Period | null {
  if (period.from <= period.to) return period;
  row.bad(field, '账期止早于账期起');
  return null;
}

function dueOf(row: RowReader, mapping: Mapping, period: Period): Pick<Frame, 'dueOn' | 'dueStated'> | null {
  const stated = row.has('dueOn')
    ? row.day('dueOn', mapping.settings.dueRule ? 'optional' : 'required', 'last')
    : null;
  if (stated !== null) return { dueOn: stated, dueStated: true };
  const rule = mapping.settings.dueRule;
  return rule === undefined ? null : { dueOn: addDays(period.to, rule.graceDays), dueStated: false };
}

/** Derived columns only warn, against the file's as-of date. */
function checkDerived(
  row: RowReader,
  { asOf }: RowContext,
  line: ChargeLine,
  statedPrincipal: Fen | null,
): void {
  const principal = Math.max(0, (line.amountFen ?? 0) - (line.waivedFen ?? 0) - (line.receivedFen ?? 0));
  if (statedPrincipal !== null && statedPrincipal !== principal) {
    row.warn('outstanding', '与应收 − 减免 − 实收不符，以应收、减免、实收为准');
  }
  const total = row.yuan('total', 'derived', 'any');
  if (total !== null && total !== fen(principal + (line.lateFeeFen ?? 0))) {
    row.warn('total', '与欠费本金加违约金不符，已重新计算');
  }
  const days = /^-?\d+$/.exec(row.plain('overdueDays'))?.[0];
  if (asOf === null || days === undefined) return;
  const overdue = Math.max(0, daysBetween(line.dueOn, asOf));
  const expected = principal === 0 ? [0, overdue] : [overdue];
  if (!expected.includes(Number(days)))
    row.warn('overdueDays', `截至 ${asOf} 应为 ${overdue} 天，已重新计算`);
}
