import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { civilDaySchema } from '../domain/civil-day';
import { acceptImport, badRowsFile } from '../ledger/imports';
import { importKindSchema } from '../ledger/mapping/fields';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { importOf, importRow } from './import-row';
import { preview, receive } from './import-upload';
import { decodeCursor, pageOf, pageQuery, toPage } from './paging';
import { answerWithProgress } from './progress-stream';
import { described, inCommunity, refusals } from './route';
import { importSchema } from './schemas/import';

const nameChangeSchema = z.enum(['correction', 'transfer', 'keep']);

const acceptBody = z.object({
  goneAs: z
    .enum(['paid', 'waived', 'cancelled', 'doubt'])
    .optional()
    .describe('台账消失的账单一律视为；默认已缴，消失的比文件里有的还多时默认存疑'),
  gone: z
    .array(z.object({ accountId: z.uuid(), as: z.enum(['paid', 'waived', 'cancelled', 'doubt', 'keep']) }))
    .max(2000)
    .default([])
    .describe('台账消失：与整批不同的户；keep 仍然欠着'),
  nameChangeAs: nameChangeSchema
    .optional()
    .describe('姓名与系统不同，整批视为：更正（同一人）、过户（换了人）、保留系统里的'),
  names: z
    .array(z.object({ label: z.string(), as: nameChangeSchema }))
    .max(2000)
    .default([])
    .describe('姓名与系统不同：与整批不同的户'),
  leaveRows: z.array(z.number().int()).max(10_000).default([]).describe('不接受的行：不入账，也不算消失'),
  bookedThrough: civilDaySchema.optional().describe('收款明细：到这一天的收款已齐'),
});

const ofImport = inCommunity.extend({ importId: z.uuid() });

export function importRoutes(app: Api, context: Context): void {
  app.post(
    `${COMMUNITY_PATH}/imports`,
    {
      config: { access: { kind: 'community', may: ['import.run'] } },
      schema: {
        ...described('imports', '上传并预览：哪些行有问题、与现有台账差在哪；此时什么都不写'),
        description:
          'multipart：字段在前（kind 必填；map、mapping 为 JSON；asOf、graceDays、periodFrom、periodTo、saveMappingAs、savedMapping），file 在后。Accept: application/x-ndjson 逐行告知进度。',
        consumes: ['multipart/form-data'],
        params: inCommunity,
        response: { 200: importSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const { community, userId } = memberOf(request);
      const file = await receive(request);
      return answerWithProgress(request, reply, async (onProgress) => {
        try {
          const batchId = await preview(context, community.id, userId, file, onProgress);
          return await importOf(context, community.id, batchId);
        } finally {
          await file.discard();
        }
      });
    },
  );

  app.get(
    `${COMMUNITY_PATH}/imports`,
    {
      config: { access: { kind: 'community', may: ['import.read', 'import.run'] } },
      schema: {
        ...described('imports', '历次导入，最新在前'),
        params: inCommunity,
        querystring: z.object({ ...pageQuery, kind: importKindSchema.optional() }),
        response: { 200: pageOf(importSchema), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const { limit, after, kind } = request.query;
      const before = after === undefined ? undefined : { lt: decodeCursor(after, z.tuple([z.uuid()]))[0] };
      const rows = await withScope(context, community.id, (tx) =>
        tx.importBatch.findMany({
          where: { communityId: community.id, kind, id: before },
          orderBy: { id: 'desc' },
          take: limit + 1,
        }),
      );
      const page = toPage(rows, limit, ({ id }) => [id]);
      return { next: page.next, items: page.items.map(importRow) };
    },
  );

  app.get(
    `${COMMUNITY_PATH}/imports/:importId`,
    {
      config: { access: { kind: 'community', may: ['import.read', 'import.run'] } },
      schema: {
        ...described('imports', '一次导入：差异、状态、进度'),
        params: ofImport,
        response: { 200: importSchema, ...refusals },
      },
    },
    async (request) => importOf(context, memberOf(request).community.id, request.params.importId),
  );

  app.post(
    `${COMMUNITY_PATH}/imports/:importId/accept`,
    {
      config: { access: { kind: 'community', may: ['import.run'] } },
      schema: {
        ...described('imports', '确认：好行入账，坏行留下；中断后再确认会接着做，两次等于一次'),
        description: 'Accept: application/x-ndjson 逐行告知进度。',
        params: ofImport,
        body: acceptBody,
        response: { 200: importSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const { community, userId } = memberOf(request);
      const batchId = request.params.importId;
      return answerWithProgress(request, reply, async (onProgress) => {
        const { goneAs, nameChangeAs, bookedThrough, gone, names, leaveRows } = request.body;
        await acceptImport(context, {
          communityId: community.id,
          batchId,
          by: userId,
          ...(goneAs ? { goneAs } : {}),
          ...(nameChangeAs ? { nameChangeAs } : {}),
          ...(bookedThrough ? { bookedThrough } : {}),
          gone: Object.fromEntries(gone.map(({ accountId, as }) => [accountId, as])),
          names: Object.fromEntries(names.map(({ label, as }) => [label, as])),
          leaveRows,
          onProgress,
        });
        return importOf(context, community.id, batchId);
      });
    },
  );

  app.get(
    `${COMMUNITY_PATH}/imports/:importId/bad-rows`,
    {
      config: { access: { kind: 'community', may: ['import.run'] } },
      schema: {
        ...described('imports', '没收进来的行：行号、列、原值、原因；改好可再导入（CSV，带 BOM）'),
        params: ofImport,
      },
    },
    async (request, reply) => {
      const { community } = memberOf(request);
      const made = await importOf(context, community.id, request.params.importId);
      const rows = badRowsFile(context, { communityId: community.id, batchId: made.id });
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="bad-rows-${made.id}.csv"`)
        .send(Readable.from(rows));
    },
  );
}
