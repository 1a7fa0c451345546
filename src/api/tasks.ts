import { z } from 'zod';
import { startTask } from '../cases/contact-tasks';
import { correctOutcome } from '../cases/correct-outcome';
import { deliveryInputSchema, recordDelivery } from '../cases/delivery';
import { finishTask } from '../cases/finish-task';
import { type HandedOver, handOver } from '../cases/hand-over';
import { recordContact } from '../cases/record-contact';
import { takeBack } from '../cases/take-back';
import { finishInputSchema, startInputSchema } from '../cases/task-input';
import { outcomesOf } from '../cases/task-outcomes';
import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { channelSchema } from '../domain/channel';
import { UserError } from '../errors';
import { taskKindSchema } from '../machine/vocabulary';
import { COMMUNITY_PATH, type Member, memberOf } from './access';
import type { Api } from './api';
import { findCase } from './case-card';
import { visibleCases } from './case-scope';
import { ofCase } from './cases';
import { refusalSchema } from './errors';
import { decodeCursor, pageOf, pageQuery, toPage } from './paging';
import { described, inCommunity, refusals } from './route';
import { taskInclude, taskRow, taskRowSchema } from './task-row';

/** Whoever may do any work at all; which task is his is judged at the task. */
const MAY_WORK = [
  'contact.act',
  'visit.accompany',
  'payment_claim.verify',
  'dispute.answer',
  'hold.set',
  'referral.request',
  'referral.approve',
  'counsel.confirm',
  'legal.progress',
] as const;

export const offeredSchema = z.object({ outcome: z.string(), zh: z.string(), needs: z.array(z.string()) });

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

