import { z } from 'zod';
import { channelSchema, gradeSchema } from '../domain/channel';
import { communityClockSchema } from '../domain/clock';
import { instalmentMarkSchema, planKindSchema } from '../domain/instalment-plan';
import { causeSchema, holdKindSchema, levelSchema } from '../domain/vocabulary';
import { closeReasonSchema, milestoneSchema, taskKindSchema } from './vocabulary';

/** Instants are epoch milliseconds on the community's clock. Everything here is plain JSON: it goes through continue-as-new. */
const instant = z.number().int();
const civilDay = z.string();

export const holdSchema = z.object({
  id: z.string(),
  kind: holdKindSchema,
  beganAt: instant,
  /** A hold has an end: nothing sleeps for ever. */
  endsAt: instant,
  by: z.string().nullable(),
  /** promise and plan: what was promised, and the day by which (the grace is in `endsAt`) */
  amountFen: z.number().int().nullable(),
  promisedOn: civilDay.nullable(),
  /** 承诺书, 分期协议: the owner signed it; the files are its photos. An acknowledgement of debt (Civil Code 195, V). */
  signed: z.boolean().optional(),
  fileIds: z.array(z.string()).optional(),
  /** 分期 with its schedule; none: taken over without one, or of an earlier release */
  plan: z
    .object({
      id: z.string(),
      kind: planKindSchema,
      instalments: z.array(
        z.object({
          dueOn: civilDay,
          amountFen: z.number().int(),
          /** Its day and grace are over: when it is judged, or judged again because receipts are not booked so far */
          watchAt: instant,
          mark: instalmentMarkSchema,
        }),
      ),
    })
    .optional(),
});
export type Hold = z.infer<typeof holdSchema>;

/** An act that is planned and has no result yet: the effects of the machine, as data. */
export const pendingSchema = z.object({
  step: z.string(),
  /** `auto`: the driver performs it. `task`: a person does; its row is made by the record of the turn. */
  doer: z.enum(['auto', 'task']),
  task: taskKindSchema.nullable(),
  /** Belongs to the ladder: the level waits for it, a hold stops its clock. Work beside the ladder runs on. */
  ladder: z.boolean(),
  plannedAt: instant,
  /** auto: not before (deferred by the claim). null: now. */
  notBefore: instant.nullable(),
  /** Why it was deferred, and the row that it waits for */
  blockedBy: z.object({ reason: z.string(), ref: z.string().nullable() }).nullable(),
  /** task: overdue from here on; auto: to be performed from here on; null until planned. What was left of it while held is in `left`. */
  dueAt: instant.nullable(),
  left: z.number().int().nullable(),
  escalation: z.number().int(),
  /** what the task is about: a hold, a wave, a contact */
  ref: z.string().nullable(),
});
export type Pending = z.infer<typeof pendingSchema>;

/** A step of the present stay in a level that has its result. */
export const doneStepSchema = z.object({
  key: z.string(),
  step: z.string(),
  at: instant,
  outcome: z.string(),
  /** Reached somebody with a demand; an attempt, a refused or a failed message is none */
  demand: z.boolean(),
  grade: gradeSchema,
  channel: channelSchema.nullable(),
});
export type DoneStep = z.infer<typeof doneStepSchema>;

/** A demand for payment in evidence: what entries into levels rest on (laws 1 and 6). */
export const demandSchema = z.object({
  key: z.string(),
  level: levelSchema,
  at: instant,
  grade: gradeSchema,
  channel: channelSchema,
  written: z.boolean(),
  /** Written notices: the end of the reasonable period */
  deadlineAt: instant.nullable(),
});
export type Demand = z.infer<typeof demandSchema>;

export const entryBasisSchema = z.object({
  kind: z.enum([
    'first_overdue',
    'declared',
    'demand',
    'unreachable',
    'deadline_over',
    'cause',
    'approved',
    'decided',
    'earlier_case',
  ]),
  /** Step keys, command ids or case ids in evidence */
  evidence: z.array(z.string()),
});
export type EntryBasis = z.infer<typeof entryBasisSchema>;

