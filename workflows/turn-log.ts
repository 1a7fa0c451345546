import type { CaseEvent, Note } from '../src/machine/events';
import type { CaseSnapshot } from '../src/machine/run';
import { digestOf } from './digest';
import type { Carried, CaseStart, Diverged, PendingNote, TurnRecord } from './messages';

/** What was sent to be recorded, until it cannot be the last record in Postgres any more. */
type Sent = { turn: number; digest: string; inFlight: boolean };

/**
 * The turns of a case: their notes and what was heard in them, each kept until its record is known to be committed, and the lineage of records
 * by which Postgres knows this run's next one from a stranger's.
 */
export class TurnLog {
  turn: number;
  recordedTurn: number;
  private notes: PendingNote[];
  private heard: { turn: number; event: CaseEvent }[] = [];
  private sent: Sent[];

  constructor(
    private readonly start: CaseStart,
    carried: Carried | undefined,
  ) {
    this.turn = carried?.turn ?? 0;
    this.recordedTurn = carried?.recordedTurn ?? 0;
    this.notes = carried?.notes ?? [];
    const turn = this.recordedTurn;
    this.sent = (carried?.lineage ?? []).map((digest) => ({ turn, digest, inFlight: false }));
  }

  take(notes: readonly Note[], event: CaseEvent | null): number {
    this.turn += 1;
    const { turn } = this;
    this.notes.push(
      ...notes.map((note, index) => ({ turn, key: `${this.start.caseId}/turn/${turn}/${index}`, note })),
    );
    if (event) this.heard.push({ turn, event });
    return turn;
  }

  /** The record of the present turn, which from now on may be the last in Postgres. */
  send(snapshot: CaseSnapshot): TurnRecord {
    const { turn } = this;
    const digest = digestOf(turn, snapshot);
    this.sent.push({ turn, digest, inFlight: true });
    const notes = this.notes.map(({ key, note }) => ({ key, note }));
    return { ...this.start, turn, snapshot, notes, digest, lineage: this.sent.map((one) => one.digest) };
  }

  /** Committed: what was sent before it and is not under way any more cannot be the last. */
  acknowledge({ turn, digest }: TurnRecord): void {
    this.recordedTurn = Math.max(this.recordedTurn, turn);
    this.notes = this.notes.filter((note) => note.turn > this.recordedTurn);
    this.heard = this.heard.filter((one) => one.turn > this.recordedTurn);
    this.land(digest);
    const last = this.sent.findLastIndex((one) => one.digest === digest);
    this.sent = this.sent.filter((one, index) => one.inFlight || index >= last);
  }

  /** Sent, and whether it was committed is not known. */
  land(digest: string): void {
    this.sent = this.sent.map((one) => (one.digest === digest ? { ...one, inFlight: false } : one));
  }

  /** Goes on from what Postgres has. @returns what was heard since the last record that is surely in it */
  adopt({ turn, digest }: Diverged): CaseEvent[] {
    const heard = this.heard.map(({ event }) => event);
    this.turn = turn;
    this.recordedTurn = turn;
    this.notes = [];
    this.heard = [];
    this.sent = [{ turn, digest, inFlight: false }];
    return heard;
  }

  carry(): Pick<Carried, 'turn' | 'recordedTurn' | 'notes' | 'lineage'> {
    const { turn, recordedTurn, notes } = this;
    return { turn, recordedTurn, notes, lineage: this.sent.map(({ digest }) => digest) };
  }
}
