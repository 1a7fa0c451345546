import { capitalAmount } from '../../src/domain/capital-amount';
import {
  fen,
  formatYuan,
  paidFenSchema,
  parseYuan,
  percentText,
  plainYuan,
  rateOf,
} from '../../src/domain/money';

describe('an amount as finance writes it', () => {
  it.each([
    ['751.80', 75180],
    ['1,197.84', 119784],
    ['￥３００', 30000],
    ['７５１．８０', 75180],
    ['１，１９７．８４元', 119784],
    [' 0.38 ', 38],
    ['-12.5', -1250],
    ['.5', 50],
    ['0', 0],
  ])('%s is read', (text, expected) => {
    expect(parseYuan(text)).toEqual({ ok: true, fen: expected });
  });

  it.each([
    ['一千二', 'NOT_A_NUMBER'],
    ['1e3', 'NOT_A_NUMBER'],
    ['1²', 'NOT_A_NUMBER'],
    ['1.2.3', 'NOT_A_NUMBER'],
    ['751.805', 'TOO_MANY_DECIMALS'],
    ['1,19.20', 'BAD_SEPARATORS'],
    ['11,97', 'BAD_SEPARATORS'],
    ['', 'EMPTY'],
    ['　', 'EMPTY'],
    ['99999999999', 'TOO_LARGE'],
    ['21,474,837', 'TOO_LARGE'],
  ])('%s is refused, with its problem', (text, problem) => {
    expect(parseYuan(text)).toEqual({ ok: false, problem });
  });
});

describe('an amount as people read it', () => {
  it('has two decimals and separators', () => {
    expect(formatYuan(fen(119784))).toBe('1,197.84');
    expect(formatYuan(fen(100000000))).toBe('1,000,000.00');
    expect(formatYuan(fen(38))).toBe('0.38');
    expect(formatYuan(fen(-123456))).toBe('-1,234.56');
    expect(plainYuan(fen(119784))).toBe('1197.84');
  });

  it.each([
    [0, '零元整'],
    [38, '叁角捌分'],
    [5, '伍分'],
    [119784, '壹仟壹佰玖拾柒元捌角肆分'],
    [10005, '壹佰元零伍分'],
    [32540, '叁佰贰拾伍元肆角整'],
    [1640902, '壹万陆仟肆佰零玖元零贰分'],
    [600714, '陆仟零柒元壹角肆分'],
    [100000100, '壹佰万零壹元整'],
    [10001000, '壹拾万零壹拾元整'],
    [10000100000, '壹亿零壹仟元整'],
  ])('%d fen in capitals is %s', (amount, text) => {
    expect(capitalAmount(fen(amount))).toBe(text);
  });
});

describe('rates', () => {
  it('are taken as written, and rounded half up once', () => {
    expect(rateOf(0.0005, 75180)).toBe(38);
    expect(rateOf('0.0005', 75180 * 91)).toBe(3421);
    expect(rateOf(1e-7, 5_000_000)).toBe(1);
    expect(rateOf(0.5, 3)).toBe(2);
    expect(rateOf(0.5, -3)).toBe(-2);
  });

  it('print two decimals, and none for a base of zero', () => {
    expect(percentText(43_000_000, 50_000_000)).toBe('86.00 %');
    expect(percentText(43_000_000, 49_500_000)).toBe('86.87 %');
    expect(percentText(47_200_000, 62_000_000)).toBe('76.13 %');
    expect(percentText(1, 0)).toBe('—');
  });
});

describe('fen', () => {
  it('are whole, and there is one zero', () => {
    expect(() => fen(0.5)).toThrow(RangeError);
    expect(Object.is(fen(-0), 0)).toBe(true);
  });
});

it.each([0, -5, 1.5, Number.NaN, 2 ** 31])(
  'takes no payment of %p fen: it would not fit, or is none',
  (amount) => {
    expect(paidFenSchema.safeParse(amount).success).toBe(false);
    expect(paidFenSchema.parse(2 ** 31 - 1)).toBe(2 ** 31 - 1);
  },
);
