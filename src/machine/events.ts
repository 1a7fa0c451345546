import { z } from 'zod';
import { channelSchema, gradeSchema } from '../domain/channel';
import { communityClockSchema } from '../domain/clock';
import { instalmentMarkSchema } from '../domain/instalment-plan';
import { causeSchema, holdKindSchema, levelSchema } from '../domain/vocabulary';
import { entryBasisSchema, holdSchema, nextSchema } from './context';
import { closeReasonSchema, milestoneSchema } from './vocabulary';

/**
 * Events are facts that happened, never commands to jump to a state. Each carries its own time (`at`, community clock) and, where a
 * person made it, its actor. No names, numbers or text: those are in Postgres under the ids given here.
 */
const at = z.number().int();
const actor = z.object({ id: z.string(), role: z.string() });

/** What the ledger now says. Older versions than the one seen are ignored, so order and duplicates do not matter. */
export const ledgerChangedSchema = z.object({
  type: z.literal('LEDGER_CHANGED'),
  at,
  ledgerVersion: z.number().int(),
  claimableFen: z.number().int(),
  principalFen: z.number().int(),
  oldestDueOn: z.string().nullable(),
  /** The remainder is within the policy's tolerance and principal is 0 */
  settled: z.boolean(),
  /** A payment of this account was reversed: staff review before any new contact */
  reversed: z.boolean(),
  openDisputes: z.array(z.string()),
});

/** A gate that a step waits for has opened: wave released, receipts booked, pause lifted. */
export const gateOpenedSchema = z.object({
  type: z.literal('GATE_OPENED'),
  at,
  gate: z.enum(['wave', 'freshness', 'pause', 'provider', 'contact_data']),
  ref: z.string().nullable(),
  /** The demonstration's clock starts with its first released wave */
  clock: communityClockSchema.nullable(),
});

/** What came of a planned step: the answer of the claim, the provider, or the person who did it. */
export const stepAnswerSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('done'),
    outcome: z.string(),
    grade: gradeSchema,
    channel: channelSchema.nullable(),
    /** It was a demand for payment (not an attempt, a refusal, a failure, a service message) */
    demand: z.boolean(),
    written: z.boolean(),
    deadlineAt: at.nullable(),
  }),
  /** Sent, arrival unproven: the provider cannot be asked (law 4) */
  z.object({ kind: z.literal('unproven'), channel: channelSchema }),
  z.object({ kind: z.literal('deferred'), until: at, reason: z.string(), ref: z.string().nullable() }),
  /** A claim without outcome: asked again after its lease and the provider's latency */
  z.object({ kind: z.literal('in_doubt'), until: at }),
  /** The provider, asked after the lease, has nothing: one resend under a claim of its own */
  z.object({ kind: z.literal('lost') }),
  z.object({ kind: z.literal('withdrawn'), reason: z.enum(['NOTHING_OWED', 'HELD', 'SUPERSEDED']) }),
  z.object({ kind: z.literal('no_channel') }),
]);
export type StepAnswer = z.infer<typeof stepAnswerSchema>;

export const stepResultSchema = z.object({
  type: z.literal('STEP_RESULT'),
  at,
  key: z.string(),
  answer: stepAnswerSchema,
  actor: actor.nullable(),
});

/** A receipt or a return that came later raises or lowers the grade of a demand. */
export const gradeChangedSchema = z.object({
  type: z.literal('GRADE_CHANGED'),
  at,
  key: z.string(),
  grade: gradeSchema,
  deadlineAt: at.nullable(),
});

/** 时效保全 Approved by the manager and counsel: one step beside the ladder, past holds and budget (docs/limitation.md). */
export const safeguardApprovedSchema = z.object({
  type: z.literal('SAFEGUARD_APPROVED'),
  at,
  requestId: z.string(),
  means: z.enum(['ems', 'filing']),
});
/** What was to be safeguarded is paid, or somebody took the request back. */
export const safeguardWithdrawnSchema = z.object({
  type: z.literal('SAFEGUARD_WITHDRAWN'),
  at,
  requestId: z.string(),
});

