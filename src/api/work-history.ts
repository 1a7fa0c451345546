import { z } from 'zod';
import { openNote } from '../cases/task-outcome-row';
import type { Context } from '../context';
import type { Tx } from '../db/scope';
import { outcomeWords, taskOutcomeWords } from '../evidence/words';
import { CHANNEL_WORDS } from '../machine/words';
import type { hiding } from './hide';
import type { workCardSchema } from './schemas/today';

const LAST = 3;
const ofContact = z.looseObject({ contactId: z.string().nullish() });

/** The last contacts with what was said: by the button that was tapped where there was one. */
export async function historyOf(
  tx: Tx,
  context: Context,
  accountId: string,
  hide: ReturnType<typeof hiding>,
): Promise<z.infer<typeof workCardSchema>['history']> {
  const contacts = await tx.contact.findMany({
    where: { accountId, class: { not: 'service' }, outcome: { notIn: ['claimed', 'not_called', 'lost'] } },
    orderBy: { claimedAt: 'desc' },
    take: LAST,
    select: { id: true, caseId: true, channel: true, outcome: true, claimedAt: true, byId: true },
  });
  const caseIds = [...new Set(contacts.flatMap(({ caseId }) => caseId ?? []))];
  const outcomes = await tx.taskOutcome.findMany({
    where: { task: { is: { caseId: { in: caseIds } } }, takenBackAt: null },
    orderBy: { at: 'desc' },
    include: { task: { select: { kind: true } } },
  });
  const byIds = contacts.flatMap(({ byId }) => byId ?? []);
  const users = await tx.user.findMany({ where: { id: { in: byIds } }, select: { id: true, name: true } });
  return contacts.map(({ id, channel, outcome, claimedAt, byId }) => {
    const tapped = outcomes.find(({ data }) => ofContact.safeParse(data).data?.contactId === id);
    const zh = (CHANNEL_WORDS as Readonly<Record<string, string>>)[channel] ?? channel;
    return {
      id,
      at: claimedAt.toISOString(),
      channel: { zh, en: channel },
      said: tapped ? taskOutcomeWords(tapped.task.kind, tapped.outcome) : outcomeWords(outcome),
      note: tapped ? hide.inText(openNote(context, tapped.noteSealed).note ?? null) : null,
      by: users.find((user) => user.id === byId)?.name ?? null,
    };
  });
}
