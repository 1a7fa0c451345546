import { PassingError } from '../errors';

/** gRPC: deadline exceeded, resource exhausted, unavailable */
const AWAY = new Set([4, 8, 14]);

/** Recognises, down its chain of causes, that Temporal does not answer. (The database's own are sorted by `withScope`.) */
export function asPassing(error: unknown): PassingError | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 6; cause = cause.cause, depth += 1) {
    if (cause instanceof PassingError) return cause;
    const code = 'code' in cause && 'details' in cause ? cause.code : undefined;
    if (typeof code === 'number' && AWAY.has(code)) {
      return new PassingError('TEMPORAL_AWAY', 'Temporal does not answer', { cause });
    }
  }
  return undefined;
}
