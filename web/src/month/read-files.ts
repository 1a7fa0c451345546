import { api, type Schemas, upload } from '../api/client';
import { newCommandId } from '../api/command-id';
import { type Progress, withProgress } from '../api/progress';
import type { paths } from '../api/schema';
import type { Dropped, Headings, Import, ImportKind } from './files';

export function dropped(file: File): Dropped {
  return {
    key: newCommandId(),
    file,
    kind: 'ledger',
    headings: null,
    map: {},
    graceDays: null,
    period: null,
    asOf: null,
    stage: { at: 'new' },
  };
}

export type Recognised = Schemas['RecognisedFile'];

/** Which kind of file each is, by its columns; keeps nothing. Throws `RefusedError`. */
export async function recognise(communityId: string, file: File): Promise<Recognised | undefined> {
  const path = `/api/communities/${communityId}/imports/recognise`;
  const { items } = await upload<{ items: Recognised[] }>(path, {}, file, file.name);
  return items[0];
}

/** What the columns of a file mean. Throws `RefusedError`. */
export function readHeadings(communityId: string, { file, kind }: Pick<Dropped, 'file' | 'kind'>) {
  return upload<Headings>(`/api/communities/${communityId}/import-headings`, { kind }, file, file.name);
}

/** Reads the whole file and compares it with the ledger; writes nothing. Throws `RefusedError`. */
export function check(
  communityId: string,
  { file, kind, map, graceDays, period, asOf }: Dropped,
  onProgress: (progress: Progress) => void,
): Promise<Import> {
  const form = new FormData();
  const said = {
    kind,
    ...(Object.keys(map).length > 0 ? { map: JSON.stringify(map) } : {}),
    ...(graceDays === null ? {} : { graceDays: String(graceDays) }),
    ...(period ? { periodFrom: period.from, periodTo: period.to } : {}),
    ...(asOf ? { asOf } : {}),
  };
  for (const [name, value] of Object.entries(said)) form.append(name, value);
  form.append('file', file, file.name);
  return withProgress<Import>(`/api/communities/${communityId}/imports`, form, onProgress);
}

type AcceptBody = NonNullable<
  paths['/api/communities/{communityId}/imports/{importId}/accept']['post']['requestBody']
>['content']['application/json'];

/** What a person says about the differences before they are accepted. */
export type Decisions = Partial<AcceptBody>;

/** Takes what was checked into the ledger. Ended in the middle, the same again goes on where it was. Throws `RefusedError`. */
export function accept(
  communityId: string,
  importId: string,
  decisions: Decisions,
  onProgress: (progress: Progress) => void,
): Promise<Import> {
  return withProgress<Import>(
    `/api/communities/${communityId}/imports/${importId}/accept`,
    decisions,
    onProgress,
  );
}

/** The columns that a file was read by, kept for next month's: nobody maps the same file twice. */
export async function keepMapping(communityId: string, { kind, mapping, fileName }: Import): Promise<void> {
  // the same export is called the same but for its date
  const name =
    fileName
      .replace(/\.\w+$/, '')
      .replace(/[\d\s_\-.()（）年月日]+/g, '')
      .slice(0, 60) || kind;
  await api.PUT('/api/communities/{communityId}/import-mappings/{name}', {
    params: { path: { communityId, name } },
    body: { kind, mapping },
  });
}

/** What was kept of an earlier file with the same columns, for this one. */
export async function rememberedAnswers(
  communityId: string,
  kind: ImportKind,
  { headings }: Headings,
): Promise<Pick<Dropped, 'map' | 'graceDays'> | null> {
  const { data } = await api.GET('/api/communities/{communityId}/import-mappings', {
    params: { path: { communityId }, query: { kind } },
  });
  const fitting = data?.items.find(({ mapping }) =>
    Object.values(mapping.fields ?? {}).every((heading) => headings.includes(heading)),
  );
  if (!fitting) return null;
  const { fields = {}, settings } = fitting.mapping;
  return { map: fields, graceDays: settings?.dueRule?.graceDays ?? null };
}
