import type { Tx } from '../db/scope';
import { communityNow } from '../domain/clock';
import { providerName } from '../messaging/registry';
import { busyUntil, type Unanswered } from './busy-address';
import type { Refused } from './claim-answer';
import type { ClaimFacts } from './claim-facts';
import type { Way } from './claim-peace';

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
