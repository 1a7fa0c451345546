import { isDeepStrictEqual } from 'node:util';
import { type Declared, declaredSchema, doubtsOf, isGrave } from '../../domain/take-over';
import { joinDeclared } from '../declared';
import { groupBy } from '../group-by';
import type { ChargeRow } from '../rows/content';
import { objectKey } from '../rows/object-code';
import type { Problem } from '../rows/problem';
import type { AccountState } from './chunk-state';
import { addPoints, identify, ownPhone, phonePoints } from './contact-points';
import { deduplicate, type LineIn, matchLines } from './match-lines';
import { ensureObject, nameKey, type Placed, type Planning, placeAccount } from './place-account';
import { type ChargePlanning, type LineDifference, planCharges } from './plan-charges';

export type GroupRow<T> = { rowNumber: number; content: T };

/** What a row changes, kept beside it: ids, amounts, codes. */
export type RowDifference = {
  charges?: LineDifference[];
  owner?: Placed['owner'];
  phones?: number;
  prepaid?: { beforeFen: number; afterFen: number };
  /** whose it is; none: an account that the file makes */
  accountId?: string;
};

export type RowResult = {
  rowNumber: number;
  verdict: 'good' | 'bad' | 'repeated' | 'same';
  problems: Problem[];
  difference: RowDifference;
  accountId: string | null;
};

/** The rows of one room, or of one object that no room is named with: an account for each name among them. */
export function planChargeGroup(
  planning: Planning & Omit<ChargePlanning, 'lateFeeBasis'>,
  rows: readonly GroupRow<ChargeRow>[],
): RowResult[] {
  const partitions = partitionsOf(rows);
  const names = partitions.flatMap(({ name }) => (name === null ? [] : [name]));
  const placed = partitions.map((partition) => {
    const others = names.filter((name) => name !== partition.name);
    return { ...partition, ...planPartition(planning, partition, others) };
  });
  const latest = placed.at(-1);
  if (placed.length > 1 && latest) leaveObjectsTo(planning, latest.account, rows);
  return placed.flatMap(({ results }) => results);
}

type Partition = { name: string | null; rows: GroupRow<ChargeRow>[] };

/** By name, the one with the latest bill last: who is liable for what falls due now. */
function partitionsOf(rows: readonly GroupRow<ChargeRow>[]): Partition[] {
  const byName = groupBy(rows, ({ content }) => (content.name === null ? null : nameKey(content.name)));
  const unnamed = byName.get(null) ?? [];
  byName.delete(null);
  const named = [...byName.values()].map((own) => ({ name: own[0]?.content.name ?? null, rows: own }));
  const [first] = named;
  if (first && named.length === 1) return [{ ...first, rows: [...first.rows, ...unnamed] }];
  const all = unnamed.length > 0 ? [...named, { name: null, rows: unnamed }] : named;
  const latestOf = (partition: Partition): string =>
    partition.rows
      .flatMap(({ content }) => content.charges.map(({ to }) => to))
      .sort()
      .at(-1) ?? '';
  return all.sort((a, b) => (latestOf(a) < latestOf(b) ? -1 : 1));
}

function planPartition(
  planning: Planning & Omit<ChargePlanning, 'lateFeeBasis'>,
  { name, rows }: Partition,
  others: readonly string[],
): { account: AccountState; results: RowResult[] } {
  const { state } = planning;
  const contents = rows.map(({ content }) => content);
  const room = contents.find((content) => content.room !== null)?.room ?? null;
  const refs = [...(room === null ? [] : [room]), ...contents.map(({ object }) => object)];
  const phones = contents.flatMap((content) => content.phones);
  const phone = ownPhone(phones);
  const { account, owner } = placeAccount(planning, refs, { name, phone }, others);
  const wasNew = account.isNew && account.points.length === 0;
  const objectIds = new Map(
    contents.map((content) => {
      const place = { building: room?.building ?? account.building, areaCm2: areaOf(content) };
      return [objectKey(content.object), ensureObject(planning, content.object, account, place)];
    }),
  );
  identify(planning, account, phone);
  const newPhones = addPoints(planning, account, phonePoints(phones));
  declare(planning, account, contents);
  const lines = rows.flatMap(({ rowNumber, content }): LineIn[] => {
    const object = objectIds.get(objectKey(content.object));
    if (!object) return [];
    return content.charges.map((line) => ({ rowNumber, line, objectId: object.id, objectKind: object.kind }));
  });
  const { lines: once, repeated, problems } = deduplicate(lines);
  const candidates = [
    ...(state.charges.get(account.id) ?? []),
    // a sale alone leaves each with the debts of its own time: a bill of this object may be another account's
    ...[...state.charges].flatMap(([accountId, charges]) =>
      accountId === account.id
        ? []
        : charges.filter(({ objectId }) => lines.some((line) => line.objectId === objectId)),
    ),
  ];
  const matched = matchLines(once, candidates, (id) => state.objectsById.get(id)?.kind);
  const lateFeeBasis = contents.find((content) => content.lateFeeBasis !== null)?.lateFeeBasis ?? null;
  const differences = planCharges({ ...planning, lateFeeBasis }, account, matched);
  const byRow = groupBy(
    matched.map(({ in: { rowNumber } }, index) => ({ rowNumber, difference: differences[index] })),
    ({ rowNumber }) => rowNumber,
  );
  let isFirst = true;
  const results = rows.map(({ rowNumber }): RowResult => {
    const charges = (byRow.get(rowNumber) ?? []).flatMap(({ difference }) =>
      difference ? [difference] : [],
    );
    const own = isFirst ? { owner, phones: wasNew ? 0 : newPhones } : {};
    isFirst = false;
    return resultOf(
      rowNumber,
      account,
      { charges, ...own },
      repeated.get(rowNumber),
      problems.get(rowNumber),
    );
  });
  return { account, results };
}

