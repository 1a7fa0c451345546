import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { CaseInput } from '../src/machine/context';
import type { FactEvent, Note, Planned, StaffEvent, StepAnswer } from '../src/machine/events';
import type { CaseSnapshot } from '../src/machine/run';
import type { StepKey } from '../src/machine/step-key';

/** Every signal, update, query and activity of a case, typed, in one place. Payloads carry ids, dates, amounts and codes only. */

/** The workflow id is only the mutex: one run for an account. The case has an id of its own from Postgres. */
export function caseWorkflowId(accountId: string): string {
  return `case-${accountId}`;
}

export type CaseStart = { caseId: string; accountId: string; communityId: string };

/** A fact that Postgres already holds, relayed from the outbox. A fact meant for another case of the account is ignored. */
export const factSignal = defineSignal<[{ caseId: string | null; event: FactEvent }]>('fact');

export type CommandAnswer = { accepted: true; turn: number } | { accepted: false; refusal: string };

/**
 * What staff say. Its update id is the command's id. The transition is made synchronously, so two commands in one task cannot both
 * pass; it returns only when its record is committed.
 */
export const staffUpdate = defineUpdate<CommandAnswer, [StaffEvent]>('staff');

export const caseQuery = defineQuery<{ snapshot: CaseSnapshot; turn: number; inFlight: StepKey[] }>('case');

/** What a turn did, keyed so that writing it twice is writing it once. */
export type KeyedNote = { key: string; note: Note };

/** What goes into Postgres of a turn; applied only `WHERE turn < $turn`, its notes idempotent by key. */
export type TurnRecord = {
  caseId: string;
  accountId: string;
  communityId: string;
  turn: number;
  snapshot: CaseSnapshot;
  notes: KeyedNote[];
};

export type StepPerformance = { at: number; answer: StepAnswer };

/** What the case asks of the outside. `openCase` and `recordTurn` are local activities; `performStep` is claim, call and outcome. */
export interface CaseActivities {
  /** The facts a case begins with; null when its row is closed already. */
  openCase(start: CaseStart): Promise<CaseInput | null>;
  /** Commits the record, then plans what is open (`planNext` on current facts). */
  recordTurn(record: TurnRecord): Promise<Planned>;
  /** Commits the record in the transaction of the claim, calls the provider, commits the outcome. Its activity id is the step key. */
  performStep(input: { record: TurnRecord; key: StepKey }): Promise<StepPerformance>;
}
