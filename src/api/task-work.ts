import { z } from 'zod';
import { startTask } from '../cases/contact-tasks';
import { correctOutcome } from '../cases/correct-outcome';
import { deliveryInputSchema, recordDelivery } from '../cases/delivery';
import { finishTask } from '../cases/finish-task';
import { type HandedOver, handOver } from '../cases/hand-over';
import { recordContact } from '../cases/record-contact';
import { askSupport } from '../cases/support';
import { takeBack } from '../cases/take-back';
import { finishInputSchema, startInputSchema } from '../cases/task-input';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { COMMUNITY_PATH, type Member, memberOf } from './access';
import type { Api } from './api';
import { findCase } from './case-card';
import { ofCase } from './cases';
import { commandId, described, inCommunity, refusals } from './route';
import { finishedSchema, handedSchema, startedSchema } from './schemas/task';
import { MAY_WORK, ofTask } from './tasks';

const ofOutcome = inCommunity.extend({ outcomeId: z.uuid() });

export function taskWorkRoutes(app: Api, context: Context): void {
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
    `${COMMUNITY_PATH}/tasks/:taskId/support`,
    {
      config: { access: { kind: 'community', may: ['contact.act', 'visit.accompany'] } },
      schema: {
        ...described('tasks', '需支援：负责人马上有一项待办，写明房号与求助人'),
        params: ofTask,
        body: z.object({ commandId }),
        response: {
          200: z.object({ taskId: z.uuid(), toId: z.uuid().nullable(), toName: z.string().nullable() }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const of = { communityId: member.community.id, taskId: request.params.taskId };
      return askSupport(context, member, { ...of, commandId: request.body.commandId });
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
