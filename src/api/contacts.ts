import { z } from 'zod';
import { liftPause, newPauseSchema, openPauses, setPause } from '../communities/pauses';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { civilDayOf } from '../domain/civil-day';
import { COMMUNITY_PATH, memberOf, nowIn } from './access';
import type { Api } from './api';
import { maskAddress } from './mask';
import { decodeCursor, pageOf, pageQuery, toPage } from './paging';
import { DONE, described, doneSchema, inCommunity, refusals } from './route';
import { capturedRowSchema } from './schemas/contact';

const pauseRow = z
  .object({
    id: z.uuid(),
    building: z.string().nullable(),
    accountId: z.uuid().nullable(),
    reason: z.string(),
    fromOn: z.string(),
    toOn: z.string(),
    setById: z.uuid(),
    setAt: z.iso.datetime(),
  })
  .meta({ id: 'Pause' });

const MAY_PAUSE = ['hold.set', 'pause.building', 'pause.community', 'pause.everything'] as const;

export function contactRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/pauses`,
    {
      config: { access: { kind: 'community', may: ['log.own'] } },
      schema: {
        ...described('contacts', '现在与将来的暂停：小区、楼栋、户'),
        params: inCommunity,
        response: { 200: z.object({ items: z.array(pauseRow) }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { community } = member;
      const today = civilDayOf(nowIn(context, member), community.zone);
      const rows = await withScope(context, community.id, (tx) => openPauses(tx, community.id, today));
      return {
        items: rows.map(({ id, building, accountId, reason, fromOn, toOn, setById, setAt }) => ({
          ...{ id, building, accountId, reason, fromOn, toOn, setById },
          setAt: setAt.toISOString(),
        })),
      };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/pauses`,
    {
      config: { access: { kind: 'community', may: MAY_PAUSE } },
      schema: {
        ...described('contacts', '暂停联系：须有原因与结束日'),
        params: inCommunity,
        body: newPauseSchema,
        response: { 200: z.object({ id: z.uuid() }), ...refusals },
      },
    },
    async (request) => {
      const actor = memberOf(request);
      const communityId = actor.community.id;
      const id = await withScope(context, communityId, (tx) =>
        setPause(tx, context, { communityId, actor, pause: request.body }, new Date(context.now())),
      );
      return { id };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/pauses/:pauseId/lift`,
    {
      config: { access: { kind: 'community', may: MAY_PAUSE } },
      schema: {
        ...described('contacts', '提前解除暂停'),
        params: inCommunity.extend({ pauseId: z.uuid() }),
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (request) => {
      const actor = memberOf(request);
      const communityId = actor.community.id;
      const { pauseId } = request.params;
      await withScope(context, communityId, (tx) =>
        liftPause(tx, context, { communityId, actor, pauseId }, new Date(context.now())),
      );
      return DONE;
    },
  );

  app.get(
    `${COMMUNITY_PATH}/captured`,
    {
      config: { access: { kind: 'community', may: ['wave.read', 'channel.configure'] } },
      schema: {
        ...described('contacts', '被截留（未真正发出）的消息，最新在前'),
        params: inCommunity,
        querystring: z.object({ ...pageQuery, accountId: z.uuid().optional() }),
        response: { 200: pageOf(capturedRowSchema), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const { limit, after, accountId } = request.query;
      return withScope(context, community.id, async (tx) => {
        const rows = await tx.capturedMessage.findMany({
          where: { communityId: community.id, accountId, ...(after === undefined ? {} : laterThan(after)) },
          orderBy: [{ at: 'desc' }, { stepKey: 'asc' }],
          take: limit + 1,
        });
        const accounts = await tx.account.findMany({
          where: { id: { in: rows.map((row) => row.accountId) } },
          select: { id: true, label: true },
        });
        const labels = new Map(accounts.map(({ id, label }) => [id, label]));
        const page = toPage(rows, limit, (row) => [row.at.toISOString(), row.stepKey]);
        return {
          next: page.next,
          items: page.items.map((row) => ({
            id: row.stepKey,
            stepKey: row.stepKey,
            accountId: row.accountId,
            label: labels.get(row.accountId) ?? '',
            channel: row.channel,
            toMasked: maskAddress(
              row.channel === 'email' ? 'email' : 'phone',
              context.cipher.open(row.toSealed),
            ),
            text: context.cipher.open(row.textSealed),
            at: row.at.toISOString(),
            realAt: row.realAt.toISOString(),
          })),
        };
      });
    },
  );
}

function laterThan(after: string) {
  const [at, stepKey] = decodeCursor(after, z.tuple([z.iso.datetime(), z.string()]));
  return { OR: [{ at: { lt: new Date(at) } }, { at: new Date(at), stepKey: { gt: stepKey } }] };
}
