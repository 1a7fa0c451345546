import type { Note } from '../src/machine/events';
import type { Carried, KeyedNote, PendingNote } from './messages';

/** The turns of a case and their notes, each kept until its record is known to be committed. */
export class TurnLog {
  turn: number;
  recordedTurn: number;
  private notes: PendingNote[];

  constructor(
    private readonly caseId: string,
    carried: Carried | undefined,
  ) {
    this.turn = carried?.turn ?? 0;
    this.recordedTurn = carried?.recordedTurn ?? 0;
    this.notes = carried?.notes ?? [];
  }

  get isRecorded(): boolean {
    return this.recordedTurn >= this.turn;
  }

  take(notes: readonly Note[]): number {
    this.turn += 1;
    const { turn, caseId } = this;
    this.notes.push(...notes.map((note, index) => ({ turn, key: `${caseId}/turn/${turn}/${index}`, note })));
    return turn;
  }

  acknowledge(turn: number): void {
    this.recordedTurn = Math.max(this.recordedTurn, turn);
    this.notes = this.notes.filter((note) => note.turn > this.recordedTurn);
  }

  unrecorded(): KeyedNote[] {
    return this.notes.map(({ key, note }) => ({ key, note }));
  }

  carry(): Pick<Carried, 'turn' | 'recordedTurn' | 'notes'> {
    return { turn: this.turn, recordedTurn: this.recordedTurn, notes: this.notes };
  }
}
