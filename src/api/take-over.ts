import { z } from 'zod';
import { lookAtTakeOver } from '../cases/take-over';
import { type TakeOverRow, takeOverProgress, takeOverRows } from '../cases/take-over-rows';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { channelSchema } from '../domain/channel';
import { civilDaySchema } from '../domain/civil-day';
import { fenSchema } from '../domain/money';
import { declaredStateSchema } from '../domain/take-over';
import { causeSchema, levelSchema } from '../domain/vocabulary';
import { UserError } from '../errors';
import { calendarOf } from '../policy/calendar-store';
import { currentPolicy } from '../policy/versions';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { decodeCursor, pageOf, pageQuery, toPage } from './paging';
import { described, inCommunity, refusals } from './route';
import { takeOverProgressSchema, takeOverSchema } from './schemas/take-over';
import { progressInWords, takeOverInWords } from './take-over-words';

const lookBody = z.object({
  correction: z
    .object({
      state: declaredStateSchema,
      level: levelSchema.nullable(),
      cause: causeSchema.nullable(),
      lastContactOn: civilDaySchema.nullable(),
      lastContactBy: channelSchema.nullable(),
      promisedOn: civilDaySchema.nullable(),
      promisedFen: fenSchema.nullable(),
    })
    .partial()
    .nullable()
    .default(null)
    .describe('更正哪些；null：确认，按台账所载'),
  reason: z.string().trim().min(1).max(1000).nullable().default(null).describe('依据；更正或有疑点时必填'),
});

export function takeOverRoutes(app: Api, context: Context): void {
  const read = async (
    communityId: string,
    wanted: Parameters<typeof takeOverRows>[3],
  ): Promise<{ rows: TakeOverRow[]; progress: Awaited<ReturnType<typeof takeOverProgress>> }> =>
    withScope(context, communityId, async (tx) => {
      const { today } = await communityTime(tx, communityId, context.now());
      const { ladder } = (await currentPolicy(tx, communityId)).policy;
      const rules = { ladder, calendar: await calendarOf(tx, communityId), today };
      return {
        rows: await takeOverRows(tx, context, communityId, wanted, rules),
        progress: await takeOverProgress(tx, communityId),
      };
    });

  app.get(
    `${COMMUNITY_PATH}/take-over`,
    {
      config: { access: { kind: 'community', may: ['wave.read'] } },
      schema: {
        ...described('imports', '存量接管表：台账所载（未经证实）、据此会怎么做、有疑点的行，看过多少'),
        params: inCommunity,
        querystring: z.object({
          ...pageQuery,
          looked: z.stringbool().optional().describe('true 看过的；false 没看过的'),
          doubts: z.stringbool().optional().describe('true 有疑点的'),
          grave: z.stringbool().optional().describe('true 可能已在诉讼的'),
          state: declaredStateSchema.optional(),
        }),
        response: {
          200: pageOf(takeOverSchema).extend({ progress: takeOverProgressSchema }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const { after, limit, ...wanted } = request.query;
      const from = after === undefined ? undefined : decodeCursor(after, z.tuple([z.string(), z.uuid()]));
      const { rows, progress } = await read(community.id, {
        ...wanted,
        limit,
        ...(from ? { after: { walkingOrder: from[0], accountId: from[1] } } : {}),
      });
      const page = toPage(rows, limit, ({ walkingOrder, accountId }) => [walkingOrder, accountId]);
      return {
        next: page.next,
        items: page.items.map(takeOverInWords),
        progress: progressInWords(progress),
      };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/take-over/:accountId`,
    {
      config: { access: { kind: 'community', may: ['wave.release'] } },
      schema: {
        ...described('imports', '确认或更正一户的接管记录；放行之前有效，写入证据'),
        description: '更正后案件按新记录重新开始：级别、暂停和待办都跟着变。',
        params: inCommunity.extend({ accountId: z.uuid() }),
        body: lookBody,
        response: { 200: takeOverSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const communityId = member.community.id;
      const { accountId } = request.params;
      await lookAtTakeOver(context, member, { communityId, accountId, ...request.body });
      const [row] = (await read(communityId, { accountId, limit: 1 })).rows;
      if (!row)
        throw new UserError('TAKE_OVER_UNKNOWN', '这一户没有接管记录', 'nothing was declared of it', 404);
      return takeOverInWords(row);
    },
  );

  app.post(
    `${COMMUNITY_PATH}/take-over/confirm`,
    {
      config: { access: { kind: 'community', may: ['wave.release'] } },
      schema: {
        ...described('imports', '一次确认多户；有疑点的须写明依据'),
        params: inCommunity,
        body: z.object({
          accountIds: z.array(z.uuid()).min(1).max(500),
          reason: lookBody.shape.reason,
        }),
        response: {
          200: z.object({ confirmed: z.number().int(), progress: takeOverProgressSchema }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const communityId = member.community.id;
      const { accountIds, reason } = request.body;
      for (const accountId of accountIds)
        await lookAtTakeOver(context, member, { communityId, accountId, correction: null, reason });
      const { progress } = await read(communityId, { limit: 1 });
      return { confirmed: accountIds.length, progress: progressInWords(progress) };
    },
  );
}
