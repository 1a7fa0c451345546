import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  isCancellation,
  log,
  makeContinueAsNewFunc,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { communityNow, toReal } from '../src/domain/clock';
import { type CaseEvent, type FactEvent, type StaffEvent, staffEventSchema } from '../src/machine/events';
import { runnable } from '../src/machine/pending';
import { refusal } from '../src/machine/refusal';
import { advance, type CaseSnapshot, migrate, startCase } from '../src/machine/run';
import type { StepKey } from '../src/machine/step-key';
import { wakeAt } from '../src/machine/wake-at';
import { Alarm } from './alarm';
import {
  type Carried,
  type CaseActivities,
  type CaseStart,
  type CommandAnswer,
  carriedSchema,
  caseQuery,
  type Diverged,
  type Fact,
  factSchema,
  factSignal,
  type StepPerformance,
  staffUpdate,
  type TurnRecord,
} from './messages';
import { attributeMark, attributesOf } from './search-attributes';
import { TurnLog } from './turn-log';

/** The records: short transactions, made inside the workflow task. */
const records = proxyLocalActivities<CaseActivities>({
  startToCloseTimeout: '20 seconds',
  retry: { initialInterval: '200 ms', maximumAttempts: 5 },
});

/** The record of what a person said: in the history before it is in Postgres, so that a worker that dies cannot forget it. */
const promises = proxyActivities<CaseActivities>({
  startToCloseTimeout: '20 seconds',
  retry: { initialInterval: '200 ms', maximumAttempts: 5 },
});

/** An outside act: its attempts last a little over the claim's lease and the provider's latency, its retries minutes. */
const act = {
  startToCloseTimeout: '90 seconds',
  retry: { initialInterval: '2 seconds', maximumAttempts: 5 },
};

/** How many staff commands a run carries on; Postgres keeps them all. */
const REMEMBERED_COMMANDS = 50;

/** Real time until a record that failed is tried again, at first and at most, and an act whose attempts all failed. */
const RECORD_AGAIN_MS = 15_000;
const RECORD_AGAIN_AT_MOST_MS = 5 * 60_000;
const ACT_AGAIN_MS = 15 * 60_000;

/** Turns that the case makes by itself without a word from outside; more than any plan needs is a fault, which must not spin. */
const MOST_OWN_TURNS = 50;
const FAULT_PAUSE_MS = 15 * 60_000;

/**
 * The driver of one account's case: it feeds events into the machine, performs what the machine has pending, has every turn recorded,
 * and keeps one timer. What the case does next, and whether it may, is all decided in `src/machine`.
 */
export async function dunningCase(start: CaseStart, carried?: Carried): Promise<void> {
  const driver = new CaseDriver(start, carried && carriedSchema.parse(carried));
  setHandler(factSignal, (fact) => driver.hearFact(fact));
  setHandler(staffUpdate, (event) => driver.obey(event), { validator: (event) => driver.validate(event) });
  setHandler(caseQuery, () => driver.describe());
  await driver.run();
}

class CaseDriver {
  private snapshot: CaseSnapshot | null;
  private readonly turns: TurnLog;
  private readonly alarm = new Alarm();
  private readonly early: FactEvent[] = [];
  private readonly inFlight: StepKey[] = [];
  /** The last turn whose record travels with an act in flight, and the last that a staff command waits for */
  private carriedTurn = 0;
  private awaitedTurn = 0;
  private seen: Carried['seen'];
  private ownTurns = 0;
  private stirred = false;
  private entryOfRun: number | null;
  private markShown: string | null;

  constructor(
    private readonly start: CaseStart,
    carried: Carried | undefined,
  ) {
    this.snapshot = carried ? migrate(carried.snapshot as CaseSnapshot) : null;
    this.turns = new TurnLog(start, carried);
    this.seen = carried?.seen ?? [];
    this.entryOfRun = this.snapshot?.context.entry ?? null;
    this.markShown = this.snapshot && attributeMark(this.snapshot);
  }

  async run(): Promise<void> {
    if (!this.snapshot && !(await this.begin())) return;
    for (;;) {
      this.perform();
      if (this.mustRecord()) await this.record();
      else if (this.isOver()) return;
      else if (this.mayContinueAsNew()) await this.continueAsNew();
      else await this.rest();
    }
  }

  // ── What the case hears ────────────────────────────────────────────────────────────────────────────────────────────────

  /** Never refused, at most ignored: what is meant for another case of the account, or is no fact at all. */
  hearFact(told: Fact): void {
    const { data: fact } = factSchema.safeParse(told);
    if (!fact) log.error('a signal that is no fact was ignored');
    if (!fact || (fact.caseId !== null && fact.caseId !== this.start.caseId)) return;
    const { event } = fact;
    this.ownTurns = 0;
    if (this.snapshot) this.hear(event);
    else this.early.push(event);
  }

