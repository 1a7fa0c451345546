import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod';
import { PassingError, UserError } from '../errors';
import { asPassing } from './passing';
import type { Refusal } from './schemas/refusal';

export type RefusalWithStatus = Refusal & { status: number };

const RETRY_AFTER_SECONDS = '5';

export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, ...refusal } = sayError(error, request);
  if (status === 503) reply.header('retry-after', RETRY_AFTER_SECONDS);
  return reply.code(status).send(refusal);
}

/** The three families at the border: the user's is answered, the passing one asks to come again, a bug gets an id and is loud. */
export function sayError(error: unknown, request: FastifyRequest): RefusalWithStatus {
  const said = usersOwn(error) ?? passing(error, request) ?? fastifysOwn(error) ?? bug(error, request);
  request.refusalCode = said.code;
  return said;
}

function usersOwn(error: unknown): RefusalWithStatus | undefined {
  if (error instanceof UserError) {
    const { status, code, zh, en, details } = error;
    return { status, code, zh, en, ...(details ? { details } : {}) };
  }
  if (!hasZodFastifySchemaValidationErrors(error)) return undefined;
  // Path and message only: the value may be personal.
  const issues = error.validation.map((issue) => ({
    path: `${error.validationContext ?? ''}${issue.instancePath}`,
    message: issue.message ?? '',
  }));
  const said = issues.map(({ path, message }) => `${path} ${message}`).join('；');
  return {
    status: 400,
    code: 'INVALID_REQUEST',
    zh: `请求有误：${said}`,
    en: `the request is not valid: ${said}`,
    details: { issues },
  };
}

function passing(error: unknown, request: FastifyRequest): RefusalWithStatus | undefined {
  const known = error instanceof PassingError ? error : asPassing(error);
  if (!known) return undefined;
  request.log.warn({ code: known.code }, 'a dependency does not answer');
  return {
    status: 503,
    code: known.code,
    zh: '服务暂时不可用，请稍后再试',
    en: 'a part of the service does not answer at the moment; try again',
  };
}

function bug(error: unknown, request: FastifyRequest): RefusalWithStatus {
  const errorId = randomUUID();
  const where = isResponseSerializationError(error)
    ? error.cause.issues.map(({ path }) => path.join('.'))
    : undefined;
  const { name, code, stack } = (error ?? {}) as { name?: string; code?: unknown; stack?: string };
  // Its message may quote a value; the stack's lines do not.
  request.log.error({ errorId, error: name, code, where, stack: framesOf(stack) }, 'a bug');
  return {
    status: 500,
    code: 'BUG',
    zh: `系统出错，已记录。请把编号 ${errorId} 告诉管理员`,
    en: `this is a bug; please report its id ${errorId}`,
    details: { errorId },
  };
}

function framesOf(stack: string | undefined): string | undefined {
  return stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n');
}

/** What Fastify itself refuses before a route is reached: a body too large, a media type, JSON that is none. */
function fastifysOwn(error: unknown): RefusalWithStatus | undefined {
  const { statusCode: status, code } = (error ?? {}) as Partial<FastifyError>;
  if (status === undefined || status < 400 || status >= 500) return undefined;
  if (status === 413)
    return { status, code: 'TOO_LARGE', zh: '内容太大，请拆分后再传', en: 'the body is too large: split it' };
  if (status === 415)
    return { status, code: 'MEDIA_TYPE', zh: '不支持这种内容类型', en: 'this media type is not read here' };
  return { status, code: code ?? 'INVALID_REQUEST', zh: '请求有误', en: 'the request is not valid' };
}
