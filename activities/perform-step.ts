import { type PerformContext, performStep } from '../src/cases/perform';
import type { CaseActivities } from '../workflows/messages';

/** Claim, call and outcome of a planned act. Its activity id is the step key. */
export function performActivities(context: PerformContext): Pick<CaseActivities, 'performStep'> {
  return {
    performStep: (input) => performStep(context, input),
  };
}
