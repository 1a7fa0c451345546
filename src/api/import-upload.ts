import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { civilDaySchema } from '../domain/civil-day';
import { UserError } from '../errors';
import { previewImport, readHeadings } from '../ledger/imports';
import type { OnProgress } from '../ledger/imports/batch';
import { type ImportKind, importKindSchema } from '../ledger/mapping/fields';
import { type Mapping, mappingSchema, savedMappings, saveMapping } from '../ledger/mapping/mapping';
import { importOf } from './import-row';
import { jsonField, type OnDisk, onDisk } from './upload';

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

export type Received = OnDisk<PreviewFields>;

/** The file lies in a folder of its own while it is read; what was read is in the database then. */
export function receive(request: FastifyRequest): Promise<Received> {
  return onDisk(request, previewFields);
}

export async function preview(
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
