import { type Actor, rolesIn } from '../auth/actor';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { type CivilDay, civilDay, startOfDay } from '../domain/civil-day';
import { type CommunityClock, releaseClock, toReal } from '../domain/clock';
import { accountsPerDay, mayRelease, releaseDays, type WaveFacts } from '../domain/release';
import type { Role } from '../domain/roles';
import { UserError } from '../errors';
import { appendAllEvidence } from '../evidence/append';
import { calendarOf } from '../policy/calendar-store';
import { currentPolicy } from '../policy/versions';
import { startDemonstrationDays } from './scan-workflows';
import { dueAfter } from './wave-rows';

const NUDGES_AT_ONCE = 500;

export type ReleaseActor = Pick<Actor, 'userId' | 'memberships'>;

export type Released = {
  waveId: string;
  /** accounts by the day from which they may be approached */
  days: { on: CivilDay; accounts: number }[];
  /** left in the wave, which then asks again */
  left: number;
};

export type ReleaseOptions = {
  excludeCaseIds?: readonly string[];
  /** accounts that may begin on one day; never more than the policy's own limit */
  perDay?: number | null;
};

/**
 * 放行: the cases of a wave may be approached, at once or so many a day in walking order. In a demonstration the first release starts
 * the clock, and tells it to every case.
 *
 * @throws {UserError} WAVE_UNKNOWN, NOT_YOUR_WAVE for a role that the policy does not name, WAVE_EMPTY
 */
export async function releaseWave(
  context: Context,
  actor: ReleaseActor,
  { communityId, waveId }: { communityId: string; waveId: string },
  { excludeCaseIds = [], perDay = null }: ReleaseOptions = {},
): Promise<Released> {
  const { released, startedClock } = await withScope(
    context,
    communityId,
    (tx) => release(tx, context, actor, { communityId, waveId, excludeCaseIds, perDay }),
    { timeoutMs: 60_000 },
  );
  if (startedClock) await startDemonstrationDays(context, communityId);
  return released;
}

/** Every wave of the community that waits, the oldest first. */
export async function releaseAll(
  context: Context,
  actor: ReleaseActor,
  communityId: string,
  options: ReleaseOptions = {},
): Promise<Released[]> {
  const waves = await withScope(context, communityId, (tx) =>
    tx.wave.findMany({
      where: { communityId, status: 'open', cases: { some: { status: 'open', releasedFromOn: null } } },
      orderBy: { id: 'asc' },
      select: { id: true },
    }),
  );
  const all: Released[] = [];
  for (const { id } of waves)
    all.push(await releaseWave(context, actor, { communityId, waveId: id }, options));
  return all;
}

type Request = {
  communityId: string;
  waveId: string;
  excludeCaseIds: readonly string[];
  perDay: number | null;
};

async function release(
  tx: Tx,
  context: Context,
  actor: ReleaseActor,
  { communityId, waveId, excludeCaseIds, perDay }: Request,
): Promise<{ released: Released; startedClock: boolean }> {
  const wave = await lockWave(tx, communityId, waveId);
  const community = await tx.community.findUniqueOrThrow({
    where: { id: communityId },
    select: { demonstration: true, firstReleasedAt: true },
  });
  const { rules } = (await currentPolicy(tx, communityId)).policy;
  const facts: WaveFacts = {
    firstImport:
      wave.origin === 'import' &&
      (community.firstReleasedAt === null || (await isFirst(tx, communityId, waveId))),
    demonstration: community.demonstration,
  };
  permit(rolesIn(actor, communityId), facts, rules.release);

  const waiting = await tx.dunningCase.findMany({
    where: { waveId, status: 'open', releasedFromOn: null },
    orderBy: [{ account: { walkingOrder: 'asc' } }, { claimableFen: 'desc' }, { id: 'asc' }],
    select: { id: true, accountId: true },
  });
  const excluded = new Set(excludeCaseIds);
  const chosen = waiting.filter(({ id }) => !excluded.has(id));
  if (chosen.length === 0) {
    throw new UserError(
      'WAVE_EMPTY',
      '这张放行单里没有待放行的案件',
      'nothing in this wave waits for a release',
      409,
    );
  }
  const { now, today, clock, zone } = await communityTime(tx, communityId, context.now());
  const limit = limitOf(facts, rules.release, perDay);
  const days = releaseDays(chosen, today, limit.facts, limit.rules);
  await markReleased(tx, days);
  await appendAllEvidence(
    tx,
    context,
    days.map(({ account: { id, accountId }, on }) => ({
      communityId,
      accountId,
      caseId: id,
      key: `${waveId}/${id}/released`,
      at: new Date(now),
      actorId: actor.userId,
      kind: 'released' as const,
      content: { waveId, fromOn: on },
    })),
  );
  const running = releaseClock(clock, context.now());
  const startedClock = running !== clock;
  await tx.community.update({
    where: { id: communityId },
    data: {
      clock: running,
      ...(community.firstReleasedAt === null ? { firstReleasedAt: new Date(now) } : {}),
    },
  });
  const gate = { communityId, waveId, at: now, clock: running, startedClock, zone, today };
  await tellCases(tx, days, gate);
  if (startedClock) await tellClock(tx, gate);
  const left = waiting.length - chosen.length;
  await tx.wave.update({
    where: { id: waveId },
    data:
      left === 0
        ? { status: 'released', releasedAt: new Date(now), releasedById: actor.userId, perDay: limit.perDay }
        : { ...dueAfter(today, await calendarOf(tx, communityId)), perDay: limit.perDay },
  });
  return { released: { waveId, days: counted(days), left }, startedClock };
}

