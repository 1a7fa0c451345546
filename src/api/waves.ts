import { z } from 'zod';
import { scanNow } from '../cases/scan-workflows';
import { previewWave, waveLines } from '../cases/wave-preview';
import { type Released, releaseAll, releaseWave } from '../cases/waves';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { channelSchema } from '../domain/channel';
import { civilDaySchema } from '../domain/civil-day';
import { UserError } from '../errors';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { decodeCursor, pageOf, pageQuery, toPage } from './paging';
import { described, inCommunity, refusals } from './route';
import {
  attentionSchema,
  leftOutSchema,
  releasedSchema,
  waveLineSchema,
  wavePreviewSchema,
  waveRowSchema,
} from './schemas/wave';
import { lineInWords, previewInWords, releasedInWords } from './wave-words';
import { waitingOf } from './waves-waiting';

const releaseBody = z.object({
  caseIds: z.array(z.uuid()).min(1).max(10_000).nullable().default(null).describe('只放行这些；null：整批'),
  excludeCaseIds: z.array(z.uuid()).max(10_000).default([]).describe('剔除这些，留在单上'),
  exclusion: z
    .object({
      reason: z.string().trim().min(1, { error: '剔除：须写明原因' }).max(500),
      untilOn: civilDaySchema.describe('最后一天；到期再问'),
    })
    .nullable()
    .default(null)
    .describe('剔除的原因和到期日：到期前不联系'),
  perDay: z.number().int().min(1).nullable().default(null).describe('每日户数，不超过政策上限'),
  fromOn: civilDaySchema.nullable().default(null).describe('改日：从哪天起；不能早于今天，不能是静默日'),
  mark: z.string().max(64).nullable().default(null).describe('预演的 mark：其间单子变了就退回'),
});

const MAY_RELEASE = ['wave.release', 'wave.release_first'] as const;

export function waveRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/waves`,
    {
      config: { access: { kind: 'community', may: ['wave.read'] } },
      schema: {
        ...described('waves', '放行单，最新在前'),
        params: inCommunity,
        querystring: z.object({
          ...pageQuery,
          status: z.enum(['open', 'released', 'superseded']).optional(),
        }),
        response: { 200: pageOf(waveRowSchema), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const { limit, after, status } = request.query;
      const before = after === undefined ? undefined : { lt: decodeCursor(after, z.tuple([z.uuid()]))[0] };
      return withScope(context, community.id, async (tx) => {
        const rows = await tx.wave.findMany({
          where: { communityId: community.id, status, id: before },
          orderBy: { id: 'desc' },
          take: limit + 1,
        });
        const page = toPage(rows, limit, ({ id }) => [id]);
        const waiting = await waitingOf(
          tx,
          page.items.map(({ id }) => id),
        );
        return {
          next: page.next,
          items: page.items.map(
            ({ id, importId, onDay, ownerId, dueOn, status: state, releasedById, ...row }) => ({
              ...{ id, importId, onDay, ownerId, dueOn, releasedById },
              ...(waiting.get(id) ?? { waiting: 0, waitingFen: 0, beginning: 0 }),
              origin: z.enum(['import', 'scan']).parse(row.origin),
              status: state,
              releasedAt: row.releasedAt?.toISOString() ?? null,
              createdAt: row.createdAt.toISOString(),
            }),
          ),
        };
      });
    },
  );

  app.get(
    `${COMMUNITY_PATH}/waves/:waveId`,
    {
      config: { access: { kind: 'community', may: ['wave.read'] } },
      schema: {
        ...described('waves', '放行前先看：将联系多少户、多少钱、走哪个渠道，剔除了谁、为什么'),
        params: inCommunity.extend({ waveId: z.uuid() }),
        response: { 200: wavePreviewSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { community } = member;
      const { waveId } = request.params;
      return previewInWords(await previewWave(context, member, { communityId: community.id, waveId }));
    },
  );

  app.get(
    `${COMMUNITY_PATH}/waves/:waveId/lines`,
    {
      config: { access: { kind: 'community', may: ['wave.read'] } },
      schema: {
        ...described('waves', '放行单上的户，按走楼顺序；可按渠道、剔除原因、异常、楼栋筛选'),
        params: inCommunity.extend({ waveId: z.uuid() }),
        querystring: z.object({
          ...pageQuery,
          channel: channelSchema.optional(),
          leftOut: leftOutSchema.optional(),
          attention: attentionSchema.or(z.literal('any')).optional().describe('any：有任何一项'),
          building: z.string().optional(),
          approached: z.stringbool().optional().describe('true 将触达；false 被剔除'),
        }),
        response: { 200: pageOf(waveLineSchema), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const { after, limit, ...wanted } = request.query;
      const from = after === undefined ? undefined : decodeCursor(after, z.tuple([z.string(), z.uuid()]));
      const of = { communityId: community.id, waveId: request.params.waveId };
      const lines = await waveLines(context, of, {
        ...wanted,
        limit,
        ...(from ? { after: { walkingOrder: from[0], caseId: from[1] } } : {}),
      });
      const page = toPage(lines, limit, ({ walkingOrder, caseId }) => [walkingOrder, caseId]);
      return { next: page.next, items: page.items.map(lineInWords) };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/waves/:waveId/release`,
    {
      config: { access: { kind: 'community', may: MAY_RELEASE } },
      schema: {
        ...described('waves', '放行一张：整批、部分、剔除、改日、分日；首批由管理处负责人放行'),
        params: inCommunity.extend({ waveId: z.uuid() }),
        body: releaseBody,
        response: { 200: releasedSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { waveId } = request.params;
      const of = { communityId: member.community.id, waveId };
      const release = () => releaseWave(context, member, of, request.body);
      return releasedInWords(await releasedOnce(context, of, release));
    },
  );

  app.post(
    `${COMMUNITY_PATH}/waves/release`,
    {
      config: { access: { kind: 'community', may: MAY_RELEASE } },
      schema: {
        ...described('waves', '放行全部待放行的单'),
        params: inCommunity,
        body: releaseBody.omit({ caseIds: true, mark: true }),
        response: { 200: z.object({ items: z.array(releasedSchema) }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const all = await releaseAll(context, member, member.community.id, request.body);
      return { items: all.map(releasedInWords) };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/scan`,
    {
      config: { access: { kind: 'community', may: [...MAY_RELEASE, 'import.run', 'channel.configure'] } },
      schema: {
        ...described('waves', '立即巡检：为新到期的户立案、核对每个案件，等它做完'),
        params: inCommunity,
        response: { 200: z.record(z.string(), z.number().int()), ...refusals },
      },
    },
    async (request) => scanNow(context, memberOf(request).community.id),
  );
}

/** Asked again, whether by hand or by a retry, a release that is done answers that it is. */
async function releasedOnce(
  context: Context,
  { communityId, waveId }: { communityId: string; waveId: string },
  release: () => Promise<Released>,
): Promise<Released> {
  try {
    return await release();
  } catch (error) {
    if (!(error instanceof UserError && error.code === 'WAVE_EMPTY')) throw error;
    const done = await withScope(context, communityId, (tx) =>
      tx.wave.findFirst({ where: { id: waveId, communityId, status: 'released' }, select: { id: true } }),
    );
    if (!done) throw error;
    return { waveId, days: [], left: 0, dueOn: null, byHand: 0, excluded: 0 };
  }
}
