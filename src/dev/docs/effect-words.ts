import type { CaseEvent, Note, StaffEvent } from '../../machine/events';
import { staffEventSchema } from '../../machine/events';
import { placeOf, statePath } from '../../machine/place';
import { refusal } from '../../machine/refusal';
import { advance, type CaseSnapshot } from '../../machine/run';
import { parseStepKey } from '../../machine/step-key';

/** In one word, for the table; and in full. */
export type Effect = { word: string; full: string };

/** What an event does to a case, found by doing it. The work that a hold gives ends with the hold, and is not told each time. */
export function effectOf(before: CaseSnapshot, event: CaseEvent): Effect {
  const code = isStaffEvent(event) ? refusal(before, event) : null;
  if (code) return { word: 'refused', full: `refused: \`${code}\`` };
  const { snapshot, notes } = advance(before, event);
  const told = notes.filter((note) => !isOwnWorkWithdrawn(note, before));
  const said = [
    ...new Set([...told.flatMap((note) => wordsOf(note, before) ?? []), ...changes(before, snapshot, notes)]),
  ];
  if (said.length === 0) return { word: 'nothing', full: 'nothing' };
  return { word: wordFor(notes), full: [...said, whereIs(before, snapshot)].join('; ') };
}

function wordFor(notes: readonly Note[]): string {
  const did = (kind: Note['kind']) => notes.some((note) => note.kind === kind);
  if (did('closed')) return 'closes';
  if (did('settled')) return 'settles';
  if (did('hold_ended')) return '**ends it**';
  if (did('hold_extended')) return 'longer';
  if (did('level_entered')) return 'level, held';
  if (did('task_overdue')) return 'goes up';
  return 'kept';
}

function isOwnWorkWithdrawn(note: Note, before: CaseSnapshot): boolean {
  return note.kind === 'step_ended' && note.end === 'withdrawn' && isOwnWork(note.key, before);
}

function isOwnWork(key: string, { context }: CaseSnapshot): boolean {
  const ref = context.pending[key]?.ref;
  return context.holds.some(({ id }) => id === ref);
}

function isStaffEvent(event: CaseEvent): event is StaffEvent {
  return staffEventSchema.options.some((option) => option.shape.type.value === event.type);
}

function wordsOf(note: Note, before: CaseSnapshot): string | null {
  switch (note.kind) {
    case 'level_entered':
      return `enters level ${note.level}`;
    case 'step_planned':
      return `plans \`${stepOf(note.key)}\``;
    case 'step_ended':
      if (isOwnWork(note.key, before)) return 'its work is done';
      return note.end === 'withdrawn'
        ? `withdraws \`${stepOf(note.key)}\``
        : `\`${stepOf(note.key)}\` ends ${note.end}`;
    case 'step_deferred':
      return `\`${stepOf(note.key)}\` waits (\`${note.reason}\`)`;
    case 'hold_began':
      return note.hold.id === 'h1' ? null : 'both stand';
    case 'hold_ended':
      return `ends the hold: \`${note.verdict}\``;
    case 'hold_extended':
      return 'the hold is extended';
    case 'instalment_marked':
      return `instalment ${note.no}: ${note.mark}`;
    case 'cause_set':
      return 'sets the cause';
    case 'policy_moved':
      return 'keeps the version; the next step is planned anew, or when the last hold has ended';
    case 'task_overdue':
      return isOwnWork(note.key, before) ? 'its work goes up' : `\`${stepOf(note.key)}\` goes up`;
    case 'settled':
      return 'settles';
    case 'reopened':
      return 'back to its place';
    case 'milestone':
      return 'keeps the milestone';
    case 'closed':
      return 'closes the case';
    case 'command_accepted':
      return null;
    default: {
      const never: never = note;
      throw new Error(`unknown note: ${JSON.stringify(never)}`);
    }
  }
}

/** The step without what it is about: `verify-payment~h1` → `verify-payment`. */
function stepOf(key: string): string {
  const { step, resend } = parseStepKey(key);
  const name = step.split('~')[0] ?? step;
  return resend === 1 ? `${name} (resend)` : name;
}

function changes(before: CaseSnapshot, after: CaseSnapshot, notes: readonly Note[]): string[] {
  const was = before.context;
  const is = after.context;
  const words: string[] = [];
  if (is.claimableFen !== was.claimableFen && !notes.some(({ kind }) => kind === 'settled')) {
    words.push('keeps the new amount');
  } else if (is.ledgerVersion !== was.ledgerVersion && notes.length === 0)
    words.push('keeps the new version');
  if (is.demands.length > was.demands.length) words.push('a demand is kept');
  const blocked = ({ context }: CaseSnapshot) =>
    Object.values(context.pending).filter(({ blockedBy }) => blockedBy !== null).length;
  if (blocked(after) < blocked(before)) words.push('what waited for it waits for the hold only');
  if (is.brokenPromises > was.brokenPromises) words.push('counts a broken one');
  return words;
}

function whereIs(before: CaseSnapshot, after: CaseSnapshot): string {
  const from = placeOf(before).region;
  const to = placeOf(after).region;
  if (to === from) return 'stays held';
  if (to !== 'ladder') return `→ \`${statePath(after)}\``;
  const { left } = before.context;
  const resumes = left !== null && after.context.dueAt === after.context.now + left;
  return resumes ? 'the ladder goes on, with the wait that was left' : 'the ladder goes on, planned anew';
}
