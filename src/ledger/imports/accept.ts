import { communityTime } from '../../communities/time';
import type { Context } from '../../context';
import { type Tx, withScope } from '../../db/scope';
import { type CivilDay, earlierDay } from '../../domain/civil-day';
import { UserError } from '../../errors';
import { raiseBookedThrough } from '../booked-through';
import { bookParkedPayments } from '../payments';
import { acceptGone } from './accept-gone';
import { acceptPayment } from './accept-payments';
import { acceptChunk } from './accept-rows';
import { type Batch, lockBatch, type OnProgress, saveSummary } from './batch';
import { batchFacts } from './chunk';
import { defaultGoneAs, type GoneAs } from './gone';
import { lowerLevels } from './lower-levels';
import type { NameChange, NameChanges } from './place-account';
import { appointStewards } from './stewards';
import { type Summary, summarySchema } from './summary';

export type AcceptOptions = {
  communityId: string;
  batchId: string;
  by: string;
  /** 台账消失, in bulk; default 已缴 */
  goneAs?: GoneAs;
  /** By account, where it is not as for the others; keep: its charges stand */
  gone?: Readonly<Record<string, GoneAs | 'keep'>>;
  /** Needed when a name differs from ours */
  nameChangeAs?: NameChange;
  /** By label, where it is not as for the others */
  names?: Readonly<Record<string, NameChange>>;
  /** Good rows that are not taken in: of what they state nothing changes, and nothing of theirs is gone */
  leaveRows?: readonly number[];
  /** payments: the day up to which receipts are complete with this statement; none: unchanged */
  bookedThrough?: CivilDay;
  onProgress?: OnProgress;
  /** Opens the cases of a ledger, after everything else is committed */
  afterLedgerAccepted?: (batch: { communityId: string; batchId: string }) => Promise<unknown>;
  /** Ends between two transactions; accepting again goes on from there */
  signal?: AbortSignal;
};

const PATIENCE = { timeoutMs: 120_000 };

/**
 * Writes what was previewed, in chunks, each in a transaction with its progress: a kill in the middle loses nothing, accepting again goes
 * on behind it, accepting twice is once.
 *
 * @throws {UserError} IMPORT_UNKNOWN, IMPORT_NOT_PREVIEWED, NAME_CHANGE_UNDECIDED
 */
export async function acceptBatch(context: Context, options: AcceptOptions): Promise<Summary> {
  const { communityId, batchId, signal, by } = options;
  const begun = await begin(context, options);
  const rowsInFile = begun.summary.good + begun.summary.same + begun.summary.repeated;
  let rows = 0;
  for (let isOver = begun.status === 'accepted'; !isOver; ) {
    signal?.throwIfAborted();
    const step = await withScope(context, communityId, (tx) => acceptStep(tx, context, options), PATIENCE);
    rows += step.rows;
    isOver = step.isOver;
    options.onProgress?.({ phase: 'accepting', rows, of: rowsInFile });
  }
  if (begun.kind !== 'payments') await bookParkedPayments(context, communityId, by);
  if (begun.kind === 'ledger') await options.afterLedgerAccepted?.({ communityId, batchId });
  return withScope(context, communityId, async (tx) => (await lockBatch(tx, communityId, batchId)).summary);
}

/** Decisions are made once: going on later goes on with them. */
function begin(context: Context, options: AcceptOptions): Promise<Batch> {
  const { communityId, batchId } = options;
  return withScope(context, communityId, async (tx) => {
    const batch = await lockBatch(tx, communityId, batchId);
    if (batch.status === 'accepting' || batch.status === 'accepted') return batch;
    if (batch.status !== 'previewed') {
      throw new UserError(
        'IMPORT_NOT_PREVIEWED',
        '这次导入还没有校验完，不能确认',
        'the import was not previewed to its end',
        409,
      );
    }
    await leaveOut(tx, batchId, options.leaveRows ?? []);
    const nameChangeAs = options.nameChangeAs ?? null;
    const names = { ...options.names };
    if (nameChangeAs === null) await refuseOpenNameChanges(tx, batchId, Object.keys(names));
    const decisions = {
      nameChangeAs,
      names,
      goneAs: options.goneAs ?? defaultGoneAs(batch.summary),
      gone: { ...options.gone },
      bookedThrough: options.bookedThrough ?? null,
    };
    await tx.importBatch.update({ where: { id: batchId }, data: { status: 'accepting' } });
    await saveSummary(tx, batchId, { ...batch.summary, decisions });
    return batch;
  });
}

