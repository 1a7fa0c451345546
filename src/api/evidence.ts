import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { UserError } from '../errors';
import { evidenceStorage } from '../evidence/files';
import { headsKeys, publishHeads } from '../evidence/heads';
import { verifyEvidence } from '../evidence/verify/verify';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { findCase } from './case-card';
import { described, inCommunity, refusals } from './route';
import { verifyReportSchema } from './schemas/evidence';
import { uploadOf } from './upload';

const headsName = z
  .string()
  .regex(/^heads-\d{4}-\d{2}-\d{2}\.jsonl$/, { error: '文件名如 heads-2026-11-02.jsonl' });

export function evidenceRoutes(app: Api, context: Context): void {
  app.post(
    `${COMMUNITY_PATH}/evidence/verify`,
    {
      config: { access: { kind: 'community', may: ['evidence.verify'] } },
      schema: {
        ...described('evidence', '校验证据：逐条重算；被改一个字节也找得出并说明是哪一条'),
        params: inCommunity,
        body: z.object({ caseId: z.uuid().optional() }),
        response: { 200: verifyReportSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { caseId } = request.body;
      if (caseId !== undefined) {
        await withScope(context, member.community.id, (tx) => findCase(context, tx, member, caseId));
      }
      return verifyEvidence(context, { communityId: member.community.id, caseId });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/evidence/verify-against`,
    {
      config: { access: { kind: 'community', may: ['evidence.verify'] } },
      schema: {
        ...described('evidence', '对照一份存在别处的链头文件校验（multipart，一个 file）'),
        consumes: ['multipart/form-data'],
        params: inCommunity,
        response: { 200: verifyReportSchema, ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const { file } = await uploadOf(request, z.object({}));
      const folder = await mkdtemp(path.join(os.tmpdir(), 'cuijiao-heads-'));
      try {
        const headsFile = path.join(folder, 'heads.jsonl');
        await pipeline(file.file, createWriteStream(headsFile));
        return await verifyEvidence(context, { communityId: community.id, headsFile });
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );

  app.get(
    `${COMMUNITY_PATH}/evidence/heads`,
    {
      config: { access: { kind: 'community', may: ['evidence.verify'] } },
      schema: {
        ...described('evidence', '已公布的链头文件：存到别处，才能证明什么都没被截去'),
        params: inCommunity,
        response: {
          200: z.object({ publicKey: z.string(), items: z.array(z.object({ id: z.string() })) }),
          ...refusals,
        },
      },
    },
    async () => {
      const names = await evidenceStorage(context).documents();
      const { publicKey } = headsKeys(context.keys.signing);
      return {
        publicKey,
        items: names.filter((name) => headsName.safeParse(name).success).map((id) => ({ id })),
      };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/evidence/heads`,
    {
      config: { access: { kind: 'community', may: ['evidence.verify'] } },
      schema: {
        ...described('evidence', '现在公布链头（每日自动一次）'),
        params: inCommunity,
        response: {
          200: z.object({ id: z.string(), digest: z.string().nullable(), already: z.boolean() }),
          ...refusals,
        },
      },
    },
    async () => {
      const { name, digest, already } = await publishHeads(context);
      return { id: name, digest, already };
    },
  );

  app.get(
    `${COMMUNITY_PATH}/evidence/heads/:name`,
    {
      config: { access: { kind: 'community', may: ['evidence.verify'] } },
      schema: { ...described('evidence', '下载链头文件'), params: inCommunity.extend({ name: headsName }) },
    },
    async (request, reply) => {
      const { name } = request.params;
      const bytes = await evidenceStorage(context).readDocument(name);
      if (!bytes) throw new UserError('NO_SUCH_FILE', '没有这份文件', 'there is no such file', 404);
      return reply
        .type('application/x-ndjson; charset=utf-8')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(bytes);
    },
  );
}
