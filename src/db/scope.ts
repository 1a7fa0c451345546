import { setTimeout as sleep } from 'node:timers/promises';
import { PassingError } from '../errors';
import type { Prisma, PrismaClient } from './generated/client';

/** The database inside a transaction. */
export type Tx = Prisma.TransactionClient;

export type ScopeOptions = {
  /** default: PostgreSQL's own, read committed */
  isolationLevel?: Prisma.TransactionIsolationLevel;
  /** how long the transaction may last; default 15 s */
  timeoutMs?: number;
};

const attempts = 4;
const everyCommunity = '*';

/**
 * One transaction in the name of one community. Where PostgreSQL gives it up for another's sake (deadlock, serialization), it is
 * run again: `fn` may do nothing outside the database.
 *
 * @throws {PassingError} DATABASE_BUSY when it was given up every time, DATABASE_UNREACHABLE when there was no connection
 */
export function withScope<T>(
  { db }: { db: PrismaClient },
  communityId: string,
  fn: (tx: Tx) => Promise<T>,
  options?: ScopeOptions,
): Promise<T> {
  return transact(db, communityId, fn, options);
}

/** The same over all communities: for what has no community yet (signing in) or serves them all (scan, relay). */
export function withSystemScope<T>(
  { db }: { db: PrismaClient },
  fn: (tx: Tx) => Promise<T>,
  options?: ScopeOptions,
): Promise<T> {
  return transact(db, everyCommunity, fn, options);
}

async function transact<T>(
  db: PrismaClient,
  scope: string,
  fn: (tx: Tx) => Promise<T>,
  { isolationLevel, timeoutMs = 15_000 }: ScopeOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.$transaction(
        async (tx) => {
          await tx.$queryRaw`select set_config('cuijiao.community', ${scope}, true)`;
          return await fn(tx);
        },
        { isolationLevel, timeout: timeoutMs, maxWait: 10_000 },
      );
    } catch (error) {
      const kind = classify(error);
      if (kind === 'unreachable')
        throw new PassingError('DATABASE_UNREACHABLE', 'no connection to the database', { cause: error });
      if (kind === 'other') throw error;
      if (attempt === attempts)
        throw new PassingError('DATABASE_BUSY', `given up ${attempts} times`, { cause: error });
      await sleep(Math.random() * 20 * 2 ** attempt);
    }
  }
}

/** Prisma's codes of a database that is away, starting, full, or too slow for the transaction's time. */
const awayCodes = ['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028'];
/** PostgreSQL's: connection failure, too many connections, being shut down or started. */
const awayStates = /^(08|53300|57P0)/;
/** What the driver says, without a code, of a connection that broke between two statements. */
const awayMessages = /Connection terminated|connection error and is not queryable|ECONNREFUSED|ECONNRESET/;

function classify(error: unknown): 'given-up' | 'unreachable' | 'other' {
  if (!(error instanceof Error)) return 'other';
  const { code, meta } = error as { code?: string; meta?: { driverAdapterError?: { cause?: DriverCause } } };
  const { kind, originalCode = '' } = meta?.driverAdapterError?.cause ?? {};
  if (code === 'P2034' || kind === 'TransactionWriteConflict') return 'given-up';
  if (awayCodes.includes(code ?? '') || awayStates.test(originalCode) || awayMessages.test(error.message))
    return 'unreachable';
  return 'other';
}

type DriverCause = { kind?: string; originalCode?: string };
