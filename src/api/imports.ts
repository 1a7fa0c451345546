import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import { withScope } from '../db/scope';
import { civilDaySchema } from '../domain/civil-day';
import { UserError } from '../errors';
import { acceptImport, badRowsFile, previewImport, readHeadings } from '../ledger/imports';
import type { OnProgress } from '../ledger/imports/batch';
import { summarySchema } from '../ledger/imports/summary';
import { type ImportKind, importKindSchema } from '../ledger/mapping/fields';
import { type Mapping, mappingSchema, savedMappings, saveMapping } from '../ledger/mapping/mapping';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { decodeCursor, pageOf, pageQuery, toPage } from './paging';
import { answerWithProgress } from './progress-stream';
import { DONE, described, doneSchema, inCommunity, refusals } from './route';
import { jsonField, uploadOf } from './upload';

export const importSchema = z
  .object({
    id: z.uuid(),
    kind: importKindSchema,
    fileName: z.string(),
    status: z.string().describe('reading、previewed、accepting、accepted、refused'),
    asOfOn: z.string().nullable(),
    mapping: mappingSchema,
    summary: summarySchema,
    waveId: z.uuid().nullable(),
    byId: z.uuid().nullable(),
    createdAt: z.iso.datetime(),
    acceptedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Import' });

const previewFields = z.object({
  kind: importKindSchema,
  /** A whole mapping, instead of a guess */
  mapping: jsonField(mappingSchema).optional(),
  /** Corrections of the guess: field → heading; an empty heading: this field is not in the file */
  map: jsonField(z.record(z.string(), z.string())).optional(),
  saveMappingAs: z.string().trim().min(1).max(60).optional(),
  savedMapping: z.string().trim().min(1).max(60).optional(),
  asOf: civilDaySchema.optional(),
  graceDays: z.coerce.number().int().min(0).max(366).optional(),
  periodFrom: civilDaySchema.optional(),
  periodTo: civilDaySchema.optional(),
});
type PreviewFields = z.infer<typeof previewFields>;

const acceptBody = z.object({
  goneAs: z
    .enum(['paid', 'waived', 'cancelled', 'doubt'])
    .optional()
    .describe('台账消失的账单一律视为；默认已缴，消失的比文件里有的还多时默认存疑'),
  nameChangeAs: z.enum(['correction', 'transfer']).optional().describe('姓名与系统不同：更正或过户'),
  bookedThrough: civilDaySchema.optional().describe('收款明细：到这一天的收款已齐'),
});

export const headingsSchema = z.object({
  headings: z.array(z.string()),
  notes: z.array(z.string()),
  guess: z.object({
    mapping: mappingSchema,
    sure: z.boolean(),
    missing: z.array(z.string()),
    questions: z.array(z.object({ id: z.enum(['dueRule', 'period']), zh: z.string(), en: z.string() })),
    unused: z.array(z.string()),
  }),
});

export const ofImport = inCommunity.extend({ importId: z.uuid() });

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
        const { goneAs, nameChangeAs, bookedThrough } = request.body;
        await acceptImport(context, {
          communityId: community.id,
          batchId,
          by: userId,
          ...(goneAs ? { goneAs } : {}),
          ...(nameChangeAs ? { nameChangeAs } : {}),
          ...(bookedThrough ? { bookedThrough } : {}),
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

  app.post(
    `${COMMUNITY_PATH}/import-headings`,
    {
      config: { access: { kind: 'community', may: ['import.run', 'import.mapping'] } },
      schema: {
        ...described('imports', '认列：文件有哪些列、各是什么意思、还缺什么（multipart：kind、file）'),
        consumes: ['multipart/form-data'],
        params: inCommunity,
        response: { 200: headingsSchema, ...refusals },
      },
    },
    async (request) => {
      const file = await receive(request);
      try {
        return await readHeadings(file.path, file.fields.kind);
      } finally {
        await file.discard();
      }
    },
  );

  app.get(
    `${COMMUNITY_PATH}/import-mappings`,
    {
      config: { access: { kind: 'community', may: ['import.mapping', 'import.read'] } },
      schema: {
        ...described('imports', '存下的列对应关系'),
        params: inCommunity,
        querystring: z.object({ kind: importKindSchema }),
        response: {
          200: z.object({
            items: z.array(z.object({ id: z.string(), name: z.string(), mapping: mappingSchema })),
          }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const saved = await withScope(context, community.id, (tx) =>
        savedMappings(tx, community.id, request.query.kind),
      );
      return { items: saved.map(({ name, mapping }) => ({ id: name, name, mapping })) };
    },
  );

  app.put(
    `${COMMUNITY_PATH}/import-mappings/:name`,
    {
      config: { access: { kind: 'community', may: ['import.mapping'] } },
      schema: {
        ...described('imports', '存一份列对应关系'),
        params: inCommunity.extend({ name: z.string().min(1).max(60) }),
        body: z.object({ kind: importKindSchema, mapping: mappingSchema }),
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const { name } = request.params;
      await withScope(context, community.id, (tx) =>
        saveMapping(tx, { communityId: community.id, name, ...request.body }),
      );
      return DONE;
    },
  );
}

type Received = { path: string; name: string; fields: PreviewFields; discard: () => Promise<void> };

/** The file lies in a folder of its own while it is read; what was read is in the database then. */
async function receive(request: FastifyRequest): Promise<Received> {
  const { file, fields } = await uploadOf(request, previewFields);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cuijiao-import-'));
  const discard = () => rm(folder, { recursive: true });
  try {
    const name = path.basename(file.filename || 'file');
    const target = path.join(folder, `file${path.extname(name).toLowerCase()}`);
    await pipeline(file.file, createWriteStream(target));
    if (file.file.truncated)
      throw new UserError('TOO_LARGE', '文件太大，请拆分后再传', 'the file is too large: split it', 413);
    return { path: target, name, fields, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

async function preview(
  context: Context,
  communityId: string,
  by: string,
  { path: file, name, fields }: Received,
  onProgress: OnProgress,
): Promise<string> {
  const { kind, saveMappingAs } = fields;
  const given = await mappingGiven(context, communityId, file, fields);
  const input = {
    communityId,
    kind,
    path: file,
    fileName: name,
    ...given,
    ...settingsOf(fields),
    by,
    onProgress,
  };
  const { batchId } = await previewImport(context, input);
  if (saveMappingAs !== undefined) {
    const { mapping } = await importOf(context, communityId, batchId);
    await withScope(context, communityId, (tx) =>
      saveMapping(tx, { communityId, kind, name: saveMappingAs, mapping }),
    );
  }
  return batchId;
}

async function mappingGiven(
  context: Context,
  communityId: string,
  file: string,
  { kind, mapping, map, savedMapping }: PreviewFields,
): Promise<{ mapping?: Mapping }> {
  if (mapping) return { mapping };
  if (savedMapping !== undefined)
    return { mapping: await mappingNamed(context, communityId, kind, savedMapping) };
  if (!map) return {};
  const { mapping: guessed } = (await readHeadings(file, kind)).guess;
  const corrected = Object.entries({ ...guessed.fields, ...map }).filter(([, heading]) => heading !== '');
  return { mapping: { ...guessed, fields: Object.fromEntries(corrected) } };
}

async function mappingNamed(
  context: Context,
  communityId: string,
  kind: ImportKind,
  name: string,
): Promise<Mapping> {
  const saved = await withScope(context, communityId, (tx) => savedMappings(tx, communityId, kind));
  const found = saved.find((one) => one.name === name);
  if (found) return found.mapping;
  throw new UserError(
    'MAPPING_UNKNOWN',
    `没有名为「${name}」的列对应关系`,
    `no mapping is named ${name}`,
    404,
  );
}

function settingsOf({ asOf, graceDays, periodFrom, periodTo }: PreviewFields) {
  return {
    ...(asOf ? { asOf } : {}),
    ...(graceDays === undefined ? {} : { dueRule: { graceDays } }),
    ...(periodFrom && periodTo ? { period: { from: periodFrom, to: periodTo } } : {}),
  };
}

export async function importOf(
  context: Context,
  communityId: string,
  id: string,
): Promise<z.infer<typeof importSchema>> {
  const row = await withScope(context, communityId, (tx) =>
    tx.importBatch.findFirst({ where: { id, communityId } }),
  );
  if (!row) throw new UserError('IMPORT_UNKNOWN', '没有这次导入', 'there is no such import', 404);
  return importRow(row);
}

function importRow(row: Prisma.ImportBatchGetPayload<object>): z.infer<typeof importSchema> {
  const { id, kind, fileName, status, asOfOn, mapping, summary, waveId, byId } = row;
  return {
    ...{ id, fileName, status, asOfOn, waveId, byId },
    kind: importKindSchema.parse(kind),
    mapping: mappingSchema.parse(mapping),
    summary: summarySchema.parse(summary),
    createdAt: row.createdAt.toISOString(),
    acceptedAt: row.acceptedAt?.toISOString() ?? null,
  };
}
