import { UserError } from '../errors';

/**
 * 通知书编号: `CJ` + day of printing (yymmdd) + running number of that day (four digits) + check digit. People type it from a torn
 * envelope: a digit mistyped, or two swapped, is no other owner's letter.
 */
const NUMBER = /^CJ(\d{6})(\d{4})(\d)$/;

/** The most that a community can print in one day. */
export const MOST_A_DAY = 9_999;

export function noticeNumber(printedOn: string, serial: number): string {
  if (serial < 1 || serial > MOST_A_DAY) throw new RangeError(`no such running number: ${serial}`);
  const digits = `${printedOn.slice(2).replaceAll('-', '')}${String(serial).padStart(4, '0')}`;
  return `CJ${digits}${checkDigit(digits)}`;
}

/**
 * A number as it was scanned or typed: capitals, no spaces.
 *
 * @throws {UserError} PAPER_NUMBER_INVALID
 */
export function readNumber(text: string): string {
  const number = text.trim().replaceAll(/[\s-]/g, '').toUpperCase();
  if (isNoticeNumber(number)) return number;
  throw new UserError(
    'PAPER_NUMBER_INVALID',
    '通知书编号不对，请核对每一位',
    'this is not the number of a notice: look at every digit',
    422,
  );
}

export function isNoticeNumber(number: string): boolean {
  const [, day, serial, check] = NUMBER.exec(number) ?? [];
  return day !== undefined && serial !== undefined && String(checkDigit(day + serial)) === check;
}

/** Luhn's, from the right. */
function checkDigit(digits: string): number {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
