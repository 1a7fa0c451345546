import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import pino from 'pino';
import { errorCodes, toFailure } from '../../activities/error-codes';
import { PassingError, UserError } from '../../src/errors';

const logged: string[] = [];
const logger = pino({}, { write: (line: string) => void logged.push(line) });

function failureOf(error: unknown): ApplicationFailure {
  const failure = toFailure(error, logger);
  if (!(failure instanceof ApplicationFailure)) throw new Error('no failure of an application');
  return failure;
}

describe('an error of an activity', () => {
  it('is retried when it passes', () => {
    const failure = failureOf(new PassingError('DATABASE_BUSY', 'given up for 13800000001'));
    expect([failure.message, failure.type, failure.nonRetryable]).toEqual([
      'DATABASE_BUSY',
      'DATABASE_BUSY',
      false,
    ]);
  });

  it('is final when it is a refusal', () => {
    const failure = failureOf(new UserError('NO_POLICY', '张三没有政策', 'Zhang San has no policy'));
    expect([failure.message, failure.nonRetryable]).toEqual(['NO_POLICY', true]);
  });

  it('leaves as a code, without a word of what it was about', async () => {
    const secrets = ['550 <zhou@example.test> unknown', '13800000001', '周明'];
    const errors = [
      Object.assign(new Error(secrets.join(' ')), { code: 'EENVELOPE' }),
      new TypeError(`cannot read ${secrets.join(' ')}`),
      ApplicationFailure.create({ message: secrets.join(' '), details: secrets }),
      secrets.join(' '),
    ];
    for (const error of errors) {
      const inbound = errorCodes(logger);
      const thrown = await inbound
        .execute?.({ args: [], headers: {} }, () => Promise.reject(error))
        .catch((failure: unknown) => failure);
      const told = JSON.stringify(thrown, Object.getOwnPropertyNames(thrown));
      for (const secret of secrets) expect(told + logged.join('')).not.toContain(secret);
      expect((thrown as ApplicationFailure).message).toMatch(/^BUG/);
    }
  });

  it('names the code of the driver where there is one', () => {
    expect(failureOf(Object.assign(new Error('x'), { code: 'P2002' })).type).toBe('BUG_P2002');
  });

  it('lets cancellation pass as it is', () => {
    const cancelled = new CancelledFailure('TIMED_OUT');
    expect(toFailure(cancelled, logger)).toBe(cancelled);
  });
});
