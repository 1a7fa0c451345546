import { z } from 'zod';
import { type Actor, mayActOnAccount, requirePermission, rolesIn } from '../auth/actor';
import type { Context } from '../context';
import type { Tx } from '../db/scope';
import { type CivilDay, civilDaySchema, daysBetween, laterDay } from '../domain/civil-day';
import { can, type Permission } from '../domain/permissions';
import type { Role } from '../domain/roles';
import { UserError } from '../errors';
import { appendEvidence } from '../evidence/append';
import { currentPolicy } from '../policy/versions';
import { communityTime } from './time';

/**
 * Pauses of a community, a building or an account: facts that every claim reads. Only their early end is told to the cases, since
 * those that wait for a pause's last day would sleep through it.
 */
export const newPauseSchema = z
  .object({
    of: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('community') }),
      z.object({ kind: z.literal('building'), building: z.string().min(1) }),
      z.object({ kind: z.literal('account'), accountId: z.uuid() }),
    ]),
    fromOn: civilDaySchema,
    /** the last day: nothing sleeps for ever */
    toOn: civilDaySchema,
    reason: z.string().trim().min(1, { error: '暂停：须写明原因' }),
  })
  .refine(({ fromOn, toOn }) => fromOn <= toOn, { error: '暂停：开始不能晚于结束' });
export type NewPause = z.input<typeof newPauseSchema>;

type PauseActor = Pick<Actor, 'userId' | 'memberships'>;
type PauseContext = Pick<Context, 'cipher'>;
type Scope = z.infer<typeof newPauseSchema>['of'];

/** @throws {UserError} NOT_PERMITTED, ACCOUNT_UNKNOWN, PAUSE_TOO_LONG for the role, PAUSE_IN_THE_PAST */
export async function setPause(
  tx: Tx,
  context: PauseContext,
  { communityId, actor, pause }: { communityId: string; actor: PauseActor; pause: NewPause },
  realNow: Date,
): Promise<string> {
  const { of, fromOn, toOn, reason } = newPauseSchema.parse(pause);
  const { ladder } = (await currentPolicy(tx, communityId)).policy;
  const { now, today } = await communityTime(tx, communityId, realNow.getTime());
  const most = longest(actor, communityId, of, ladder.holds.manualPauseDays);
  if (of.kind === 'account') await checkAccount(tx, actor, communityId, of.accountId, today);
  if (toOn < today) {
    throw new UserError('PAUSE_IN_THE_PAST', '暂停的结束日已过', 'the pause would be over already');
  }
  const days = daysBetween(laterDay(fromOn, today), toOn) + 1;
  if (days > most) {
    throw new UserError(
      'PAUSE_TOO_LONG',
      `您最多可以暂停 ${most} 天`,
      `you may pause ${most} days at most`,
      422,
      {
        mostDays: most,
      },
    );
  }
  const at = new Date(now);
  const { id } = await tx.pause.create({
    data: {
      communityId,
      building: of.kind === 'building' ? of.building : null,
      accountId: of.kind === 'account' ? of.accountId : null,
      reason,
      fromOn,
      toOn,
      setById: actor.userId,
      setAt: at,
    },
    select: { id: true },
  });
  if (of.kind === 'account') {
    await appendEvidence(tx, context, {
      ...(await evidenceOf(tx, communityId, of.accountId)),
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
  const { building, accountId } = pause;
  permissionFor(actor, communityId, scopeOf(building, accountId));
  const { now, today } = await communityTime(tx, communityId, realNow.getTime());
  if (accountId !== null) await checkAccount(tx, actor, communityId, accountId, today);
  const lifted = await tx.pause.updateMany({
    where: { id: pauseId, liftedAt: null },
    data: { liftedAt: new Date(now), liftedById: actor.userId },
  });
  if (lifted.count === 0) return;
  await tellWaitingCases(tx, { communityId, pauseId, building, accountId, now });
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

/** One answer for an account that is not there and for one that is not his to act on. */
async function checkAccount(
  tx: Tx,
  actor: PauseActor,
  communityId: string,
  accountId: string,
  today: CivilDay,
): Promise<void> {
  const account = await tx.account.findFirst({
    where: { id: accountId, communityId },
    select: { id: true, communityId: true, building: true },
  });
  if (account && (await mayActOnAccount(tx, actor, account, today))) return;
  throw new UserError(
    'ACCOUNT_UNKNOWN',
    '没有这一户，或不归您办理',
    'no such account, or not yours to act on',
    404,
  );
}

function scopeOf(building: string | null, accountId: string | null): Scope {
  if (accountId !== null) return { kind: 'account', accountId };
  return building !== null ? { kind: 'building', building } : { kind: 'community' };
}

const PERMISSION: Record<Scope['kind'], readonly Permission[]> = {
  account: ['hold.set'],
  building: ['pause.building', 'pause.everything'],
  community: ['pause.community', 'pause.everything'],
};

function permissionFor(actor: PauseActor, communityId: string, { kind }: Scope): Role[] {
  const roles = rolesIn(actor, communityId).filter((role) => PERMISSION[kind].some((one) => can(role, one)));
  const [first] = PERMISSION[kind];
  if (roles.length === 0 && first) requirePermission(actor, communityId, first);
  return roles;
}

/** The policy's days by role; one that may pause but is not named there (公司, 管理员) has the most that anybody has. */
function longest(
  actor: PauseActor,
  communityId: string,
  scope: Scope,
  byRole: Partial<Record<Role, number>>,
): number {
  const roles = permissionFor(actor, communityId, scope);
  const all = Math.max(...Object.values(byRole));
  return Math.max(...roles.map((role) => byRole[role] ?? (scope.kind === 'account' ? 0 : all)));
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
  lifted: {
    communityId: string;
    pauseId: string;
    building: string | null;
    accountId: string | null;
    now: number;
  },
): Promise<void> {
  const { communityId, pauseId, building, accountId, now } = lifted;
  const event = { type: 'GATE_OPENED', at: now, gate: 'pause', ref: pauseId, clock: null };
  await tx.$executeRaw`
    insert into signal_outbox ("communityId", "accountId", "caseId", event, key)
    select c."communityId", c."accountId", c.id, ${JSON.stringify(event)}::jsonb, 'pause-lifted/' || ${pauseId} || '/' || c.id
    from dunning_case c join account a on a.id = c."accountId"
    where c."communityId" = ${communityId}::uuid and c.status = 'open'
      and (${building}::text is null or a.building = ${building})
      and (${accountId}::uuid is null or a.id = ${accountId}::uuid)
      and (c.snapshot is null or jsonb_path_exists(c.snapshot,
        '$.context.pending.* ? (@.doer == "auto" || @.blockedBy.ref == $pause)', jsonb_build_object('pause', ${pauseId}::text)))
    on conflict (key) do nothing`;
}

/** The pauses of today and to come that nobody lifted. */
export async function openPauses(tx: Tx, communityId: string, today: CivilDay) {
  return tx.pause.findMany({
    where: { communityId, liftedAt: null, toOn: { gte: today } },
    orderBy: [{ fromOn: 'asc' }, { id: 'asc' }],
  });
}
