import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { chineseCalendar } from '../../domain/chinese-calendar';
import { addDays, type CivilDay, partsOf } from '../../domain/civil-day';
import type { Policy } from '../../policy/schema';
import type { Assumptions } from './assumptions';
import { District } from './district';
import { type Household, householdOf } from './population';
import { addWeeks, emptyWeek, NUMBERS, totalOf, type Week, weekSchema } from './tally';

export type CommunityRun = {
  policies: readonly Policy[];
  /** A number of invented households, or those of a ledger */
  households: number | readonly Household[];
  from: CivilDay;
  days: number;
  seed: number;
  assumed: Assumptions;
  /** Threads; the answer does not depend on it */
  threads?: number;
  onProgress?: (done: number, of: number) => void;
};

export const reportSchema = z.strictObject({
  version: z.literal(1),
  from: z.string(),
  days: z.int(),
  seed: z.int(),
  accounts: z.int(),
  /** One for each policy, in the order in which they were named */
  runs: z.array(z.strictObject({ policy: z.string(), total: weekSchema, weeks: z.array(weekSchema) })),
  /** What the second would have more or less than the first, in all; null: there is one policy */
  difference: z.record(z.string(), z.int()).nullable(),
  assumptions: z.record(z.string(), z.unknown()),
});
export type Report = z.infer<typeof reportSchema>;

/** What one thread is given: plain data, so that it can be sent. */
export type Share = Omit<CommunityRun, 'onProgress' | 'threads' | 'policies'> & {
  policy: Policy;
  districts: readonly number[];
};

const ZONE = 'Asia/Shanghai';
/** Debts of so many years ago are reckoned with holidays that were announced. */
const YEARS_BEFORE = 6;

/**
 * A community over so many days under one policy, or two side by side: the same households, the same throws of their dice. Assumed, not measured.
 *
 * @throws Error when a thread dies: a bug
 */
export async function simulateCommunity(run: CommunityRun): Promise<Report> {
  const { policies, from, days, seed, assumed } = run;
  const count = accountsOf(run.households);
  const districts = Math.ceil(count / assumed.accountsPerSteward);
  const runs: Report['runs'] = [];
  for (const [index, policy] of policies.entries()) {
    const weeks = await runDistricts({ ...run, policy }, districts, (done) =>
      run.onProgress?.(index * districts + done, policies.length * districts),
    );
    runs.push({ policy: policy.name, total: totalOf(weeks), weeks });
  }
  const [first, second] = runs;
  const difference =
    first && second
      ? Object.fromEntries(NUMBERS.map((key) => [key, second.total[key] - first.total[key]]))
      : null;
  return { version: 1, from, days, seed, accounts: count, runs, difference, assumptions: assumed };
}

function accountsOf(households: CommunityRun['households']): number {
  return typeof households === 'number' ? households : households.length;
}

/** Each district by itself, one after another of each thread; the sums are the same in any order. */
async function runDistricts(
  run: Omit<Share, 'districts'> & Pick<CommunityRun, 'threads'>,
  districts: number,
  onDone: (done: number) => void,
): Promise<Week[]> {
  const { threads = availableParallelism(), ...shared } = run;
  const all = Array.from({ length: districts }, (_, number) => number);
  let done = 0;
  const told = () => {
    done += 1;
    onDone(done);
  };
  if (threads <= 1 || districts === 1)
    return sumOf(shared, runShare({ ...plain(shared), districts: all }, told));
  const shares = Array.from({ length: Math.min(threads, districts) }, (_, thread) =>
    all.filter((number) => number % threads === thread),
  );
  const weeks = await Promise.all(shares.map((own) => inThread({ ...plain(shared), districts: own }, told)));
  return weeks.reduce(addWeeks, blank(shared));
}

function plain({ policy, households, from, days, seed, assumed }: Omit<Share, 'districts'>) {
  return { policy, households, from, days, seed, assumed };
}

function blank({ from, days }: Pick<Share, 'from' | 'days'>): Week[] {
  return Array.from({ length: Math.ceil(days / 7) }, (_, week) => emptyWeek(addDays(from, week * 7)));
}

function sumOf(of: Pick<Share, 'from' | 'days'>, weeks: readonly Week[]): Week[] {
  return addWeeks(blank(of), weeks);
}

/** The districts of one thread, added up. */
export function runShare(share: Share, onDistrict: () => void): Week[] {
  const { policy, from, days, seed, assumed, households } = share;
  const [year] = partsOf(from);
  const [lastYear] = partsOf(addDays(from, days));
  const calendar = chineseCalendar({ zone: ZONE, fromYear: year - YEARS_BEFORE, throughYear: lastYear + 2 });
  let weeks = blank(share);
  for (const number of share.districts) {
    const size = assumed.accountsPerSteward;
    const own =
      typeof households === 'number'
        ? Array.from({ length: Math.min(size, households - number * size) }, (_, index) =>
            householdOf(number * size + index, seed, from, assumed),
          )
        : households.slice(number * size, (number + 1) * size);
    weeks = addWeeks(weeks, new District(own, { policy, calendar, assumed, seed, from, days }).run().weeks);
    onDistrict();
  }
  return weeks;
}

/** A thread does not inherit the loader that reads TypeScript: it takes it first. */
const ENTRY = `require(${JSON.stringify(require.resolve('tsx/cjs'))}); require(${JSON.stringify(path.join(__dirname, 'thread.ts'))});`;

export type FromThread = { kind: 'district' } | { kind: 'weeks'; weeks: Week[] };

function inThread(share: Share, onDistrict: () => void): Promise<Week[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(ENTRY, { eval: true, workerData: share, execArgv: [] });
    worker.on('message', (said: FromThread) => {
      if (said.kind === 'district') onDistrict();
      else resolve(said.weeks);
    });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      if (code !== 0) reject(new Error(`a thread of the simulation ended with ${code}`));
    });
  });
}
