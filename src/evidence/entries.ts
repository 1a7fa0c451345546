import { z } from 'zod';
import { channelSchema, contactClassSchema, gradeSchema } from '../domain/channel';
import { liabilityRoleSchema } from '../domain/liability';
import { causeSchema, holdKindSchema, levelSchema } from '../domain/vocabulary';
import { entryBasisSchema } from '../machine/context';
import { closeReasonSchema, milestoneSchema, taskKindSchema } from '../machine/vocabulary';

/**
 * What an entry says, kind by kind: the one place where the contents of evidence are written down. They are sealed, so texts,
 * names and numbers may be in them. Instants are epoch milliseconds on the community's clock, amounts fen, days civil days.
 * A kind never changes its meaning and a field is never taken away: old entries are read by this too.
 */
function entry<Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) {
  return z.object({ kind: z.literal(kind), content: z.strictObject(shape) });
}

const fen = z.int();
const instant = z.int();
const day = z.string();
const stepKey = z.string();
const note = z.string().nullish();
const data = z.record(z.string(), z.json()).optional();

// ── The case ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const caseOpened = entry('case_opened', {
  level: levelSchema,
  basis: entryBasisSchema,
  policyVersionId: z.string(),
  previousCaseId: z.string().nullable(),
  waveId: z.string().nullish(),
});
const level = entry('level', {
  level: levelSchema,
  from: levelSchema.nullable(),
  entry: z.int(),
  basis: entryBasisSchema,
});
const stepEnded = entry('step_ended', {
  stepKey,
  end: z.enum(['done', 'unproven', 'replaced', 'withdrawn']),
  reason: z.string(),
});
const stepDeferred = entry('step_deferred', { stepKey, until: instant, reason: z.string() });
const holdBegan = entry('hold_began', {
  holdId: z.string(),
  kind: holdKindSchema,
  endsAt: instant,
  amountFen: fen.nullable(),
  promisedOn: day.nullable(),
  /** signed by the owner: an acknowledgement of debt, with the photos of it */
  signed: z.boolean().nullish(),
  fileIds: z.array(z.string()).nullish(),
  planId: z.string().nullish(),
  reason: note,
});
const instalment = { holdId: z.string(), planId: z.string(), no: z.int(), dueOn: day, amountFen: fen };
const instalmentPaid = entry('instalment_paid', instalment);
const instalmentMissed = entry('instalment_missed', instalment);
const instalmentReopened = entry('instalment_reopened', instalment);
/** 分期申请、审批、生效: who asked, who answered, what was signed; its end is the hold's. */
const planStep = entry('instalment_plan', {
  planId: z.string(),
  step: z.enum(['requested', 'approved', 'refused', 'withdrawn', 'activated']),
  kind: z.string(),
  totalFen: fen,
  instalments: z.array(z.object({ dueOn: day, amountFen: fen })),
  fileIds: z.array(z.string()).nullish(),
  signedOn: day.nullish(),
  reason: note,
});
const holdEnded = entry('hold_ended', { holdId: z.string(), kind: holdKindSchema, verdict: z.string() });
const holdExtended = entry('hold_extended', { holdId: z.string(), endsAt: instant });
const cause = entry('cause', {
  from: causeSchema,
  to: causeSchema,
  commandId: z.string(),
  reason: note,
});
/** 换用政策版本 By a person's command, with its reason */
const policyMoved = entry('policy_moved', {
  policyVersionId: z.string(),
  version: z.int(),
  commandId: z.string(),
  reason: note,
});
const command = entry('command', {
  commandId: z.string(),
  event: z.string(),
  role: z.string().optional(),
  payload: z.json().optional(),
  reason: note,
});
const taskOverdue = entry('task_overdue', { stepKey, escalation: z.int() });
const settled = entry('settled', { claimableFen: fen });
const reopened = entry('reopened', { level: levelSchema });
const milestone = entry('milestone', { milestone: milestoneSchema });
const closed = entry('closed', { reason: closeReasonSchema });

// ── Contacts and tasks ─────────────────────────────────────────────────────────────────────────────────────────────────

