import { type CivilDay, civilDayOf } from '../domain/civil-day';
import type { HoldKind } from '../domain/vocabulary';
import type { Note } from '../machine/events';

/** Holds under which a charge that falls due is listed apart (domain: the account and its case). */
const SETS_APART: ReadonlySet<HoldKind> = new Set<HoldKind>([
  'instalment_plan',
  'complaint',
  'amount_dispute',
]);

/**
 * 本期新账单: charges that fell due while the open case stood above level 1, in a plan or in a dispute. Read from what happened in the case, as
 * the ledger reads it from the rows that were written of it.
 */
export class FreshSpans {
  private aboveSince: CivilDay | null = null;
  private readonly apart: { holdId: string; fromOn: CivilDay; endedOn: CivilDay | null }[] = [];
  private isOpen = true;

  constructor(private readonly zone: string) {}

  hear(note: Note): void {
    const on = civilDayOf(note.at, this.zone);
    switch (note.kind) {
      case 'step_planned':
        if (note.level >= 2) this.aboveSince ??= on;
        return;
      case 'hold_began':
        if (SETS_APART.has(note.hold.kind)) {
          this.apart.push({ holdId: note.hold.id, fromOn: on, endedOn: null });
        }
        return;
      case 'hold_ended':
        for (const span of this.apart) if (span.holdId === note.id) span.endedOn ??= on;
        return;
      case 'settled':
      case 'closed':
        this.isOpen = false;
        return;
      case 'reopened':
        this.isOpen = true;
        return;
      default:
        return;
    }
  }

  isFresh(dueOn: CivilDay): boolean {
    if (!this.isOpen) return false;
    if (this.aboveSince !== null && dueOn >= this.aboveSince) return true;
    return this.apart.some(({ fromOn, endedOn }) => dueOn >= fromOn && (endedOn === null || dueOn < endedOn));
  }
}
