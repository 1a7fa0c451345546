import type { Context } from '../context';
import { withSystemScope } from '../db/scope';
import { MESSAGE_CHANNELS } from '../messaging/channels';
import { namedProvider, providerName } from '../messaging/registry';
import { providerWords } from '../messaging/stop-words';
import type { Finding } from './finding';

const MEND = 'cuijiao community providers 看原因并重新指定；密码在服务器的 SMTP_ACCOUNTS、TENCENT_ACCOUNTS';

/** Channels of real communities that cannot send as this process is configured; they are closed, and nobody is told by themselves. */
export async function checkProviders(context: Context): Promise<Finding[]> {
  const communities = await withSystemScope(context, (tx) =>
    tx.community.findMany({ where: { demonstration: false }, orderBy: { name: 'asc' } }),
  );
  return communities.flatMap((community) =>
    MESSAGE_CHANNELS.flatMap((channel): Finding[] => {
      const named = providerName(community, channel);
      const provider = namedProvider(context.providers, community, channel);
      const reason = provider ? (provider.notReady?.(community)?.zh ?? null) : `没有名为「${named}」的通道`;
      if (reason === null) return [];
      const name = `通道 ${community.name}`;
      // the server may have been given what this shell was not
      return [{ name, state: 'warn', found: `${providerWords(named)}：按此处的环境，${reason}`, mend: MEND }];
    }),
  );
}
