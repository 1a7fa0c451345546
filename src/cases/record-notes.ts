import { z } from 'zod';
import type { KeyedNote, TurnRecord } from '../../workflows/messages';
import type { Context } from '../context';
import type { Tx } from '../db/scope';
import { appendAllEvidence, type NewEntry } from '../evidence/append';
import { noteToEntry } from '../evidence/notes';
import type { Note } from '../machine/events';
import { type CommandText, openDisputes } from './disputes';
import { interruptByMilestones } from './limitation-milestones';
import { followSafeguards } from './limitation-safeguards';

type RecordContext = Pick<Context, 'cipher'>;
type NoteOf<Kind extends Note['kind']> = Extract<Note, { kind: Kind }>;

/**
 * What the notes of a turn leave behind, each once by its key however often and late it comes: its evidence, the steps that were planned
 * and how they ended, holds, work orders, accepted commands.
 */
export async function commitNotes(tx: Tx, context: RecordContext, record: TurnRecord): Promise<void> {
  const { notes } = record;
  if (notes.length === 0) return;
  const commands = await commandsOf(tx, context, notes);
  await appendAllEvidence(
    tx,
    context,
    notes.flatMap((keyed) => entryOf(record, keyed, commands)),
  );
  await planSteps(tx, record, notesOf(notes, 'step_planned'));
  for (const note of notesOf(notes, 'step_ended')) await endStep(tx, note);
  await beginHolds(tx, record, notesOf(notes, 'hold_began'), commands);
  await openDisputes(tx, context, record, notesOf(notes, 'hold_began'), commands);
  for (const note of notesOf(notes, 'hold_ended')) await endHold(tx, note);
  for (const note of notesOf(notes, 'command_accepted')) await acceptCommand(tx, note);
  await followSafeguards(tx, context, record);
  await interruptByMilestones(tx, context, record);
}

async function acceptCommand(tx: Tx, { commandId, at }: NoteOf<'command_accepted'>): Promise<void> {
  if (!isUuid(commandId)) return; // declared by a take-over
  await tx.command.updateMany({
    where: { id: commandId, status: 'received' },
    data: { status: 'accepted', acceptedAt: new Date(at) },
  });
}

export function isUuid(id: string): boolean {
  return z.uuid().safeParse(id).success;
}

export function notesOf<Kind extends Note['kind']>(notes: readonly KeyedNote[], kind: Kind): NoteOf<Kind>[] {
  return notes.flatMap(({ note }) => (note.kind === kind ? [note as NoteOf<Kind>] : []));
}

/** A hold has the id of the command that placed it, so its reason is found there too. */
async function commandsOf(
  tx: Tx,
  { cipher }: RecordContext,
  notes: readonly KeyedNote[],
): Promise<Map<string, CommandText>> {
  const ids = [
    ...notesOf(notes, 'command_accepted').map(({ commandId }) => commandId),
    ...notesOf(notes, 'hold_began').map(({ hold }) => hold.id),
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
    case 'policy_moved': {
      const reason = commands.get(entry.content.commandId)?.reason ?? null;
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
