import { z } from 'zod';
import { caseRowSchema, holdRowSchema } from './case';
import { pauseOnCardSchema } from './pause';
import { taskRowSchema } from './task';

const words = { zh: z.string(), en: z.string() };
const fenField = z.number().int();

const chargeRowSchema = z.object({
  chargeId: z.uuid(),
  object: z.string(),
  item: z.string(),
  periodFrom: z.string(),
  periodTo: z.string(),
  dueOn: z.string(),
  chargedFen: fenField.describe('应缴（不含违约金）'),
  lateFeeFen: fenField.describe('违约金（累计）'),
  allocatedFen: fenField.describe('已缴'),
  waivedFen: fenField.describe('减免'),
  prepaidFen: fenField.describe('由预存抵减'),
  leftFen: fenField.describe('未缴，含违约金，未减预存'),
  claimableFen: fenField,
  disputed: z.boolean(),
  fresh: z.boolean().describe('本期新账单'),
  lapsesOn: z.string().nullable().describe('诉讼时效届满日（较早的算法）；已无欠款为 null'),
  lapsesInDays: z.number().int().nullable(),
  pastLimitation: z.boolean().describe('已过诉讼时效：单列，不进支付令、起诉与移交金额'),
});

const deskContactSchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  way: z.string().describe('渠道，或 inbound'),
  ...words,
  byName: z.string().nullable(),
  note: z.string().nullable(),
});

export const claimedSchema = z.object({
  paidOn: z.string().nullish(),
  amountFen: z.number().int().nullish(),
  channel: z.string().nullish(),
});

const noticeSchema = z.object({
  id: z.string(),
  number: z.string().nullable().describe('通知书编号'),
  channel: z.string(),
  at: z.iso.datetime(),
  ...words,
  grade: z.string().nullable(),
  gradeZh: z.string().nullable(),
  trackingNumber: z.string().nullable(),
  deadlineOn: z.string().nullable(),
});

const deskDisputeSchema = z.object({
  id: z.uuid(),
  kind: z.enum(['service', 'amount']),
  matter: z.string(),
  desk: z.string(),
  statement: z.string().nullable(),
  openedAt: z.iso.datetime(),
  answerDueOn: z.string(),
  answeredAt: z.iso.datetime().nullable(),
  result: z.string().nullable(),
  answer: z.string().nullable(),
});

export const accountCardSchema = z
  .object({
    id: z.uuid(),
    label: z.string().describe('房号'),
    building: z.string().nullable(),
    partyKind: z.string(),
    nameMasked: z.string(),
    careMark: z.string().nullable(),
    declared: z.record(z.string(), z.unknown()).nullable(),
    mergedInto: z.object({ id: z.uuid(), label: z.string() }).nullable(),
    steward: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    objects: z.array(
      z.object({ id: z.uuid(), kind: z.string(), code: z.string(), areaCm2: z.number().int().nullable() }),
    ),
    contactPoints: z.array(
      z.object({
        id: z.uuid(),
        kind: z.enum(['phone', 'email', 'postal']),
        masked: z.string(),
        relation: z.string().nullable(),
        authorised: z.boolean(),
        status: z.string(),
        optedOut: z.array(z.string()),
        statedTime: z.record(z.string(), z.unknown()).nullable().describe('业主约定的时段'),
        answeredAt: z.iso.datetime().nullable().describe('上次接通'),
      }),
    ),
    case: caseRowSchema.nullable().describe('进行中或静默中的案件'),
    formerCases: z.array(
      z.object({
        id: z.uuid(),
        openedAt: z.iso.datetime(),
        closedAt: z.iso.datetime().nullable(),
        closeReasonZh: z.string().nullable(),
      }),
    ),
    owed: z.object({
      onDay: z.string(),
      claimableFen: fenField.describe('今日应付'),
      principalFen: fenField,
      lateFeeFen: fenField,
      prepaidFen: fenField,
      disputedFen: fenField,
      freshFen: fenField,
      lines: z.array(chargeRowSchema),
    }),
    holds: z
      .array(
        holdRowSchema.extend({
          byName: z.string().nullable(),
          claimed: claimedSchema.nullable().describe('称已缴：业主说的日期、方式、金额'),
        }),
      )
      .describe('进行中的暂停'),
    pauses: z.array(pauseOnCardSchema).describe('压在这一户上的暂停与剔除，现在与将来'),
    lastContacts: z.array(deskContactSchema).describe('最近 3 次沟通'),
    tasks: z.array(taskRowSchema.extend({ assigneeName: z.string().nullable() })).describe('未办结'),
    disputes: z.array(deskDisputeSchema).describe('未答复的在前'),
    notices: z.array(noticeSchema).describe('通知书与送达'),
    takeBacks: z
      .array(z.object({ outcomeId: z.uuid(), ...words, settlesAt: z.iso.datetime() }))
      .describe('我登记的、还可撤回的'),
  })
  .meta({ id: 'AccountCard' });
