import { z } from 'zod';
import { scanNow } from '../cases/scan-workflows';
import { previewWave } from '../cases/wave-preview';
import { type Released, releaseAll, releaseWave } from '../cases/waves';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { UserError } from '../errors';
import { CHANNEL_WORDS } from '../machine/words';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { decodeCursor, pageOf, pageQuery, toPage } from './paging';
import { described, inCommunity, refusals } from './route';
import { LEFT_OUT_WORDS, releasedSchema, wavePreviewSchema, waveRowSchema } from './schemas/wave';
import { waitingOf } from './waves-waiting';

const releaseBody = z.object({
  excludeCaseIds: z.array(z.uuid()).max(10_000).default([]).describe('剔除'),
  perDay: z.number().int().min(1).nullable().default(null).describe('每日户数，不超过政策上限'),
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
      const { community } = memberOf(request);
      const preview = await previewWave(context, community.id, request.params.waveId);
      return {
        ...preview,
        byChannel: preview.byChannel.map((row) => ({ ...row, zh: CHANNEL_WORDS[row.channel] })),
        leftOut: preview.leftOut.map((row) => ({ ...row, zh: LEFT_OUT_WORDS[row.reason] })),
        lines: preview.lines.map(({ caseId, ...line }) => ({ id: caseId, ...line })),
      };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/waves/:waveId/release`,
    {
      config: { access: { kind: 'community', may: MAY_RELEASE } },
      schema: {
        ...described('waves', '放行一张；首批由管理处负责人放行，按政策分日'),
        params: inCommunity.extend({ waveId: z.uuid() }),
        body: releaseBody,
        response: { 200: releasedSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { waveId } = request.params;
      const of = { communityId: member.community.id, waveId };
      return releasedOnce(context, of, () => releaseWave(context, member, of, request.body));
    },
  );

  app.post(
    `${COMMUNITY_PATH}/waves/release`,
    {
      config: { access: { kind: 'community', may: MAY_RELEASE } },
      schema: {
        ...described('waves', '放行全部待放行的单'),
        params: inCommunity,
        body: releaseBody,
        response: { 200: z.object({ items: z.array(releasedSchema) }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      return { items: await releaseAll(context, member, member.community.id, request.body) };
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
    return { waveId, days: [], left: 0 };
  }
}
