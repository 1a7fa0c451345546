import { z } from 'zod';
import type { TurnRecord } from '../../workflows/messages';
import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { civilDayOf } from '../domain/civil-day';
import { appendEvidence } from '../evidence/append';
import { SYSTEM_ACTOR } from '../evidence/notes';
import type { Note } from '../machine/events';
import { DESK_OF_MATTER, matterSchema } from './commands';

/** Said as a command of its own, or with the outcome of a talk */
type HoldBegan = Extract<Note, { kind: 'hold_began' }>;
/** What was said with a command, and its text */
export type CommandText = { textSealed: string | null; reason: string | null; payload: Prisma.JsonValue };

const complaintSchema = z.union([
  z.object({ matter: matterSchema }),
  z.object({ dispute: z.object({ matter: matterSchema }) }).transform(({ dispute }) => dispute),
]);

/**
 * An objection to service has its work order, with the day on which the answer is due, from the moment on which it stops dunning. One
 * that a take-over declared is still to be classified.
 */
export async function openDisputes(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  { communityId, accountId, caseId }: TurnRecord,
  notes: readonly HoldBegan[],
  commands: ReadonlyMap<string, CommandText>,
): Promise<void> {
  const complaints = notes.filter(({ hold }) => hold.kind === 'complaint');
  if (complaints.length === 0) return;
  const { zone } = await tx.community.findUniqueOrThrow({
    where: { id: communityId },
    select: { zone: true },
  });
  for (const { at, hold } of complaints) {
    const said = commands.get(hold.id);
    const matter = complaintSchema.safeParse(said?.payload).data?.matter ?? 'other';
    const desk = DESK_OF_MATTER[matter];
    const answerDueOn = civilDayOf(hold.endsAt - 1, zone);
    await tx.dispute.createMany({
      data: [
        {
          id: hold.id,
          communityId,
          accountId,
          caseId,
          kind: 'service',
          matter,
          desk,
          statementSealed: said?.textSealed ?? null,
          openedAt: new Date(at),
          answerDueOn,
        },
      ],
      skipDuplicates: true,
    });
    await appendEvidence(tx, context, {
      communityId,
      accountId,
      caseId,
      key: `dispute/${hold.id}/opened`,
      at: new Date(at),
      actorId: hold.by ?? SYSTEM_ACTOR,
      kind: 'dispute_opened',
      content: {
        disputeId: hold.id,
        kind: 'service',
        matter,
        desk,
        answerDueOn,
        statement: said?.reason ?? null,
      },
    });
  }
}
