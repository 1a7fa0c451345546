import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { BATCH_KINDS } from '../paper/candidates';
import { departBatch, departSchema } from '../paper/depart';
import { BATCH_PHOTOS, keepBatchPhoto } from '../paper/photos';
import { newBatchSchema, type PrintProgress, printBatch } from '../paper/print';
import { approveBatch, batchNoteSchema, itemsOf, noteBatch, sealBatch, sealSchema } from '../paper/seal';
import { reprint, reprintSchema } from '../paper/void';
import { COMMUNITY_PATH, type Member, memberOf, nowIn } from './access';
import type { Api } from './api';
import { decodeCursor, pageOf, pageQuery, toPage } from './paging';
import { batchRow, batchRows, findVisibleBatch, itemRows, visibleBatches } from './paper-row';
import { answerWithProgress } from './progress-stream';
import { commandId, described, inCommunity, refusals } from './route';
import { departedSchema, paperBatchCardSchema, paperBatchSchema } from './schemas/paper';
import { uploadOf } from './upload';

export const ofBatch = inCommunity.extend({ batchId: z.uuid() });

/** Who prints, seals or sends; what of it a person may do is asked where it is done. */
export const MAY_DRAFT = ['notice.draft'] as const;
const MAY_SEE = [...MAY_DRAFT, 'notice.approve', 'notice.verify_amount'] as const;

