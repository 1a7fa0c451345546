import type { Note } from '../machine/events';
import type { EntryBody } from './entries';

/** Who acts where no person does. */
export const SYSTEM_ACTOR = 'system';

/** What a note of the machine becomes in evidence, but for the ids and the key, which its record knows. */
export type NotedEntry = { at: Date; actorId: string } & EntryBody;

/**
 * Null for what is no act and no decision: that a step was planned is in `planned_step`, and its claim or its end is evidence.
 */
export function noteToEntry(note: Note): NotedEntry | null {
  const body = bodyOf(note);
  if (!body) return null;
  return { at: new Date(note.at), actorId: actorOf(note), ...body };
}

function actorOf(note: Note): string {
  if ('by' in note) return note.by;
  if (note.kind === 'hold_began') return note.hold.by ?? SYSTEM_ACTOR;
  return SYSTEM_ACTOR;
}

const ENTRY_OF_MARK = {
  paid: 'instalment_paid',
  missed: 'instalment_missed',
  // its payment came back
  open: 'instalment_reopened',
} as const;

function bodyOf(note: Note): EntryBody | null {
  switch (note.kind) {
    case 'level_entered': {
      const { level, from, entry, basis } = note;
      return { kind: 'level', content: { level, from, entry, basis } };
    }
    case 'step_planned':
      return null;
    case 'step_ended':
      return { kind: 'step_ended', content: { stepKey: note.key, end: note.end, reason: note.reason } };
    case 'step_deferred':
      return {
        kind: 'step_deferred',
        content: { stepKey: note.key, until: note.until, reason: note.reason },
      };
    case 'hold_began': {
      const { id, kind, endsAt, amountFen, promisedOn, signed, fileIds, plan } = note.hold;
      const what = { holdId: id, kind, endsAt, amountFen, promisedOn };
      const undertaking = signed ? { signed, fileIds: fileIds ?? [] } : {};
      return {
        kind: 'hold_began',
        content: { ...what, ...undertaking, ...(plan ? { planId: plan.id } : {}) },
      };
    }
    case 'instalment_marked': {
      const { holdId, planId, no, dueOn, amountFen, mark } = note;
      return { kind: ENTRY_OF_MARK[mark], content: { holdId, planId, no, dueOn, amountFen } };
    }
    case 'hold_ended':
      return {
        kind: 'hold_ended',
        content: { holdId: note.id, kind: note.holdKind, verdict: note.verdict },
      };
    case 'hold_extended':
      return { kind: 'hold_extended', content: { holdId: note.id, endsAt: note.endsAt } };
    case 'cause_set':
      return { kind: 'cause', content: { from: note.from, to: note.to, commandId: note.commandId } };
    case 'policy_moved': {
      const { policyVersionId, version, commandId } = note;
      return { kind: 'policy_moved', content: { policyVersionId, version, commandId } };
    }
    case 'command_accepted':
      return { kind: 'command', content: { commandId: note.commandId, event: note.event } };
    case 'task_overdue':
      return { kind: 'task_overdue', content: { stepKey: note.key, escalation: note.escalation } };
    case 'settled':
      return { kind: 'settled', content: { claimableFen: note.claimableFen } };
    case 'reopened':
      return { kind: 'reopened', content: { level: note.level } };
    case 'milestone':
      return { kind: 'milestone', content: { milestone: note.milestone } };
    case 'closed':
      return { kind: 'closed', content: { reason: note.reason } };
    default: {
      const never: never = note;
      throw new Error(`unknown note: ${JSON.stringify(never)}`);
    }
  }
}