/** 既往凭证 A demand from before the system that two persons brought in with its proof: it counts as one that the case made. */
export const proofBroughtInSchema = z.object({
  type: z.literal('PROOF_BROUGHT_IN'),
  at,
  /** The key of its entry in evidence */
  key: z.string(),
  /** When it was made */
  madeAt: at,
  grade: gradeSchema,
  channel: channelSchema,
  written: z.boolean(),
  deadlineAt: at.nullable(),
});

/** Everything in the plan that was open, filled in outside the sandbox (`planNext`). */
export const plannedSchema = z.object({
  type: z.literal('PLANNED'),
  at,
  next: nextSchema.nullable(),
  /** Holds whose end has come: what became of them */
  holds: z.array(
    z.object({
      id: z.string(),
      verdict: z.enum(['kept', 'partly', 'broken', 'over', 'answered', 'extended']),
      endsAt: at.nullable(),
    }),
  ),
  /** Due dates of tasks that had none, by step key */
  dues: z.record(z.string(), at),
  /** What became of instalments, and when one whose receipts are not booked so far is looked at again; `no` counts from 1 */
  instalments: z
    .array(z.object({ holdId: z.string(), no: z.number().int(), mark: instalmentMarkSchema, watchAt: at }))
    .optional(),
  /** Holds that the facts themselves place: all that was owed is objected to */
  placed: z.array(holdSchema).optional(),
  windowEndsAt: at.nullable(),
  freshReviewAt: at.nullable(),
});
export type Planned = z.infer<typeof plannedSchema>;

export const wokenSchema = z.object({ type: z.literal('WOKEN'), at });

// ── Staff ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Promise, payment claimed, complaint, hardship, bereavement, manual, … The reason is in Postgres under the command's id. */
export const holdPlacedSchema = z.object({
  type: z.literal('HOLD_PLACED'),
  at,
  actor,
  commandId: z.string(),
  hold: holdSchema,
});
export const holdClearedSchema = z.object({
  type: z.literal('HOLD_CLEARED'),
  at,
  actor,
  commandId: z.string(),
  holdId: z.string(),
  verdict: z.enum(['lifted', 'taken_back', 'answered', 'confirmed', 'not_found']),
  /** answered: whether the owner has been told; false: somebody is to tell him */
  told: z.boolean().optional(),
});
export const causeConfirmedSchema = z.object({
  type: z.literal('CAUSE_CONFIRMED'),
  at,
  actor,
  commandId: z.string(),
  cause: causeSchema,
  /** The policy brings this cause to level 3 at once */
  atOnce: z.boolean(),
});
/** By an authorised person, with reason: the one way to any level, up or down. */
export const levelDecidedSchema = z.object({
  type: z.literal('LEVEL_DECIDED'),
  at,
  actor,
  commandId: z.string(),
  level: levelSchema,
});
export const referralRequestedSchema = z.object({
  type: z.literal('REFERRAL_REQUESTED'),
  at,
  actor,
  commandId: z.string(),
  /** Elements that the checklist found missing; a request with one is refused (law 6) */
  missing: z.array(z.string()),
  /** Age, amount or broken promises meet the policy's thresholds */
  thresholdsMet: z.boolean(),
  /** Offices each of which must approve (the policy's limits); left out in earlier histories: one approval is enough */
  needs: z.array(z.string()).optional(),
});
export const referralAnsweredSchema = z.object({
  type: z.literal('REFERRAL_ANSWERED'),
  at,
  actor,
  commandId: z.string(),
  approved: z.boolean(),
});
/** Counsel confirms a case that the take-over declared sued or with a law firm; before this nothing is filed or sent from it. */
export const counselConfirmedSchema = z.object({
  type: z.literal('COUNSEL_CONFIRMED'),
  at,
  actor,
  commandId: z.string(),
});
export const milestoneReachedSchema = z.object({
  type: z.literal('MILESTONE_REACHED'),
  at,
  actor,
  commandId: z.string(),
  milestone: milestoneSchema,
});
/**
 * What was sent and could not be asked about is sent once more, because a person decided it (law 4). Until then nothing sends it again.
 */
