import type { Context } from '../../context';
import type { Prisma } from '../../db/generated/client';
import { withScope } from '../../db/scope';
import type { CivilDay } from '../../domain/civil-day';
import { insertRows } from '../insert-rows';
import type { ImportKind } from '../mapping/fields';
import type { Mapping } from '../mapping/mapping';
import type { SourceRow, SourceTable } from '../reading/table';
import { parseChargeRow } from '../rows/charge-row';
import { isMadeIntoDate, type ObjectRef, objectKey, parseObject, roomOf } from '../rows/object-code';
import { parseOwnerRow, parsePrepaymentRow } from '../rows/owner-row';
import { parsePaymentRow } from '../rows/payment-row';
import { hasBad } from '../rows/problem';
import { RowReader } from '../rows/row-reader';
import { labelOf } from './chunk-state';
import { sealRow } from './staged-row';
import type { Summary } from './summary';

const CHUNK = 500;
/** The column by which a file of mended rows is known: see `bad-rows.ts` */
export const ORIGINAL_ROW = '原行号';

export type Staging = {
  communityId: string;
  communityName: string;
  zone: string;
  batchId: string;
  kind: ImportKind;
  mapping: Mapping;
  asOf: CivilDay | null;
};

export type Staged = Pick<Summary, 'scope' | 'latestReceiptOn'> & {
  rows: number;
  stewardsOf: Map<string, Map<string, number>>;
};

/** Reads the file row by row into staged rows; in memory there is never more than one chunk of them. */
export async function stageRows(
  context: Context,
  staging: Staging,
  table: SourceTable,
  onRows: (rows: number) => void,
): Promise<Staged> {
  const columns = new Map(table.headings.map((heading, index) => [heading, index]));
  const buildings = new Set<string>();
  const items = new Set<string>();
  const stewardsOf = new Map<string, Map<string, number>>();
  let latestReceiptOn: CivilDay | null = null;
  let chunk: Prisma.ImportRowCreateManyInput[] = [];
  let rows = 0;
  const flush = async (): Promise<void> => {
    const data = chunk;
    chunk = [];
    await withScope(context, staging.communityId, (tx) => insertRows(tx, 'import_row', data, 'refuse'), {
      timeoutMs: 60_000,
    });
    onRows(rows);
  };
  for await (const source of table.rows()) {
    rows += 1;
    const row = stageRow(context, staging, source, columns);
    for (const building of row.buildings) buildings.add(building);
    for (const item of row.items) items.add(item);
    for (const building of row.buildings) countSteward(stewardsOf, building, row.steward);
    if (row.receivedOn !== null && row.receivedOn > (latestReceiptOn ?? '')) latestReceiptOn = row.receivedOn;
    chunk.push(row.data);
    if (chunk.length >= CHUNK) await flush();
  }
  if (chunk.length > 0) await flush();
  const isPart = table.headings.includes(ORIGINAL_ROW);
  return {
    rows,
    scope: { buildings: [...buildings], items: [...items], isPart },
    latestReceiptOn,
    stewardsOf,
  };
}

type StagedRow = {
  data: Prisma.ImportRowCreateManyInput;
  buildings: string[];
  items: string[];
  steward: string | null;
  receivedOn: CivilDay | null;
};

function stageRow(
  { cipher }: Context,
  staging: Staging,
  source: SourceRow,
  columns: ReadonlyMap<string, number>,
): StagedRow {
  const { batchId, mapping } = staging;
  const row = new RowReader(source, columns, mapping);
  const { content, keys, ...rest } = parseRow(row, staging);
  const isBad = content === null || hasBad(row.problems);
  const data = {
    batchId,
    rowNumber: source.rowNumber,
    verdict: isBad ? 'bad' : 'good',
    accountKey: keys?.account ?? whereAbouts(row),
    rowKey: keys?.row ?? '',
    contentSealed: sealRow(cipher, { cells: source.cells, content: isBad ? null : content }),
    problems: row.problems,
  };
  return { data, ...rest };
}

type Parsed = Omit<StagedRow, 'data'> & {
  content: object | null;
  keys: { account: string; row: string } | null;
};

function parseRow(row: RowReader, staging: Staging): Parsed {
  const rowContext = { communityName: staging.communityName, mapping: staging.mapping, asOf: staging.asOf };
  const nothing = { buildings: [], items: [], steward: null, receivedOn: null };
  switch (staging.kind) {
    case 'ledger':
    case 'receivables': {
      const content = parseChargeRow(row, rowContext);
      if (content === null) return { ...nothing, content, keys: null };
      const place = content.room ?? content.object;
      return {
        content,
        keys: { account: labelOf(place), row: objectKey(content.object) },
        buildings: [place.building ?? ''],
        items: content.charges.map(({ item }) => item),
        steward: content.steward,
        receivedOn: null,
      };
    }
    case 'owners': {
      const content = parseOwnerRow(row, rowContext);
      if (content === null) return { ...nothing, content, keys: null };
      const { object, steward } = content;
      return { ...nothing, content, keys: keysOf(object), buildings: [object.building ?? ''], steward };
    }
    case 'prepayments': {
      const content = parsePrepaymentRow(row, rowContext);
      return { ...nothing, content, keys: content === null ? null : keysOf(content.object) };
    }
    case 'payments': {
      const content = parsePaymentRow(row, staging.zone);
      if (content === null) return { ...nothing, content, keys: null };
      const keys = { account: String(content.amountFen), row: content.externalId };
      return { ...nothing, content, keys, receivedOn: content.receivedOn };
    }
    default: {
      const never: never = staging.kind;
      throw new Error(`unknown kind of file: ${never}`);
    }
  }
}

function keysOf(object: ObjectRef): { account: string; row: string } {
  return { account: labelOf(object), row: objectKey(object) };
}

/** Where a bad row belongs, as far as it can be told: nothing there counts as gone. */
function whereAbouts(row: RowReader): string {
  const room = row.plain('room');
  const place =
    room !== '' && !isMadeIntoDate(room) ? roomOf(row.plain('building'), row.plain('unit'), room) : null;
  const given = row.plain('object');
  const object = given !== '' && !isMadeIntoDate(given) ? parseObject(given) : null;
  const ref = place ?? object;
  return ref === null ? '' : labelOf(ref);
}

function countSteward(stewardsOf: Staged['stewardsOf'], building: string, steward: string | null): void {
  if (steward === null || building === '') return;
  const counts = stewardsOf.get(building) ?? new Map<string, number>();
  counts.set(steward, (counts.get(steward) ?? 0) + 1);
  stewardsOf.set(building, counts);
}
