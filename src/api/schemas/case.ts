import { z } from 'zod';
import { causeSchema, holdKindSchema } from '../../domain/vocabulary';
import { whatNextSchema } from '../what-next';
import { pauseOnCardSchema } from './pause';
import { refusalSchema } from './refusal';
import { taskRowSchema } from './task';

export const caseRowSchema = z
  .object({
    id: z.uuid(),
    accountId: z.uuid(),
    label: z.string().describe('房号'),
    building: z.string().nullable(),
    nameMasked: z.string(),
    status: z.string(),
    closeReason: z.string().nullable(),
    level: z.number(),
    levelZh: z.string(),
    state: z.string(),
    cause: causeSchema,
    holds: z.array(z.string()),
    claimableFen: z.number().int(),
    principalFen: z.number().int(),
    oldestDueOn: z.string().nullable(),
    overdueDays: z.number().int().nullable(),
    stewardId: z.uuid().nullable(),
    waveId: z.uuid().nullable(),
    releasedFromOn: z.string().nullable(),
    openedAt: z.iso.datetime(),
    closedAt: z.iso.datetime().nullable(),
    next: whatNextSchema,
  })
  .meta({ id: 'CaseRow' });

const chargeLineSchema = z.object({
  chargeId: z.uuid(),
  object: z.string(),
  item: z.string(),
  periodFrom: z.string(),
  periodTo: z.string(),
  dueOn: z.string(),
  chargedFen: z.number().int(),
  allocatedFen: z.number().int(),
  waivedFen: z.number().int(),
  lateFeeFen: z.number().int(),
  disputedFen: z.number().int(),
  prepaidFen: z.number().int(),
  freshFen: z.number().int(),
  claimableFen: z.number().int(),
});

const contactPointSchema = z.object({
  id: z.uuid(),
  kind: z.string(),
  masked: z.string(),
  relation: z.string().nullable(),
  authorised: z.boolean(),
  status: z.string(),
  optedOut: z.array(z.string()),
});

export const holdRowSchema = z.object({
  id: z.uuid(),
  kind: holdKindSchema,
  kindZh: z.string(),
  beganAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  verdict: z.string().nullable(),
  byId: z.string().nullable(),
  reason: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
});

export const contactRowSchema = z.object({
  id: z.uuid(),
  stepKey: z.string(),
  channel: z.string(),
  class: z.string(),
  automatic: z.boolean(),
  level: z.number().int(),
  claimableFen: z.number().int(),
  claimedAt: z.iso.datetime(),
  byId: z.string().nullable(),
  outcome: z.string(),
  grade: z.string(),
  attempt: z.boolean(),
  ruleBreach: z.string().nullable(),
  offerUntilOn: z.string().nullable(),
});

export const caseCardSchema = caseRowSchema
  .extend({
    previousCaseId: z.uuid().nullable(),
    policyVersionId: z.uuid(),
    turn: z.number().int(),
    pauses: z.array(pauseOnCardSchema).describe('压在这一户上的暂停与剔除，现在与将来'),
    account: z.object({
      id: z.uuid(),
      label: z.string(),
      partyKind: z.string(),
      careMark: z.string().nullable(),
      ledgerVersion: z.number().int(),
      declared: z.record(z.string(), z.unknown()).nullable().describe('接管时台账声明、未经证实的情况'),
      objects: z.array(
        z.object({ id: z.uuid(), kind: z.string(), code: z.string(), areaCm2: z.number().int().nullable() }),
      ),
      contactPoints: z.array(contactPointSchema),
    }),
    owed: z.object({
      onDay: z.string(),
      chargesFen: z.number().int(),
      allocatedFen: z.number().int(),
      waivedFen: z.number().int(),
      lateFeeFen: z.number().int(),
      disputedFen: z.number().int(),
      prepaidFen: z.number().int(),
      freshFen: z.number().int(),
      claimableFen: z.number().int(),
      principalFen: z.number().int(),
      lines: z.array(chargeLineSchema),
    }),
    holdRows: z.array(holdRowSchema),
    tasks: z.array(taskRowSchema),
    contacts: z.array(contactRowSchema),
  })
  .meta({ id: 'CaseCard' });

export const actionSchema = z
  .object({
    action: z.string().describe('命令的 kind'),
    zh: z.string(),
    /** of a choice that the action has: the hold, the level, the reason */
    choice: z.string().nullable(),
    allowed: z.boolean(),
    why: refusalSchema.nullable().describe('不能办的理由'),
    needsReason: z.boolean(),
  })
  .meta({ id: 'Action' });
export type Action = z.infer<typeof actionSchema>;

export const acceptedSchema = z.object({
  commandId: z.uuid(),
  caseId: z.uuid(),
  turn: z.number().int().nullable(),
});

export const timelineItemSchema = z
  .object({
    id: z.string(),
    seq: z.number().int(),
    hash: z.string(),
    kind: z.string(),
    caseId: z.uuid().nullable(),
    at: z.iso.datetime().describe('小区时间'),
    realAt: z.iso.datetime(),
    by: z.object({ id: z.string(), name: z.string() }),
    zh: z.string(),
    en: z.string(),
    why: z.string().nullable(),
    text: z.string().nullable(),
    answer: z.unknown(),
    content: z.record(z.string(), z.unknown()).nullable(),
    masked: z.boolean(),
    erased: z.boolean(),
  })
  .meta({ id: 'TimelineItem' });
