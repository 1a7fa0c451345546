import type { Context } from '../context';
import type { Tx } from '../db/scope';
import type { Channel, Grade } from '../domain/channel';
import type { CivilDay } from '../domain/civil-day';
import type { InterruptionKind } from '../domain/limitation';
import { UserError } from '../errors';
import { appendEvidence } from '../evidence/append';
import { filesShow } from './files-show';

/** Where a record comes from: a person at the desk, a signed promise or plan, a step of the court, the safeguard, before the system. */
export type InterruptionSource = 'staff' | 'hold' | 'milestone' | 'safeguard' | 'brought_in';

/** `suspension` (中止, Civil Code 194) moves no date here: it is marked, and counsel says what it means. */
export type RecordedKind = InterruptionKind | 'suspension';

export type NewInterruption = {
  /** The caller's command id, or the id of what it is written for (a hold, a milestone's command): twice is once */
  id: string;
  communityId: string;
  accountId: string;
  caseId: string | null;
  /** Empty: every charge that was the account's on that day */
  chargeIds: readonly string[];
  kind: RecordedKind;
  on: CivilDay;
  /** What it proves: a demand counts only as `arrived`, an acknowledgement only when it is signed and on file (`arrived`) */
  grade: Grade;
  source: InterruptionSource;
  /** Counts for nothing until another person confirmed it */
  needsConfirmation?: boolean;
  channel?: Channel | null;
  /** A written demand: the end of the period that it gave */
  deadlineOn?: CivilDay | null;
  paymentId?: string | null;
  /** The entry in evidence that it rests on, beside its own */
  evidenceKey?: string | null;
  fileIds?: readonly string[];
  byId: string;
  /** On the community's clock */
  at: Date;
  /** Sealed in its row and in evidence */
  reason: string;
};

/**
 * 时效中断登记 Writes what restarts the limitation period of charges, with its entry in evidence (key `interruption/<id>`). Rows are only added
 * to: a correction withdraws the row and writes another. The caller holds the account's lock, has checked who may say it, and has the day
 * not after today. Civil Code 195; limitation rules (2020) 8, 10–12, 14, 15 (V).
 *
 * @returns `already`: a row of that id stands, and nothing was written
 * @throws {UserError} FILE_UNKNOWN for a file that is not of the account, COMMAND_ID_TAKEN for an id of another account's row
 */
export async function recordInterruption(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  given: NewInterruption,
): Promise<{ already: boolean }> {
  const { id, communityId, accountId, caseId, kind, on, grade, source, byId, at, reason } = given;
  const known = await tx.limitationInterruption.findUnique({ where: { id } });
  if (known) {
    if (known.accountId === accountId && known.kind === kind) return { already: true };
    throw commandIdTaken();
  }
  const fileIds = [...(given.fileIds ?? [])];
  await filesShow(tx, { communityId, accountId }, fileIds);
  const shared = {
    chargeIds: [...given.chargeIds],
    grade,
    source,
    needsConfirmation: given.needsConfirmation ?? false,
    channel: given.channel ?? null,
    deadlineOn: given.deadlineOn ?? null,
    paymentId: given.paymentId ?? null,
    evidenceKey: given.evidenceKey ?? null,
    fileIds,
  };
  await tx.limitationInterruption.create({
    data: {
      ...{ id, communityId, accountId, kind, onDay: on, byId, recordedAt: at },
      ...shared,
      reasonSealed: context.cipher.seal(reason),
    },
  });
  await appendEvidence(tx, context, {
    ...{ communityId, accountId, caseId, at, actorId: byId },
    key: interruptionKey(id),
    kind: 'interruption',
    content: { interruptionId: id, interruption: kind, onDay: on, ...shared, reason },
  });
  return { already: false };
}

export type InterruptionAnswer = {
  id: string;
  communityId: string;
  caseId: string | null;
  /** The row that is withdrawn or confirmed */
  refersTo: { id: string; accountId: string };
  kind: 'withdrawal' | 'confirmation';
  on: CivilDay;
  byId: string;
  at: Date;
  reason: string;
  fileIds?: readonly string[];
};

/**
 * Withdraws or confirms a recorded row by a row of its own; each once. Who may, and that a confirmation is another person's, the caller
 * has checked.
 *
 * @throws {UserError} FILE_UNKNOWN
 */
export async function answerInterruption(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  { id, communityId, caseId, refersTo, kind, on, byId, at, reason, fileIds = [] }: InterruptionAnswer,
): Promise<{ already: boolean }> {
  const key = { refersToId_kind: { refersToId: refersTo.id, kind } };
  if (await tx.limitationInterruption.findUnique({ where: key })) return { already: true };
  const { accountId } = refersTo;
  await filesShow(tx, { communityId, accountId }, fileIds);
  const shared = { chargeIds: [], grade: 'none', source: 'staff', needsConfirmation: false } as const;
  await tx.limitationInterruption.create({
    data: {
      ...{ id, communityId, accountId, kind, onDay: on, byId, recordedAt: at, refersToId: refersTo.id },
      ...{ ...shared, chargeIds: [], fileIds: [...fileIds] },
      reasonSealed: context.cipher.seal(reason),
    },
  });
  await appendEvidence(tx, context, {
    ...{ communityId, accountId, caseId, at, actorId: byId },
    key: interruptionKey(id),
    kind: 'interruption',
    content: {
      ...{ interruptionId: id, interruption: kind, onDay: on, refersToId: refersTo.id },
      ...{ ...shared, chargeIds: [], fileIds: [...fileIds], reason },
    },
  });
  return { already: false };
}

export function interruptionKey(id: string): string {
  return `interruption/${id}`;
}

function commandIdTaken(): UserError {
  return new UserError(
    'COMMAND_ID_TAKEN',
    '这个编号已用于另一件事',
    'this id was used for something else',
    409,
  );
}
