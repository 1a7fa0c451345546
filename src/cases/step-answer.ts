import type { StepAnswer } from '../machine/events';
import type { Refused } from './claim-answer';

/** What the case is told of a claim that was not made. */
export function refusedAnswer(refused: Refused): StepAnswer {
  switch (refused.kind) {
    case 'SUPERSEDED':
      return { kind: 'withdrawn', reason: 'SUPERSEDED' };
    case 'NOTHING_OWED':
      return { kind: 'withdrawn', reason: 'NOTHING_OWED' };
    case 'HELD':
      return { kind: 'withdrawn', reason: 'HELD' };
    case 'AWAITING_RELEASE':
      return { kind: 'deferred', until: refused.until, reason: 'AWAITING_RELEASE', ref: refused.waveId };
    case 'DEFERRED':
      return { kind: 'deferred', until: refused.until, reason: refused.reason, ref: refused.ref };
    case 'NO_CHANNEL':
      return { kind: 'no_channel' };
    default: {
      const never: never = refused;
      throw new Error(`unknown answer of the claim: ${JSON.stringify(never)}`);
    }
  }
}
