import type { DeliveryFailure } from '../provider';

/** Words of a carrier for a number that is nobody's. One that is only switched off or suspended is not dead. */
const NOBODY = /空号|号码不存在|未分配|未开户|已销号|unknown subscriber|unallocated/i;

/** The carrier does not let the text pass. */
const BLOCKED_TEXT: ReadonlySet<string> = new Set(['-106']);

/**
 * Why a text message did not arrive. The provider's list of these codes is seen only in part: what is not known is a plain failure, which
 * closes nothing.
 *
 * @param description the carrier's words, where it gives some
 */
export function failureOf(code: string, description: string): DeliveryFailure {
  const safe = safeReceiptCode(code);
  if (NOBODY.test(description)) return { code: safe, means: 'dead_number' };
  return { code: safe, means: BLOCKED_TEXT.has(code) ? 'template' : null };
}

/** Carriers' codes are short: `DELIVRD`, `-106`, `MK:0001`. Anything longer might be words, and a number in them. */
export function safeReceiptCode(code: string): string {
  return /^[A-Za-z0-9:_.+-]{1,24}$/.test(code) && !/\d{8,}/.test(code) ? code : 'UNREADABLE';
}
