import type { Context } from '../context';
import type { Channel } from '../domain/channel';
import { communityNow } from '../domain/clock';
import type { TextSet } from '../messaging/templates';
import { hasText } from '../messaging/texts';
import type { Refused } from './claim-answer';
import type { ClaimFacts } from './claim-facts';
import { askAgain } from './claim-gates';
import { hasProvider, isUsableFor, type Stop } from './claim-ways';
import type { StepPlan } from './step-plan';

/**
 * No channel of the plan has a way to him now: a person may have one of the same step, a stopped provider may open again, or nobody can be
 * reached.
 */
export function noWay(
  context: Pick<Context, 'providers'>,
  plan: StepPlan,
  facts: ClaimFacts,
  stops: readonly Stop[],
  texts: Pick<TextSet, 'active'>,
): Refused {
  const open = (channel: Channel) =>
    channel === 'post' ||
    channel === 'mail' ||
    channel === 'visit' ||
    facts.recipients.some((recipient) => isUsableFor(recipient, channel));
  if (!plan.channels.some(open)) {
    return plan.byStaff.some(open) ? { kind: 'SUPERSEDED', why: 'OTHER_CHANNEL' } : { kind: 'NO_CHANNEL' };
  }
  const inTheWay = stops.filter(({ channel }) => plan.channels.some((one) => one === channel));
  const [stop] = inTheWay;
  if (!stop) {
    const lacksText = (channel: Channel) => open(channel) && !hasText(channel, plan.text, texts);
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