export function paperBatchRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/paper/batches`,
    {
      config: { access: { kind: 'community', may: MAY_SEE } },
      schema: {
        ...described('paper', '用印批次，最新在前'),
        params: inCommunity,
        querystring: z.object({ ...pageQuery, kind: z.enum(BATCH_KINDS).optional() }),
        response: { 200: pageOf(paperBatchSchema), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { limit, after, kind } = request.query;
      return withScope(context, member.community.id, async (tx) => {
        const rows = await tx.paperBatch.findMany({
          where: {
            AND: [
              await visibleBatches(context, tx, member),
              { kind },
              after === undefined ? {} : olderThan(after),
            ],
          },
          // a demonstration's clock may stand: in real time one is always the later
          orderBy: [{ realCreatedAt: 'desc' }, { id: 'desc' }],
          take: limit + 1,
        });
        const page = toPage(rows, limit, ({ realCreatedAt, id }) => [realCreatedAt.toISOString(), id]);
        return { next: page.next, items: await batchRows(tx, page.items) };
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/paper/batches`,
    {
      config: { access: { kind: 'community', may: MAY_DRAFT } },
      schema: {
        ...described(
          'paper',
          '印制：把待张贴、待邮寄的任务按走楼次序印成一批（Accept: application/x-ndjson 有进度）。中断后用同一 commandId 接着印',
        ),
        params: inCommunity,
        body: newBatchSchema.extend({ commandId }),
        response: { 200: paperBatchCardSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const member = memberOf(request);
      const { commandId: batchId, ...input } = request.body;
      const of = { communityId: member.community.id, batchId };
      return answerWithProgress(request, reply, async (onProgress: (progress: PrintProgress) => void) => {
        await printBatch(context, member, of, input, onProgress);
        return card(context, member, batchId);
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/paper/reprint`,
    {
      config: { access: { kind: 'community', may: MAY_DRAFT } },
      schema: {
        ...described('paper', '重印：旧编号作废，按现在的金额另印一批，编号是新的'),
        params: inCommunity,
        body: reprintSchema.extend({ commandId }),
        response: { 200: paperBatchCardSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const member = memberOf(request);
      const { commandId: batchId, ...input } = request.body;
      const of = { communityId: member.community.id, batchId };
      return answerWithProgress(request, reply, async (onProgress: (progress: PrintProgress) => void) => {
        await reprint(context, member, of, input, onProgress);
        return card(context, member, batchId);
      });
    },
  );

  app.get(
    `${COMMUNITY_PATH}/paper/batches/:batchId`,
    {
      config: { access: { kind: 'community', may: MAY_SEE } },
      schema: {
        ...described('paper', '一批：每份在哪里、哪些要收回、哪些没印及原因'),
        params: ofBatch,
        response: { 200: paperBatchCardSchema, ...refusals },
      },
    },
    async (request) => card(context, memberOf(request), request.params.batchId),
  );

  app.post(
    `${COMMUNITY_PATH}/paper/batches/:batchId/approve`,
    {
      config: { access: { kind: 'community', may: ['notice.approve'] } },
      schema: {
        ...described('paper', '批准用印：负责人，且不是印制的人'),
        params: ofBatch,
        response: { 200: paperBatchSchema, ...refusals },
      },
    },
    async (request) => {
      const { member, of } = await seenBatch(context, request);
      return rowOf(member, await approveBatch(context, member, of));
    },
  );

  app.post(
    `${COMMUNITY_PATH}/paper/batches/:batchId/seal`,
    {
      config: { access: { kind: 'community', may: MAY_DRAFT } },
      schema: {
        ...described('paper', '用印登记：章由人盖，这里记份数、经办、批准、日期；之后才能送出'),
        params: ofBatch,
        body: sealSchema,
        response: { 200: paperBatchSchema, ...refusals },
      },
    },
    async (request) => {
      const { member, of } = await seenBatch(context, request);
      return rowOf(member, await sealBatch(context, member, of, request.body));
    },
  );

  app.post(
    `${COMMUNITY_PATH}/paper/batches/:batchId/note`,
    {
      config: { access: { kind: 'community', may: MAY_DRAFT } },
      schema: {
        ...described('paper', '登记承运人与本批费用'),
        params: ofBatch,
        body: batchNoteSchema,
        response: { 200: paperBatchSchema, ...refusals },
      },
    },
    async (request) => {
      const { member, of } = await seenBatch(context, request);
      return rowOf(member, await noteBatch(context, member, of, request.body));
    },
  );

  app.post(
    `${COMMUNITY_PATH}/paper/batches/:batchId/depart`,
    {
      config: { access: { kind: 'community', may: ['contact.act'] } },
      schema: {
        ...described(
          'paper',
          '送出前最后一关：邮寄的在此逐份过闸并开始；张贴的先看一遍，到门口扫码再过闸。staysBehind 的要抽出',
        ),
        params: ofBatch,
        body: departSchema,
        response: { 200: departedSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const { member, of } = await seenBatch(context, request);
      return answerWithProgress(request, reply, async (onProgress) => {
        const { batch, ...departed } = await departBatch(context, member, of, request.body, onProgress);
        return { batch: await rowOf(member, batch), ...departed };
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/paper/batches/:batchId/photos`,
    {
      config: { access: { kind: 'community', may: ['contact.act'] } },
      schema: {
        ...described(
          'paper',
          '整批一次的照片（multipart：shows 为 content 或 sealing，file 在后）；每份送出时归入其档案。照片里不要有别户的姓名',
        ),
        consumes: ['multipart/form-data'],
        params: ofBatch,
        response: { 200: z.object({ sha256: z.string(), already: z.boolean() }), ...refusals },
      },
    },
    async (request) => {
      const { member, of } = await seenBatch(context, request);
      const { file, fields } = await uploadOf(request, z.object({ shows: z.enum(BATCH_PHOTOS) }));
      const at = new Date(nowIn(context, member));
      const { sha256, already } = await keepBatchPhoto(context, member, { ...of, ...fields, at }, file.file);
      return { sha256, already };
    },
  );

  function rowOf(member: Member, batch: Parameters<typeof batchRow>[0]) {
    return withScope(context, member.community.id, async (tx) => {
      const items = await itemsOf(tx, batch.id);
      return batchRow(
        batch,
        items.map(({ state }) => state),
      );
    });
  }
}

/** A batch is acted on by whoever may see all of it. */
export async function seenBatch(
  context: Context,
  request: FastifyRequest & { params: z.infer<typeof ofBatch> },
): Promise<{ member: Member; of: { communityId: string; batchId: string } }> {
  const member = memberOf(request);
  const of = { communityId: member.community.id, batchId: request.params.batchId };
  await withScope(context, of.communityId, (tx) => findVisibleBatch(context, tx, member, of.batchId));
  return { member, of };
}

async function card(
  context: Context,
  member: Member,
  batchId: string,
): Promise<z.infer<typeof paperBatchCardSchema>> {
  return withScope(context, member.community.id, async (tx: Tx) => {
    const batch = await findVisibleBatch(context, tx, member, batchId);
    const items = await itemsOf(tx, batchId);
    const photos = await tx.paperPhoto.findMany({ where: { batchId }, orderBy: { at: 'asc' } });
    return {
      ...batchRow(
        batch,
        items.map(({ state }) => state),
      ),
      items: await itemRows(context, tx, member, items),
      leftOut: paperBatchCardSchema.shape.leftOut.parse(batch.leftOut),
      photos: photos.map(({ shows, sha256, at }) => ({ shows, sha256, at: at.toISOString() })),
    };
  });
}

function olderThan(after: string) {
  const [realCreatedAt, id] = decodeCursor(after, z.tuple([z.iso.datetime(), z.uuid()]));
  return {
    OR: [
      { realCreatedAt: { lt: new Date(realCreatedAt) } },
      { realCreatedAt: new Date(realCreatedAt), id: { lt: id } },
    ],
  };
}
