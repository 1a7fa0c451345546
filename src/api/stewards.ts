import { z } from 'zod';
import { handOverWork, settleAbsences } from '../cases/absences';
import { announceAbsence } from '../communities/absence';
import { setSteward } from '../communities/stewards';
import type { Context } from '../context';
import type { Absence } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { civilDayOf, civilDaySchema } from '../domain/civil-day';
import { UserError } from '../errors';
import { COMMUNITY_PATH, type Member, memberOf, nowIn } from './access';
import type { Api } from './api';
import { DONE, described, doneSchema, inCommunity, refusals } from './route';
import { absenceRowSchema, movedTasksSchema, stewardSchema } from './schemas/staff';

export function stewardRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/stewards`,
    {
      config: { access: { kind: 'community', may: ['log.own'] } },
      schema: {
        ...described('users', '各楼栋的管家与代班人；今天谁在办'),
        params: inCommunity,
        response: { 200: z.object({ items: z.array(stewardSchema) }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { community } = member;
      return withScope(context, community.id, async (tx) => {
        const today = todayOf(context, member);
        const rows = await tx.stewardship.findMany({
          where: { communityId: community.id },
          orderBy: { building: 'asc' },
        });
        const away = await tx.absence.findMany({
          where: {
            communityId: community.id,
            endedAt: null,
            fromOn: { lte: today },
            untilOn: { gte: today },
          },
        });
        return {
          items: rows.map(({ building, stewardId, standInId }) => {
            const absence = away.find(({ userId }) => userId === stewardId);
            return {
              ...{ id: building, building, stewardId, standInId },
              awayUntilOn: absence?.untilOn ?? null,
              actingId: absence ? (absence.standInId ?? standInId) : stewardId,
            };
          }),
        };
      });
    },
  );

  app.put(
    `${COMMUNITY_PATH}/stewards/:building`,
    {
      config: { access: { kind: 'community', may: ['accounts.manage', 'accounts.request'] } },
      schema: {
        ...described('users', '指定楼栋的管家与代班人'),
        params: inCommunity.extend({ building: z.string().min(1) }),
        body: z.object({ stewardId: z.uuid(), standInId: z.uuid().nullable().default(null) }),
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const { building } = request.params;
      await withScope(context, community.id, (tx) =>
        setSteward(tx, { communityId: community.id, building, ...request.body }),
      );
      return DONE;
    },
  );

  app.put(
    `${COMMUNITY_PATH}/users/:userId/away`,
    {
      config: { access: { kind: 'community', may: ['staff.arrange'] } },
      schema: {
        ...described('users', '从今天起请假到某日（任务转代班人）；null 为销假'),
        params: ofUser,
        body: z.object({
          untilOn: civilDaySchema.nullable(),
          standInId: z.uuid().nullable().default(null),
        }),
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { userId } = request.params;
      const { untilOn, standInId } = request.body;
      const communityId = member.community.id;
      const today = todayOf(context, member);
      await withScope(context, communityId, async (tx) => {
        await callOff(tx, context, member, { userId, fromOn: { lte: today } });
        if (untilOn === null) return;
        const absence = { communityId, userId, fromOn: today, untilOn, standInId, setById: member.userId };
        await announceAbsence(tx, absence, today);
      });
      await settleAbsences(context, communityId);
      return DONE;
    },
  );

  app.get(
    `${COMMUNITY_PATH}/absences`,
    {
      config: { access: { kind: 'community', may: ['log.own'] } },
      schema: {
        ...described('users', '请假：现在的和将来的'),
        params: inCommunity,
        querystring: z.object({ userId: z.uuid().optional() }),
        response: { 200: z.object({ items: z.array(absenceRowSchema) }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const communityId = member.community.id;
      return withScope(context, communityId, async (tx) => {
        const rows = await tx.absence.findMany({
          where: { communityId, userId: request.query.userId, endedAt: null },
          orderBy: [{ fromOn: 'asc' }, { id: 'asc' }],
        });
        const names = await namesOf(tx, rows);
        return { items: rows.map((row) => absenceRow(row, names, todayOf(context, member))) };
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/absences`,
    {
      config: { access: { kind: 'community', may: ['staff.arrange'] } },
      schema: {
        ...described('users', '登记请假（可提前）：到日任务转给代班人，结束后未办的还给本人'),
        params: inCommunity,
        body: z.object({
          userId: z.uuid(),
          fromOn: civilDaySchema,
          untilOn: civilDaySchema.describe('最后一天'),
          standInId: z
            .uuid()
            .nullable()
            .default(null)
            .describe('不填：各楼栋的代班人，再没有则同岗位在岗的人'),
        }),
        response: { 200: movedTasksSchema.extend({ absence: absenceRowSchema }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const communityId = member.community.id;
      const today = todayOf(context, member);
      const absence = await withScope(context, communityId, (tx) =>
        announceAbsence(tx, { communityId, ...request.body, setById: member.userId }, today),
      );
      const moved = await settleAbsences(context, communityId);
      return withScope(context, communityId, async (tx) => ({
        ...moved,
        absence: absenceRow(absence, await namesOf(tx, [absence]), today),
      }));
    },
  );

  app.post(
    `${COMMUNITY_PATH}/absences/:absenceId/end`,
    {
      config: { access: { kind: 'community', may: ['staff.arrange'] } },
      schema: {
        ...described('users', '销假：未办的任务还给本人；再说一次什么都不变'),
        params: inCommunity.extend({ absenceId: z.uuid() }),
        response: { 200: movedTasksSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const communityId = member.community.id;
      const { absenceId } = request.params;
      await withScope(context, communityId, async (tx) => {
        const known = await tx.absence.count({ where: { id: absenceId, communityId } });
        if (known === 0) throw new UserError('ABSENCE_UNKNOWN', '没有这段请假', 'no such absence', 404);
        await callOff(tx, context, member, { id: absenceId });
      });
      return settleAbsences(context, communityId);
    },
  );

  app.post(
    `${COMMUNITY_PATH}/users/:userId/hand-over`,
    {
      config: { access: { kind: 'community', may: ['staff.arrange'] } },
      schema: {
        ...described('users', '离岗交接：楼栋与未办的任务全部交给接手人（承诺、照片随户）；到期日不变'),
        params: ofUser,
        body: z.object({ toUserId: z.uuid() }),
        response: {
          200: z.object({ buildings: z.number().int(), tasks: z.number().int() }),
          ...refusals,
        },
      },
    },
    async (request) =>
      handOverWork(context, {
        communityId: memberOf(request).community.id,
        fromId: request.params.userId,
        toId: request.body.toUserId,
      }),
  );
}

const ofUser = inCommunity.extend({ userId: z.uuid() });

function todayOf(context: Context, member: Member) {
  return civilDayOf(nowIn(context, member), member.community.zone);
}

async function callOff(
  tx: Tx,
  context: Context,
  member: Member,
  which: { id: string } | { userId: string; fromOn: { lte: string } },
): Promise<void> {
  await tx.absence.updateMany({
    where: { communityId: member.community.id, endedAt: null, ...which },
    data: { endedAt: new Date(nowIn(context, member)) },
  });
}

async function namesOf(tx: Tx, rows: readonly Absence[]): Promise<Map<string, string>> {
  const ids = rows.flatMap(({ userId, standInId }) => (standInId === null ? [userId] : [userId, standInId]));
  const users = await tx.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(users.map(({ id, name }) => [id, name]));
}

function absenceRow(
  { id, userId, fromOn, untilOn, standInId }: Absence,
  names: ReadonlyMap<string, string>,
  today: string,
): z.infer<typeof absenceRowSchema> {
  return {
    ...{ id, userId, fromOn, untilOn, standInId },
    name: names.get(userId) ?? '',
    standInName: standInId === null ? null : (names.get(standInId) ?? null),
    state: fromOn > today ? 'coming' : 'away',
  };
}
