import { type Actor, rolesIn } from '../auth/actor';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import { releaseClock } from '../domain/clock';
import { mayRelease, type ReleaseRules, releaseDays, type WaveFacts } from '../domain/release';
import type { Role } from '../domain/roles';
import { UserError } from '../errors';
import { appendAllEvidence } from '../evidence/append';
import { calendarOf } from '../policy/calendar-store';
import { currentPolicy } from '../policy/versions';
import { startDemonstrationDays } from './scan-workflows';
import { type Choice, choose, markOfWave, waitingCases } from './wave-choice';
import { firstDay, isQuietDay, perDayOf, releasedBefore } from './wave-days';
import { exclude } from './wave-exclusion';
import { dueAfter } from './wave-rows';
import { type ReleaseDay, tellCases, tellClock } from './wave-telling';

export type ReleaseActor = Pick<Actor, 'userId' | 'memberships'>;

export type Released = {
  waveId: string;
  /** accounts by the day from which they may be approached */
  days: { on: CivilDay; accounts: number }[];
  /** left in the wave, which then asks again */
  left: number;
  /** when it asks again; null: it is released as a whole */
  dueOn: CivilDay | null;
  /** of those left: decided about one by one */
  byHand: number;
  /** of those left: 剔除, with a reason and an end */
  excluded: number;
};

export type ReleaseOptions = Partial<Choice> & {
  /** why those left out are left out, and until when: a pause each */
  exclusion?: { reason: string; untilOn: CivilDay } | null;
  /** accounts that may begin on one day; never more than the policy's own limit */
  perDay?: number | null;
  /** 改日: the first day; today when null */
  fromOn?: CivilDay | null;
  /** the preview's: refused when the wave is another meanwhile */
  mark?: string | null;
};

/**
 * 放行: the cases of a wave may be approached, at once or so many a day in walking order. What is not released stays in the wave, which has
 * an owner and asks again. In a demonstration the first release starts the clock, and tells it to every case.
 *
 * @throws {UserError} WAVE_UNKNOWN, NOT_YOUR_WAVE for a role that the policy does not name, WAVE_EMPTY, WAVE_CHANGED, RELEASE_DAY,
 * ONE_BY_ONE, TAKE_OVER_OPEN, PAUSE_TOO_LONG
 */
export async function releaseWave(
  context: Context,
  actor: ReleaseActor,
  of: { communityId: string; waveId: string },
  options: ReleaseOptions = {},
): Promise<Released> {
  const { released, startedClock } = await withScope(
    context,
    of.communityId,
    (tx) => release(tx, context, actor, { ...of, options }),
    { timeoutMs: 60_000 },
  );
  if (startedClock) await startDemonstrationDays(context, of.communityId);
  return released;
}

/** Every wave of the community that waits, the oldest first; one in which only what is decided one by one is left stays. */
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
  for (const { id } of waves) {
    try {
      all.push(await releaseWave(context, actor, { communityId, waveId: id }, options));
    } catch (error) {
      if (!(error instanceof UserError && error.code === 'ONE_BY_ONE' && waves.length > 1)) throw error;
    }
  }
  return all;
}

type Request = { communityId: string; waveId: string; options: ReleaseOptions };

async function release(
  tx: Tx,
  context: Context,
  actor: ReleaseActor,
  { communityId, waveId, options }: Request,
): Promise<{ released: Released; startedClock: boolean }> {
  const wave = await lockWave(tx, communityId, waveId);
  const community = await tx.community.findUniqueOrThrow({
    where: { id: communityId },
    select: { demonstration: true, firstReleasedAt: true },
  });
  const { rules } = (await currentPolicy(tx, communityId)).policy;
  const facts = await waveFacts(tx, communityId, { id: waveId, origin: wave.origin }, community);
  permit(rolesIn(actor, communityId), facts, rules.release);
  const time = await communityTime(tx, communityId, context.now());
  const { now, today, clock, zone } = time;
  const calendar = await calendarOf(tx, communityId);

  const waiting = await waitingCases(tx, waveId);
  if (options.mark && waiting.length > 0 && (await markOfWave(tx, waveId)) !== options.mark)
    throw waveChanged();
  const choice = { caseIds: options.caseIds ?? null, excludeCaseIds: options.excludeCaseIds ?? [] };
  const demonstration = community.demonstration;
  const { chosen, excluded, byHand, left } = await choose(tx, waiting, choice, {
    ...{ demonstration, rules, today, zone },
  });
  const from = firstDay(options.fromOn ?? null, today, rules.release, calendar);
  const perDay = perDayOf(facts, rules.release, options.perDay ?? null);
  const isQuiet = (day: CivilDay): boolean => isQuietDay(calendar, day);
  const alreadyOn = await releasedBefore(tx, waveId, today);
  const days = releaseDays(chosen, { from, perDay, isQuiet, alreadyOn });
  await markReleased(tx, days);
  await appendAllEvidence(
    tx,
    context,
    days.map(({ account: { id, accountId, ledgerVersion }, on }) => ({
      communityId,
      accountId,
      caseId: id,
      key: `${waveId}/${id}/released/${ledgerVersion}`,
      at: new Date(now),
      actorId: actor.userId,
      kind: 'released' as const,
      content: { waveId, fromOn: on },
    })),
  );
  const exclusion = options.exclusion ?? null;
  if (exclusion !== null)
    await exclude(tx, context, { communityId, waveId, actor, exclusion, today, now }, excluded);
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
  const onlyExcluded = exclusion !== null && left === excluded.length;
  const due = dueAfter(onlyExcluded ? exclusion.untilOn : today, calendar);
  await tx.wave.update({
    where: { id: waveId },
    data:
      left === 0
        ? { status: 'released', releasedAt: new Date(now), releasedById: actor.userId, perDay }
        : { ...due, perDay },
  });
  const counts = {
    left,
    dueOn: left === 0 ? null : due.dueOn,
    byHand: byHand.size,
    excluded: exclusion === null ? 0 : excluded.length,
  };
  return { released: { waveId, days: counted(days), ...counts }, startedClock };
}

/** What decides who may release a wave, and how much of it a day. */
export async function waveFacts(
  tx: Tx,
  communityId: string,
  wave: { id: string; origin: string },
  community: { demonstration: boolean; firstReleasedAt: Date | null },
): Promise<WaveFacts> {
  return {
    firstImport:
      wave.origin === 'import' &&
      (community.firstReleasedAt === null || (await isFirst(tx, communityId, wave.id))),
    demonstration: community.demonstration,
  };
}

function waveChanged(): UserError {
  return new UserError(
    'WAVE_CHANGED',
    '放行单在您看过之后有了变化，请重新看一遍再放行',
    'the wave is not the one that you saw: look again',
    409,
  );
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

function permit(roles: readonly Role[], wave: WaveFacts, rules: ReleaseRules): void {
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