const handedSchema = z.object({
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

const ofTask = inCommunity.extend({ taskId: z.uuid() });
const ofOutcome = inCommunity.extend({ outcomeId: z.uuid() });
const OPEN = ['open', 'started'];

export function taskRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/tasks`,
    {
      config: { access: { kind: 'community', may: MAY_WORK } },
      schema: {
        ...described('tasks', '任务：我的（默认）或我看得到的全部；按到期日，再按楼栋房号'),
        params: inCommunity,
        querystring: z.object({
          ...pageQuery,
          whose: z.enum(['mine', 'all']).default('mine'),
          status: z.enum(['open', 'done', 'withdrawn']).default('open').describe('open 含已开始'),
          kind: taskKindSchema.optional(),
          caseId: z.uuid().optional(),
          overdue: z.enum(['yes', 'no']).optional(),
        }),
        response: { 200: pageOf(taskRowSchema), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { limit, after, whose, status, kind, caseId, overdue } = request.query;
      return withScope(context, member.community.id, async (tx) => {
        const rows = await tx.task.findMany({
          where: {
            AND: [
              { communityId: member.community.id, kind, caseId },
              { status: status === 'open' ? { in: OPEN } : status },
              await scopeOf(context, tx, member, whose),
              overdue === undefined ? {} : { escalation: overdue === 'yes' ? { gt: 0 } : 0 },
              after === undefined ? {} : laterThan(after),
            ],
          },
          orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
          take: limit + 1,
          include: taskInclude,
        });
        const page = toPage(rows, limit, ({ dueAt, id }) => [dueAt.toISOString(), id]);
        return { next: page.next, items: page.items.map((row) => taskRow(context, row)) };
      });
    },
  );

  app.get(
    `${COMMUNITY_PATH}/tasks/:taskId`,
    {
      config: { access: { kind: 'community', may: MAY_WORK } },
      schema: {
        ...described('tasks', '一项任务与可登记的结果'),
        params: ofTask,
        response: { 200: taskCardSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      return withScope(context, member.community.id, async (tx) => {
        const row = await findTask(context, tx, member, request.params.taskId);
        const kind = taskKindSchema.safeParse(row.kind);
        const offers = kind.success ? outcomesOf(kind.data) : [];
        return {
          ...taskRow(context, row),
          offers: offers.map(({ needs, ...offer }) => ({ ...offer, needs: [...needs] })),
        };
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/tasks/:taskId/start`,
    {
      config: { access: { kind: 'community', may: ['contact.act'] } },
      schema: {
        ...described('tasks', '开始：同一道闸门；通过才显示号码。再按显示同一个'),
        params: ofTask,
        body: startInputSchema,
        response: { 200: startedSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const of = { communityId: member.community.id, taskId: request.params.taskId };
      return startTask(context, member, of, request.body);
    },
  );

  app.post(
    `${COMMUNITY_PATH}/tasks/:taskId/finish`,
    {
      config: { access: { kind: 'community', may: MAY_WORK } },
      schema: {
        ...described('tasks', '登记结果：停止联系的立即生效，推进的十分钟后生效'),
        params: ofTask,
        body: finishInputSchema,
        response: { 200: finishedSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const of = { communityId: member.community.id, taskId: request.params.taskId };
      const { followUps, ...finished } = await finishTask(context, member, of, request.body);
      return answered(finished, await handOverFrom(context, member, of.taskId, followUps));
    },
  );

  app.post(
    `${COMMUNITY_PATH}/outcomes/:outcomeId/take-back`,
    {
      config: { access: { kind: 'community', may: MAY_WORK } },
      schema: {
        ...described('tasks', '撤回：十分钟内，如同没有按过'),
        params: ofOutcome,
        response: { 200: z.object({ taskId: z.uuid(), handedOver: z.array(handedSchema) }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const of = { communityId: member.community.id, outcomeId: request.params.outcomeId };
      const { taskId, followUps } = await takeBack(context, member, of);
      return { taskId, handedOver: (await handOverFrom(context, member, taskId, followUps)).map(handedRow) };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/outcomes/:outcomeId/correct`,
    {
      config: { access: { kind: 'community', may: MAY_WORK } },
      schema: {
        ...described('tasks', '更正记录：另记一条，指明旧的；旧的不改'),
        params: ofOutcome,
        body: finishInputSchema,
        response: { 200: finishedSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const communityId = member.community.id;
      const { outcomeId } = request.params;
      const { followUps, ...finished } = await correctOutcome(
        context,
        member,
        { communityId, outcomeId },
        request.body,
      );
      const { taskId } = await withScope(context, communityId, (tx) =>
        tx.taskOutcome.findUniqueOrThrow({ where: { id: outcomeId }, select: { taskId: true } }),
      );
      return answered(finished, await handOverFrom(context, member, taskId, followUps));
    },
  );

  app.post(
    `${COMMUNITY_PATH}/cases/:caseId/contacts`,
    {
      config: { access: { kind: 'community', may: ['contact.act'] } },
      schema: {
        ...described('tasks', '补记计划外的联系：照收，标为违规，计入次数'),
        params: ofCase,
        body: finishInputSchema.extend({ kind: z.enum(['call', 'wechat', 'visit', 'post', 'mail']) }),
        response: { 200: finishedSchema.extend({ taskId: z.uuid() }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const communityId = member.community.id;
      const { kind, ...input } = request.body;
      const { accountId } = await withScope(context, communityId, (tx) =>
        findCase(context, tx, member, request.params.caseId),
      );
      const of = { communityId, accountId, kind };
      const { followUps, taskId, ...finished } = await recordContact(context, member, of, input);
      const handed = await handOverFrom(context, member, taskId, followUps);
      return { taskId, ...answered(finished, handed) };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/deliveries`,
    {
      config: { access: { kind: 'community', may: ['contact.act'] } },
      schema: {
        ...described('tasks', '信件的去向：签收、拒收、退回（按联系或运单号）'),
        params: inCommunity,
        body: deliveryInputSchema,
        response: {
          200: z.object({ contactId: z.uuid(), grade: z.string(), already: z.boolean() }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const member = memberOf(request);
      return recordDelivery(context, member, member.community.id, request.body);
    },
  );
}

/** 我的: mine by name, and those of my roles that nobody has. All: those of the cases that I see. */
async function scopeOf(
  context: Context,
  tx: Tx,
  member: Member,
  whose: 'mine' | 'all',
): Promise<Prisma.TaskWhereInput> {
  const mine: Prisma.TaskWhereInput = {
    OR: [{ assigneeId: member.userId }, { assigneeId: null, role: { in: member.community.roles } }],
  };
  if (whose === 'mine') return mine;
  return { OR: [mine, { case: await visibleCases(context, tx, member) }] };
}

async function findTask(context: Context, tx: Tx, member: Member, taskId: string) {
  const row = await tx.task.findFirst({
    where: {
      AND: [{ id: taskId, communityId: member.community.id }, await scopeOf(context, tx, member, 'all')],
    },
    include: taskInclude,
  });
  if (!row)
    throw new UserError(
      'TASK_UNKNOWN',
      '没有这项任务，或不在您的范围内',
      'there is no such task, or it is not yours to see',
      404,
    );
  return row;
}

function laterThan(after: string): Prisma.TaskWhereInput {
  const [dueAt, id] = decodeCursor(after, z.tuple([z.iso.datetime(), z.uuid()]));
  return { OR: [{ dueAt: { gt: new Date(dueAt) } }, { dueAt: new Date(dueAt), id: { gt: id } }] };
}

async function handOverFrom(
  context: Context,
  member: Member,
  taskId: string,
  followUps: Parameters<typeof handOver>[3],
): Promise<HandedOver[]> {
  const communityId = member.community.id;
  const { caseId } = await withScope(context, communityId, (tx) =>
    tx.task.findUniqueOrThrow({ where: { id: taskId }, select: { caseId: true } }),
  );
  return caseId === null ? [] : handOver(context, member, { communityId, caseId }, followUps);
}

type Finished = { outcomeId: string; settlesAt: number; status: 'done' | 'open' };

function answered(
  { outcomeId, settlesAt, status }: Finished,
  handed: readonly HandedOver[],
): z.infer<typeof finishedSchema> {
  return {
    outcomeId,
    settlesAt: new Date(settlesAt).toISOString(),
    status,
    handedOver: handed.map(handedRow),
  };
}

function handedRow(handed: HandedOver): z.infer<typeof handedSchema> {
  const { commandId, state } = handed;
  if (handed.state !== 'refused') return { commandId, state, why: null };
  const { code, zh, en } = handed.why;
  return { commandId, state, why: { code, zh, en } };
}