/** The committed row by which an act starts. */
const claim = entry('claim', {
  stepKey,
  contactId: z.string(),
  channel: channelSchema,
  class: contactClassSchema,
  automatic: z.boolean(),
  level: z.int(),
  ledgerVersion: z.int(),
  claimableFen: fen,
  partyId: z.string().optional(),
  /** the address as it was used */
  to: z.string().nullish(),
  templateId: z.string().nullish(),
  text: z.string().nullish(),
  offerUntilOn: day.nullish(),
  exemptionId: z.string().nullish(),
  /** the second person of a visit */
  second: z.string().nullish(),
  ruleBreach: z.string().nullish(),
  data,
});
const outcome = entry('outcome', {
  stepKey,
  contactId: z.string(),
  channel: channelSchema,
  outcome: z.string(),
  grade: gradeSchema,
  attempt: z.boolean(),
  provider: z.string().nullish(),
  providerRef: z.string().nullish(),
  providerAnswer: z.json().optional(),
  deadlineAt: instant.nullish(),
  ruleBreach: z.string().nullish(),
  note,
  data,
});
/** A receipt or a return that came later. */
const gradeChanged = entry('grade_changed', {
  stepKey,
  contactId: z.string().optional(),
  from: gradeSchema.optional(),
  to: gradeSchema,
  reason: note,
  providerAnswer: z.json().optional(),
});
const taskStarted = entry('task_started', { taskId: z.string(), kind: taskKindSchema });
const taskOutcome = entry('task_outcome', {
  taskId: z.string(),
  outcomeId: z.string(),
  kind: z.string(),
  outcome: z.string(),
  /** names the earlier outcome that this one puts right */
  correctsId: z.string().nullish(),
  second: z.string().nullish(),
  note,
  data,
});
const taskOutcomeTakenBack = entry('task_outcome_taken_back', {
  taskId: z.string(),
  outcomeId: z.string(),
  kind: z.string(),
});
const exemption = entry('exemption', { exemptionId: z.string(), reason: z.string() });
const released = entry('released', { waveId: z.string(), fromOn: day.nullable() });
/** 责任主体 Who is liable beside the account's own party, or no more */
const liability = entry('liability', {
  change: z.enum(['added', 'ended', 'deceased']),
  liabilityId: z.string().nullable(),
  role: liabilityRoleSchema.nullable(),
  name: z.string(),
  fromOn: day,
  untilOn: day.nullable(),
  basis: z.string(),
  fileIds: z.array(z.string()),
});
const address = entry('address', {
  addressKind: z.enum(['phone', 'email', 'postal']),
  change: z.enum(['wrong', 'dead', 'unusable', 'usable', 'opted_out', 'opted_in', 'added', 'stated_time']),
  channel: channelSchema.nullish(),
  value: z.string().nullish(),
  reason: note,
});
/** What an owner wrote back to a message. */
const reply = entry('reply', {
  replyId: z.string(),
  contactId: z.string().nullable(),
  channel: channelSchema,
  /** the address from which it came */
  value: z.string(),
  text: z.string(),
  /** it asked for no more of them */
  optOut: z.boolean(),
  /** real time, as the provider says */
  realAt: instant,
});
/** Personal data was shown in full to a member of staff. */
const revealed = entry('revealed', {
  what: z.array(z.enum(['name', 'phone', 'email', 'postal'])),
  purpose: z.string(),
});
/** 身份核对: the last four digits that a caller said were compared with the numbers that we hold. */
const identityChecked = entry('identity_checked', {
  matched: z.boolean(),
  /** whose number it was; null: the party's own */
  relation: z.string().nullable(),
  mayBeTold: z.boolean(),
});
/** 来电来访: the owner came to us. No approach of ours: it counts in no budget. */
const inbound = entry('inbound', {
  inboundId: z.string(),
  way: z.enum(['call', 'visit', 'wechat']),
  matter: z.enum(['question', 'paid', 'dispute', 'plan', 'data', 'complaint', 'other']),
  identity: z.enum(['matched', 'not_matched', 'unchecked']),
  note,
});
/** 约回电 The owner asked to be called at a time; and what came of it. */
const callBackAsked = entry('call_back_asked', {
  taskId: z.string(),
  onDay: day,
  from: z.string(),
  to: z.string(),
  note,
});
/** A notice on paper, from the printer to the bin: what was printed, that it was sealed, that it counts no more. */
const paper = entry('paper', {
  paperItemId: z.string(),
  number: z.string(),
  batchId: z.string(),
  event: z.enum(['printed', 'sealed', 'voided']),
  sha256: z.string().nullish(),
  amountFen: fen,
  deadlineOn: day,
  reason: note,
  data,
});
/** Proof from before the system: a scanned notice, a courier receipt. */
const earlierProof = entry('earlier_proof', {
  channel: channelSchema,
  onDay: day,
  grade: gradeSchema,
  fileIds: z.array(z.string()),
  note,
});

/** 时效 What restarts the limitation period of charges, as a person recorded it; and what withdrew or confirmed that. */
const interruption = entry('interruption', {
  interruptionId: z.string(),
  interruption: z.enum([
    'demand',
    'part_payment',
    'acknowledgement',
    'filing',
    'payment_order',
    'mediation',
    'suspension',
    'withdrawal',
    'confirmation',
  ]),
  onDay: day,
  grade: gradeSchema,
  source: z.enum(['staff', 'hold', 'milestone', 'safeguard', 'brought_in']),
  /** empty: all of the account on that day */
  chargeIds: z.array(z.string()),
  needsConfirmation: z.boolean(),
  channel: channelSchema.nullish(),
  deadlineOn: day.nullish(),
  refersToId: z.string().nullish(),
  paymentId: z.string().nullish(),
  evidenceKey: z.string().nullish(),
  fileIds: z.array(z.string()),
  reason: note,
});
/** 时效 What was asked of the manager and counsel together, and what they answered. */
const limitationRequest = entry('limitation_request', {
  requestId: z.string(),
  request: z.enum(['safeguard', 'naming']),
  event: z.enum(['asked', 'approved', 'refused', 'withdrawn', 'done']),
  means: z.enum(['ems', 'filing']).nullish(),
  chargeIds: z.array(z.string()),
  /** of the two offices; null: nobody's answer */
  office: z.enum(['manager', 'counsel']).nullish(),
  stepKey: z.string().nullish(),
  reason: note,
});

