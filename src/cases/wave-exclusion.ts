import { columnsOf, type PauseActor } from '../communities/pause-scope';
import { checkSpan, writePause } from '../communities/pauses';
import type { Context } from '../context';
import type { Tx } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import type { WaitingCase } from './wave-choice';

/** 剔除: a pause each, by what the person's role may. */
export async function exclude(
  tx: Tx,
  context: Context,
  by: {
    communityId: string;
    waveId: string;
    actor: PauseActor;
    exclusion: { reason: string; untilOn: CivilDay };
    today: CivilDay;
    now: number;
  },
  excluded: readonly WaitingCase[],
): Promise<void> {
  const { communityId, waveId, actor, exclusion, today, now } = by;
  const span = { fromOn: today, toOn: exclusion.untilOn };
  await checkSpan(tx, { communityId, actor, of: { kind: 'account', accountId: '' }, ...span }, today);
  const accountIds = excluded.map(({ accountId }) => accountId).sort();
  for (const accountId of accountIds) {
    const columns = columnsOf({ kind: 'account', accountId });
    const { reason } = exclusion;
    const pause = { communityId, actor, columns, accountId, ...span, reason, origin: 'release' as const };
    await writePause(tx, context, { ...pause, waveId }, { now });
  }
}
