import { z } from 'zod';

/** Money is whole fen (分) and nothing else: every sum is exact. */
export const fenSchema = z.int({ error: '金额须为整数分' }).brand<'Fen'>();
export type Fen = z.infer<typeof fenSchema>;

/** What one column of the database holds: a payment above it is a slip of the keyboard. */
const LARGEST_PAYMENT_FEN = 2_147_483_647;

/** The amount of one payment as it is given at the border. */
export const paidFenSchema = z
  .int({ error: '金额须为整数分' })
  .positive({ error: '金额须大于零（整数分）' })
  .max(LARGEST_PAYMENT_FEN, { error: '金额过大，请核对（整数分）' });

export const ZERO_FEN = 0 as Fen;

/** @param value whole fen; a fraction is a bug, and loud */
export function fen(value: number): Fen {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not whole fen: ${value}`);
  // -0 and 0 are one amount, also in JSON and in snapshots.
  return (value === 0 ? 0 : value) as Fen;
}

export function sumFen(amounts: Iterable<number>): Fen {
  let sum = 0;
  for (const amount of amounts) sum += amount;
  return fen(sum);
}

export function minFen(a: number, b: number): Fen {
  return fen(Math.min(a, b));
}

/** Of an amount that may have gone below nothing: what is left of it, never negative. */
export function atLeastZero(amount: number): Fen {
  return fen(Math.max(0, amount));
}

export type MoneyProblem = 'EMPTY' | 'NOT_A_NUMBER' | 'TOO_MANY_DECIMALS' | 'BAD_SEPARATORS' | 'TOO_LARGE';
export type ParsedYuan = { ok: true; fen: Fen } | { ok: false; problem: MoneyProblem };

/** One amount may not exceed this many yuan: what is larger is a slip of the keyboard, not a fee, and no column holds it. */
const LARGEST_YUAN = 21_000_000;

/** Full-width ASCII (０ ， ． －) to ASCII. Not NFKC, which would also turn ² into 2. */
function toAscii(text: string): string {
  return text.replace(/[\uFF01-\uFF5E]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
}

/**
 * Reads an amount in yuan as finance writes it: `1,197.84`, `￥300`, `７５１．８０`, `300元`, `-12.5`.
 * Three decimals are refused and not rounded: such a cell is a rate or a calculation, not an amount.
 */
export function parseYuan(text: string): ParsedYuan {
  const bare = toAscii(text)
    .replace(/[\s\u00A0\u3000\uFEFF]/g, '')
    .replace(/^([+-]?)[¥￥]/, '$1')
    .replace(/元$/, '');
  if (bare === '') return { ok: false, problem: 'EMPTY' };
  const match = /^([+-]?)([\d,]*\d)(?:\.(\d*))?$/.exec(bare) ?? /^([+-]?)()\.(\d+)$/.exec(bare);
  if (!match) return { ok: false, problem: 'NOT_A_NUMBER' };
  const [, sign = '', whole = '', decimals = ''] = match;
  if (whole.includes(',') && !/^\d{1,3}(,\d{3})+$/.test(whole))
    return { ok: false, problem: 'BAD_SEPARATORS' };
  if (decimals.length > 2) return { ok: false, problem: 'TOO_MANY_DECIMALS' };
  const yuan = Number(whole.replaceAll(',', '') || '0');
  if (yuan > LARGEST_YUAN) return { ok: false, problem: 'TOO_LARGE' };
  const amount = yuan * 100 + Number(decimals.padEnd(2, '0') || '0');
  return { ok: true, fen: fen(sign === '-' ? -amount : amount) };
}

/** `119784` → `1,197.84` */
export function formatYuan(amount: Fen): string {
  const [whole, decimals] = plainYuan(amount).split('.') as [string, string];
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${decimals}`;
}

/** `119784` → `1197.84`: for files that other systems read, and for texts with a limit of characters. */
export function plainYuan(amount: Fen): string {
  const digits = String(Math.abs(amount)).padStart(3, '0');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * A decimal as a fraction of whole numbers, exactly as it is written: 0.0005 is 5/10000, not its nearest double.
 * @throws RangeError if it is no decimal
 */
function fraction(decimal: number | string): { numerator: bigint; denominator: bigint } {
  const match = /^(-?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(String(decimal).trim());
  if (!match || `${match[2]}${match[3]}` === '') throw new RangeError(`not a decimal: ${decimal}`);
  const [, sign, whole = '', decimals = '', exponent = '0'] = match;
  const scale = decimals.length - Number(exponent);
  const digits = BigInt(`${sign}${whole}${decimals}`);
  if (scale <= 0) return { numerator: digits * 10n ** BigInt(-scale), denominator: 1n };
  return { numerator: digits, denominator: 10n ** BigInt(scale) };
}

/** numerator ÷ denominator (positive), to the nearest whole, a half away from zero (四舍五入). */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  if (denominator <= 0n) throw new RangeError('the denominator must be positive');
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}

/**
 * `rate × amount`, rounded half up to fen, in exact arithmetic.
 * @param rate a decimal, e.g. 0.0005 a day or a share of 0.2
 * @param amount fen, or fen × days: rounding is done once, at the end
 */
export function rateOf(rate: number | string, amount: number | bigint): Fen {
  const { numerator, denominator } = fraction(rate);
  return fen(Number(divideHalfUp(numerator * BigInt(amount), denominator)));
}

/** A rate as the reports print it: two decimals, half up; a base of zero gives no rate: `—`. */
export function percentText(part: number, base: number): string {
  const percent = percentHundredths(part, base);
  return percent === null ? '—' : `${plainYuan(fen(percent))} %`;
}

/** part ÷ base in hundredths of a percent, half up; null when the base is zero or negative. */
export function percentHundredths(part: number, base: number): number | null {
  if (base <= 0) return null;
  return Number(divideHalfUp(BigInt(part) * 10_000n, BigInt(base)));
}
