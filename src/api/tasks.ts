import { z } from 'zod';
import { outcomesOf } from '../cases/task-outcomes';
import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { UserError } from '../errors';
import { taskKindSchema } from '../machine/vocabulary';
import { COMMUNITY_PATH, type Member, memberOf } from './access';
import type { Api } from './api';
import { visibleCases } from './case-scope';
import { decodeCursor, pageOf, pageQuery, toPage } from './paging';
import { described, inCommunity, refusals } from './route';
import { taskCardSchema, taskRowSchema } from './schemas/task';
import { taskInclude, taskRow } from './task-row';

/** Whoever may do any work at all; which task is his is judged at the task. */
export const MAY_WORK = [
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

export const ofTask = inCommunity.extend({ taskId: z.uuid() });
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
      return withScope(context, member.community.id, async (tx) =>
        taskCard(context, await findTask(context, tx, member, request.params.taskId)),
      );
    },
  );
}

/** A task with the outcomes that it offers. */
export function taskCard(
  context: Context,
  row: Parameters<typeof taskRow>[1],
): z.infer<typeof taskCardSchema> {
  const kind = taskKindSchema.safeParse(row.kind);
  const offers = kind.success ? outcomesOf(kind.data) : [];
  return {
    ...taskRow(context, row),
    offers: offers.map(({ needs, ...offer }) => ({ ...offer, needs: [...needs] })),
  };
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

/** @throws UserError TASK_UNKNOWN */
export async function findTask(context: Context, tx: Tx, member: Member, taskId: string) {
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
