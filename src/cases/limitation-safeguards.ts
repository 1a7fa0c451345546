import { z } from 'zod';
import type { TurnRecord } from '../../workflows/messages';
import type { Context } from '../context';
import type { LimitationRequest } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { civilDayOf } from '../domain/civil-day';
import { STEP_SAFEGUARD } from '../machine/safeguard-rules';
import { parseStepKey } from '../machine/step-key';
import { recordInterruption } from './limitation-record';
import { endSafeguard, meansOf } from './limitation-requests';

/** What counsel did, as his task's outcome says it. */
const KIND_OF_OUTCOME = { filed: 'filing', payment_order: 'payment_order', mediation: 'mediation' } as const;

const outcomeData = z.looseObject({ fileIds: z.array(z.string()).optional() });

/**
 * What a turn of the case means for its safeguards: the step stands with its request, and its end ends the request. A filing restarts the
 * period of the charges that it was asked for (limitation rules 10–12); without its document it waits for another person's confirmation.
 * That a letter arrived is read from its contact.
 */
export async function followSafeguards(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  { notes }: TurnRecord,
): Promise<void> {
  for (const { note } of notes) {
    if (note.kind !== 'step_planned' && note.kind !== 'step_ended') continue;
    const [name, requestId] = parseStepKey(note.key).step.split('~');
    if (name !== STEP_SAFEGUARD || requestId === undefined) continue;
    const row = await tx.limitationRequest.findUnique({ where: { id: requestId } });
    if (!row) continue;
    if (note.kind === 'step_planned') {
      await tx.limitationRequest.update({ where: { id: row.id }, data: { stepKey: note.key } });
      continue;
    }
    if (note.end === 'done' && meansOf(row) === 'filing') await recordFiling(tx, context, row, note);
    const status = note.end === 'withdrawn' || note.end === 'replaced' ? 'withdrawn' : 'done';
    await endSafeguard(tx, context, row, { status, reason: note.reason, at: note.at });
  }
}

async function recordFiling(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  row: LimitationRequest,
  { key, reason, at }: { key: string; reason: string; at: number },
): Promise<void> {
  const kind = Object.entries(KIND_OF_OUTCOME).find(([outcome]) => outcome === reason)?.[1];
  const outcome = await tx.taskOutcome.findFirst({
    where: { task: { stepKey: key }, takenBackAt: null, outcome: reason },
    orderBy: { at: 'desc' },
  });
  if (!kind || !outcome) return;
  const { zone } = await tx.community.findUniqueOrThrow({ where: { id: row.communityId } });
  const { fileIds = [] } = outcomeData.parse(outcome.data ?? {});
  await recordInterruption(tx, context, {
    ...{ id: row.id, communityId: row.communityId, accountId: row.accountId, caseId: row.caseId },
    ...{ chargeIds: row.chargeIds, kind, on: civilDayOf(outcome.at.getTime(), zone) },
    ...{ grade: 'arrived', source: 'safeguard', needsConfirmation: fileIds.length === 0 },
    ...{ evidenceKey: `task-outcome/${outcome.id}`, fileIds, byId: outcome.byId },
    ...{ at: new Date(at), reason: '时效保全' },
  });
}
