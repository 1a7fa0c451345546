import type { Diverged, TurnRecord } from '../../workflows/messages';
import type { Context } from '../context';
import { Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { civilDayOf } from '../domain/civil-day';
import { lockAccount } from '../ledger/claimable';
import { writeOffClaimed } from '../ledger/requests/write-off';
import { placeOf, statePath } from '../machine/place';
import type { CaseSnapshot } from '../machine/run';
import { wakeAt } from '../machine/wake-at';
import { commitNotes, isUuid, notesOf } from './record-notes';
import { recordedSnapshot } from './snapshot';
import { syncTasks } from './tasks-of-case';

type RecordContext = Pick<Context, 'cipher'>;

/** A case's row, locked; before it the account's. Every transaction locks in this order: account, case, head of evidence. */
export type LockedCase = {
  id: string;
  communityId: string;
  accountId: string;
  turn: number;
  status: string;
  recordDigest: string | null;
  recordLineage: string[];
};

/** @throws Error when there is no such case: a bug */
export async function lockCase(tx: Tx, ids: { accountId: string; caseId: string }): Promise<LockedCase> {
  await lockAccount(tx, ids.accountId);
  const [row] = await tx.$queryRaw<LockedCase[]>`
    select id, "communityId", "accountId", turn, status, "recordDigest", "recordLineage" from dunning_case where id = ${ids.caseId}::uuid for update`;
  if (!row || row.accountId !== ids.accountId) throw new Error(`no case ${ids.caseId} of this account`);
  return row;
}

/**
 * How a record stands to the last one of its case: it follows that, or is the same; it came late and that one stands on it; or it was made
 * without knowledge of it, in a run or a workflow task that knew nothing of a record which Postgres has.
 */
export type RecordStanding = 'newest' | 'late' | 'diverged';

export function standingOf({ recordDigest, recordLineage }: LockedCase, record: TurnRecord): RecordStanding {
  if (recordDigest === null || record.lineage.includes(recordDigest)) return 'newest';
  return recordLineage.includes(record.digest) ? 'late' : 'diverged';
}

/** What the case is to adopt: its row, and which of the commands that it took are accepted there already. */
export async function divergence(tx: Tx, record: TurnRecord): Promise<Diverged> {
  const { turn, recordDigest, snapshot } = await tx.dunningCase.findUniqueOrThrow({
    where: { id: record.caseId },
    select: { turn: true, recordDigest: true, snapshot: true },
  });
  if (recordDigest === null) throw new Error('a case without a record cannot diverge');
  const taken = notesOf(record.notes, 'command_accepted').map(({ commandId }) => commandId);
  const accepted = await tx.command.findMany({
    where: { id: { in: taken.filter(isUuid) }, status: 'accepted' },
    select: { id: true },
  });
  return {
    type: 'DIVERGED',
    turn,
    digest: recordDigest,
    snapshot: recordedSnapshot(snapshot),
    acceptedCommands: accepted.map(({ id }) => id),
  };
}

/**
 * Commits what a turn did in the caller's transaction: the evidence of its notes and what follows from them, each once by its key
 * however often and late it comes; the projection, its tasks and waits only if no newer turn was recorded. A record that diverged commits
 * nothing.
 */
export async function commitRecord(
  tx: Tx,
  context: RecordContext,
  record: TurnRecord,
): Promise<RecordStanding> {
  const standing = standingOf(await lockCase(tx, record), record);
  if (standing === 'diverged') return standing;
  await commitNotes(tx, context, record);
  if (standing === 'newest') await project(tx, record, record.snapshot);
  await writeOff(tx, record);
  return standing;
}

/** 核销 leaves the ledger with the record that closes the case, so that no case after it claims the same again. */
async function writeOff(
  tx: Tx,
  { communityId, accountId, caseId, notes, snapshot }: TurnRecord,
): Promise<void> {
  if (!notesOf(notes, 'closed').some(({ reason }) => reason === 'written_off')) return;
  const { now } = snapshot.context;
  const { zone } = await tx.community.findUniqueOrThrow({
    where: { id: communityId },
    select: { zone: true },
  });
  const command = await tx.command.findFirst({
    where: { caseId, kind: 'close', payload: { path: ['reason'], equals: 'written_off' } },
    orderBy: { id: 'desc' },
    select: { byId: true },
  });
  const of = { communityId, accountId, caseId, by: command?.byId ?? null };
  await writeOffClaimed(tx, of, { now, today: civilDayOf(now, zone) });
}

// ── Of the newest turn only ────────────────────────────────────────────────────────────────────────────────────────────

/** Writes where the case now stands: its row, the ends of its holds, its people's tasks. */
export async function project(tx: Tx, record: TurnRecord, snapshot: CaseSnapshot): Promise<void> {
  const { context } = snapshot;
  const wake = wakeAt(snapshot);
  const status = statusOf(snapshot);
  await tx.dunningCase.update({
    where: { id: record.caseId },
    data: {
      turn: record.turn,
      recordDigest: record.digest,
      recordLineage: record.lineage,
      status,
      closeReason: context.closeReason,
      level: context.level,
      ...(context.movedPolicy ? { policyVersionId: context.movedPolicy.versionId } : {}),
      state: statePath(snapshot),
      snapshot: snapshot as Prisma.InputJsonObject,
      next: context.next ?? Prisma.DbNull,
      wakeAt: wake && new Date(wake.at),
      holdKinds: [...new Set(context.holds.map(({ kind }) => kind))],
      cause: context.cause,
      ledgerVersion: context.ledgerVersion,
      claimableFen: context.claimableFen,
      principalFen: context.principalFen,
      oldestDueOn: context.oldestDueOn,
      closedAt: status === 'closed' ? new Date(context.now) : null,
    },
  });
  for (const { id, endsAt } of context.holds) {
    await tx.hold.updateMany({
      where: { id, endedAt: null, endsAt: { not: new Date(endsAt) } },
      data: { endsAt: new Date(endsAt) },
    });
  }
  await syncTasks(tx, record, snapshot);
}

function statusOf(snapshot: CaseSnapshot): 'open' | 'settled' | 'closed' {
  const { region } = placeOf(snapshot);
  return region === 'settled' || region === 'closed' ? region : 'open';
}
