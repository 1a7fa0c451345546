import cookie from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { UserError } from '../errors';
import type { Api } from './api';

/**
 * A browser keeps its session in a cookie that no script can read and no other site sends. Programs use `Authorization: Bearer`.
 * A write by cookie also names the portal in a header, which a form of another site cannot add.
 */
const COOKIE = 'cuijiao_session';
export const PORTAL_HEADER = 'x-cuijiao-portal';
const HARMLESS = new Set(['GET', 'HEAD', 'OPTIONS']);

export async function readCookies(app: Api): Promise<void> {
  await app.register(cookie);
}

/** The token by which a request acts, from its header or its cookie; null when it has none. */
export function tokenOf(request: FastifyRequest): string | null {
  const { authorization } = request.headers;
  if (authorization !== undefined) return /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? null;
  const kept = request.cookies[COOKIE];
  if (!kept) return null;
  if (!HARMLESS.has(request.method) && request.headers[PORTAL_HEADER] === undefined) {
    throw new UserError(
      'NOT_FROM_THE_PORTAL',
      '此请求不是从本系统页面发出的，已拒绝',
      `a write by cookie carries the header ${PORTAL_HEADER}`,
      403,
    );
  }
  return kept;
}

export function keepInCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { token, expiresAt }: { token: string; expiresAt: Date },
): void {
  reply.setCookie(COOKIE, token, { ...attributes(request), expires: expiresAt });
}

export function forgetCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(COOKIE, attributes(request));
}

/** Over the air only by TLS; a machine that talks to itself needs none. */
function attributes({ hostname }: FastifyRequest) {
  const itself = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(hostname);
  return { path: '/', httpOnly: true, sameSite: 'strict', secure: !itself } as const;
}
