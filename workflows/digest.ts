import type { CaseSnapshot } from '../src/machine/run';

/**
 * Tells one record of a case from another. Not for secrecy: two different records of one case must not have the same, and 53 bits of a
 * well-mixed hash are plenty for the few that are ever compared. Cheap, since it is made in the workflow at every turn.
 */
export function digestOf(turn: number, snapshot: CaseSnapshot): string {
  const text = `${turn}:${JSON.stringify(snapshot)}`;
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return `${turn}-${(4_294_967_296 * (2_097_151 & low) + (high >>> 0)).toString(36)}`;
}
