import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { UserError } from '../errors';

/**
 * The one file of a multipart request, with the fields that come before it, which are read by a schema.
 *
 * @throws UserError FILE_MISSING, FIELDS_INVALID
 */
export async function uploadOf<Fields extends z.ZodType>(
  request: FastifyRequest,
  fields: Fields,
): Promise<{ file: MultipartFile; fields: z.output<Fields> }> {
  if (!request.isMultipart()) throw missing();
  const file = await request.file();
  if (!file) throw missing();
  const given = Object.entries(file.fields).flatMap(([name, part]) => {
    const one = Array.isArray(part) ? part[0] : part;
    return one?.type === 'field' && typeof one.value === 'string' ? [[name, one.value] as const] : [];
  });
  const read = fields.safeParse(Object.fromEntries(given));
  if (read.success) return { file, fields: read.data };
  file.file.resume();
  const issues = read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const said = issues.map(({ path, message }) => `${path} ${message}`).join('；');
  throw new UserError(
    'FIELDS_INVALID',
    `表单有误：${said}`,
    `a field of the form is not valid: ${said}`,
    400,
    { issues },
  );
}

export type OnDisk<Fields> = { path: string; name: string; fields: Fields; discard: () => Promise<void> };

/** The file in a folder of its own, for who reads tables; whoever asks for it discards it. */
export async function onDisk<Fields extends z.ZodType>(
  request: FastifyRequest,
  schema: Fields,
): Promise<OnDisk<z.output<Fields>>> {
  const { file, fields } = await uploadOf(request, schema);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cuijiao-upload-'));
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

function missing(): UserError {
  return new UserError(
    'FILE_MISSING',
    '请以 multipart/form-data 上传一个文件，字段在前、文件在后',
    'send one file as multipart/form-data, the fields before it',
    400,
  );
}

/** A field of a form that carries JSON. */
export function jsonField<Content extends z.ZodType>(content: Content) {
  return z
    .string()
    .transform((text, check) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        check.addIssue('须为 JSON');
        return z.NEVER;
      }
    })
    .pipe(content);
}
