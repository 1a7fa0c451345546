import { z } from 'zod';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { readHeadings } from '../ledger/imports';
import { importKindSchema } from '../ledger/mapping/fields';
import { mappingSchema, savedMappings, saveMapping } from '../ledger/mapping/mapping';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { receive } from './import-upload';
import { DONE, described, doneSchema, inCommunity, refusals } from './route';

const headingsSchema = z.object({
  headings: z.array(z.string()),
  notes: z.array(z.string()),
  fields: z
    .array(z.object({ id: z.string(), zh: z.string(), needed: z.boolean() }))
    .describe('这类文件可以有的列'),
  guess: z.object({
    mapping: mappingSchema,
    sure: z.boolean(),
    missing: z.array(z.string()),
    questions: z.array(z.object({ id: z.enum(['dueRule', 'period']), zh: z.string(), en: z.string() })),
    unused: z.array(z.string()),
  }),
});

export function importMappingRoutes(app: Api, context: Context): void {
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
