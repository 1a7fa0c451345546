import { z } from 'zod';
import { channelSchema } from '../../domain/channel';
import { refusalSchema } from './refusal';

const outcomeRowSchema = z.object({
  id: z.uuid(),
  outcome: z.string(),
  data: z.record(z.string(), z.unknown()),
  note: z.string().nullable(),
  byId: z.uuid(),
  at: z.iso.datetime(),
  settlesAt: z.iso.datetime().describe('此前可撤回'),
  takenBackAt: z.iso.datetime().nullable(),
  correctsId: z.uuid().nullable(),
});

export const taskRowSchema = z
  .object({
    id: z.uuid(),
    caseId: z.uuid().nullable(),
    accountId: z.uuid().nullable(),
    stepKey: z.string().nullable(),
    label: z.string().nullable().describe('房号'),
    nameMasked: z.string().nullable(),
    kind: z.string(),
    kindZh: z.string(),
    role: z.string(),
    assigneeId: z.uuid().nullable(),
    dueOn: z.string(),
    dueAt: z.iso.datetime(),
    escalation: z.number().int(),
    status: z.string(),
    endReason: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
    level: z.number().int().nullable(),
    claimableFen: z.number().int().nullable(),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
    outcomes: z.array(outcomeRowSchema),
  })
  .meta({ id: 'TaskRow' });

const offeredSchema = z.object({ outcome: z.string(), zh: z.string(), needs: z.array(z.string()) });

export const taskCardSchema = taskRowSchema
  .extend({ offers: z.array(offeredSchema).describe('可登记的结果，各需要什么') })
  .meta({ id: 'TaskCard' });

export const startedSchema = z
  .object({
    contactId: z.uuid(),
    stepKey: z.string(),
    channel: channelSchema,
    contactPointId: z.uuid().nullable(),
    to: z.string().nullable().describe('完整号码或地址：向谁显示过，记入证据'),
    relation: z.string().nullable(),
    text: z.string(),
    offerUntilOn: z.string().nullable(),
    usedExemption: z.boolean(),
  })
  .meta({ id: 'StartedContact' });

export const handedSchema = z.object({
  commandId: z.uuid(),
  state: z.enum(['accepted', 'refused', 'waiting']),
  why: refusalSchema.nullable(),
});

export const finishedSchema = z
  .object({
    outcomeId: z.uuid(),
    settlesAt: z.iso.datetime().describe('此前可撤回（小区时间）'),
    status: z.enum(['done', 'open']),
    /** what it said to the case, and what the case made of it */
    handedOver: z.array(handedSchema),
  })
  .meta({ id: 'FinishedTask' });
