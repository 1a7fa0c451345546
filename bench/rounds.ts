import { setTimeout as sleep } from 'node:timers/promises';

/** Cases that begin together; several cohorts are under way at a time. */
export type Cohort = {
  start(): Promise<void>;
  /** Pays for those that have come so far */
  pay(): Promise<void>;
  /** How many lifecycles have ended */
  closed(): Promise<number>;
  workflowIds(): string[];
};

export type RoundOptions = {
  size: number;
  /** Cohorts under way at a time */
  underWay: number;
  /** The first ones begin so far apart, so that not all of them come due together */
  apartMs: number;
  timeoutMs: number;
};

const LOOK_MS = 150;

/** Runs the cohorts, so many at a time; the first to end makes room for the next. Real time from the first start to the last end. */
export async function runRound(
  cohorts: readonly Cohort[],
  { size, underWay, apartMs, timeoutMs }: RoundOptions,
): Promise<{ perSecond: number; seconds: number }> {
  const startedAt = performance.now();
  const waiting = [...cohorts];
  const work = async (place: number) => {
    await sleep(place * apartMs);
    for (let cohort = waiting.shift(); cohort; cohort = waiting.shift()) {
      await cohort.start();
      while ((await cohort.closed()) < size) {
        await cohort.pay();
        await sleep(LOOK_MS);
        if (performance.now() - startedAt > timeoutMs) throw new Error('a round does not end');
      }
    }
  };
  await Promise.all(Array.from({ length: underWay }, (_, place) => work(place)));
  const seconds = (performance.now() - startedAt) / 1000;
  return { perSecond: (cohorts.length * size) / seconds, seconds };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  if (low === undefined || high === undefined) throw new Error('the median of nothing');
  return (low + high) / 2;
}
