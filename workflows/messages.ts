import { defineSearchAttributeKey } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { z } from 'zod';
import type { CommunityClock } from '../src/domain/clock';
import type { CaseInput } from '../src/machine/context';
import {
  factEventSchema,
  type Note,
  noteSchema,
  type Planned,
  type StaffEvent,
  type StepAnswer,
} from '../src/machine/events';
import type { CaseSnapshot } from '../src/machine/run';
import type { StepKey } from '../src/machine/step-key';

/** Every signal, update, query and activity, typed, in one place. Payloads carry ids, dates, amounts and codes only. */

/** The workflow id is only the mutex: one run for an account. The case has an id of its own from Postgres. */
export function caseWorkflowId(accountId: string): string {
  return `case-${accountId}`;
}

export type CaseStart = { caseId: string; accountId: string; communityId: string };

/** A fact that Postgres already holds, relayed from the outbox. A fact meant for another case of the account is ignored. */
export const factSchema = z.object({ caseId: z.string().nullable(), event: factEventSchema });
export type Fact = z.infer<typeof factSchema>;
export const factSignal = defineSignal<[Fact]>('fact');

export type CommandAnswer = { accepted: true; turn: number } | { accepted: false; refusal: string };

/**
 * What staff say. Its update id is the command's id. The transition is made synchronously, so two commands in one task cannot both
 * pass; it returns only when its record is committed.
 */
export const staffUpdate = defineUpdate<CommandAnswer, [StaffEvent]>('staff');

export const caseQuery = defineQuery<{ snapshot: CaseSnapshot; turn: number; inFlight: StepKey[] }>('case');

/** What a turn did, keyed so that writing it twice is writing it once. */
export type KeyedNote = { key: string; note: Note };

/** What goes into Postgres of a turn: the newest wins, its notes are idempotent by key. */
export type TurnRecord = {
  caseId: string;
  accountId: string;
  communityId: string;
  turn: number;
  snapshot: CaseSnapshot;
  notes: KeyedNote[];
  /** Of turn and snapshot */
  digest: string;
  /** Digests of the records that this one stands on, as far as they may be the last in Postgres; its own is the last of them */
  lineage: string[];
};

/**
 * Postgres holds a record that this run did not make, or made in a workflow task that was lost: the case adopts it and hears again what it
 * heard since. A local activity commits before its task is in the history, so this can be.
 */
export type Diverged = {
  type: 'DIVERGED';
  turn: number;
  digest: string;
  snapshot: CaseSnapshot;
  /** Of the commands in the record, those that are accepted already */
  acceptedCommands: string[];
};

export type StepPerformance = { type: 'PERFORMED'; at: number; answer: StepAnswer };

/** What the case asks of the outside. `openCase` and `recordTurn` are local activities; `performStep` is claim, call and outcome. */
export interface CaseActivities {
  /** The facts a case begins with; null when its row is closed already. */
  openCase(start: CaseStart): Promise<CaseInput | null>;
  /** Commits the record, then plans what is open (`planNext` on current facts). */
  recordTurn(record: TurnRecord): Promise<Planned | Diverged>;
  /** Commits the record in the transaction of the claim, calls the provider, commits the outcome. Its activity id is the step key. */
  performStep(input: { record: TurnRecord; key: StepKey }): Promise<StepPerformance | Diverged>;
}

const keyedNoteSchema = z.object({ turn: z.number().int(), key: z.string(), note: noteSchema });
export type PendingNote = z.infer<typeof keyedNoteSchema>;

/** What goes through continue-as-new, and what a workflow that was lost is started again with. Plain JSON, no Map, no Set. */
export const carriedSchema = z.object({
  /** `migrate` reads it: it may come from an earlier release */
  snapshot: z.unknown(),
  turn: z.number().int(),
  recordedTurn: z.number().int(),
  notes: z.array(keyedNoteSchema),
  /** Digest of the last record known to be in Postgres */
  lineage: z.array(z.string()),
  /** Staff commands that were taken, the last ones: who repeats one does so at once, and Postgres keeps them all */
  seen: z.array(z.object({ commandId: z.string(), turn: z.number().int() })),
});
export type Carried = z.infer<typeof carriedSchema>;

/** What an operator can filter by in Temporal's own interface; registered at set-up. */
export const searchAttributes = {
  community: defineSearchAttributeKey('CuijiaoCommunity', 'KEYWORD'),
  level: defineSearchAttributeKey('CuijiaoLevel', 'INT'),
  hold: defineSearchAttributeKey('CuijiaoHold', 'KEYWORD'),
  cause: defineSearchAttributeKey('CuijiaoCause', 'KEYWORD'),
  nextActionAt: defineSearchAttributeKey('CuijiaoNextActionAt', 'DATETIME'),
};

// ── The scan ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a scan is asked to go through: all communities of a time zone, in pages, or one community. */
export type ScanRequest = { zone: string; afterId?: string } | { communityId: string };

export type ScanCounts = {
  communities: number;
  opened: number;
  raised: number;
  superseded: number;
  /** cases told again what they owe */
  told: number;
  /** workflows that were missing */
  restarted: number;
  overdue: number;
};

/** Of a demonstration: the next morning on its own clock; null when its days are over. */
export type NextMorning = { clock: CommunityClock; at: number } | null;

export interface ScanActivities {
  /** A page of the zone's communities; `nextAfterId` null: it was the last one. */
  scanZone(page: {
    zone: string;
    afterId: string | null;
  }): Promise<{ counts: ScanCounts; nextAfterId: string | null }>;
  scanCommunity(request: { communityId: string }): Promise<ScanCounts>;
  scanDemonstration(request: { communityId: string }): Promise<NextMorning>;
  /** The heads of all chains as one signed file, and what is long done out of the outbox. */
  closeScan(): Promise<void>;
}

export const NO_COUNTS: ScanCounts = {
  communities: 0,
  opened: 0,
  raised: 0,
  superseded: 0,
  told: 0,
  restarted: 0,
  overdue: 0,
};

export function addCounts(a: ScanCounts, b: ScanCounts): ScanCounts {
  return {
    communities: a.communities + b.communities,
    opened: a.opened + b.opened,
    raised: a.raised + b.raised,
    superseded: a.superseded + b.superseded,
    told: a.told + b.told,
    restarted: a.restarted + b.restarted,
    overdue: a.overdue + b.overdue,
  };
}