function resultOf(
  rowNumber: number,
  account: AccountState,
  difference: RowDifference,
  repeats: number | undefined,
  problem: Problem | undefined,
): RowResult {
  const common = { rowNumber, difference: { ...difference, ...ofKnown(account) }, accountId: account.id };
  if (problem) return { ...common, verdict: 'bad', problems: [problem] };
  const { charges = [], owner = 'same', phones = 0 } = difference;
  if (charges.length === 0 && repeats !== undefined) {
    const reason = `与第 ${repeats} 行重复，只导入一次`;
    return { ...common, verdict: 'repeated', problems: [{ column: '整行', reason, severity: 'warning' }] };
  }
  const isSame =
    charges.every(({ what }) => what === 'same' || what === 'older') && owner === 'same' && phones === 0;
  return { ...common, verdict: isSame ? 'same' : 'good', problems: [] };
}

/** One that is only previewed has no row that anybody could look up. */
export function ofKnown({ id, isNew }: Pick<AccountState, 'id' | 'isNew'>): { accountId?: string } {
  return isNew ? {} : { accountId: id };
}

/** The area beside a space is the room's. */
function areaOf({ object, room, areaCm2 }: ChargeRow): number | null {
  return room === null || objectKey(room) === objectKey(object) ? areaCm2 : null;
}

type DeclarePlanning = Planning & Pick<ChargePlanning, 'batchId' | 'today'>;

/** Declared, unproven: only for accounts that never had a case (domain.md, "Nobody who has paid is ever dunned"). */
function declare(planning: DeclarePlanning, account: AccountState, contents: readonly ChargeRow[]): void {
  const { writes, cipher, communityId, batchId, today } = planning;
  if (account.hadCase) return;
  const owing = contents.filter(({ charges }) => charges.some(isOwed));
  const declaring = owing.length > 0 ? owing : contents;
  const declared = joinDeclared(
    declaring.flatMap((content) => (content.declared === null ? [] : [content.declared])),
  );
  if (declared === null || isKnown(declared, account.declared)) return;
  account.declared = declared;
  writes.accountUpdates.set(account.id, { ...writes.accountUpdates.get(account.id), declared });
  const doubts = doubtsOf(declared, declaring, today);
  writes.takeOvers.set(account.id, {
    accountId: account.id,
    communityId,
    importId: batchId,
    doubtsSealed: cipher.seal(JSON.stringify(doubts)),
    doubts: doubts.length,
    grave: isGrave(declared, declaring, doubts),
  });
}

/** A level that another account of the same person lowered stays lowered. */
function isKnown(declared: Declared, kept: unknown): boolean {
  const known = declaredSchema.safeParse(kept);
  if (!known.success || (known.data.level ?? 1) > (declared.level ?? 1)) return false;
  return isDeepStrictEqual({ ...known.data, level: null }, { ...declared, level: null });
}

function isOwed({
  amountFen,
  waivedFen,
  receivedFen,
  outstandingFen,
}: ChargeRow['charges'][number]): boolean {
  if (amountFen === null) return (outstandingFen ?? 0) > 0;
  return amountFen - (waivedFen ?? 0) - (receivedFen ?? 0) > 0;
}

function leaveObjectsTo(
  planning: Planning,
  account: AccountState,
  rows: readonly GroupRow<ChargeRow>[],
): void {
  const { state, writes } = planning;
  for (const { content } of rows) {
    const object = state.objects.get(objectKey(content.object));
    if (!object || object.accountId === account.id) continue;
    object.accountId = account.id;
    const row = writes.objects.find(({ id }) => id === object.id);
    if (row) row.accountId = account.id;
    else writes.objectMoves.set(object.id, account.id);
  }
}
