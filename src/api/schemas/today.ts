import { z } from 'zod';
import { WORK_GROUPS } from '../../cases/work-groups';
import { saidSchema } from './said';
import { taskCardSchema } from './task';

const groupSchema = z.enum(WORK_GROUPS);
const person = z.object({ userId: z.uuid(), name: z.string() });

export const dayRowSchema = z
  .object({
    id: z.uuid(),
    caseId: z.uuid().nullable(),
    accountId: z.uuid().nullable(),
    kind: z.string(),
    kindZh: z.string(),
    group: groupSchema,
    status: z.string(),
    startedByMe: z.boolean(),
    label: z.string().nullable().describe('房号'),
    building: z.string().nullable(),
    nameMasked: z.string().nullable(),
    careMark: z.boolean(),
    level: z.number().int().nullable(),
    claimableFen: z.number().int().nullable().describe('看不到案件的岗位为 null'),
    why: saidSchema.describe('为何今天'),
    dueOn: z.string().describe('最后一天'),
    overdue: z.boolean(),
    near: z.enum(['law', 'promise']).nullable().describe('时效或承诺临近：只有这时标红'),
    limitationOn: z.string().nullable(),
    statedTime: z
      .object({ from: z.string(), to: z.string(), onDay: z.string().nullable() })
      .nullable()
      .describe('业主约定的时间'),
    last: saidSchema.extend({ at: z.iso.datetime() }).nullable().describe('上次结果'),
    assignee: person.nullable(),
    standInFor: person.nullable(),
  })
  .meta({ id: 'DayRow' });

export const todaySchema = z
  .object({
    now: z.iso.datetime().describe('小区时间'),
    onDay: z.string(),
    pace: z.number().describe('小区时钟走得比真实时间快几倍；停着为 0'),
    done: z.number().int().describe('今日已办'),
    open: z.number().int(),
    overdue: z.number().int(),
    groups: z.array(z.object({ group: groupSchema, open: z.number().int(), overdue: z.number().int() })),
    standsInFor: z.array(person.extend({ open: z.number().int() })),
    promises: z.array(
      z.object({
        id: z.string(),
        caseId: z.uuid(),
        label: z.string(),
        nameMasked: z.string(),
        promisedOn: z.string(),
        amountFen: z.number().int().nullable(),
      }),
    ),
    mayTeam: z.boolean(),
  })
  .meta({ id: 'Today' });

export const teamRowSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    roles: z.array(z.object({ role: z.string(), zh: z.string() })),
    open: z.number().int().describe('应办'),
    done: z.number().int().describe('今日已办'),
    overdue: z.number().int(),
    calls: z.number().int(),
    unanswered: z.number().int(),
    absence: z
      .object({
        id: z.uuid(),
        fromOn: z.string(),
        untilOn: z.string(),
        standInName: z.string().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'TeamRow' });

export const workCardSchema = z
  .object({
    task: taskCardSchema,
    row: dayRowSchema,
    mine: z.boolean().describe('本人可以办'),
    gate: saidSchema
      .extend({ code: z.string(), until: z.iso.datetime().nullable() })
      .nullable()
      .describe('现在按「开始」会被拒绝的理由；null 为可以'),
    owed: z
      .object({
        onDay: z.string(),
        claimableFen: z.number().int(),
        principalFen: z.number().int(),
        lateFeeFen: z.number().int(),
        prepaidFen: z.number().int(),
        disputedFen: z.number().int(),
        periodFrom: z.string().nullable(),
        periodTo: z.string().nullable(),
        areaCm2: z.number().int().nullable(),
      })
      .nullable(),
    numbers: z.array(
      z.object({
        id: z.uuid(),
        masked: z.string(),
        relation: z.string().nullable(),
        authorised: z.boolean(),
        usable: z.boolean(),
        why: saidSchema.nullable().describe('不可用的理由'),
        answeredAt: z.iso.datetime().nullable().describe('上次接通'),
        triedToday: z.boolean(),
      }),
    ),
    history: z.array(
      z.object({
        id: z.uuid(),
        at: z.iso.datetime(),
        channel: saidSchema,
        said: saidSchema,
        note: z.string().nullable(),
        by: z.string().nullable(),
      }),
    ),
    disputes: z.array(
      z.object({
        id: z.uuid(),
        kind: z.string(),
        matter: z.string(),
        answerDueOn: z.string(),
        answered: z.boolean(),
      }),
    ),
    plan: z
      .object({
        promiseWithinDays: z.number().int(),
        most: z.number().int().describe('最多期数'),
        firstShare: z.number(),
        approve: z.object({ instalments: z.number().int(), fen: z.number().int() }).nullable(),
      })
      .nullable()
      .describe('可给的方案与本岗位可批额度'),
    nobodyHome: z.number().int().describe('此前无人在家的次数'),
    checks: z.array(saidSchema.extend({ code: z.string(), ok: z.boolean() })).describe('出发前核对'),
  })
  .meta({ id: 'WorkCard' });
