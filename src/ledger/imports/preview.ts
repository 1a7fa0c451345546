import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { communityTime } from '../../communities/time';
import type { Context } from '../../context';
import { type Tx, withScope } from '../../db/scope';
import type { CivilDay } from '../../domain/civil-day';
import { UserError } from '../../errors';
import type { ImportKind } from '../mapping/fields';
import { guessMapping, headingScore, missingFields, openQuestions } from '../mapping/guess';
import { checkMapping, type DueRule, type Mapping, savedMappings } from '../mapping/mapping';
import { openTable } from '../reading/open-table';
import { refusedFile } from '../reading/refused';
import type { SourceTable } from '../reading/table';
import { asOfDate } from './as-of';
import type { OnProgress } from './batch';
import { batchFacts } from './chunk';
import { compareRows } from './compare';
import { comparePayments } from './compare-payments';
import { goneTotals } from './gone';
import { type Staged, stageRows } from './stage';
import { knownStewards } from './stewards';
import { type Summary, summarySchema } from './summary';

export type PreviewInput = {
  communityId: string;
  kind: ImportKind;
  path: string;
  fileName?: string;
  /** none: a saved one whose headings the file has, else the guess if it is sure */
  mapping?: Mapping;
  asOf?: CivilDay;
  dueRule?: DueRule;
  period?: { from: CivilDay; to: CivilDay };
  by: string | null;
  onProgress?: OnProgress;
};

export type Preview = { batchId: string; summary: Summary };

/**
 * Reads a file, says what is wrong with which rows and what would change, and writes nothing but that. Memory does not grow with the file.
 *
 * @throws {UserError} FILE_…, HEADINGS_NOT_FOUND, MAPPING_UNSURE (with the guess), IMPORT_QUESTION_OPEN (with the questions)
 */
export async function previewImport(context: Context, input: PreviewInput): Promise<Preview> {
  const { communityId, kind } = input;
  const onProgress = input.onProgress ?? (() => {});
  const table = await openTable(input.path, scoreOf(kind, input.mapping));
  const { community, mapping, today } = await withScope(context, communityId, async (tx) => ({
    community: await tx.community.findUniqueOrThrow({
      where: { id: communityId },
      select: { name: true, zone: true },
    }),
    mapping: await mappingFor(tx, table, input),
    today: (await communityTime(tx, communityId, context.now())).today,
  }));
  const asOf = await asOfDate(table, mapping, input.asOf ?? null, today);
  const batch = await createBatch(context, input, mapping, asOf.day);
  const staging = {
    communityId,
    communityName: community.name,
    zone: community.zone,
    batchId: batch.id,
    kind,
    mapping,
    // a date that nobody knows would only warn of every row
    asOf: asOf.from === 'today' ? null : asOf.day,
  };
  try {
    const staged = await stageRows(context, staging, table, (rows) =>
      onProgress({ phase: 'reading', rows, of: null }),
    );
    if (staged.rows === 0) throw refusedFile.noRows();
    const summary = await compare(context, batch, { table, staged, asOf, today, onProgress });
    return { batchId: batch.id, summary };
  } catch (error) {
    if (error instanceof UserError) await refuse(context, communityId, batch.id);
    throw error;
  }
}

type BatchRow = Awaited<ReturnType<typeof createBatch>>;

async function compare(
  context: Context,
  row: BatchRow,
  found: {
    table: SourceTable;
    staged: Staged;
    asOf: NonNullable<Summary['asOf']>;
    today: CivilDay;
    onProgress: OnProgress;
  },
): Promise<Summary> {
  const { table, staged, asOf, today, onProgress } = found;
  const { communityId } = row;
  const facts = batchFacts(row);
  await withScope(context, communityId, (tx) => refuseAmbiguousObjects(tx, row.id, facts.kind));
  const onRows = (rows: number): void => onProgress({ phase: 'comparing', rows, of: staged.rows });
  const differences =
    facts.kind === 'payments'
      ? await comparePayments(context, facts, onRows)
      : await compareRows(context, facts, today, onRows);
  return withScope(
    context,
    communityId,
    async (tx) => {
      const gone = await goneTotals(tx, { ...facts, createdAt: row.createdAt }, staged.scope);
      const counts = await countRows(tx, row.id);
      const summary = summarySchema.parse({
        ...counts,
        rows: staged.rows,
        headings: table.headings,
        notes: table.notes,
        asOf,
        scope: staged.scope,
        latestReceiptOn: staged.latestReceiptOn,
        differences: { ...differences, gone },
        stewards: await knownStewards(tx, communityId, staged.stewardsOf),
        sameFileAs: await sameFile(tx, row),
      });
      await tx.importBatch.update({ where: { id: row.id }, data: { summary, status: 'previewed' } });
      return summary;
    },
    { timeoutMs: 120_000 },
  );
}

