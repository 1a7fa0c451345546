import type { Context } from '../../context';
import type { Tx } from '../../db/scope';
import { type CivilDay, civilDay, earlierDay } from '../../domain/civil-day';
import { lockAccounts } from '../claimable';
import { groupBy } from '../group-by';
import { type ImportKind, importKindSchema } from '../mapping/fields';
import {
  type ChargeRow,
  chargeRowSchema,
  type OwnerRow,
  ownerRowSchema,
  prepaymentRowSchema,
} from '../rows/content';
import type { ObjectRef } from '../rows/object-code';
import { type ChunkState, loadState } from './chunk-state';
import type { NameChanges, Planning } from './place-account';
import { planChargeGroup, type RowResult } from './plan-group';
import { planOwnerGroup, planPrepaymentGroup } from './plan-people';
import { openRow } from './staged-row';
import { Writes } from './writes';

/** Accounts that are planned, locked and written together. */
export const CHUNK_ACCOUNTS = 100;

export type BatchFacts = {
  id: string;
  communityId: string;
  kind: ImportKind;
  asOf: CivilDay;
  fileDigest: string;
};

export type ChunkPlan = { results: RowResult[]; writes: Writes; state: ChunkState };

/** The next accounts of a batch, by key. */
export async function nextKeys(tx: Tx, batchId: string, after: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ accountKey: string }[]>`
    select distinct "accountKey" from import_row
    where "batchId" = ${batchId}::uuid and verdict not in ('bad', 'left') and "accountKey" > ${after}
    order by "accountKey" limit ${CHUNK_ACCOUNTS}`;
  return rows.map(({ accountKey }) => accountKey);
}

/**
 * Plans the rows of some accounts against what the database has now. Under `locked`, the accounts are locked first and read again: what
 * is planned is then what is written.
 */
export async function planChunk(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  batch: BatchFacts,
  keys: readonly string[],
  { today, nameChanges, locked }: { today: CivilDay; nameChanges: NameChanges; locked: boolean },
): Promise<ChunkPlan> {
  const rows = await tx.importRow.findMany({
    where: { batchId: batch.id, accountKey: { in: [...keys] }, verdict: { notIn: ['bad', 'left'] } },
    orderBy: { rowNumber: 'asc' },
    select: { rowNumber: true, accountKey: true, contentSealed: true },
  });
  const opened = rows.map(({ rowNumber, accountKey, contentSealed }) => ({
    rowNumber,
    accountKey,
    content: openRow(context.cipher, contentSealed).content,
  }));
  const { refs, plan } = plannerOf(batch.kind, opened);
  const state = await stateOf(tx, context, batch.communityId, refs, locked);
  const writes = new Writes();
  const onDay = earlierDay(batch.asOf, today);
  const planning = {
    cipher: context.cipher,
    communityId: batch.communityId,
    batchId: batch.id,
    asOf: batch.asOf,
    today,
    onDay,
    state,
    writes,
    nameChanges,
  };
  return { results: plan(planning), writes, state };
}

type Opened = { rowNumber: number; accountKey: string; content: unknown };
type ChunkPlanning = Planning & { batchId: string; asOf: CivilDay; today: CivilDay; onDay: CivilDay };

/** Staged rows pass their schema on the way back, as everything that comes from outside. */
function plannerOf(
  kind: ImportKind,
  opened: readonly Opened[],
): { refs: ObjectRef[]; plan: (planning: ChunkPlanning) => RowResult[] } {
  switch (kind) {
    case 'ledger':
    case 'receivables': {
      const rows = opened.map((row) => ({ ...row, content: chargeRowSchema.parse(row.content) }));
      const refs = rows.flatMap(({ content }) => refsOf(content));
      return {
        refs,
        plan: (planning) => byAccount(rows).flatMap((group) => planChargeGroup(planning, group)),
      };
    }
    case 'owners': {
      const rows = opened.map((row) => ({ ...row, content: ownerRowSchema.parse(row.content) }));
      const refs = rows.map(({ content }: { content: OwnerRow }) => content.object);
      return {
        refs,
        plan: (planning) => byAccount(rows).flatMap((group) => planOwnerGroup(planning, group)),
      };
    }
    case 'prepayments': {
      const rows = opened.map((row) => ({ ...row, content: prepaymentRowSchema.parse(row.content) }));
      const refs = rows.map(({ content }) => content.object);
      return {
        refs,
        plan: (planning) => byAccount(rows).flatMap((group) => planPrepaymentGroup(planning, group)),
      };
    }
    case 'payments':
      throw new Error('a statement is booked payment by payment');
    default: {
      const never: never = kind;
      throw new Error(`unknown kind of file: ${never}`);
    }
  }
}

function refsOf({ room, object }: ChargeRow): ObjectRef[] {
  return room === null ? [object] : [room, object];
}

function byAccount<T extends { accountKey: string }>(rows: readonly T[]): T[][] {
  return [...groupBy(rows, ({ accountKey }) => accountKey).values()];
}

async function stateOf(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  communityId: string,
  refs: readonly ObjectRef[],
  locked: boolean,
): Promise<ChunkState> {
  const seen = await loadState(tx, context, communityId, refs);
  const accountIds = new Set([...seen.accounts.keys(), ...seen.charges.keys()]);
  if (!locked || accountIds.size === 0) return seen;
  await lockAccounts(tx, [...accountIds]);
  return loadState(tx, context, communityId, refs);
}

type BatchRow = {
  id: string;
  communityId: string;
  kind: string;
  asOfOn: string | null;
  fileDigest: string;
};

export function batchFacts({ id, communityId, kind, asOfOn, fileDigest }: BatchRow): BatchFacts {
  if (asOfOn === null) throw new Error(`import ${id} has no as-of date`);
  return { id, communityId, kind: importKindSchema.parse(kind), asOf: civilDay(asOfOn), fileDigest };
}
