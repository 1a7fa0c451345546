import { z } from 'zod';
import {
  addDocument,
  DOCUMENT_KINDS,
  DOCUMENT_WORDS,
  newDocumentSchema,
  newUrgingSchema,
  recordUrging,
  withdrawDocument,
} from '../communities/dossier';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import type { CommunityDocument } from '../db/generated/client';
import { withScope } from '../db/scope';
import { COMMUNITY_PATH, memberOf, nowIn } from './access';
import type { Api } from './api';
import { described, inCommunity, refusals } from './route';
import { uploadOf } from './upload';

const documentSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(DOCUMENT_KINDS),
    kindZh: z.string(),
    title: z.string(),
    number: z.string().nullable(),
    validFrom: z.string(),
    validTo: z.string().nullable(),
    sha256: z.string(),
    size: z.number().int(),
    mediaType: z.string(),
    addedById: z.uuid(),
    addedAt: z.iso.datetime(),
    withdrawnAt: z.iso.datetime().nullable(),
    withdrawnReason: z.string().nullable(),
  })
  .meta({ id: 'CommunityDocument' });

const urgingSchema = z.object({
  id: z.uuid(),
  state: z.enum(['urged', 'none_formed', 'asked']),
  stateZh: z.string(),
  onDay: z.string(),
  households: z.number().int().nullable(),
  documentId: z.uuid().nullable(),
  note: z.string().nullable(),
  byId: z.uuid(),
});
const URGING_WORDS = { urged: '已督促', none_formed: '未成立', asked: '已函' } as const;

const mayRead = { access: { kind: 'community', may: ['case.read'] } } as const;
const mayKeep = { access: { kind: 'community', may: ['dossier.keep'] } } as const;

/** 小区资料柜 and 业委会督促: what every referral of the community rests on. */
export function dossierRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/documents`,
    {
      config: mayRead,
      schema: {
        ...described('communities', '小区资料柜：合同、收费备案、决议、执照、授权'),
        params: inCommunity,
        response: { 200: z.object({ items: z.array(documentSchema) }), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const rows = await withScope(context, community.id, (tx) =>
        tx.communityDocument.findMany({
          where: { communityId: community.id },
          orderBy: [{ kind: 'asc' }, { validFrom: 'desc' }],
          take: 500,
        }),
      );
      return { items: rows.map(documentRow) };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/documents`,
    {
      config: mayKeep,
      schema: {
        ...described(
          'communities',
          '放入资料（multipart：commandId、kind、title、number、validFrom、validTo 在前，file 在后）',
        ),
        consumes: ['multipart/form-data'],
        params: inCommunity,
        response: { 200: documentSchema, ...refusals },
      },
    },
    async (request) => {
      const { community, userId } = memberOf(request);
      const { file, fields } = await uploadOf(request, newDocumentSchema);
      return documentRow(
        await addDocument(context, { communityId: community.id, userId }, fields, file.file),
      );
    },
  );

  app.post(
    `${COMMUNITY_PATH}/documents/:documentId/withdraw`,
    {
      config: mayKeep,
      schema: {
        ...described('communities', '撤下资料，写明理由；记录保留'),
        params: inCommunity.extend({ documentId: z.uuid() }),
        body: z.object({ reason: z.string().trim().min(2, { error: '请写明理由' }).max(500) }),
        response: { 200: documentSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { documentId } = request.params;
      const of = { communityId: member.community.id, userId: member.userId };
      const at = new Date(nowIn(context, member));
      return withScope(context, of.communityId, async (tx) =>
        documentRow(await withdrawDocument(tx, of, { documentId, reason: request.body.reason, at })),
      );
    },
  );

  app.get(
    `${COMMUNITY_PATH}/committee-urgings`,
    {
      config: mayRead,
      schema: {
        ...described('communities', '业委会督促的记录：只记户数，不给名单'),
        params: inCommunity,
        response: { 200: z.object({ items: z.array(urgingSchema) }), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const rows = await withScope(context, community.id, (tx) =>
        tx.committeeUrging.findMany({
          where: { communityId: community.id },
          orderBy: [{ onDay: 'desc' }, { at: 'desc' }],
          take: 500,
        }),
      );
      return {
        items: rows.map(({ id, onDay, households, documentId, note, byId, ...row }) => {
          const state = urgingSchema.shape.state.parse(row.state);
          return { id, state, stateZh: URGING_WORDS[state], onDay, households, documentId, note, byId };
        }),
      };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/committee-urgings`,
    {
      config: mayKeep,
      schema: {
        ...described('communities', '登记业委会督促：已督促、未成立或已函（户数）'),
        params: inCommunity,
        body: newUrgingSchema,
        response: { 200: z.object({ id: z.uuid(), already: z.boolean() }), ...refusals },
      },
    },
    async (request) => {
      const { community, userId } = memberOf(request);
      return withScope(context, community.id, async (tx) => {
        const time = await communityTime(tx, community.id, context.now());
        return recordUrging(tx, { communityId: community.id, userId }, request.body, time);
      });
    },
  );
}

function documentRow(row: CommunityDocument): z.infer<typeof documentSchema> {
  const kind = documentSchema.shape.kind.parse(row.kind);
  const { id, title, number, validFrom, validTo, sha256, size, mediaType, addedById, withdrawnReason } = row;
  return {
    ...{ id, kind, title, number, validFrom, validTo, sha256, size, mediaType, addedById, withdrawnReason },
    kindZh: DOCUMENT_WORDS[kind],
    addedAt: row.addedAt.toISOString(),
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
  };
}
