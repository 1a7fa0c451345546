import type { Tx } from '../db/scope';
import type { Channel } from '../domain/channel';
import type { PolicyRules } from '../policy/schema';
import type { WaveLine } from './wave-lines';

/** How long staff is at work on what a wave gives them: the planner lays it on days on which they have room, however much is released. */
export type Capacity = {
  channel: Channel;
  accounts: number;
  /** of all who do it together */
  perDay: number;
  days: number;
};

export async function capacityOf(
  tx: Tx,
  communityId: string,
  lines: readonly WaveLine[],
  { callsPerPersonDay, postingsPerPersonDay, visitsPerTeamEvening }: PolicyRules['capacity'],
): Promise<Capacity[]> {
  const members = await tx.membership.groupBy({
    by: ['role'],
    where: { communityId, role: { in: ['agent', 'supervisor'] }, user: { is: { disabledAt: null } } },
    _count: true,
  });
  const staff = (role: string): number => Math.max(1, members.find((one) => one.role === role)?._count ?? 0);
  const perDay: Partial<Record<Channel, number>> = {
    call: staff('agent') * callsPerPersonDay,
    post: staff('agent') * postingsPerPersonDay,
    visit: staff('supervisor') * visitsPerTeamEvening,
  };
  return (Object.entries(perDay) as [Channel, number][]).flatMap(([channel, most]) => {
    const accounts = lines.filter((line) => line.channel === channel && line.leftOut === null).length;
    return accounts === 0 ? [] : [{ channel, accounts, perDay: most, days: Math.ceil(accounts / most) }];
  });
}
