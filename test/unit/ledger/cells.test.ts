import { objectsInWords } from '../../../src/ledger/payments/named-objects';
import { parseDay } from '../../../src/ledger/reading/days';
import { harmless } from '../../../src/ledger/reading/text';
import { isMadeIntoDate, parseObject, roomOf, walkingOrder } from '../../../src/ledger/rows/object-code';
import { parsePeriod } from '../../../src/ledger/rows/period';
import { parsePhones } from '../../../src/ledger/rows/phone';

describe('days as finance writes them', () => {
  it.each([
    ['2026-07-01', '2026-07-01'],
    ['2026/7/1', '2026-07-01'],
    ['2026.7.1', '2026-07-01'],
    ['2026年7月1日', '2026-07-01'],
    ['20260701', '2026-07-01'],
    ['２０２６－０７－０１', '2026-07-01'],
    ['2026-07-01 18:03:00', '2026-07-01'],
    ['46204', '2026-07-01'],
    ['46204.75', '2026-07-01'],
    ['2026年7月', '2026-07-01'],
  ])('%s', (text, day) => {
    expect(parseDay(text, 'first')).toEqual({ ok: true, day });
  });

  it('takes a month as its last day where the column means an end', () => {
    expect(parseDay('2026年2月', 'last')).toEqual({ ok: true, day: '2026-02-28' });
    expect(parseDay('2024-02', 'last')).toEqual({ ok: true, day: '2024-02-29' });
  });

  it.each([
    ['2026-02-30', 'NO_SUCH_DAY'],
    ['2026-13-01', 'NO_SUCH_DAY'],
    ['2026年13月', 'NO_SUCH_DAY'],
    ['七月', 'NOT_A_DAY'],
    ['12345', 'NOT_A_DAY'],
    ['', 'EMPTY'],
  ])('%s is none: %s', (text, problem) => {
    expect(parseDay(text, 'last')).toEqual({ ok: false, problem });
  });
});

describe('periods', () => {
  it.each([
    ['2026年7月', '2026-07-01', '2026-07-31'],
    ['2026-07-01至2026-09-30', '2026-07-01', '2026-09-30'],
    ['2026/7/1-2026/9/30', '2026-07-01', '2026-09-30'],
    ['2026年7月-2026年9月', '2026-07-01', '2026-09-30'],
    ['2026Q3', '2026-07-01', '2026-09-30'],
    ['2026年第三季度', '2026-07-01', '2026-09-30'],
    ['2026年', '2026-01-01', '2026-12-31'],
  ])('%s', (text, from, to) => {
    expect(parsePeriod(text)).toEqual({ from, to });
  });
  it('is none where there is none', () => expect(parsePeriod('本季度')).toBeNull());
});

describe('charge objects', () => {
  it.each([
    ['1-1-101', 'room', '1-1-101'],
    ['１－１－１０１', 'room', '1-1-101'],
    ['1栋1单元101室', 'room', '1-1-101'],
    ['12号楼2单元401', 'room', '12-2-401'],
    ['3-501', 'room', '3-501'],
    ['H0001', 'room', 'H0001'],
    ['车位 B3-002', 'parking', 'B3-002'],
    ['地下车位b2-015', 'parking', 'B2-015'],
    ['商铺12', 'shop', '12'],
    ['储藏室 3-08', 'store', '3-08'],
    ['别墅 A01', 'villa', 'A01'],
  ])('%s is %s %s', (text, kind, code) => {
    expect(parseObject(text)).toMatchObject({ kind, code });
  });

  it('are named by three columns together, or by one of them that has it all', () => {
    expect(roomOf('1号楼', '2单元', '301室')).toMatchObject({
      code: '1-2-301',
      building: '1',
      unit: '2',
      room: '301',
    });
    expect(roomOf('1', '', '301')).toMatchObject({ code: '1-301' });
    expect(roomOf('', '', '1-2-301')).toMatchObject({ code: '1-2-301', building: '1' });
  });

  it.each(['1月2日', '2-Jan', 'Jan-02', '2-Jan-26', '2026-01-02', '2026/1/2', '2026年1月2日', '46024'])(
    '%s was made into a date by a spreadsheet',
    (text) => expect(isMadeIntoDate(text)).toBe(true),
  );
  it.each(['1-2-301', '12-2-401', 'B3-002', '101', '30101', '1-101'])('%s was not', (text) =>
    expect(isMadeIntoDate(text)).toBe(false),
  );

  it('sort as a steward walks: building, unit, floor, room, numbers as numbers', () => {
    const rooms = ['10-1-101', '2-1-1104', '2-1-201', '2-1-1103', '1-2-101', '1-1-1801'];
    const walked = rooms.map((text) => ({ text, order: walkingOrder(parseObject(text) ?? never()) }));
    expect(walked.sort((a, b) => (a.order < b.order ? -1 : 1)).map(({ text }) => text)).toEqual([
      '1-1-1801',
      '1-2-101',
      '2-1-201',
      '2-1-1103',
      '2-1-1104',
      '10-1-101',
    ]);
  });

  it.each([
    ['1-1-1104 物业费', ['room:1-1-1104']],
    ['车位 B3-069 物业费', ['parking:B3-069']],
    ['代缴3栋2单元501室和车位B1-001', ['parking:B1-001', 'room:3-2-501']],
    ['1-1-101 1-1-102', ['room:1-1-101', 'room:1-1-102']],
    ['物业费 2026-07-01', []],
    ['物业费', []],
  ])('are found in a payer’s words: %s', (words, keys) => {
    expect(
      objectsInWords(words)
        .map(({ kind, code }) => `${kind}:${code}`)
        .sort(),
    ).toEqual(keys);
  });
});

describe('numbers of people', () => {
  it.each([
    ['13800000001', true],
    ['+86 138-0000-0001', true],
    ['010-88886666', true],
    ['４００１２３４５６７', true],
    ['12345', false],
    ['1.38E+10', false],
    ['138000000011', false],
  ])('%s: usable %s', (text, usable) => {
    expect(parsePhones(text).map((phone) => phone.usable)).toEqual([usable]);
  });
  it('may be several in one cell', () => {
    expect(parsePhones('13800000001、13800000002').map(({ value }) => value)).toEqual([
      '13800000001',
      '13800000002',
    ]);
  });
});

it.each(['=HYPERLINK("http://127.0.0.1/x","点我")', '+1', '-20.00', '@cmd', '\t=1'])(
  'makes %s harmless in a spreadsheet',
  (cell) => expect(harmless(cell)).toBe(`'${cell}`),
);

function never(): never {
  throw new Error('no object');
}
