import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../src/context';
import { withSystemScope } from '../src/db/scope';

/** Cases that begin together; several cohorts are under way at a time. */
export type Cohort = {
  communityId: string;
  start(): Promise<void>;
  /** Pays for an account that has had its last reminder */
  pay(accountId: string): Promise<void>;
  workflowIds(): string[];
};

/** What has become of all cohorts of a round, seen by one look at a time: looking must not be what is measured. */
export type Sight = {
  /** Accounts that have had their last reminder, by community */
  reminded: Map<string, string[]>;
  /** How many lifecycles have ended, by community */
  ended: Map<string, number>;
};

export type RoundOptions = {
  size: number;
  /** Cohorts under way at a time */
  underWay: number;
  /** The first ones begin so far apart, so that not all of them come due together */
  apartMs: number;
  timeoutMs: number;
};

const LOOK_MS = 250;

/** Runs the cohorts, so many at a time; the first to end makes room for the next. Real time from the first start to the last end. */
export async function runRound(
  cohorts: readonly Cohort[],
  look: () => Promise<Sight>,
  { size, underWay, apartMs, timeoutMs }: RoundOptions,
): Promise<{ perSecond: number; seconds: number }> {
  const startedAt = performance.now();
  let sight: Sight = { reminded: new Map(), ended: new Map() };
  let running = true;
  const looking = (async () => {
    while (running) {
      await sleep(LOOK_MS);
      sight = await look();
    }
  })();
  const waiting = [...cohorts];
  const work = async (place: number) => {
    await sleep(place * apartMs);
    for (let cohort = waiting.shift(); cohort; cohort = waiting.shift()) {
      await cohort.start();
      await watch(cohort);
    }
  };
  const watch = async (cohort: Cohort) => {
    const paid = new Set<string>();
    while ((sight.ended.get(cohort.communityId) ?? 0) < size) {
      for (const accountId of sight.reminded.get(cohort.communityId) ?? []) {
        if (paid.has(accountId)) continue;
        paid.add(accountId);
        await cohort.pay(accountId);
      }
      await sleep(LOOK_MS / 5);
      if (performance.now() - startedAt > timeoutMs) throw new Error('a round does not end');
    }
  };
  try {
    await Promise.all(Array.from({ length: underWay }, (_, place) => work(place)));
  } finally {
    running = false;
    await looking;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { perSecond: (cohorts.length * size) / seconds, seconds };
}

/** Accounts whose last reminder was accepted, from the rows that both sides write. */
export async function remindedAccounts(
  context: Pick<Context, 'db'>,
  cohorts: readonly Cohort[],
): Promise<Map<string, string[]>> {
  const rows = await withSystemScope(
    context,
    (tx) => tx.$queryRaw<{ communityId: string; accountIds: string[] }[]>`
      select "communityId", array_agg("accountId"::text) as "accountIds" from contact
      where "communityId" = any(${cohorts.map(({ communityId }) => communityId)}::uuid[])
        and "stepKey" like '%/1/reminder-3/0' and outcome = 'accepted'
      group by "communityId"`,
  );
  return new Map(rows.map(({ communityId, accountIds }) => [communityId, accountIds]));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  if (low === undefined || high === undefined) throw new Error('the median of nothing');
  return (low + high) / 2;
}
