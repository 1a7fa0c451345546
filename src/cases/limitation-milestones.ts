import type { TurnRecord } from '../../workflows/messages';
import type { Context } from '../context';
import type { Tx } from '../db/scope';
import { civilDayOf } from '../domain/civil-day';
import type { Note } from '../machine/events';
import type { Milestone } from '../machine/vocabulary';
import { recordInterruption } from './limitation-record';

/** What a court or mediator was asked restarts the period: limitation rules (2020) 10–12 (V). */
const KIND_OF: Partial<Record<Milestone, 'filing' | 'payment_order' | 'mediation'>> = {
  suit_filed: 'filing',
  payment_order_filed: 'payment_order',
  mediation_opened: 'mediation',
};

type Accepted = Extract<Note, { kind: 'command_accepted' }>;

/**
 * A milestone that restarts limitation is written down with it, for all that was the account's on that day. A milestone carries no document:
 * another person confirms that there is one before it counts.
 */
export async function interruptByMilestones(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  { communityId, accountId, caseId, notes }: TurnRecord,
): Promise<void> {
  for (const { key, note } of notes) {
    const kind = note.kind === 'milestone' ? KIND_OF[note.milestone] : undefined;
    if (note.kind !== 'milestone' || kind === undefined) continue;
    const said = notes.find(
      (one): one is typeof one & { note: Accepted } =>
        one.note.kind === 'command_accepted' &&
        one.note.event === 'MILESTONE_REACHED' &&
        one.note.at === note.at,
    )?.note;
    const command = said && (await tx.command.findUnique({ where: { id: said.commandId } }));
    if (!command) continue;
    const { zone } = await tx.community.findUniqueOrThrow({ where: { id: communityId } });
    await recordInterruption(tx, context, {
      ...{ id: command.id, communityId, accountId, caseId, chargeIds: [], kind },
      ...{ on: civilDayOf(note.at, zone), grade: 'arrived', source: 'milestone', needsConfirmation: true },
      ...{ evidenceKey: key, byId: command.byId, at: new Date(note.at) },
      reason: '法律进展登记，受理文书待另一人核对',
    });
  }
}