/** What the ladder does next; planned outside the sandbox by `planNext`, carried as data. */
export const nextSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('step'),
    step: z.string(),
    doer: z.enum(['auto', 'task']),
    task: taskKindSchema.nullable(),
    channel: channelSchema.nullable(),
    at: instant,
    /** task: due at */
    dueAt: instant.nullable(),
    reason: z.string(),
  }),
  z.object({
    kind: z.literal('level'),
    to: levelSchema,
    basis: entryBasisSchema,
    at: instant,
    reason: z.string(),
  }),
  z.object({ kind: z.literal('propose'), at: instant, dueAt: instant, reason: z.string() }),
  z.object({ kind: z.literal('review'), at: instant, reason: z.string() }),
]);
export type Next = z.infer<typeof nextSchema>;

export const caseContextSchema = z.object({
  machineVersion: z.literal(1),
  caseId: z.string(),
  accountId: z.string(),
  communityId: z.string(),
  clock: communityClockSchema,
  /** Time of the last event */
  now: instant,

  level: levelSchema,
  /** How often the case entered a level */
  entry: z.number().int(),
  enteredAt: instant,
  basis: entryBasisSchema,
  cause: causeSchema,

  /** The account as the last nudge told it; older versions are ignored */
  ledgerVersion: z.number().int(),
  claimableFen: z.number().int(),
  principalFen: z.number().int(),
  oldestDueOn: civilDay.nullable(),

  next: nextSchema.nullable(),
  /** While the ladder runs: when `next` is due. While held: null, and `left` has what was left of the wait. */
  dueAt: instant.nullable(),
  left: z.number().int().nullable(),
  /** When the first of the standing holds began; null: not held */
  heldSince: instant.nullable(),
  /** Time held since the level was entered, and since the last step of the ladder: a wait is longer by what it was held */
  heldInLevelMs: z.number().int(),
  heldSinceStepMs: z.number().int(),

  pending: z.record(z.string(), pendingSchema),
  done: z.array(doneStepSchema),
  demands: z.array(demandSchema),
  holds: z.array(holdSchema),
  /** In a row; a kept one sets it to 0 */
  brokenPromises: z.number().int(),
  /** Charges whose amount is objected to: open disputes that bar a referral */
  openDisputes: z.array(z.string()),
  /** When the fresh charges (本期新账单) are reviewed */
  freshReviewAt: instant.nullable(),
  freshReviewedAt: instant.nullable(),
  referral: z
    .object({
      requestedBy: z.string(),
      requestedAt: instant,
      approvedBy: z.string().nullable(),
      /** Offices each of which must approve, by a person of its own; left out (earlier cases): one approval is enough */
      needs: z.array(z.string()).optional(),
      /** Those that have */
      approvals: z.array(z.object({ by: z.string(), office: z.string(), at: instant })).optional(),
    })
    .nullable(),
  milestones: z.array(z.object({ milestone: milestoneSchema, at: instant, by: z.string() })),
  /** Settled: end of the silent reversal window */
  windowEndsAt: instant.nullable(),
  /** A thank-you went out (at most one); a reversal then brings a correction */
  thanked: z.boolean(),
  /** The version of the policy to which a person moved the case, and when; null: the one under which it opened */
  movedPolicy: z.object({ versionId: z.string(), at: instant }).optional(),
  closeReason: closeReasonSchema.nullable(),
});
export type CaseContext = z.infer<typeof caseContextSchema>;

/** What a case is opened with; read by the workflow itself from its row. */
export const caseInputSchema = z.object({
  caseId: z.string(),
  accountId: z.string(),
  communityId: z.string(),
  clock: communityClockSchema,
  openedAt: instant,
  level: levelSchema,
  basis: entryBasisSchema,
  cause: causeSchema,
  ledgerVersion: z.number().int(),
  claimableFen: z.number().int(),
  principalFen: z.number().int(),
  oldestDueOn: civilDay.nullable(),
  /** Declared by a take-over: promise, instalments, complaint, bereavement, review */
  holds: z.array(holdSchema),
  /** Declared sued or with a law firm: level 4 begins with a task for counsel (law 6) */
  withCounsel: z.boolean(),
});
export type CaseInput = z.infer<typeof caseInputSchema>;
