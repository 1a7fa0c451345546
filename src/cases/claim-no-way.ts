import type { Context } from '../context';
import type { Channel } from '../domain/channel';
import { communityNow } from '../domain/clock';
import type { TextSet } from '../messaging/templates';
import { hasText } from '../messaging/texts';
import type { Refused } from './claim-answer';
import type { ClaimFacts } from './claim-facts';
import { askAgain } from './claim-gates';
import { goesTo, hasProvider, type Stop } from './claim-ways';
import type { StepPlan } from './step-plan';

/**
 * No channel of the plan has a way to him now: a person may have one of the same step, a stopped provider may open again, or nobody can be
 * reached.
 *
 * @param texts with the channels of which no wording can say it as things stand: a value that does not fit, a template that the provider
 *   does not have
 */
export function noWay(
  context: Pick<Context, 'cipher' | 'providers'>,
  plan: StepPlan,
  facts: ClaimFacts,
  stops: readonly Stop[],
  texts: Pick<TextSet, 'active'> & { wordless: ReadonlySet<Channel> },
): Refused {
  const open = (channel: Channel) =>
    channel === 'post' ||
    channel === 'mail' ||
    channel === 'visit' ||
    facts.recipients.some((recipient) => goesTo(context, channel, recipient, stops));
  if (!plan.channels.some(open)) {
    return plan.byStaff.some(open) ? { kind: 'SUPERSEDED', why: 'OTHER_CHANNEL' } : { kind: 'NO_CHANNEL' };
  }
  const inTheWay = stops.filter(
    ({ channel, addressIndex }) =>
      plan.channels.some((one) => one === channel) && concerns(facts, addressIndex),
  );
  const [stop] = inTheWay;
  if (!stop) {
    const lacksText = (channel: Channel) =>
      open(channel) && (texts.wordless.has(channel) || !hasText(channel, plan.text, texts));
    const lacksProvider = (channel: Channel) => open(channel) && !hasProvider(context, channel, facts);
    const isClosed = (channel: Channel) => lacksText(channel) || lacksProvider(channel);
    if (!plan.channels.some(isClosed)) return { kind: 'NO_CHANNEL' };
    // Nobody is unreachable because a text was not approved or a provider not set up: a person takes over, or it waits for that.
    if (plan.byStaff.some((channel) => open(channel) && !isClosed(channel))) {
      return { kind: 'SUPERSEDED', why: 'OTHER_CHANNEL' };
    }
    const reason = plan.channels.some(lacksProvider) ? 'PROVIDER' : 'TEXT';
    return { kind: 'DEFERRED', until: askAgain(plan, facts), reason, ref: null };
  }
  const ends = inTheWay.flatMap(({ realUntil }) =>
    realUntil ? [communityNow(facts.clock, realUntil.getTime())] : [],
  );
  const until = ends.length > 0 ? Math.max(facts.now + 1, Math.min(...ends)) : askAgain(plan, facts);
  return { kind: 'DEFERRED', until, reason: 'PROVIDER', ref: stop.id };
}

/** A stop of somebody else's number is not in his way. */
function concerns({ recipients }: ClaimFacts, addressIndex: string | null): boolean {
  return addressIndex === null || recipients.some(({ valueIndex }) => valueIndex === addressIndex);
}
