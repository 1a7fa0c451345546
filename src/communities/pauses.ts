import { z } from 'zod';
import type { Context } from '../context';
import type { Tx } from '../db/scope';
import { type CivilDay, civilDaySchema, daysBetween, laterDay } from '../domain/civil-day';
import { UserError } from '../errors';
import { appendEvidence } from '../evidence/append';
import { currentPolicy } from '../policy/versions';
import {
  accountIn,
  columnsOf,
  covers,
  longestFor,
  type PauseActor,
  type PauseColumns,
  type PausedAccount,
  type PauseScope,
  pauseScopeSchema,
  rolesFor,
  scopeOf,
} from './pause-scope';
import { type CommunityTime, communityTime } from './time';

/**
 * Pauses of a community, a building, an account, a charge object or a kind of party: facts that every claim reads. 剔除 is one as well.
 * Only their early end is told to the cases, since those that wait for a pause's last day would sleep through it.
 */
export const newPauseSchema = z
  .object({
    of: pauseScopeSchema,
    fromOn: civilDaySchema,
    /** the last day: nothing sleeps for ever */
    toOn: civilDaySchema,
    reason: z.string().trim().min(1, { error: '暂停：须写明原因' }),
  })
  .refine(({ fromOn, toOn }) => fromOn <= toOn, { error: '暂停：开始不能晚于结束' });
export type NewPause = z.input<typeof newPauseSchema>;

type PauseContext = Pick<Context, 'cipher'>;

/** By hand; in a list of many; 剔除 from a wave */
export type PauseOrigin = { origin: 'staff' | 'list' | 'release'; waveId?: string };

/** @throws {UserError} NOT_PERMITTED, ACCOUNT_UNKNOWN, PAUSE_TOO_LONG for the role, PAUSE_IN_THE_PAST */
export async function setPause(
  tx: Tx,
  context: PauseContext,
  { communityId, actor, pause }: { communityId: string; actor: PauseActor; pause: NewPause },
  realNow: Date,
): Promise<string> {
  const { of, ...span } = newPauseSchema.parse(pause);
  const time = await communityTime(tx, communityId, realNow.getTime());
  await checkSpan(tx, { communityId, actor, of, ...span }, time.today);
  const columns = columnsOf(of);
  const accountId = await accountIn(tx, actor, communityId, columns, time.today);
  return writePause(tx, context, { communityId, actor, columns, accountId, ...span, origin: 'staff' }, time);
}

/** @throws {UserError} NOT_PERMITTED, PAUSE_TOO_LONG for the role, PAUSE_IN_THE_PAST */
export async function checkSpan(
  tx: Tx,
  pause: { communityId: string; actor: PauseActor; of: PauseScope; fromOn: CivilDay; toOn: CivilDay },
  today: CivilDay,
): Promise<void> {
  const { communityId, actor, of, fromOn, toOn } = pause;
  const { ladder } = (await currentPolicy(tx, communityId)).policy;
  const most = longestFor(actor, communityId, of, ladder.holds.manualPauseDays);
  if (toOn < today) {
    throw new UserError('PAUSE_IN_THE_PAST', '暂停的结束日已过', 'the pause would be over already');
  }
  if (daysBetween(laterDay(fromOn, today), toOn) + 1 <= most) return;
  throw new UserError(
    'PAUSE_TOO_LONG',
    `您最多可以暂停 ${most} 天`,
    `you may pause ${most} days at most`,
    422,
    { mostDays: most },
  );
}

type PauseToWrite = PauseOrigin & {
  communityId: string;
  actor: PauseActor;
  columns: PauseColumns;
  /** whose evidence it is */
  accountId: string | null;
  fromOn: CivilDay;
  toOn: CivilDay;
  reason: string;
};

/** What was checked, with its evidence. */
export async function writePause(
  tx: Tx,
  context: PauseContext,
  pause: PauseToWrite,
  { now }: Pick<CommunityTime, 'now'>,
): Promise<string> {
  const { communityId, actor, columns, accountId, fromOn, toOn, reason, origin, waveId = null } = pause;
  const at = new Date(now);
  const { id } = await tx.pause.create({
    data: {
      communityId,
      ...columns,
      ...{ origin, waveId, reason, fromOn, toOn },
      setById: actor.userId,
      setAt: at,
    },
    select: { id: true },
  });
  if (accountId !== null) {
    await appendEvidence(tx, context, {
      ...(await evidenceOf(tx, communityId, accountId)),
      key: `pause/${id}/set`,
      at,
      actorId: actor.userId,
      kind: 'paused',
      content: { pauseId: id, fromOn, toOn, reason },
    });
  }
  return id;
}

