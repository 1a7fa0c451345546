import type { SearchAttributePair } from '@temporalio/common';
import type { CaseSnapshot } from '../src/machine/run';
import { wakeAt } from '../src/machine/wake-at';
import { searchAttributes } from './messages';

/** The kind of the hold that began first: one keyword, so that `CuijiaoHold = "none"` finds all that run. */
function holdOf({ context }: CaseSnapshot): string {
  return context.holds[0]?.kind ?? 'none';
}

/** What tells when attributes are worth an event of the history: the next action changes too often for that. */
export function attributeMark(snapshot: CaseSnapshot): string {
  return `${snapshot.context.level} ${snapshot.context.cause} ${holdOf(snapshot)}`;
}

/** What Temporal's own interface shows of a case: codes and ids only. */
export function attributesOf(snapshot: CaseSnapshot): SearchAttributePair[] {
  const { communityId, level, cause } = snapshot.context;
  const next = wakeAt(snapshot);
  return [
    { key: searchAttributes.community, value: communityId },
    { key: searchAttributes.level, value: level },
    { key: searchAttributes.hold, value: holdOf(snapshot) },
    { key: searchAttributes.cause, value: cause },
    ...(next ? [{ key: searchAttributes.nextActionAt, value: new Date(next.at) }] : []),
  ];
}
