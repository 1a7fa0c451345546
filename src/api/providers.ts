import { z } from 'zod';
import { providerStates, tellWaiting } from '../cases/provider-state';
import { type TryAnswer, tryMessage } from '../cases/try-message';
import { setProvider } from '../communities/providers';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { CHANNEL_WORDS } from '../machine/words';
import { messageChannelSchema } from '../messaging/channels';
import { providerWords, stopWords } from '../messaging/stop-words';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { described, inCommunity, refusals } from './route';
import { type ChannelProvider, providersSchema, stopRow, triedSchema, trySchema } from './schemas/provider';

export function providerRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/providers`,
    {
      config: { access: { kind: 'community', may: ['channel.configure', 'wave.read'] } },
      schema: {
        ...described('communities', '短信与邮件的通道：用哪个、可否发送、为何不可、最近一次被拒、停用'),
        params: inCommunity,
        response: { 200: providersSchema, ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      return withScope(context, community.id, (tx) => answer(tx, context, community.id));
    },
  );

  app.put(
    `${COMMUNITY_PATH}/providers/:channel`,
    {
      config: { access: { kind: 'community', may: ['channel.configure'] } },
      schema: {
        ...described('communities', '指定短信或邮件的通道及设置；密码只在服务器环境中，不在这里'),
        params: inCommunity.extend({ channel: messageChannelSchema }),
        body: z.strictObject({
          provider: z.string().min(1).max(32).describe('capture、tencent、smtp'),
          settings: z
            .record(z.string(), z.unknown())
            .nullable()
            .optional()
            .describe('不给：保留现有设置；null：清除'),
        }),
        response: {
          200: providersSchema.extend({ cases: z.int().describe('因此立即再试的案件数') }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { channel } = request.params;
      const communityId = member.community.id;
      return withScope(context, communityId, async (tx) => {
        const ref = await setProvider(tx, context, member, { communityId, channel, choice: request.body });
        const { now } = await communityTime(tx, communityId, context.now());
        const cases = await tellWaiting(tx, { communityId, now, ref });
        return { ...(await answer(tx, context, communityId)), cases };
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/providers/sms/try`,
    {
      config: { access: { kind: 'community', may: ['channel.configure'] } },
      schema: {
        ...described('communities', '试发一条短信给自己：变量都写「测试」，不计入任何业主'),
        params: inCommunity,
        body: trySchema,
        response: { 200: triedSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const tried = await tryMessage(context, member, { communityId: member.community.id, ...request.body });
      return {
        ...{ kind: tried.kind, text: tried.text },
        ref: tried.kind === 'accepted' ? tried.ref : null,
        code: 'code' in tried ? tried.code : null,
        zh: triedWords(tried),
      };
    },
  );
}

function triedWords(tried: TryAnswer): string {
  switch (tried.kind) {
    case 'accepted':
      return '服务商已受理，请看手机';
    case 'refused':
      return `被拒：${stopWords({ channel: 'sms', class: tried.class ?? 'unknown' })}`;
    case 'unavailable':
      return '没有发出：连不上服务商，或设置刚被改动';
    case 'no_answer':
      return '没有答复，可能已发出：请看手机，或稍后在服务商控制台核对';
    default: {
      const never: never = tried;
      throw new Error(`unknown answer: ${JSON.stringify(never)}`);
    }
  }
}

async function answer(
  tx: Tx,
  context: Context,
  communityId: string,
): Promise<z.infer<typeof providersSchema>> {
  const community = await tx.community.findUniqueOrThrow({ where: { id: communityId } });
  const states = await providerStates(tx, context, community);
  const userIds = states.flatMap(({ changes }) => changes.map(({ byId }) => byId));
  const users = await tx.user.findMany({ where: { id: { in: userIds } }, select: { id: true, name: true } });
  const names = new Map(users.map(({ id, name }) => [id, name]));
  return {
    demonstration: community.demonstration,
    items: states.map(
      ({
        channel,
        provider,
        available,
        notReady,
        settings,
        stops,
        textsMissing,
        ...state
      }): ChannelProvider => {
        const { lastRefusal, changes } = state;
        return {
          ...{ channel, provider, settings, textsMissing },
          channelZh: CHANNEL_WORDS[channel],
          providerZh: providerWords(provider),
          available: available.map((name) => ({ provider: name, zh: providerWords(name) })),
          ready: notReady === null,
          reason: notReady && { code: notReady.code, zh: notReady.zh },
          stops: stops.map(stopRow),
          lastRefusal: lastRefusal && {
            ...{ class: lastRefusal.class, code: lastRefusal.code },
            at: lastRefusal.at.toISOString(),
            zh: stopWords({ channel, class: lastRefusal.class }),
          },
          changes: changes.map((change) => ({
            at: change.realAt.toISOString(),
            by: { id: change.byId, name: names.get(change.byId) ?? '' },
            provider: change.provider,
            providerZh: providerWords(change.provider),
          })),
        };
      },
    ),
  };
}
