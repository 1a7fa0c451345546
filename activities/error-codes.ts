import { CompleteAsyncError } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import type { Logger } from 'pino';
import { PassingError, UserError } from '../src/errors';

type Inbound = ActivityInboundCallsInterceptor;

/**
 * No personal data in histories: whatever an activity throws leaves it as a code. "550 <a@b> unknown" is personal data, and so may be
 * the message of a database error. Passing trouble is retried; a refusal never is; everything else is a bug, which is loud, and
 * retried too, since another release or machine may not have it.
 */
export function errorCodes(logger: Logger): Inbound {
  return {
    async execute(input: ActivityExecuteInput, next: Next<Inbound, 'execute'>): Promise<unknown> {
      try {
        return await next(input);
      } catch (error) {
        throw toFailure(error, logger);
      }
    },
  };
}

const CODE = /^[A-Z][A-Z0-9_]{1,60}$/;

export function toFailure(error: unknown, logger: Logger): Error {
  if (error instanceof CompleteAsyncError || error instanceof CancelledFailure) return error;
  if (error instanceof UserError) return ApplicationFailure.nonRetryable(error.code, error.code);
  if (error instanceof PassingError) return ApplicationFailure.retryable(error.code, error.code);
  if (error instanceof ApplicationFailure && CODE.test(error.message)) {
    return ApplicationFailure.create({
      message: error.message,
      type: error.type && CODE.test(error.type) ? error.type : error.message,
      nonRetryable: error.nonRetryable ?? false,
    });
  }
  const code = codeOf(error);
  logger.error({ code, frames: framesOf(error) }, 'a bug in an activity');
  return ApplicationFailure.retryable(code, code);
}

/** Prisma, PostgreSQL and Node name their errors; those names are free of data. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'BUG';
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && CODE.test(code)) return `BUG_${code}`;
  return CODE.test(error.name.toUpperCase()) ? `BUG_${error.name.toUpperCase()}` : 'BUG';
}

/** Where it was thrown, without the message, which may quote what it was about. */
function framesOf(error: unknown): string[] {
  if (!(error instanceof Error) || !error.stack) return [];
  return error.stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
}
