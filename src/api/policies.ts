import { z } from 'zod';
import { addQuietDay, newQuietDaySchema, removeQuietDay } from '../communities/quiet-days';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { UserError } from '../errors';
import { activatePolicy, createPolicyVersion, currentPolicy } from '../policy/versions';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { DONE, described, doneSchema, inCommunity, refusals } from './route';

const versionRow = z
  .object({
    id: z.uuid(),
    version: z.number().int(),
    name: z.string(),
    digest: z.string(),
    inForce: z.boolean(),
    activatedAt: z.iso.datetime().nullable(),
    createdById: z.uuid().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'PolicyVersion' });

const document = z.record(z.string(), z.unknown()).describe('政策文档，结构见 docs');

const quietDayRow = z.object({
  id: z.uuid(),
  fromOn: z.string(),
  toOn: z.string(),
  building: z.string().nullable(),
  channels: z.array(z.string()),
  reason: z.string(),
});

export function policyRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/policies`,
    {
      config: { access: { kind: 'community', may: ['policy.read'] } },
      schema: {
        ...described('communities', '政策的各个版本'),
        params: inCommunity,
        response: { 200: z.object({ items: z.array(versionRow) }), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      return withScope(context, community.id, async (tx) => {
        const { currentPolicyId } = await tx.community.findUniqueOrThrow({ where: { id: community.id } });
        const rows = await tx.policyVersion.findMany({
          where: { communityId: community.id },
          orderBy: { version: 'desc' },
          omit: { document: true },
        });
        return {
          items: rows.map(({ id, version, name, digest, activatedAt, createdById, createdAt }) => ({
            ...{ id, version, name, digest, createdById },
            inForce: id === currentPolicyId,
            activatedAt: activatedAt?.toISOString() ?? null,
            createdAt: createdAt.toISOString(),
          })),
        };
      });
    },
  );

  app.get(
    `${COMMUNITY_PATH}/policy`,
    {
      config: { access: { kind: 'community', may: ['policy.read'] } },
      schema: {
        ...described('communities', '现行政策全文'),
        params: inCommunity,
        response: { 200: z.object({ version: z.number().int(), digest: z.string(), document }), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const { version, digest, policy } = await withScope(context, community.id, (tx) =>
        currentPolicy(tx, community.id),
      );
      return { version, digest, document: policy };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/policies`,
    {
      config: { access: { kind: 'community', may: ['policy.change'] } },
      schema: {
        ...described('communities', '存一个新版本；启用须另一人批准'),
        params: inCommunity,
        body: z.object({ document }),
        response: {
          200: z.object({ id: z.uuid(), version: z.number().int(), already: z.boolean() }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const { community, userId } = memberOf(request);
      const { id, version, already } = await withScope(context, community.id, (tx) =>
        createPolicyVersion(tx, {
          communityId: community.id,
          document: request.body.document,
          createdById: userId,
        }),
      );
      return { id, version, already };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/policies/:version/activate`,
    {
      config: { access: { kind: 'community', may: ['policy.approve'] } },
      schema: {
        ...described('communities', '启用一个版本：规则立即生效，阶梯用于此后新立的案件'),
        params: inCommunity.extend({ version: z.coerce.number().int().min(1) }),
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (request) => {
      const { community, userId } = memberOf(request);
      const { version } = request.params;
      await withScope(context, community.id, async (tx) => {
        const of = { communityId_version: { communityId: community.id, version } };
        const made = await tx.policyVersion.findUnique({ where: of, select: { createdById: true } });
        if (made?.createdById === userId) throw samePerson();
        await activatePolicy(tx, { communityId: community.id, version });
      });
      return DONE;
    },
  );

  app.get(
    `${COMMUNITY_PATH}/quiet-days`,
    {
      config: { access: { kind: 'community', may: ['log.own'] } },
      schema: {
        ...described('communities', '法定节假日之外的静默日'),
        params: inCommunity,
        response: { 200: z.object({ items: z.array(quietDayRow) }), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const rows = await withScope(context, community.id, (tx) =>
        tx.quietDay.findMany({
          where: { communityId: community.id },
          orderBy: [{ fromOn: 'asc' }, { id: 'asc' }],
        }),
      );
      return { items: rows };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/quiet-days`,
    {
      config: { access: { kind: 'community', may: ['calendar.change'] } },
      schema: {
        ...described('communities', '加一段静默日：高考、楼栋事件'),
        params: inCommunity,
        body: newQuietDaySchema,
        response: { 200: z.object({ id: z.uuid() }), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      return {
        id: await withScope(context, community.id, (tx) => addQuietDay(tx, community.id, request.body)),
      };
    },
  );

  app.delete(
    `${COMMUNITY_PATH}/quiet-days/:quietDayId`,
    {
      config: { access: { kind: 'community', may: ['calendar.change'] } },
      schema: {
        ...described('communities', '取消一段静默日'),
        params: inCommunity.extend({ quietDayId: z.uuid() }),
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      await withScope(context, community.id, (tx) =>
        removeQuietDay(tx, community.id, request.params.quietDayId),
      );
      return DONE;
    },
  );
}

function samePerson(): UserError {
  return new UserError(
    'SAME_PERSON',
    '拟定人不能启用自己的版本，请另一人批准',
    'who made the version may not put it in force: another person must',
    403,
  );
}