export const resendDecidedSchema = z.object({
  type: z.literal('RESEND_DECIDED'),
  at,
  actor,
  commandId: z.string(),
  /** The step key of the first sending */
  key: z.string(),
});
/** The case goes on under another version of the policy, by an explicit command; the version was checked before it is said. */
export const policyMovedSchema = z.object({
  type: z.literal('POLICY_MOVED'),
  at,
  actor,
  commandId: z.string(),
  policyVersionId: z.string(),
  version: z.number().int(),
});
/** Written off, debt transferred in writing, merged, enforced; at `settling`: counsel's confirmation is `settled`. */
export const caseClosedSchema = z.object({
  type: z.literal('CASE_CLOSED'),
  at,
  actor,
  commandId: z.string(),
  reason: closeReasonSchema,
});

export const staffEventSchema = z.discriminatedUnion('type', [
  holdPlacedSchema,
  holdClearedSchema,
  causeConfirmedSchema,
  levelDecidedSchema,
  referralRequestedSchema,
  referralAnsweredSchema,
  counselConfirmedSchema,
  milestoneReachedSchema,
  resendDecidedSchema,
  policyMovedSchema,
  caseClosedSchema,
]);
/** What staff say by an update: accepted or refused with a code. */
export type StaffEvent = z.infer<typeof staffEventSchema>;

export const factEventSchema = z.discriminatedUnion('type', [
  ledgerChangedSchema,
  gateOpenedSchema,
  stepResultSchema,
  gradeChangedSchema,
  safeguardApprovedSchema,
  safeguardWithdrawnSchema,
  proofBroughtInSchema,
]);
/** What Postgres already holds and the outbox relays by a signal: never refused, at most ignored. */
export type FactEvent = z.infer<typeof factEventSchema>;

export const caseEventSchema = z.discriminatedUnion('type', [
  ...staffEventSchema.options,
  ...factEventSchema.options,
  plannedSchema,
  wokenSchema,
]);
export type CaseEvent = z.infer<typeof caseEventSchema>;

/** What a turn did, for timeline and evidence. The driver keys each by turn and index; the record writes them once. */
export const noteSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('level_entered'),
    at,
    level: levelSchema,
    entry: z.number(),
    basis: entryBasisSchema,
    from: levelSchema.nullable(),
  }),
  z.object({
    kind: z.literal('step_planned'),
    at,
    key: z.string(),
    step: z.string(),
    doer: z.enum(['auto', 'task']),
    level: levelSchema,
  }),
  z.object({
    kind: z.literal('step_ended'),
    at,
    key: z.string(),
    end: z.enum(['done', 'unproven', 'replaced', 'withdrawn']),
    reason: z.string(),
  }),
  z.object({ kind: z.literal('step_deferred'), at, key: z.string(), until: at, reason: z.string() }),
  z.object({ kind: z.literal('hold_began'), at, hold: holdSchema }),
  z.object({
    kind: z.literal('hold_ended'),
    at,
    id: z.string(),
    holdKind: holdKindSchema,
    verdict: z.string(),
  }),
  z.object({ kind: z.literal('hold_extended'), at, id: z.string(), endsAt: at }),
  z.object({
    kind: z.literal('instalment_marked'),
    at,
    holdId: z.string(),
    planId: z.string(),
    no: z.number().int(),
    dueOn: z.string(),
    amountFen: z.number().int(),
    mark: instalmentMarkSchema,
  }),
  z.object({
    kind: z.literal('cause_set'),
    at,
    from: causeSchema,
    to: causeSchema,
    by: z.string(),
    commandId: z.string(),
  }),
  z.object({
    kind: z.literal('command_accepted'),
    at,
    commandId: z.string(),
    event: z.string(),
    by: z.string(),
  }),
  z.object({
    kind: z.literal('policy_moved'),
    at,
    policyVersionId: z.string(),
    version: z.number().int(),
    by: z.string(),
    commandId: z.string(),
  }),
  z.object({ kind: z.literal('task_overdue'), at, key: z.string(), escalation: z.number() }),
  z.object({ kind: z.literal('settled'), at, claimableFen: z.number() }),
  z.object({ kind: z.literal('reopened'), at, level: levelSchema }),
  z.object({ kind: z.literal('milestone'), at, milestone: milestoneSchema, by: z.string() }),
  z.object({ kind: z.literal('closed'), at, reason: closeReasonSchema }),
]);
export type Note = z.infer<typeof noteSchema>;
