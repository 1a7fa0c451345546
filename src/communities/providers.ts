import { z } from 'zod';
import { type Actor, requirePermission } from '../auth/actor';
import type { Context } from '../context';
import { Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { UserError } from '../errors';
import type { MessageChannel } from '../messaging/provider';
import { providersFor } from '../messaging/registry';
import { emailSettingsSchema } from '../messaging/smtp/settings';
import { smsSettingsSchema } from '../messaging/tencent/settings';

const SETTINGS = { sms: smsSettingsSchema, email: emailSettingsSchema } as const;

/** `settings` not given: those that are there stay; null: none any more */
export type ProviderChoice = { provider: string; settings?: unknown };

type ProviderContext = Pick<Context, 'providers' | 'now'>;

/**
 * Names the provider of a channel. What is named can be used: its settings are whole and this process has its secrets. Every change is kept.
 *
 * @returns the id under which the change is kept
 * @throws {UserError} NOT_PERMITTED, PROVIDER_UNKNOWN, PROVIDER_SETTINGS_INVALID, PROVIDER_NOT_READY; DEMONSTRATION_ONLY_CAPTURES: invented
 * people must never reach a real provider
 */
export async function setProvider(
  tx: Tx,
  context: ProviderContext,
  actor: Pick<Actor, 'userId' | 'memberships'>,
  { communityId, channel, choice }: { communityId: string; channel: MessageChannel; choice: ProviderChoice },
): Promise<string> {
  requirePermission(actor, communityId, 'channel.configure');
  await tx.$queryRaw`select id from community where id = ${communityId}::uuid for update`;
  const community = await tx.community.findUniqueOrThrow({ where: { id: communityId } });
  const { provider: name } = choice;
  const provider = providersFor(context.providers, communityId, channel).find((one) => one.name === name);
  if (!provider) throw unknownProvider(context, communityId, channel, name);
  if (community.demonstration && name !== 'capture') {
    throw new UserError(
      'DEMONSTRATION_ONLY_CAPTURES',
      '演示小区的消息只留存、不发送：其中的人和号码都是虚构的',
      'a community of demonstration only captures its messages: its people are invented',
    );
  }
  const before = recordOf(community.messaging);
  const settings = choice.settings === undefined ? before[channel] : checked(channel, choice.settings);
  const messaging = { ...before, [channel]: settings ?? undefined };
  const reason = provider.notReady?.({ messaging, companyName: community.companyName });
  if (reason) throw new UserError('PROVIDER_NOT_READY', reason.zh, reason.en, 422, { reason: reason.code });
  await tx.community.update({
    where: { id: communityId },
    data: {
      providers: { ...recordOf(community.providers), [channel]: name } as Prisma.InputJsonObject,
      messaging: JSON.parse(JSON.stringify(messaging)) as Prisma.InputJsonObject,
    },
  });
  const { id } = await tx.providerChange.create({
    select: { id: true },
    data: {
      ...{ communityId, channel, provider: name, byId: actor.userId },
      settings: settings ? (settings as Prisma.InputJsonObject) : Prisma.DbNull,
      realAt: new Date(context.now()),
    },
  });
  return id;
}

function checked(channel: MessageChannel, settings: unknown): object | null {
  if (settings === null) return null;
  const parsed = SETTINGS[channel].safeParse(settings);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  const [first] = issues;
  throw new UserError(
    'PROVIDER_SETTINGS_INVALID',
    `设置有误：${first?.field ? `${first.field} ` : ''}${first?.message ?? ''}`,
    `the settings are wrong: ${issues.map(({ field }) => field).join(', ')}`,
    422,
    { issues },
  );
}

function recordOf(column: unknown): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).catch({}).parse(column);
}

function unknownProvider(
  { providers }: ProviderContext,
  communityId: string,
  channel: MessageChannel,
  name: string,
): UserError {
  const available = providersFor(providers, communityId, channel).map((one) => one.name);
  return new UserError(
    'PROVIDER_UNKNOWN',
    `没有名为「${name}」的通道，可选：${available.join('、')}`,
    `there is no provider ${name} for ${channel}: ${available.join(', ')}`,
    422,
    { available },
  );
}