async function leaveOut(tx: Tx, batchId: string, rowNumbers: readonly number[]): Promise<void> {
  await tx.importRow.updateMany({
    where: { batchId, rowNumber: { in: [...rowNumbers] }, verdict: { in: ['good', 'same', 'repeated'] } },
    data: { verdict: 'left' },
  });
}

async function refuseOpenNameChanges(tx: Tx, batchId: string, decided: string[]): Promise<void> {
  const [{ count } = { count: 0 }] = await tx.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from import_row
    where "batchId" = ${batchId}::uuid and difference->>'owner' = 'changed' and verdict <> 'left'
      and "accountKey" <> all(${decided}::text[])`;
  if (count === 0) return;
  throw new UserError(
    'NAME_CHANGE_UNDECIDED',
    `有 ${count} 户的业主姓名与系统不同：请确认是更正（同一人）还是过户（换了人）`,
    `${count} accounts have another name than ours: decide whether they are corrections or transfers`,
    409,
    { count },
  );
}

type Step = { isOver: boolean; rows: number };

async function acceptStep(
  tx: Tx,
  context: Context,
  { communityId, batchId, by }: AcceptOptions,
): Promise<Step> {
  const batch = await lockBatch(tx, communityId, batchId);
  if (batch.status === 'accepted') return { isOver: true, rows: 0 };
  const time = await communityTime(tx, communityId, context.now());
  const { summary } = batch;
  const { phase, after } = summary.progress;
  const accepting = { batch: batchFacts(batch), by, time, createdAt: batch.createdAt };
  const goOn = async (progress: Summary['progress'], rows = 0): Promise<Step> => {
    await saveSummary(tx, batchId, { ...summary, progress });
    return { isOver: false, rows };
  };
  switch (phase) {
    case 'rows': {
      const done =
        batch.kind === 'payments'
          ? await acceptPayment(tx, context, accepting, after === '' ? -1 : Number(after))
          : await acceptChunk(tx, context, accepting, nameChangesOf(summary), after);
      return done ? goOn({ phase, after: done.last }, done.rows) : goOn({ phase: 'gone', after: '' });
    }
    case 'gone': {
      const goneAs = {
        all: summary.decisions?.goneAs ?? defaultGoneAs(summary),
        byAccount: summary.decisions?.gone ?? {},
      };
      const from = after === '' ? null : after;
      const done = await acceptGone(tx, context, accepting, summary.scope, goneAs, from);
      return done ? goOn({ phase, after: done.last }) : goOn({ phase: 'finish', after: '' });
    }
    case 'finish':
      await finish(tx, context, batch, time);
      return { isOver: true, rows: 0 };
    default: {
      const never: never = phase;
      throw new Error(`unknown phase of an import: ${never}`);
    }
  }
}

async function finish(
  tx: Tx,
  context: Context,
  batch: Batch,
  time: { now: number; today: CivilDay },
): Promise<void> {
  const { id, communityId, kind, summary } = batch;
  const facts = batchFacts(batch);
  const at = new Date(time.now);
  if (kind === 'ledger') {
    await tx.community.updateMany({
      where: { id: communityId, takenOverAt: null },
      data: { takenOverAt: at },
    });
    await lowerLevels(tx, context, communityId);
  }
  const bookedThrough = kind === 'ledger' ? facts.asOf : (summary.decisions?.bookedThrough ?? null);
  if (bookedThrough !== null && (kind === 'ledger' || kind === 'payments')) {
    await raiseBookedThrough(tx, communityId, earlierDay(bookedThrough, time.today), time.now);
  }
  // what went in is in the ledger now; only what came back is kept, until it is mended
  await tx.importRow.updateMany({
    where: { batchId: id, verdict: { not: 'bad' } },
    data: { contentSealed: '' },
  });
  await appointStewards(tx, communityId, summary.stewards.byBuilding);
  await tx.importBatch.update({
    where: { id },
    data: { status: 'accepted', acceptedAt: at, summary: { ...(await recount(tx, id, summary)) } },
  });
}

function nameChangesOf({ decisions }: Summary): NameChanges {
  return { all: decisions?.nameChangeAs ?? null, byLabel: decisions?.names ?? {} };
}

/** A row may turn out bad only when it is written. */
async function recount(tx: Tx, batchId: string, summary: Summary): Promise<Summary> {
  const counts = await tx.importRow.groupBy({ by: ['verdict'], where: { batchId }, _count: true });
  const of = (verdict: string): number => counts.find((row) => row.verdict === verdict)?._count ?? 0;
  return summarySchema.parse({
    ...summary,
    good: of('good'),
    same: of('same'),
    repeated: of('repeated'),
    bad: of('bad'),
    left: of('left'),
  });
}
