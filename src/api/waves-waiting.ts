import type { Tx } from '../db/scope';

export async function waitingOf(tx: Tx, waveIds: string[]) {
  const waiting = { waveId: { in: waveIds }, status: 'open', releasedFromOn: null };
  const rows = await tx.dunningCase.groupBy({
    by: ['waveId'],
    where: waiting,
    _count: true,
    _sum: { claimableFen: true },
  });
  const begun = await tx.dunningCase.groupBy({
    by: ['waveId'],
    where: { ...waiting, turn: 0 },
    _count: true,
  });
  const beginning = new Map(begun.map(({ waveId, _count }) => [waveId, _count]));
  return new Map(
    rows.map(({ waveId, _count, _sum }) => [
      waveId,
      { waiting: _count, waitingFen: _sum.claimableFen ?? 0, beginning: beginning.get(waveId) ?? 0 },
    ]),
  );
}
