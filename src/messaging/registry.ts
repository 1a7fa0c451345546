import { z } from 'zod';
import type { FieldCipher } from '../db/field-cipher';
import type { PrismaClient } from '../db/generated/client';
import { createCapture } from './capture';
import type { MessageChannel, Provider, ProviderOwner } from './provider';
import { createSmtp, SMTP } from './smtp/provider';
import type { SmtpTransports } from './smtp/transports';
import type { TencentAccounts } from './tencent/accounts';
import { createTencent, TENCENT } from './tencent/provider';

/** The ways out that this process has, by name. Each is made for one community, whose account with the provider it uses. */
export type ProviderRegistry = Readonly<Record<string, (communityId: string) => Provider>>;

export function builtInProviders(context: {
  db: PrismaClient;
  cipher: FieldCipher;
  transports: SmtpTransports;
  tencentAccounts: TencentAccounts;
  now: () => number;
}): ProviderRegistry {
  const tencent = { ...context, accounts: context.tencentAccounts };
  return {
    capture: (communityId) => createCapture(context, communityId),
    [SMTP]: (communityId) => createSmtp(context, communityId),
    [TENCENT]: (communityId) => createTencent(tencent, communityId),
  };
}

/** Provider by channel, as a community's row keeps it; what is not named is captured. */
const namesSchema = z.object({ sms: z.string().default('capture'), email: z.string().default('capture') });

export type CommunityProviders = ProviderOwner & { id: string; demonstration: boolean; providers: unknown };

/** What a channel of a community is to leave by. */
export function providerName(community: CommunityProviders, channel: MessageChannel): string {
  return community.demonstration ? 'capture' : namesSchema.parse(community.providers)[channel];
}

/** What a channel could leave by in this process, ready or not. */
export function providersFor(
  registry: ProviderRegistry,
  communityId: string,
  channel: MessageChannel,
): Provider[] {
  return Object.values(registry)
    .map((create) => create(communityId))
    .filter(({ channels }) => channels === undefined || channels.includes(channel));
}

/**
 * The provider of a community's channel. A demonstration has only `capture`, whatever its row says: nobody real hears of it.
 * @returns null when the community names one that this process does not have, or that is not ready: the channel is then closed, not captured
 */
export function providerOf(
  registry: ProviderRegistry,
  community: CommunityProviders,
  channel: MessageChannel,
): Provider | null {
  const found = namedProvider(registry, community, channel);
  return found === null || found.notReady?.(community) ? null : found;
}

/** The same, ready or not. */
export function namedProvider(
  registry: ProviderRegistry,
  community: CommunityProviders,
  channel: MessageChannel,
): Provider | null {
  const name = providerName(community, channel);
  const provider = Object.hasOwn(registry, name) ? registry[name]?.(community.id) : undefined;
  if (!provider || (provider.channels && !provider.channels.includes(channel))) return null;
  return provider;
}
