import { z } from 'zod';
import { signIn } from '../auth/sign-in';
import { issueToken, revokeToken } from '../auth/tokens';
import { changePassword } from '../auth/users';
import type { Context } from '../context';
import { withSystemScope } from '../db/scope';
import { permissionsOf } from '../domain/permissions';
import { roleSchema } from '../domain/roles';
import { UserError } from '../errors';
import { ROLE_WORDS } from '../machine/words';
import { signedIn } from './access';
import type { Api } from './api';
import { DONE, described, doneSchema, refusals } from './route';
import { forgetCookie, keepInCookie } from './session-cookie';

const issuedSchema = z.object({
  token: z.string().describe('只显示这一次'),
  tokenId: z.uuid(),
  expiresAt: z.iso.datetime(),
});

const meSchema = z
  .object({
    userId: z.uuid(),
    login: z.string(),
    name: z.string(),
    communities: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        zone: z.string(),
        roles: z.array(z.object({ role: roleSchema, zh: z.string() })),
        permissions: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'Me' });

const tokenRowSchema = z.object({
  id: z.uuid(),
  label: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().nullable(),
});

const DAY_MS = 86_400_000;

export function sessionRoutes(app: Api, context: Context): void {
  const now = () => new Date(context.now());

  app.post(
    '/api/session',
    {
      config: { access: { kind: 'public' } },
      schema: {
        ...described('session', '登录'),
        security: [],
        body: z.object({ login: z.string().max(100), password: z.string().max(400) }),
        response: { 200: issuedSchema.extend({ userId: z.uuid(), name: z.string() }), ...refusals },
      },
    },
    async ({ body, ip }) => {
      const { expiresAt, ...issued } = await signIn(context, { ...body, origin: ip }, now());
      return { ...issued, expiresAt: expiresAt.toISOString() };
    },
  );

  app.post(
    '/api/session/browser',
    {
      config: { access: { kind: 'public' } },
      schema: {
        ...described('session', '在浏览器里登录：令牌放进脚本读不到的 cookie'),
        security: [],
        body: z.object({ login: z.string().max(100), password: z.string().max(400) }),
        response: {
          200: z.object({ userId: z.uuid(), name: z.string(), expiresAt: z.iso.datetime() }),
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const { body, ip } = request;
      const { userId, name, token, expiresAt } = await signIn(context, { ...body, origin: ip }, now());
      keepInCookie(request, reply, { token, expiresAt });
      return { userId, name, expiresAt: expiresAt.toISOString() };
    },
  );

  app.get(
    '/api/session',
    {
      config: { access: { kind: 'signed_in' } },
      schema: {
        ...described('session', '我是谁，在哪些小区有哪些岗位'),
        response: { 200: meSchema, ...refusals },
      },
    },
    async (request) => {
      const { userId, login, name, memberships } = signedIn(request);
      const ids = [...new Set(memberships.map(({ communityId }) => communityId))];
      const communities = await withSystemScope(context, (tx) =>
        tx.community.findMany({
          where: { id: { in: ids } },
          orderBy: { name: 'asc' },
          select: { id: true, name: true, zone: true },
        }),
      );
      return {
        ...{ userId, login, name },
        communities: communities.map((community) => {
          const roles = memberships.filter((one) => one.communityId === community.id).map(({ role }) => role);
          return {
            ...community,
            roles: roles.map((role) => ({ role, zh: ROLE_WORDS[role] })),
            permissions: [...new Set(roles.flatMap(permissionsOf))].sort(),
          };
        }),
      };
    },
  );

  app.delete(
    '/api/session',
    {
      config: { access: { kind: 'signed_in' } },
      schema: {
        ...described('session', '退出：这个令牌从此无效'),
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (request, reply) => {
      await revokeToken(context, signedIn(request).tokenId, now());
      forgetCookie(request, reply);
      return DONE;
    },
  );

  app.put(
    '/api/session/password',
    {
      config: { access: { kind: 'signed_in' } },
      schema: {
        ...described('session', '改密码：其他登录随即失效'),
        body: z.object({ old: z.string().max(400), next: z.string().max(400) }),
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (request) => {
      await changePassword(context, { userId: signedIn(request).userId, ...request.body }, now());
      return DONE;
    },
  );

  app.get(
    '/api/session/tokens',
    {
      config: { access: { kind: 'signed_in' } },
      schema: {
        ...described('session', '我的令牌'),
        response: { 200: z.object({ items: z.array(tokenRowSchema) }), ...refusals },
      },
    },
    async (request) => {
      const rows = await withSystemScope(context, (tx) =>
        tx.accessToken.findMany({
          where: { userId: signedIn(request).userId },
          orderBy: { createdAt: 'desc' },
          take: 100,
        }),
      );
      return {
        items: rows.map(({ id, label, createdAt, expiresAt, revokedAt }) => ({
          ...{ id, label },
          createdAt: createdAt.toISOString(),
          expiresAt: expiresAt.toISOString(),
          revokedAt: revokedAt?.toISOString() ?? null,
        })),
      };
    },
  );

  app.post(
    '/api/session/tokens',
    {
      config: { access: { kind: 'signed_in' } },
      schema: {
        ...described('session', '给程序用的令牌，权限与本人相同'),
        body: z.object({
          label: z.string().trim().min(1).max(80),
          days: z.number().int().min(1).max(366).default(90),
        }),
        response: { 200: issuedSchema, ...refusals },
      },
    },
    async (request) => {
      const { label, days } = request.body;
      const issued = await withSystemScope(context, (tx) =>
        issueToken(tx, { userId: signedIn(request).userId, label, now: now(), validForMs: days * DAY_MS }),
      );
      return { ...issued, expiresAt: issued.expiresAt.toISOString() };
    },
  );

  app.delete(
    '/api/session/tokens/:tokenId',
    {
      config: { access: { kind: 'signed_in' } },
      schema: {
        ...described('session', '作废我的一个令牌'),
        params: z.object({ tokenId: z.uuid() }),
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (request) => {
      const { tokenId } = request.params;
      const own = await withSystemScope(context, (tx) =>
        tx.accessToken.count({ where: { id: tokenId, userId: signedIn(request).userId } }),
      );
      if (own === 0) throw new UserError('NO_SUCH_TOKEN', '您没有这个令牌', 'you have no such token', 404);
      await revokeToken(context, tokenId, now());
      return DONE;
    },
  );
}
