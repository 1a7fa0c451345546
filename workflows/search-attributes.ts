import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import type { CaseSnapshot } from '../src/machine/run';
import { wakeAt } from '../src/machine/wake-at';

/** What an operator can filter by in Temporal's own interface. Codes and ids only; registered at set-up. */
export const searchAttributes = {
  community: defineSearchAttributeKey('CuijiaoCommunity', 'KEYWORD'),
  level: defineSearchAttributeKey('CuijiaoLevel', 'INT'),
  hold: defineSearchAttributeKey('CuijiaoHold', 'KEYWORD'),
  cause: defineSearchAttributeKey('CuijiaoCause', 'KEYWORD'),
  nextActionAt: defineSearchAttributeKey('CuijiaoNextActionAt', 'DATETIME'),
};

/** The kind of the hold that began first: one keyword, so that `CuijiaoHold = "none"` finds all that run. */
function holdOf({ context }: CaseSnapshot): string {
  return context.holds[0]?.kind ?? 'none';
}

/** What tells when attributes are worth an event of the history: the next action changes too often for that. */
export function attributeMark(snapshot: CaseSnapshot): string {
  return `${snapshot.context.level} ${snapshot.context.cause} ${holdOf(snapshot)}`;
}

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