  /** Refused before it becomes part of the history. A command that was seen gets its first answer from the handler. */
  validate(event: StaffEvent): void {
    const code = staffEventSchema.safeParse(event).success ? this.refusalOf(event) : 'NOT_A_COMMAND';
    if (code) throw ApplicationFailure.nonRetryable(code, code);
  }

  /** The transition is made before anything is awaited: two commands in one task cannot both pass. */
  async obey(event: StaffEvent): Promise<CommandAnswer> {
    await this.untilBegun();
    const code = this.refusalOf(event);
    if (code) return { accepted: false, refusal: code };
    if (this.turnOf(event) === null) this.accept(event);
    this.awaitedTurn = Math.max(this.awaitedTurn, this.turnOf(event) ?? 0);
    this.stirred = true;
    await condition(() => this.turns.recordedTurn >= (this.turnOf(event) ?? 0));
    const turn = this.turnOf(event);
    return turn === null
      ? { accepted: false, refusal: this.refusalOf(event) ?? 'NOT_NOW' }
      : { accepted: true, turn };
  }

  /** The turn in which a command was taken; null: it was not, or what it was taken in was lost and it cannot be taken any more. */
  private turnOf({ commandId }: StaffEvent): number | null {
    return this.seen.find((one) => one.commandId === commandId)?.turn ?? null;
  }

  describe() {
    if (!this.snapshot) throw new Error('the case has not begun');
    return { snapshot: this.snapshot, turn: this.turns.turn, inFlight: this.inFlight };
  }

  private async untilBegun(): Promise<void> {
    if (!this.snapshot) await condition(() => this.snapshot !== null);
  }

  private refusalOf(event: StaffEvent): string | null {
    if (!this.snapshot || this.seen.some(({ commandId }) => commandId === event.commandId)) return null;
    return refusal(this.snapshot, event);
  }

  private accept(event: StaffEvent): number {
    this.ownTurns = 0;
    this.hear(event);
    const { turn } = this.turns;
    this.seen = [...this.seen, { commandId: event.commandId, turn }].slice(-REMEMBERED_COMMANDS);
    return turn;
  }

  /** One event that changes something is one turn. */
  private hear(event: CaseEvent): void {
    const before = this.known();
    const { snapshot, notes } = advance(before, event);
    this.snapshot = snapshot;
    this.stirred = true;
    // what was waited for has come: even where it changes nothing yet, its plan is made by the record
    if (event.type === 'WOKEN' || notes.length > 0 || isOtherState(before, snapshot)) {
      this.turns.take(notes, event);
    }
  }

  // ── What the case does ─────────────────────────────────────────────────────────────────────────────────────────────────

  private async begin(): Promise<boolean> {
    const input = await this.insist(() => records.openCase(this.start));
    if (!input) return false;
    const { snapshot, notes } = startCase(input);
    this.snapshot = snapshot;
    this.turns.take(notes, null);
    this.entryOfRun = snapshot.context.entry;
    for (const event of this.early.splice(0)) this.hear(event);
    return true;
  }

  /** Acts run beside the loop and come back as events, so that a payment or a colleague is heard while a provider is down. */
  private perform(): void {
    if (this.isRestless()) return;
    for (const key of runnable(this.known(), this.now())) {
      if (!this.inFlight.includes(key)) void this.performStep(key);
    }
  }

  private async performStep(key: StepKey): Promise<void> {
    const record = this.turns.send(this.known());
    this.carriedTurn = record.turn;
    this.inFlight.push(key);
    const performed = await this.answerOf(record, key);
    this.inFlight.splice(this.inFlight.indexOf(key), 1);
    this.ownTurns += 1;
    if (performed.type === 'DIVERGED') return this.adopt(performed);
    const { at, answer } = performed;
    this.hear({ type: 'STEP_RESULT', at, key, answer, actor: null });
  }

  private async answerOf(record: TurnRecord, key: StepKey): Promise<StepPerformance | Diverged> {
    try {
      const performed = await proxyActivities<CaseActivities>({ ...act, activityId: key }).performStep({
        record,
        key,
      });
      if (performed.type === 'PERFORMED') this.turns.acknowledge(record);
      return performed;
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.error('the attempts of an act all failed', { key });
      this.turns.land(record.digest);
      const until = communityNow(this.known().context.clock, Date.now() + ACT_AGAIN_MS);
      return {
        type: 'PERFORMED',
        at: this.now(),
        answer: { kind: 'deferred', until, reason: 'ACT_FAILED', ref: null },
      };
    }
  }

  /** A turn that plans no act, or that a person waits for, is recorded here. What it leaves open comes back planned. */
  private async record(): Promise<void> {
    const record = this.turns.send(this.known());
    const isPromised = record.notes.some(({ note }) => note.kind === 'command_accepted');
    const planned = await this.insist(() => (isPromised ? promises : records).recordTurn(record));
    if (planned.type === 'DIVERGED') return this.adopt(planned);
    this.turns.acknowledge(record);
    this.showAttributes();
    if (this.turns.turn !== record.turn || this.isRestless()) return;
    const { snapshot, notes } = advance(this.known(), planned);
    this.snapshot = snapshot;
    this.ownTurns += 1;
    if (notes.length > 0) this.turns.take(notes, null);
  }