/** Whoever may set such a pause may lift it, and a second lifting changes nothing. */
export async function liftPause(
  tx: Tx,
  context: PauseContext,
  { communityId, actor, pauseId }: { communityId: string; actor: PauseActor; pauseId: string },
  realNow: Date,
): Promise<void> {
  const pause = await tx.pause.findFirst({ where: { id: pauseId, communityId } });
  if (!pause) throw new UserError('PAUSE_UNKNOWN', '没有这个暂停', 'there is no such pause', 404);
  rolesFor(actor, communityId, scopeOf(pause));
  const { now, today } = await communityTime(tx, communityId, realNow.getTime());
  const accountId = await accountIn(tx, actor, communityId, pause, today);
  const lifted = await tx.pause.updateMany({
    where: { id: pauseId, liftedAt: null },
    data: { liftedAt: new Date(now), liftedById: actor.userId },
  });
  if (lifted.count === 0) return;
  await tellWaitingCases(tx, { ...pause, now });
  if (accountId === null) return;
  await appendEvidence(tx, context, {
    ...(await evidenceOf(tx, communityId, accountId)),
    key: `pause/${pauseId}/lifted`,
    at: new Date(now),
    actorId: actor.userId,
    kind: 'pause_lifted',
    content: { pauseId },
  });
}

async function evidenceOf(tx: Tx, communityId: string, accountId: string) {
  const live = await tx.dunningCase.findFirst({
    where: { accountId, communityId, status: { in: ['open', 'settled'] } },
    select: { id: true },
  });
  return { communityId, accountId, caseId: live?.id ?? null };
}

/** Those that wait for this pause, and those whose claim may be reading it at this moment. */
async function tellWaitingCases(
  tx: Tx,
  lifted: PauseColumns & { id: string; communityId: string; now: number },
): Promise<void> {
  const { communityId, id, building, accountId, objectId, partyKind, now } = lifted;
  const event = { type: 'GATE_OPENED', at: now, gate: 'pause', ref: id, clock: null };
  await tx.$executeRaw`
    insert into signal_outbox ("communityId", "accountId", "caseId", event, key)
    select c."communityId", c."accountId", c.id, ${JSON.stringify(event)}::jsonb, 'pause-lifted/' || ${id} || '/' || c.id
    from dunning_case c join account a on a.id = c."accountId"
    where c."communityId" = ${communityId}::uuid and c.status = 'open'
      and (${building}::text is null or a.building = ${building})
      and (${accountId}::uuid is null or a.id = ${accountId}::uuid)
      and (${objectId}::uuid is null or exists (
        select from charge_object o where o.id = ${objectId}::uuid and o."accountId" = a.id))
      and (${partyKind}::text is null or exists (
        select from party p where p.id = a."partyId" and p.kind = ${partyKind}))
      and (c.snapshot is null or jsonb_path_exists(c.snapshot,
        '$.context.pending.* ? (@.doer == "auto" || @.blockedBy.ref == $pause)', jsonb_build_object('pause', ${id}::text)))
    on conflict (key) do nothing`;
}

/** Those of today and to come under which the account is: its own, of an object, its building, its kind of party, the community. */
export async function pausesOver(tx: Tx, communityId: string, account: PausedAccount, today: CivilDay) {
  return (await openPauses(tx, communityId, today)).filter((pause) => covers(pause, account));
}

export type PausesWanted = {
  origin?: PauseOrigin['origin'];
  accountId?: string;
  after?: { fromOn: string; id: string };
  limit?: number;
};

/** The pauses of today and to come that nobody lifted. */
export async function openPauses(
  tx: Tx,
  communityId: string,
  today: CivilDay,
  { origin, accountId, after, limit }: PausesWanted = {},
) {
  return tx.pause.findMany({
    where: {
      ...{ communityId, liftedAt: null, toOn: { gte: today }, origin, accountId },
      ...(after === undefined
        ? {}
        : { OR: [{ fromOn: { gt: after.fromOn } }, { fromOn: after.fromOn, id: { gt: after.id } }] }),
    },
    orderBy: [{ fromOn: 'asc' }, { id: 'asc' }],
    ...(limit === undefined ? {} : { take: limit }),
  });
}
