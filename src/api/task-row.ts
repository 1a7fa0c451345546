import { z } from 'zod';
import { openNote } from '../cases/task-outcome-row';
import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import { taskKindSchema } from '../machine/vocabulary';
import { TASK_WORDS } from '../machine/words';
import { maskName } from './mask';
import type { taskRowSchema } from './schemas/task';

export const taskInclude = {
  outcomes: { orderBy: { at: 'asc' } },
  case: {
    select: {
      level: true,
      claimableFen: true,
      account: { select: { label: true, walkingOrder: true, party: { select: { nameSealed: true } } } },
    },
  },
} as const satisfies Prisma.TaskInclude;
type Row = Prisma.TaskGetPayload<{ include: typeof taskInclude }>;

const data = z.record(z.string(), z.unknown());
/** Work that belongs to no case says itself where it is. */
const labelled = z.looseObject({ label: z.string() });

export function taskRow(context: Context, row: Row): z.infer<typeof taskRowSchema> {
  const { id, caseId, accountId, stepKey, kind, role, assigneeId, dueOn, escalation, status, endReason } =
    row;
  const account = row.case?.account;
  const known = taskKindSchema.safeParse(kind);
  return {
    ...{ id, caseId, accountId, stepKey, kind, role, assigneeId, dueOn, escalation, status, endReason },
    label: account?.label ?? labelled.safeParse(row.data).data?.label ?? null,
    nameMasked: account ? maskName(context.cipher.open(account.party.nameSealed)) : null,
    kindZh: known.success ? TASK_WORDS[known.data] : kind,
    dueAt: row.dueAt.toISOString(),
    data: data.parse(row.data),
    level: row.case?.level ?? null,
    claimableFen: row.case?.claimableFen ?? null,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    outcomes: row.outcomes.map((outcome) => ({
      id: outcome.id,
      outcome: outcome.outcome,
      data: data.parse(outcome.data),
      note: openNote(context, outcome.noteSealed).note ?? null,
      byId: outcome.byId,
      at: outcome.at.toISOString(),
      settlesAt: outcome.settlesAt.toISOString(),
      takenBackAt: outcome.takenBackAt?.toISOString() ?? null,
      correctsId: outcome.correctsId,
    })),
  };
}
