import type { Tx } from '../db/scope';
import { communityNow } from '../domain/clock';
import { providerName } from '../messaging/registry';
import type { Refused } from './claim-answer';
import type { ClaimFacts } from './claim-facts';
import type { Way } from './claim-peace';

/** A message of a machine that has no outcome. */
export type Unanswered = { leaseUntil: Date; calledAt: Date | null };

/** Its provider is asked every few minutes, later ever more seldom: so is, whether the next may go. */
const LOOK_AGAIN_MS = 5 * 60_000;

/**
 * A provider is asked by number and time, so two messages to one address are never in doubt at once: from the claim until it can be asked,
 * and, where the call was begun, until it has answered.
 *
 * @returns real time until which the address is busy; null: it is free
 */
export function busyUntil(
  unanswered: readonly Unanswered[],
  { realNow, latencyMs }: { realNow: number; latencyMs: number },
): number | null {
  const ends = unanswered.map(({ leaseUntil, calledAt }) => {
    const askableAt = leaseUntil.getTime() + latencyMs;
    if (calledAt === null || askableAt > realNow) return askableAt;
    return realNow + Math.max(LOOK_AGAIN_MS, Math.ceil((realNow - calledAt.getTime()) / 2));
  });
  const until = Math.max(...ends);
  return until > realNow ? until : null;
}

/**
 * Communities of one company send through one account of the provider: of two messages to one number, from whichever of them, the second
 * waits for the first. The lock lies on the number itself, since each community has an address row of its own.
 */
export async function waitForNumber(
  tx: Tx,
  { community, clock, realNow }: ClaimFacts,
  { channel, recipient }: Way,
  latencyMs: number,
): Promise<Extract<Refused, { kind: 'DEFERRED' }> | null> {
  if (channel !== 'sms' || !recipient || providerName(community, channel) === 'capture') return null;
  const name = `number/${recipient.valueIndex}`;
  await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${name}, 0))::text`;
  const unanswered = await tx.$queryRaw<Unanswered[]>`
    select k."leaseUntil", k."calledAt" from contact k join community c on c.id = k."communityId"
    where k."addressIndex" = ${recipient.valueIndex} and k."communityId" <> ${community.id}::uuid
      and k.channel = 'sms' and k.automatic and k.outcome = 'claimed'
      and not c.demonstration and coalesce(c.providers->>'sms', 'capture') <> 'capture'`;
  const until = busyUntil(unanswered, { realNow, latencyMs });
  if (until === null) return null;
  return { kind: 'DEFERRED', until: communityNow(clock, until), reason: 'ADDRESS_IN_DOUBT', ref: null };
}
