import { z } from 'zod';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { UserError } from '../errors';
import { evidenceStorage, FILE_SHOWS, keepFile } from '../evidence/files';
import { COMMUNITY_PATH, memberOf, nowIn } from './access';
import type { Api } from './api';
import { findCase } from './case-card';
import { visibleCases } from './case-scope';
import { ofCase } from './cases';
import { described, inCommunity, refusals } from './route';
import { uploadOf } from './upload';

const fileRow = z
  .object({
    id: z.uuid(),
    caseId: z.uuid().nullable(),
    taskId: z.uuid().nullable(),
    sha256: z.string(),
    size: z.number().int(),
    mediaType: z.string(),
    shows: z.enum(FILE_SHOWS),
    byId: z.uuid().nullable(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'EvidenceFile' });

const uploadFields = z.object({
  shows: z.enum(FILE_SHOWS, {
    error: '照片内容：notice、content、sealing、door、slip、receipt、signature、recording、other',
  }),
  taskId: z.uuid().optional(),
});

export function evidenceFileRoutes(app: Api, context: Context): void {
  app.post(
    `${COMMUNITY_PATH}/cases/:caseId/files`,
    {
      config: { access: { kind: 'community', may: ['contact.act', 'visit.accompany', 'legal.progress'] } },
      schema: {
        ...described('evidence', '上传照片、扫描件、PDF、录音（multipart：shows、taskId 在前，file 在后）'),
        consumes: ['multipart/form-data'],
        params: ofCase,
        response: {
          200: z.object({
            id: z.uuid(),
            sha256: z.string(),
            size: z.number().int(),
            mediaType: z.string(),
            already: z.boolean(),
          }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const communityId = member.community.id;
      const found = await withScope(context, communityId, (tx) =>
        findCase(context, tx, member, request.params.caseId),
      );
      const { file, fields } = await uploadOf(request, uploadFields);
      const { fileId, ...kept } = await keepFile(
        context,
        {
          communityId,
          accountId: found.accountId,
          caseId: found.id,
          taskId: fields.taskId ?? null,
          shows: fields.shows,
          byId: member.userId,
          at: new Date(nowIn(context, member)),
        },
        file.file,
      );
      return { id: fileId, ...kept };
    },
  );

  app.get(
    `${COMMUNITY_PATH}/cases/:caseId/files`,
    {
      config: { access: { kind: 'community', may: ['case.read'] } },
      schema: {
        ...described('evidence', '此户的照片、扫描件、录音'),
        params: ofCase,
        response: { 200: z.object({ items: z.array(fileRow) }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      return withScope(context, member.community.id, async (tx) => {
        const { accountId } = await findCase(context, tx, member, request.params.caseId);
        const rows = await tx.evidenceFile.findMany({
          where: { accountId },
          orderBy: [{ at: 'asc' }, { id: 'asc' }],
        });
        return {
          items: rows.map(({ id, caseId, taskId, sha256, size, mediaType, shows, byId, at }) => ({
            ...{ id, caseId, taskId, sha256, size, mediaType, byId },
            shows: z.enum(FILE_SHOWS).parse(shows),
            at: at.toISOString(),
          })),
        };
      });
    },
  );

  app.get(
    `${COMMUNITY_PATH}/files/:fileId`,
    {
      config: {
        access: { kind: 'community', may: ['number.reveal', 'export.case_file', 'evidence.verify'] },
      },
      schema: {
        ...described('evidence', '下载一份：文件中可能有姓名、门牌、声音'),
        params: inCommunity.extend({ fileId: z.uuid() }),
      },
    },
    async (request, reply) => {
      const member = memberOf(request);
      const row = await withScope(context, member.community.id, async (tx) => {
        const { fileId } = request.params;
        const file = await tx.evidenceFile.findFirst({
          where: { id: fileId, communityId: member.community.id },
        });
        if (!file) return null;
        const ofAccount = { accountId: file.accountId };
        const seen = await tx.dunningCase.count({
          where: { AND: [ofAccount, await visibleCases(context, tx, member)] },
        });
        return seen > 0 ? file : null;
      });
      const bytes = row && (await evidenceStorage(context).read(row.sha256));
      if (!row || !bytes)
        throw new UserError(
          'NO_SUCH_FILE',
          '没有这份文件，或不在您的范围内',
          'there is no such file, or it is not yours to see',
          404,
        );
      return reply
        .type(row.mediaType)
        .header('content-length', row.size)
        .header('content-disposition', `attachment; filename="${row.id}"`)
        .send(bytes);
    },
  );
}
