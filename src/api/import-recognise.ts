import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { UserError } from '../errors';
import { recognise } from '../ledger/recognise';
import { IMPORT_KIND_WORDS } from '../ledger/words';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { described, inCommunity, refusals } from './route';
import { recognisedSchema } from './schemas/import';

/** 欠费台账、应收账单、收款明细、预存余额、业主档案 */
const MOST_FILES = 5;

type RecognisedFile = z.infer<typeof recognisedSchema>;

export function importRecogniseRoutes(app: Api, context: Context): void {
  app.post(
    `${COMMUNITY_PATH}/imports/recognise`,
    {
      config: { access: { kind: 'community', may: ['import.run'] } },
      schema: {
        ...described('imports', '一次拖入最多 5 个文件：按列名认出各是什么、数据截至哪天；什么都不留下'),
        consumes: ['multipart/form-data'],
        params: inCommunity,
        response: { 200: z.object({ items: z.array(recognisedSchema) }), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const folder = await mkdtemp(path.join(os.tmpdir(), 'cuijiao-recognise-'));
      try {
        const files = await keep(request, folder);
        const items: RecognisedFile[] = [];
        for (const file of files) items.push(await recogniseOne(context, community.id, file));
        return { items };
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );
}

type Kept = { path: string; name: string };

async function keep(request: FastifyRequest, folder: string): Promise<Kept[]> {
  if (!request.isMultipart()) throw noFile();
  const kept: Kept[] = [];
  for await (const part of request.files({ limits: { files: MOST_FILES } })) {
    const name = path.basename(part.filename || 'file');
    const target = path.join(folder, `${kept.length}${path.extname(name).toLowerCase()}`);
    await pipeline(part.file, createWriteStream(target));
    if (part.file.truncated)
      throw new UserError('TOO_LARGE', `${name} 太大，请拆分后再传`, 'a file is too large: split it', 413);
    kept.push({ path: target, name });
  }
  if (kept.length === 0) throw noFile();
  return kept;
}

function noFile(): UserError {
  return new UserError(
    'FILE_MISSING',
    `请以 multipart/form-data 上传 1 至 ${MOST_FILES} 个文件`,
    `send one to ${MOST_FILES} files as multipart/form-data`,
    400,
  );
}

/** A file that cannot be read does not keep the others from being recognised. */
async function recogniseOne(context: Context, communityId: string, file: Kept): Promise<RecognisedFile> {
  try {
    const found = await withScope(
      context,
      communityId,
      async (tx) => {
        const { today } = await communityTime(tx, communityId, context.now());
        return recognise(tx, communityId, file, today);
      },
      { timeoutMs: 60_000 },
    );
    return {
      ...found,
      fileName: file.name,
      zh: IMPORT_KIND_WORDS[found.kind],
      candidates: found.candidates.map((one) => ({ ...one, zh: IMPORT_KIND_WORDS[one.kind] })),
      refusal: null,
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { code, zh, en } = error;
    return {
      ...{ fileName: file.name, kind: null, zh, sure: false, candidates: [], headings: [], notes: [] },
      ...{ guess: null, savedMapping: null, asOf: null, refusal: { code, zh, en } },
    };
  }
}
