import { z } from 'zod';
import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { channelSchema } from '../domain/channel';
import { type CommunityClock, toReal } from '../domain/clock';
import { appendEvidence } from '../evidence/append';
import type { FactEvent, StepAnswer } from '../machine/events';
import type { AddressChange } from './at-once';
import { noticeMeans } from './means-alerts';
import type { LockedTask, TaskAtWork } from './task-access';
import type { FinishInput } from './task-input';

/** In which a wrong tap can be taken back, on the community's clock. */
export const TAKE_BACK_MS = 10 * 60_000;

/** What an outcome keeps of itself, in ids, dates, amounts and codes. */
export const outcomeDataSchema = z.looseObject({
  contactId: z.string().nullish(),
  /** Made without a start: taken back, it never was */
  late: z.boolean().optional(),
  /** Ends the task: was told to the case */
  ends: z.boolean().optional(),
  changes: z
    .array(
      z.object({
        kind: z.enum(['phone', 'email', 'postal']),
        valueIndex: z.string(),
        change: z.enum(['wrong', 'opted_out', 'stated_time']),
        channels: z.array(channelSchema),
      }),
    )
    .optional(),
  commandIds: z.array(z.string()).optional(),
});
export type OutcomeData = z.infer<typeof outcomeDataSchema>;

export type NewOutcome = {
  id: string;
  input: FinishInput;
  data: OutcomeData & { changes?: AddressChange[] };
  correctsId: string | null;
  byId: string;
};

/** The outcome with its evidence. */
export async function writeOutcome(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  { task, time }: Pick<TaskAtWork, 'task' | 'time'>,
  { id, input, data, correctsId, byId }: NewOutcome,
): Promise<{ settlesAt: number }> {
  const settlesAt = time.now + TAKE_BACK_MS;
  const { commandId, note, outcome, second, witness, ...said } = input;
  const names = [nameOf(second), witness].filter(
    (name): name is string => name !== null && name !== undefined,
  );
  await tx.taskOutcome.create({
    data: {
      id,
      communityId: task.communityId,
      taskId: task.id,
      commandId: commandId ?? null,
      outcome,
      data: { ...said, ...data } as Prisma.InputJsonObject,
      noteSealed:
        note || names.length > 0 ? context.cipher.seal(JSON.stringify({ note, second, witness })) : null,
      byId,
      at: new Date(time.now),
      settlesAt: new Date(settlesAt),
      correctsId,
    },
  });
  await appendEvidence(tx, context, {
    communityId: task.communityId,
    accountId: task.accountId,
    caseId: task.caseId,
    key: `task-outcome/${id}`,
    at: new Date(time.now),
    actorId: byId,
    kind: 'task_outcome',
    content: {
      taskId: task.id,
      outcomeId: id,
      kind: task.kind,
      outcome,
      correctsId,
      second: nameOf(second),
      note: note ?? null,
      data: JSON.parse(JSON.stringify({ ...said, witness })),
    },
  });
  await noticeMeans(tx, {
    ...{ communityId: task.communityId, accountId: task.accountId, caseId: task.caseId },
    ...{ source: 'task_outcome', sourceId: id, text: note ?? null, byId, now: time.now },
  });
  return { settlesAt };
}

export function nameOf(second: FinishInput['second']): string | null {
  if (!second) return null;
  return 'name' in second ? second.name : second.userId;
}

/** What was sealed with an outcome: its note and the names in it. */
export function openNote(
  context: Pick<Context, 'cipher'>,
  noteSealed: string | null,
): { note?: string; second?: FinishInput['second']; witness?: string } {
  return noteSealed === null ? {} : JSON.parse(context.cipher.open(noteSealed));
}

/** What advances a case is relayed when it can be taken back no more. */
export async function relayResult(
  tx: Tx,
  task: Pick<LockedTask, 'communityId' | 'accountId' | 'caseId'>,
  {
    key,
    outcomeId,
    answer,
    actor,
    now,
    clock,
    settlesAt,
    realNow,
  }: {
    key: string;
    outcomeId: string;
    answer: StepAnswer;
    actor: { id: string; role: string };
    now: number;
    clock: CommunityClock;
    settlesAt: number;
    realNow: number;
  },
): Promise<void> {
  const event: FactEvent = { type: 'STEP_RESULT', at: now, key, answer, actor };
  await tx.signalOutbox.create({
    data: {
      communityId: task.communityId,
      accountId: task.accountId,
      caseId: task.caseId,
      event: event as Prisma.InputJsonObject,
      key: resultKey(outcomeId),
      // A demonstration's clock that stands says nothing about real time.
      notBefore: new Date(toReal(clock, settlesAt) ?? realNow),
    },
  });
}

export function resultKey(outcomeId: string): string {
  return `result/${outcomeId}`;
}
