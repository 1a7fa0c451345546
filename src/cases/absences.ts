import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import { type Role, roleSchema } from '../domain/roles';
import { UserError } from '../errors';
import { assign } from './assignment';

const OPEN = ['open', 'started'];

export type Moved = {
  /** tasks that went to whoever stands in */
  handedOver: number;
  /** tasks that went back to whom they belong */
  givenBack: number;
  /** tasks of people who have left, or lost the role */
  taken: number;
};

/**
 * Who is away from today has his open tasks with his stand-in; who is back has them again, but for what the stand-in has begun; and no task
 * stays with somebody who has left. Once, however often it is run: the morning's scan does, and whoever changes an absence.
 */
export function settleAbsences(context: Context, communityId: string): Promise<Moved> {
  return withScope(context, communityId, async (tx) => {
    const { today, now } = await communityTime(tx, communityId, context.now());
    return {
      givenBack: await giveBack(tx, communityId, today, new Date(now)),
      handedOver: await standIn(tx, communityId, today, new Date(now)),
      taken: await takeFromThoseWhoLeft(tx, communityId, today),
    };
  });
}

/** Their last day is over, or they were called off. */
async function giveBack(tx: Tx, communityId: string, today: CivilDay, now: Date): Promise<number> {
  await tx.absence.updateMany({
    where: { communityId, endedAt: null, untilOn: { lt: today } },
    data: { endedAt: now },
  });
  // "open" alone: what the stand-in has begun he finishes
  return tx.$executeRaw`
    update task t set "assigneeId" = t."standInForId", "standInForId" = null
    from app_user u
    where t."communityId" = ${communityId}::uuid and t.status = 'open' and u.id = t."standInForId"
      and u."disabledAt" is null
      and not exists (select from absence a where a."userId" = t."standInForId" and a."communityId" = t."communityId"
        and a."endedAt" is null and a."fromOn" <= ${today} and a."untilOn" >= ${today})`;
}

/** Whose first day has come. */
async function standIn(tx: Tx, communityId: string, today: CivilDay, now: Date): Promise<number> {
  const begun = await tx.absence.findMany({
    where: {
      communityId,
      begunAt: null,
      endedAt: null,
      fromOn: { lte: today },
      untilOn: { gte: today },
    },
  });
  let moved = 0;
  for (const { id, userId } of begun) {
    moved += await assignAnew(tx, communityId, { assigneeId: userId }, today);
    await tx.absence.update({ where: { id }, data: { begunAt: now } });
  }
  return moved;
}

/** Staff who were disabled, or have no role here any more. */
async function takeFromThoseWhoLeft(tx: Tx, communityId: string, today: CivilDay): Promise<number> {
  const gone = await tx.$queryRaw<{ id: string }[]>`
    select distinct t."assigneeId" as id from task t join app_user u on u.id = t."assigneeId"
    where t."communityId" = ${communityId}::uuid and t.status in ('open', 'started')
      and (u."disabledAt" is not null or not exists (
        select from membership m where m."userId" = u.id and m."communityId" = t."communityId"))`;
  let moved = 0;
  for (const { id } of gone) moved += await assignAnew(tx, communityId, { assigneeId: id }, today);
  await tx.$executeRaw`
    update task t set "standInForId" = null from app_user u
    where t."communityId" = ${communityId}::uuid and t.status in ('open', 'started')
      and u.id = t."standInForId" and u."disabledAt" is not null`;
  return moved;
}

/** Each of the tasks goes to whoever is to do it today. One that somebody has begun is begun no more: nobody is at it. */
async function assignAnew(
  tx: Tx,
  communityId: string,
  { assigneeId }: { assigneeId: string },
  today: CivilDay,
): Promise<number> {
  const tasks = await tx.task.findMany({
    where: { communityId, assigneeId, status: { in: OPEN } },
    select: { id: true, role: true, accountId: true, standInForId: true },
    orderBy: { id: 'asc' },
  });
  const accounts = await tx.account.findMany({
    where: { id: { in: tasks.flatMap(({ accountId }) => accountId ?? []) } },
    select: { id: true, communityId: true, building: true },
  });
  const places = new Map(accounts.map((account) => [account.id, account]));
  let moved = 0;
  for (const { id, role, accountId, standInForId } of tasks) {
    const place = places.get(accountId ?? '') ?? { id: accountId ?? id, communityId, building: null };
    const who = await assign(tx, place, roleSchema.parse(role), today);
    if (who.assigneeId === null || who.assigneeId === assigneeId) continue;
    // the stand-in is away as well: it stays the first one's
    const data = {
      assigneeId: who.assigneeId,
      standInForId: who.assigneeId === standInForId ? null : (standInForId ?? who.standInForId),
    };
    await tx.task.updateMany({ where: { id, status: { in: OPEN } }, data });
    moved += 1;
  }
  return moved;
}

/**
 * 离岗交接: all that is open goes to the successor: the buildings, the tasks, and with them promises and photos, which are the account's. The
 * due days stay as they are.
 *
 * @throws {UserError} NOT_STAFF, SUCCESSOR_SAME, SUCCESSOR_ROLE when the successor lacks a role that the work needs
 */
export function handOverWork(
  context: Context,
  { communityId, fromId, toId }: { communityId: string; fromId: string; toId: string },
): Promise<{ buildings: number; tasks: number }> {
  if (fromId === toId) {
    throw new UserError('SUCCESSOR_SAME', '接手的须是另一个人', 'the successor is somebody else');
  }
  return withScope(context, communityId, async (tx) => {
    const work = { communityId, assigneeId: fromId, status: { in: OPEN } };
    const buildings = await tx.stewardship.findMany({ where: { communityId, stewardId: fromId } });
    const needed = await tx.task.findMany({ where: work, distinct: ['role'], select: { role: true } });
    await requireRoles(tx, communityId, toId, [
      ...(buildings.length > 0 ? ['agent' as const] : []),
      ...needed.map(({ role }) => roleSchema.parse(role)),
    ]);
    for (const { building, standInId } of buildings) {
      await tx.stewardship.update({
        where: { communityId_building: { communityId, building } },
        data: { stewardId: toId, standInId: standInId === toId ? null : standInId },
      });
    }
    await tx.stewardship.updateMany({ where: { communityId, standInId: fromId }, data: { standInId: null } });
    const tasks = await tx.task.updateMany({ where: work, data: { assigneeId: toId } });
    // what he had from others who are away goes back to them all the same; what others have of his is the successor's
    const lent = await tx.task.updateMany({
      where: { communityId, standInForId: fromId, status: { in: OPEN } },
      data: { standInForId: toId },
    });
    await tx.task.updateMany({
      where: { communityId, assigneeId: toId, standInForId: toId, status: { in: OPEN } },
      data: { standInForId: null },
    });
    return { buildings: buildings.length, tasks: tasks.count + lent.count };
  });
}

async function requireRoles(tx: Tx, communityId: string, userId: string, needed: Role[]): Promise<void> {
  const held = await tx.membership.findMany({
    where: { communityId, userId, user: { is: { disabledAt: null } } },
    select: { role: true },
  });
  if (held.length === 0) {
    throw new UserError('NOT_STAFF', '接手的须是本小区的在职人员', 'the successor is on the staff here');
  }
  const missing = needed.filter((role) => !held.some((one) => one.role === role));
  if (missing.length === 0) return;
  throw new UserError(
    'SUCCESSOR_ROLE',
    '接手的人缺少所需岗位，请先给他岗位',
    'the successor lacks a role that this work needs',
    422,
    { needs: [...new Set(missing)] },
  );
}
