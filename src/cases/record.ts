import { z } from 'zod';
import type { Diverged, KeyedNote, TurnRecord } from '../../workflows/messages';
import type { Context } from '../context';
import { Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { appendAllEvidence, type NewEntry } from '../evidence/append';
import { noteToEntry } from '../evidence/notes';
import { lockAccount } from '../ledger/claimable';
import type { Note } from '../machine/events';
import { placeOf, statePath } from '../machine/place';
import type { CaseSnapshot } from '../machine/run';
import { wakeAt } from '../machine/wake-at';
import { type CommandText, openDisputes } from './disputes';
import { recordedSnapshot } from './snapshot';
import { syncTasks } from './tasks-of-case';

type RecordContext = Pick<Context, 'cipher'>;
type NoteOf<Kind extends Note['kind']> = Extract<Note, { kind: Kind }>;

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
  const taken = of(record.notes, 'command_accepted').map(({ commandId }) => commandId);
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
  return standing;
}

// ── Once by their key ──────────────────────────────────────────────────────────────────────────────────────────────────

export async function commitNotes(tx: Tx, context: RecordContext, record: TurnRecord): Promise<void> {
  const { notes } = record;
  if (notes.length === 0) return;
  const commands = await commandsOf(tx, context, notes);
  await appendAllEvidence(
    tx,
    context,
    notes.flatMap((keyed) => entryOf(record, keyed, commands)),
  );
  await planSteps(tx, record, of(notes, 'step_planned'));
  for (const note of of(notes, 'step_ended')) await endStep(tx, note);
  await beginHolds(tx, record, of(notes, 'hold_began'), commands);
  await openDisputes(tx, context, record, of(notes, 'hold_began'), commands);
  for (const note of of(notes, 'hold_ended')) await endHold(tx, note);
  for (const note of of(notes, 'command_accepted')) await acceptCommand(tx, note);
}

async function acceptCommand(tx: Tx, { commandId, at }: NoteOf<'command_accepted'>): Promise<void> {
  if (!isUuid(commandId)) return; // declared by a take-over
  await tx.command.updateMany({
    where: { id: commandId, status: 'received' },
    data: { status: 'accepted', acceptedAt: new Date(at) },
  });
}

function isUuid(id: string): boolean {
  return z.uuid().safeParse(id).success;
}

function of<Kind extends Note['kind']>(notes: readonly KeyedNote[], kind: Kind): NoteOf<Kind>[] {
  return notes.flatMap(({ note }) => (note.kind === kind ? [note as NoteOf<Kind>] : []));
}

/** A hold has the id of the command that placed it, so its reason is found there too. */
async function commandsOf(
  tx: Tx,
  { cipher }: RecordContext,
  notes: readonly KeyedNote[],
): Promise<Map<string, CommandText>> {
  const ids = [
    ...of(notes, 'command_accepted').map(({ commandId }) => commandId),
    ...of(notes, 'hold_began').map(({ hold }) => hold.id),
  ].filter(isUuid);
  if (ids.length === 0) return new Map();
  const rows = await tx.command.findMany({
    where: { id: { in: ids } },
    select: { id: true, textSealed: true, payload: true },
  });
  return new Map(
    rows.map(({ id, textSealed, payload }) => [
      id,
      { textSealed, payload, reason: textSealed === null ? null : cipher.open(textSealed) },
    ]),
  );
}

function entryOf(
  { communityId, accountId, caseId }: TurnRecord,
  { key, note }: KeyedNote,
  commands: ReadonlyMap<string, CommandText>,
): NewEntry[] {
  const entry = noteToEntry(note);
  if (!entry) return [];
  const place = { communityId, accountId, caseId, key };
  switch (entry.kind) {
    case 'command': {
      const said = commands.get(entry.content.commandId);
      const payload = z.json().optional().parse(said?.payload);
      return [{ ...entry, ...place, content: { ...entry.content, payload, reason: said?.reason ?? null } }];
    }
    case 'hold_began': {
      const reason = commands.get(entry.content.holdId)?.reason ?? null;
      return [{ ...entry, ...place, content: { ...entry.content, reason } }];
    }
    case 'cause': {
      const reason = commands.get(entry.content.commandId)?.reason ?? null;
      return [{ ...entry, ...place, content: { ...entry.content, reason } }];
    }
    default:
      return [{ ...entry, ...place }];
  }
}

async function planSteps(
  tx: Tx,
  { communityId, caseId }: TurnRecord,
  notes: readonly NoteOf<'step_planned'>[],
): Promise<void> {
  if (notes.length === 0) return;
  await tx.plannedStep.createMany({
    data: notes.map(({ key, step, level, doer, at }) => ({
      key,
      communityId,
      caseId,
      step,
      level,
      doer,
      plannedAt: new Date(at),
    })),
    skipDuplicates: true,
  });
}

/** The first end of a key stands: it ends in exactly one way (law 4). */
async function endStep(tx: Tx, { key, end, reason, at }: NoteOf<'step_ended'>): Promise<void> {
  await tx.plannedStep.updateMany({
    where: { key, end: null },
    data: { end, endReason: reason, endedAt: new Date(at) },
  });
  const task = { stepKey: key, status: { in: ['open', 'started'] } };
  const ended = { endReason: reason, endedAt: new Date(at) };
  // What its person decided ended the step: his work is done, not withdrawn.
  await tx.task.updateMany({
    where: { ...task, ...(end === 'done' ? {} : { outcomes: { some: { takenBackAt: null } } }) },
    data: { ...ended, status: 'done' },
  });
  if (end !== 'done') await tx.task.updateMany({ where: task, data: { ...ended, status: 'withdrawn' } });
}

async function beginHolds(
  tx: Tx,
  { communityId, caseId, accountId }: TurnRecord,
  notes: readonly NoteOf<'hold_began'>[],
  commands: ReadonlyMap<string, CommandText>,
): Promise<void> {
  if (notes.length === 0) return;
  await tx.hold.createMany({
    data: notes.map(({ hold: { id, kind, beganAt, endsAt, by, amountFen, promisedOn } }) => ({
      id,
      communityId,
      caseId,
      accountId,
      kind,
      beganAt: new Date(beganAt),
      endsAt: new Date(endsAt),
      byId: by !== null && isUuid(by) ? by : null,
      reasonSealed: commands.get(id)?.textSealed ?? null,
      data: { amountFen, promisedOn },
    })),
    skipDuplicates: true,
  });
}

async function endHold(tx: Tx, { id, verdict, at }: NoteOf<'hold_ended'>): Promise<void> {
  await tx.hold.updateMany({ where: { id, endedAt: null }, data: { endedAt: new Date(at), verdict } });
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
