/**
 * How a text is billed. Source: the provider's page on billing (计费相关): up to 70 characters one message, beyond that 67 each, since
 * the parts carry a header.
 */
const SINGLE_CHARACTERS = 70;
const SEGMENT_CHARACTERS = 67;
export const LONGEST_SMS_CHARACTERS = 500;

/**
 * @param text as it arrives, its signature 【…】 and its longest variables included: both count. A rare character outside the basic
 *   plane is two, as carriers count it (UTF-16 units).
 */
export function smsSegments(text: string): number {
  if (text.length === 0) return 0;
  return text.length <= SINGLE_CHARACTERS ? 1 : Math.ceil(text.length / SEGMENT_CHARACTERS);
}
