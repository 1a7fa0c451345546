import { z } from 'zod';
import type { Context } from '../context';
import type { Community, Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import type { FactEvent } from '../machine/events';
import { MESSAGE_CHANNELS } from '../messaging/channels';
import type { MessageChannel, NotReady } from '../messaging/provider';
import { namedProvider, providerName, providersFor } from '../messaging/registry';
import { messagingOf } from '../messaging/settings';
import { TENCENT } from '../messaging/tencent/provider';
import { activeTextsFor } from '../texts/active';
import { listProviderStops } from './provider-stops';

const CHANGES = 10;

export type Refusal = { at: Date; class: string; code: string };

/** What a channel leaves by, whether it can, and what last stood in its way. */
export async function providerStates(tx: Tx, context: Pick<Context, 'providers'>, community: Community) {
  const stops = await listProviderStops(tx, community.id);
  const settings = messagingOf(community.messaging);
  const states = [];
  for (const channel of MESSAGE_CHANNELS) {
    states.push({
      channel,
      provider: providerName(community, channel),
      available: providersFor(context.providers, community.id, channel).map(({ name }) => name),
      notReady: notReady(context, community, channel),
      settings: settings[channel] ?? null,
      textsMissing: channel === 'sms' ? await textsMissing(tx, community) : [],
      stops: stops.filter((stop) => stop.channel === channel),
      lastRefusal: await lastRefusal(tx, community.id, channel),
      changes: await tx.providerChange.findMany({
        where: { communityId: community.id, channel },
        orderBy: [{ realAt: 'desc' }, { id: 'desc' }],
        take: CHANGES,
      }),
    });
  }
  return states;
}

/** Texts in force that the provider has no template for: a step that needs one takes its next alternative, or another channel. */
async function textsMissing(tx: Tx, community: Community): Promise<string[]> {
  const settings = messagingOf(community.messaging).sms;
  if (!settings || providerName(community, 'sms') !== TENCENT) return [];
  const active = await activeTextsFor(tx, community);
  return [...active.values()]
    .filter(({ form, id }) => form === 'sms' && !Object.hasOwn(settings.templates, id))
    .map(({ id }) => id)
    .sort();
}

/** Named in another process's time, or its settings or secrets are gone: the channel is closed until it is set again. */
function notReady(
  { providers }: Pick<Context, 'providers'>,
  community: Community,
  channel: MessageChannel,
): (Pick<NotReady, 'zh' | 'en'> & { code: string }) | null {
  const provider = namedProvider(providers, community, channel);
  if (provider) return provider.notReady?.(community) ?? null;
  const name = providerName(community, channel);
  return {
    code: 'UNKNOWN',
    zh: `这台服务器没有名为「${name}」的通道`,
    en: `this server has no provider named ${name}`,
  };
}

const answerSchema = z.object({ refused: z.string(), code: z.string() });

async function lastRefusal(tx: Tx, communityId: string, channel: MessageChannel): Promise<Refusal | null> {
  const contact = await tx.contact.findFirst({
    where: { communityId, channel, outcome: 'failed', providerAnswer: { path: ['refused'], not: 'null' } },
    orderBy: [{ realOutcomeAt: 'desc' }],
    select: { realOutcomeAt: true, providerAnswer: true },
  });
  const answer = answerSchema.safeParse(contact?.providerAnswer);
  if (!contact?.realOutcomeAt || !answer.success) return null;
  return { at: contact.realOutcomeAt, class: answer.data.refused, code: answer.data.code };
}

const rows = z.array(z.object({ id: z.string(), accountId: z.string() }));

/**
 * Cases that found the channel closed for want of a provider, or of a template that it has, try at once, through all gates; others would look again tomorrow.
 *
 * @param now on the community's clock
 * @param ref of this change: told twice is once
 */
export async function tellWaiting(
  tx: Tx,
  { communityId, now, ref }: { communityId: string; now: number; ref: string },
): Promise<number> {
  const waiting = rows.parse(
    await tx.$queryRaw`
      select c.id, c."accountId" from dunning_case c
      where c."communityId" = ${communityId}::uuid and c.status = 'open'
        and jsonb_path_exists(c.snapshot,
          '$.context.pending.*.blockedBy ? (@.reason == "PROVIDER" && @.ref == null || @.reason == "TEXT")')`,
  );
  const event: FactEvent = { type: 'GATE_OPENED', at: now, gate: 'provider', ref: null, clock: null };
  await tx.signalOutbox.createMany({
    data: waiting.map(({ id, accountId }) => ({
      ...{ communityId, accountId, caseId: id, key: `provider/${ref}/${id}` },
      event: event as Prisma.InputJsonObject,
    })),
    skipDuplicates: true,
  });
  return waiting.length;
}
