import { z } from 'zod';
import { setAway, setSteward } from '../communities/stewards';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { civilDaySchema } from '../domain/civil-day';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { DONE, described, doneSchema, inCommunity, refusals } from './route';

const stewardSchema = z.object({
  building: z.string(),
  stewardId: z.uuid(),
  standInId: z.uuid().nullable(),
  awayUntilOn: z.string().nullable(),
});

export function stewardRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/stewards`,
    {
      config: { access: { kind: 'community', may: ['log.own'] } },
      schema: {
        ...described('users', '各楼栋的管家与代班人'),
        params: inCommunity,
        response: {
          200: z.object({ items: z.array(stewardSchema.extend({ id: z.string() })) }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const rows = await withScope(context, community.id, (tx) =>
        tx.stewardship.findMany({ where: { communityId: community.id }, orderBy: { building: 'asc' } }),
      );
      return { items: rows.map((row) => ({ ...row, id: row.building })) };
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
      config: { access: { kind: 'community', may: ['dispute.handle'] } },
      schema: {
        ...described('users', '管家请假：任务转代班人；null 为销假'),
        params: inCommunity.extend({ userId: z.uuid() }),
        body: z.object({ untilOn: civilDaySchema.nullable() }),
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      await withScope(context, community.id, (tx) =>
        setAway(tx, {
          communityId: community.id,
          stewardId: request.params.userId,
          untilOn: request.body.untilOn,
        }),
      );
      return DONE;
    },
  );
}
