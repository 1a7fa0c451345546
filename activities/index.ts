import type { Context } from '../src/context';
import type { CaseActivities, ScanActivities } from '../workflows/messages';
import { performActivities } from './perform-step';
import { recordActivities } from './record';
import { scanActivities } from './scan';

/** Everything that cases and scans ask of the outside, over what this process was given. */
export function createActivities(context: Context): CaseActivities & ScanActivities {
  return { ...recordActivities(context), ...performActivities(context), ...scanActivities(context) };
}