/** The community's first ledger stays the first, also when what was left out of it is released later. */
async function isFirst(tx: Tx, communityId: string, waveId: string): Promise<boolean> {
  const first = await tx.wave.findFirst({
    where: { communityId, origin: 'import' },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  return first?.id === waveId;
}

async function lockWave(tx: Tx, communityId: string, waveId: string): Promise<{ origin: string }> {
  const [wave] = await tx.$queryRaw<{ origin: string }[]>`
    select origin from wave where id = ${waveId}::uuid and "communityId" = ${communityId}::uuid for update`;
  if (!wave) throw new UserError('WAVE_UNKNOWN', '没有这张放行单', 'there is no such wave', 404);
  return wave;
}

function permit(roles: readonly Role[], wave: WaveFacts, rules: Parameters<typeof mayRelease>[2]): void {
  if (roles.some((role) => mayRelease(role, wave, rules))) return;
  throw wave.firstImport
    ? new UserError(
        'NOT_YOUR_WAVE',
        '首批须由管理处负责人放行',
        'the first import is released by the manager',
        403,
      )
    : new UserError('NOT_YOUR_WAVE', '您的岗位不能放行', 'your role may not release', 403);
}

/** The policy's limit for a first import, or the lower one that was asked for. */
function limitOf(facts: WaveFacts, rules: Parameters<typeof mayRelease>[2], asked: number | null) {
  const own = accountsPerDay(facts, rules);
  const perDay = asked === null ? own : Math.max(1, Math.min(asked, own ?? asked));
  return perDay === null
    ? { perDay, facts, rules }
    : {
        perDay,
        facts: { firstImport: true, demonstration: false },
        rules: { ...rules, firstImportAccountsPerDay: perDay },
      };
}

type ReleaseDay = { account: { id: string; accountId: string }; on: CivilDay };

async function markReleased(tx: Tx, days: readonly ReleaseDay[]): Promise<void> {
  for (const { on } of counted(days)) {
    const ids = days.filter((day) => day.on === on).map(({ account }) => account.id);
    await tx.dunningCase.updateMany({ where: { id: { in: ids } }, data: { releasedFromOn: on } });
  }
}

function counted(days: readonly ReleaseDay[]): Released['days'] {
  const counts = new Map<CivilDay, number>();
  for (const { on } of days) counts.set(on, (counts.get(on) ?? 0) + 1);
  return [...counts].map(([on, accounts]) => ({ on, accounts }));
}

type Gate = {
  communityId: string;
  waveId: string;
  at: number;
  clock: CommunityClock;
  startedClock: boolean;
  zone: string;
  today: CivilDay;
};

/** Those of today hear of it at once, the others on the morning of their day. */
async function tellCases(tx: Tx, days: readonly ReleaseDay[], gate: Gate): Promise<void> {
  await nudge(
    tx,
    days.map(({ account: { id, accountId }, on }) => {
      const realAt = on === gate.today ? null : toReal(gate.clock, startOfDay(civilDay(on), gate.zone));
      return {
        communityId: gate.communityId,
        accountId,
        caseId: id,
        event: opened(gate),
        key: `wave/${gate.waveId}/${id}`,
        ...(realAt === null ? {} : { notBefore: new Date(realAt) }),
      };
    }),
  );
}

/** A demonstration's time begins for all of its cases, whatever they wait for. */
async function tellClock(tx: Tx, gate: Gate): Promise<void> {
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