  /**
   * A workflow task was lost after its record was committed: Postgres is right. The case goes on from there and hears again what it heard
   * since; facts and results are once however often they come, a command that is accepted there is not said again.
   */
  private adopt(diverged: Diverged): void {
    if (diverged.turn < this.turns.recordedTurn) return;
    log.warn('the case goes on from its record in Postgres', { turn: diverged.turn });
    const heard = this.turns.adopt(diverged);
    this.snapshot = migrate(diverged.snapshot);
    this.carriedTurn = diverged.turn;
    this.stirred = true;
    for (const event of heard) {
      if (!isStaffEvent(event)) {
        if (event.type !== 'WOKEN') this.hear(event);
        continue;
      }
      const { commandId } = event;
      this.seen = this.seen.filter((one) => one.commandId !== commandId);
      if (diverged.acceptedCommands.includes(commandId)) {
        this.seen = [...this.seen, { commandId, turn: diverged.turn }];
      } else if (this.refusalOf(event) === null) this.accept(event);
    }
    this.awaitedTurn = Math.max(0, ...this.seen.map(({ turn }) => turn));
  }

  private mustRecord(): boolean {
    const { turn, recordedTurn } = this.turns;
    return recordedTurn < this.awaitedTurn || Math.max(recordedTurn, this.carriedTurn) < turn;
  }

  /** Facts and commands are heard between the attempts; an outage of hours fills no history. */
  private async insist<T>(attempt: () => Promise<T>): Promise<T> {
    for (let pauseMs = RECORD_AGAIN_MS; ; pauseMs = Math.min(pauseMs * 2, RECORD_AGAIN_AT_MOST_MS)) {
      try {
        return await attempt();
      } catch (error) {
        if (isCancellation(error)) throw error;
        log.error('a record failed, it is tried again', { turn: this.turns.turn });
        await sleep(pauseMs);
      }
    }
  }

  // ── How the case waits ─────────────────────────────────────────────────────────────────────────────────────────────────

  private async rest(): Promise<void> {
    const wake = wakeAt(this.known());
    if (this.isRestless()) {
      log.error('the case does not come to rest', { turn: this.turns.turn, reason: wake?.reason });
      this.alarm.set(Date.now() + FAULT_PAUSE_MS);
    } else if (wake && wake.at <= this.now() && !(wake.reason === 'step' && this.inFlight.length > 0)) {
      this.ownTurns += 1;
      return this.hear({ type: 'WOKEN', at: this.now() });
    } else if (this.inFlight.length === 0) {
      // While an act is in flight the timer stays as it is: the answer will say what comes next.
      this.alarm.set(wake && toReal(this.known().context.clock, wake.at));
    }
    this.stirred = false;
    const answering = !allHandlersFinished();
    await condition(() => this.stirred || this.alarm.rang || (answering && allHandlersFinished()));
    if (this.alarm.rang) this.ownTurns = 0;
    this.alarm.rang = false;
  }

  private isRestless(): boolean {
    return this.ownTurns >= MOST_OWN_TURNS;
  }

  private isOver(): boolean {
    return this.known().status === 'done' && this.inFlight.length === 0 && allHandlersFinished();
  }

  /** Histories stay short, and a case moves to new code only here. */
  private mayContinueAsNew(): boolean {
    if (this.known().status === 'done' || this.inFlight.length > 0 || !allHandlersFinished()) return false;
    return this.known().context.entry !== this.entryOfRun || workflowInfo().continueAsNewSuggested;
  }

  private async continueAsNew(): Promise<void> {
    const snapshot = this.known();
    const next = makeContinueAsNewFunc<typeof dunningCase>({ typedSearchAttributes: attributesOf(snapshot) });
    await next(this.start, { ...this.turns.carry(), snapshot, seen: this.seen });
  }

  /** They come with the start and with continue-as-new; in between only a hold or a cause is worth an event. */
  private showAttributes(): void {
    const mark = attributeMark(this.known());
    if (mark === this.markShown) return;
    if (this.markShown !== null && this.known().context.entry === this.entryOfRun) {
      upsertSearchAttributes(attributesOf(this.known()));
    }
    this.markShown = mark;
  }

  private now(): number {
    return communityNow(this.known().context.clock, Date.now());
  }

  private known(): CaseSnapshot {
    if (!this.snapshot) throw new Error('the case has not begun');
    return this.snapshot;
  }
}

function isStaffEvent(event: CaseEvent): event is StaffEvent {
  return staffEventSchema.options.some(({ shape }) => shape.type.value === event.type);
}

/** Whether anything but the time of the last event differs. */
function isOtherState(before: CaseSnapshot, after: CaseSnapshot): boolean {
  const told = ({ context, ...rest }: CaseSnapshot) => JSON.stringify({ ...rest, ...context, now: 0 });
  return told(before) !== told(after);
}