// ── What is owed ───────────────────────────────────────────────────────────────────────────────────────────────────────

const balance = { ledgerVersion: z.int(), claimableFen: fen, principalFen: fen };
const payment = entry('payment', {
  paymentId: z.string(),
  externalId: z.string(),
  amountFen: fen,
  receivedOn: day,
  channel: z.string(),
  ...balance,
  data,
});
const paymentReversed = entry('payment_reversed', {
  paymentId: z.string(),
  reversesId: z.string(),
  externalId: z.string(),
  amountFen: fen,
  receivedOn: day,
  reason: note,
  ...balance,
});
/** Every other change of what an account owes: kinds as in `ledger_event`. */
const ledger = entry('ledger', {
  change: z.string(),
  refId: z.string().nullish(),
  amountFen: fen.nullish(),
  reason: note,
  ...balance,
  data,
});
/** What a ledger says of the work before: declared, unproven. */
const takenOver = entry('taken_over', {
  importId: z.string(),
  fileDigest: z.string(),
  declared: z.record(z.string(), z.json()),
});
/** A person looked at what was declared: it stands, or it was something else. */
const takeOverLooked = entry('take_over_looked', {
  verdict: z.enum(['confirmed', 'corrected']),
  declared: z.record(z.string(), z.json()),
  before: z.record(z.string(), z.json()).nullable(),
  reason: note,
});
const disputeOpened = entry('dispute_opened', {
  disputeId: z.string(),
  kind: z.enum(['service', 'amount']),
  matter: z.string(),
  desk: z.string(),
  answerDueOn: day,
  statement: note,
});
const disputeAnswered = entry('dispute_answered', {
  disputeId: z.string(),
  kind: z.enum(['service', 'amount']),
  result: z.string(),
  answer: note,
});
const paused = entry('paused', { pauseId: z.string(), fromOn: day, toOn: day, reason: z.string() });
const pauseLifted = entry('pause_lifted', { pauseId: z.string() });
/** Where the other account's chain stood: it stays as it is, and this one points to it. */
const otherHead = z.object({ seq: z.int(), hash: z.string() }).nullish();
const moved = z.object({ objects: z.int(), charges: z.int(), creditFen: fen }).nullish();
const joined = entry('joined', {
  otherAccountId: z.string(),
  survives: z.boolean(),
  reason: note,
  moveId: z.string().optional(),
  moved,
  otherHead,
  ledgerVersion: z.int().optional(),
  claimableFen: fen.optional(),
  principalFen: fen.optional(),
});
/** Objects of this account are another's from here on, or the other way round. */
const split = entry('split', {
  otherAccountId: z.string(),
  gives: z.boolean(),
  cause: z.enum(['wrong_join', 'sale', 'assumption']),
  reason: note,
  moveId: z.string(),
  /** the join that it takes back */
  undoesId: z.string().nullable(),
  moved,
  otherHead,
  ...balance,
});

// ── Evidence itself ────────────────────────────────────────────────────────────────────────────────────────────────────

const file = entry('file', {
  fileId: z.string(),
  sha256: z.string(),
  size: z.int(),
  mediaType: z.string(),
  shows: z.string(),
  taskId: z.string().nullable(),
});
/** The content of an earlier entry was erased because the law wanted it; the chain stays whole. */
const erased = entry('erased', { seqs: z.array(z.int()), reason: z.string() });

export const entryBodySchema = z.discriminatedUnion('kind', [
  caseOpened,
  level,
  stepEnded,
  stepDeferred,
  holdBegan,
  holdEnded,
  holdExtended,
  instalmentPaid,
  instalmentMissed,
  instalmentReopened,
  planStep,
  cause,
  policyMoved,
  command,
  taskOverdue,
  settled,
  reopened,
  milestone,
  closed,
  claim,
  outcome,
  gradeChanged,
  taskStarted,
  taskOutcome,
  taskOutcomeTakenBack,
  exemption,
  released,
  address,
  liability,
  reply,
  revealed,
  identityChecked,
  inbound,
  callBackAsked,
  paper,
  earlierProof,
  interruption,
  limitationRequest,
  payment,
  paymentReversed,
  ledger,
  takenOver,
  takeOverLooked,
  disputeOpened,
  disputeAnswered,
  paused,
  pauseLifted,
  joined,
  split,
  file,
  erased,
]);
/** `{ kind, content }`, the content typed by its kind. */
export type EntryBody = z.infer<typeof entryBodySchema>;
export type EntryKind = EntryBody['kind'];
export type EntryContent<Kind extends EntryKind> = Extract<EntryBody, { kind: Kind }>['content'];
