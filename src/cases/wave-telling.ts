import type { Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { type CivilDay, civilDay, startOfDay } from '../domain/civil-day';
import { type CommunityClock, toReal } from '../domain/clock';

const NUDGES_AT_ONCE = 500;

/** A case of a wave, and the day from which it may be approached. */
export type ReleaseDay = { account: { id: string; accountId: string; ledgerVersion: number }; on: CivilDay };

export type Gate = {
  communityId: string;
  waveId: string;
  at: number;
  clock: CommunityClock;
  startedClock: boolean;
  zone: string;
  today: CivilDay;
};

/** Those of today hear of it at once, the others on the morning of their day. */
export async function tellCases(tx: Tx, days: readonly ReleaseDay[], gate: Gate): Promise<void> {
  await nudge(
    tx,
    days.map(({ account: { id, accountId, ledgerVersion }, on }) => {
      const realAt = on === gate.today ? null : toReal(gate.clock, startOfDay(civilDay(on), gate.zone));
      return {
        communityId: gate.communityId,
        accountId,
        caseId: id,
        event: opened(gate),
        key: `wave/${gate.waveId}/${id}/${ledgerVersion}`,
        ...(realAt === null ? {} : { notBefore: new Date(realAt) }),
      };
    }),
  );
}

/** A demonstration's time begins for all of its cases, whatever they wait for. */
export async function tellClock(tx: Tx, gate: Gate): Promise<void> {
  const { communityId } = gate;
  const cases = await tx.dunningCase.findMany({
    where: { communityId, status: { not: 'closed' } },
    select: { id: true, accountId: true },
  });
  await nudge(
    tx,
    cases.map(({ id, accountId }) => ({
      communityId,
      accountId,
      caseId: id,
      event: opened(gate),
      key: `clock/${communityId}/${id}`,
    })),
  );
}

function opened({ at, waveId, clock }: Gate): Prisma.InputJsonObject {
  return { type: 'GATE_OPENED', at, gate: 'wave', ref: waveId, clock: clock.kind === 'real' ? null : clock };
}

async function nudge(tx: Tx, rows: Prisma.SignalOutboxCreateManyInput[]): Promise<void> {
  for (let from = 0; from < rows.length; from += NUDGES_AT_ONCE) {
    await tx.signalOutbox.createMany({ data: rows.slice(from, from + NUDGES_AT_ONCE), skipDuplicates: true });
  }
}
