import type { Context } from '../src/context';
import type { CaseActivities } from '../workflows/messages';
import { performActivities } from './perform-step';
import { recordActivities } from './record';

/** Everything that a case asks of the outside, over what this process was given. */
export function createActivities(context: Context): CaseActivities {
  return { ...recordActivities(context), ...performActivities(context) };
}