function scoreOf(kind: ImportKind, mapping: Mapping | undefined): (cells: string[]) => number {
  if (!mapping) return (cells) => headingScore(kind, cells);
  const headings = new Set([...Object.values(mapping.fields), ...Object.keys(mapping.items)]);
  return (cells) => cells.filter((cell) => headings.has(cell)).length;
}

/** Given, saved under a name, or guessed; completed by what was asked for. */
async function mappingFor(tx: Tx, table: SourceTable, input: PreviewInput): Promise<Mapping> {
  const { kind, communityId } = input;
  const chosen = input.mapping ?? (await savedFor(tx, communityId, kind, table.headings));
  const guess = guessMapping(table.headings, kind);
  const base = chosen ? checkMapping(kind, table.headings, chosen) : guess.mapping;
  const mapping: Mapping = {
    ...base,
    settings: {
      ...base.settings,
      ...(input.dueRule ? { dueRule: input.dueRule } : {}),
      ...(input.period ? { period: input.period } : {}),
    },
  };
  const missing = missingFields(kind, mapping);
  const questions = openQuestions(kind, mapping);
  if (missing.length > 0 || (!chosen && !guess.sure)) {
    const what = missing.length > 0 ? `缺少：${missing.join('、')}` : '有的列可能有两种含义';
    throw new UserError(
      'MAPPING_UNSURE',
      `认不全这个文件的列，请核对列的对应关系（${what}）`,
      'the headings of the file are not understood for sure: a mapping is needed',
      422,
      { headings: table.headings, mapping, missing, unused: guess.unused },
    );
  }
  if (questions.length > 0) {
    throw new UserError(
      'IMPORT_QUESTION_OPEN',
      questions.map(({ zh }) => zh).join('；'),
      questions.map(({ en }) => en).join('; '),
      422,
      { questions, headings: table.headings, mapping },
    );
  }
  return mapping;
}

async function savedFor(
  tx: Tx,
  communityId: string,
  kind: ImportKind,
  headings: readonly string[],
): Promise<Mapping | undefined> {
  const saved = await savedMappings(tx, communityId, kind);
  return saved.find(({ mapping }) =>
    [...Object.values(mapping.fields), ...Object.keys(mapping.items)].every((heading) =>
      headings.includes(heading),
    ),
  )?.mapping;
}

async function createBatch(context: Context, input: PreviewInput, mapping: Mapping, asOfOn: CivilDay) {
  const { communityId, kind, by } = input;
  const fileDigest = await digestOf(input.path);
  const fileName = input.fileName ?? path.basename(input.path);
  return withScope(context, communityId, (tx) =>
    tx.importBatch.create({
      data: { communityId, kind, fileName, fileDigest, mapping, asOfOn, status: 'reading', byId: by },
    }),
  );
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Of one object in a file, the rows must agree on whose it is. */
async function refuseAmbiguousObjects(tx: Tx, batchId: string, kind: string): Promise<void> {
  if (kind === 'payments') return;
  const problem = { column: '房号', reason: '同一收费对象在文件里对应不同的房号，请核对', severity: 'bad' };
  await tx.$executeRaw`
    update import_row set verdict = 'bad', problems = problems || ${JSON.stringify([problem])}::jsonb
    where "batchId" = ${batchId}::uuid and verdict = 'good' and "rowKey" in (
      select "rowKey" from import_row where "batchId" = ${batchId}::uuid and verdict = 'good'
      group by "rowKey" having count(distinct "accountKey") > 1)`;
}

async function countRows(tx: Tx, batchId: string) {
  const counts = await tx.importRow.groupBy({ by: ['verdict'], where: { batchId }, _count: true });
  const of = (verdict: string): number => counts.find((row) => row.verdict === verdict)?._count ?? 0;
  const [{ warnings } = { warnings: 0 }] = await tx.$queryRaw<{ warnings: number }[]>`
    select count(*)::int as warnings from import_row
    where "batchId" = ${batchId}::uuid and verdict <> 'bad' and problems <> '[]'::jsonb`;
  return { good: of('good'), same: of('same'), repeated: of('repeated'), bad: of('bad'), warnings };
}

async function sameFile(tx: Tx, { communityId, kind, fileDigest }: BatchRow): Promise<string | null> {
  const earlier = await tx.importBatch.findFirst({
    where: { communityId, kind, fileDigest, status: 'accepted' },
    orderBy: { acceptedAt: 'desc' },
    select: { id: true },
  });
  return earlier?.id ?? null;
}

async function refuse(context: Context, communityId: string, batchId: string): Promise<void> {
  await withScope(context, communityId, (tx) =>
    tx.importBatch.update({ where: { id: batchId }, data: { status: 'refused' } }),
  );
}
