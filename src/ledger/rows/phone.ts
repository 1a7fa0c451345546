import { halfWidth } from '../reading/text';

export type ParsedPhone = { value: string; usable: boolean };

/** Mobile numbers, land lines with or without their area, 400 and 95 numbers. */
const usable = [/^1[3-9]\d{9}$/, /^0\d{9,11}$/, /^[2-8]\d{6,7}$/, /^400\d{7}$/, /^95\d{3,6}$/];

/** Reads one cell that may hold several numbers. What cannot be a number is kept, apart. */
export function parsePhones(cell: string): ParsedPhone[] {
  const text = halfWidth(cell).trim();
  const whole = parse(text.replace(/\s/g, ''));
  if (whole.usable) return [whole];
  return text
    .split(/[,;/、，；\s]+/)
    .filter((part) => part !== '')
    .map(parse);
}

function parse(part: string): ParsedPhone {
  if (/E\+/i.test(part)) return { value: part, usable: false };
  const value = part.replace(/[-()]/g, '').replace(/^(?:\+?86)(?=1\d{10}$)/, '');
  return { value, usable: usable.some((pattern) => pattern.test(value)) };
}
