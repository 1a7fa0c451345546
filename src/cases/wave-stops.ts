import { receiptsState } from '../communities/receipts';
import type { Tx } from '../db/scope';
import { channelSchema } from '../domain/channel';
import { CHANNEL_WORDS } from '../machine/words';

/** What keeps the whole wave, or a whole channel, from leaving though it is released. */
export type WaveStop = {
  code: 'RECEIPTS_STALE' | 'CHANNEL_STOPPED';
  zh: string;
  ref: string | null;
};

/** @param realNow epoch milliseconds */
export async function stopsOf(tx: Tx, communityId: string, realNow: number): Promise<WaveStop[]> {
  const community = await tx.community.findUniqueOrThrow({ where: { id: communityId } });
  const receipts = await receiptsState(tx, community, realNow);
  const channels = await tx.providerStop.findMany({
    where: {
      communityId,
      liftedAt: null,
      templateId: null,
      addressIndex: null,
      OR: [{ realUntil: null }, { realUntil: { gt: new Date(realNow) } }],
    },
    orderBy: { realSince: 'asc' },
    select: { id: true, channel: true },
  });
  return [
    ...(receipts.stopped
      ? [{ code: 'RECEIPTS_STALE' as const, zh: `${receipts.zh}：放行后要等收款入账才会联系`, ref: null }]
      : []),
    ...channels.map(({ id, channel }) => ({
      code: 'CHANNEL_STOPPED' as const,
      zh: `${CHANNEL_WORDS[channelSchema.parse(channel)]}通道已停用，须先恢复`,
      ref: id,
    })),
  ];
}
