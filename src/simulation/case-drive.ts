import type { CaseContext, CaseInput, Pending } from '../machine/context';
import type { CaseEvent, Note, Planned, StaffEvent, StepAnswer } from '../machine/events';
import type { Facts } from '../machine/facts';
import { runnable } from '../machine/pending';
import { type Place, placeOf } from '../machine/place';
import { planNext } from '../machine/plan-next';
import { type RefusalCode, refusal } from '../machine/refusal';
import { type CaseSnapshot, LiveCase, startCase } from '../machine/run';
import { type Wake, wakeAt } from '../machine/wake-at';

/** The world around one case: what is so, and what comes of an act that leaves by itself. Instants are the community's. */
export type DriveHost = {
  facts(context: CaseContext, now: number): Facts;
  /** Never called for a key that is not pending */
  perform(key: string, pending: Pending, now: number): StepAnswer;
  /** Told of what each event did, in order; where none is given, the drive keeps the notes itself. */
  note?(notes: readonly Note[]): void;
  /** What lies between two events: nothing, or what continue-as-new and a projection carry */
  carry?(snapshot: CaseSnapshot): CaseSnapshot;
};

/** A case comes to rest within a few turns; one that does not goes in a circle, which is a bug. */
const MOST_ROUNDS = 50;

/**
 * Drives one case in virtual time with the machine and `planNext` that the workflow uses: hear, act, plan, rest. No stores, no clock of
 * its own: each event carries its time, and who asks for `nextWake` says when that time has come.
 */
export class CaseDrive {
  private live: LiveCase;
  readonly notes: Note[] = [];

  /** Opens the case. `settle` then brings it to rest, once its host knows of it. */
  constructor(
    input: CaseInput,
    private readonly host: DriveHost,
  ) {
    const opened = startCase(input);
    this.live = LiveCase.of(opened.snapshot);
    this.keep(opened.notes);
  }

  get snapshot(): CaseSnapshot {
    return this.live.snapshot;
  }

  get context(): CaseContext {
    return this.snapshot.context;
  }

  get place(): Place {
    return placeOf(this.snapshot);
  }

  /** What the case waits for; null once it is closed (law 10). */
  nextWake(): Wake | null {
    return wakeAt(this.snapshot);
  }

  /** Hears one event and comes to rest at its time. */
  say(event: CaseEvent): void {
    this.apply(event);
    this.settle(event.at);
  }

  /** What staff say, as the update's validator would take it. */
  command(event: StaffEvent): RefusalCode | null {
    const code = refusal(this.snapshot, event);
    if (code === null) this.say(event);
    return code;
  }

  /** Time has come to `now`. */
  wake(now: number): void {
    this.say({ type: 'WOKEN', at: now });
  }

  /**
   * What the driver does after each event: act, plan, until nothing is open and nothing is due.
   *
   * @throws Error when the case has nothing ahead of it, or does not come to rest: both are bugs
   */
  settle(now: number): void {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const key = runnable(this.snapshot, now)[0];
      const pending = key === undefined ? undefined : this.context.pending[key];
      if (key !== undefined && pending !== undefined) {
        const answer = this.host.perform(key, pending, now);
        this.apply({ type: 'STEP_RESULT', at: now, key, answer, actor: null });
        continue;
      }
      if (this.place.region === 'closed') return;
      const plan = planNext(this.snapshot, this.host.facts(this.context, now), now);
      if (!isEmpty(plan)) {
        this.apply(plan);
        continue;
      }
      const wake = this.nextWake();
      if (wake === null) throw new Error(`nothing lies ahead of case ${this.context.caseId}`); // law 10
      if (wake.at > now) return;
      // the driver's timer fires at once
      this.apply({ type: 'WOKEN', at: now });
    }
    throw new Error(`case ${this.context.caseId} does not come to rest`);
  }

  private apply(event: CaseEvent): void {
    if (this.host.carry) this.live = LiveCase.of(this.host.carry(this.live.persist()));
    this.keep(this.live.advance(event));
  }

  private keep(notes: readonly Note[]): void {
    if (this.host.note) this.host.note(notes);
    else this.notes.push(...notes);
  }
}

/** Nothing in the plan was open: to apply it would change nothing. Whatever a plan may come to hold is asked, so that none is forgotten. */
function isEmpty({ type: _type, at: _at, ...plan }: Planned): boolean {
  return Object.values(plan).every((part) => part === null || part === undefined || isHollow(part));
}

function isHollow(part: unknown): boolean {
  return typeof part === 'object' && part !== null && Object.keys(part).length === 0;
}
