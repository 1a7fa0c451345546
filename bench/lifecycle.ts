import { runRelay } from '../src/cases/outbox';
import type { Context } from '../src/context';
import { createWorker } from '../src/worker/create';
import { bareCohort, createBareWorker, lookAtBare } from './bare-lifecycle';
import { type BenchCommunity, DAY_REAL_MS, makeCommunity } from './community';
import { cpuMs } from './cpu';
import { lookAtProduct, productCohort } from './product-lifecycle';
import { type Cohort, median, type RoundOptions, runRound } from './rounds';
import { startBenchStack } from './stack';

/** Cohorts in all and under way at a time: as many as each side needs to have always something to do, and no more than it can keep up with. */
type Side = { cohorts: number; underWay: number };
type Size = { rounds: number; size: number; product: Side; bare: Side };

const FULL: Size = {
  rounds: 3,
  size: 10,
  product: { cohorts: 14, underWay: 10 },
  bare: { cohorts: 28, underWay: 20 },
};
const QUICK: Size = {
  rounds: 1,
  size: 4,
  product: { cohorts: 2, underWay: 2 },
  bare: { cohorts: 2, underWay: 2 },
};
const TIMEOUT_MS = 900_000;
const COUNTED_CASES = 40;

export type LifecycleResult = {
  name: 'lifecycle';
  /** Lifecycles per second: the product's, the bare workflow's, and the one as a share of the other */
  value: number;
  baseline: number;
  ratio: number;
  /** Events of Temporal's history a lifecycle, over all of its runs */
  events: number;
  baselineEvents: number;
};

/**
 * Whole lifecycles a second, from opening to closed: opened, released, three reminders on three days, paid, thanked, settled, silent to
 * the end of its window, closed. By the product's own driver, claims, records, relay and provider, and by the bare workflow of
 * `bare-workflow.ts`, in turn on the same PostgreSQL and the same Temporal.
 */
export async function lifecycle({ quick }: { quick: boolean }): Promise<LifecycleResult> {
  const stack = await startBenchStack();
  try {
    return await measure(stack.context, quick ? QUICK : FULL);
  } finally {
    await stack.stop();
  }
}

async function measure(context: Context, size: Size): Promise<LifecycleResult> {
  const product: Round[] = [];
  const bare: Round[] = [];
  for (let round = 1; round <= size.rounds; round += 1) {
    const sides = [
      async () => {
        const made = await makeCohorts(context, size, size.product, (one) => productCohort(context, one));
        const look = () => lookAtProduct(context, made);
        const work = () => runRound(made, look, optionsOf(size, size.product));
        product.push(
          await told(context, `round ${round}: product`, made, () => withProductWorker(context, work)),
        );
      },
      async () => {
        const queue = `bare-${round}`;
        const made = await makeCohorts(context, size, size.bare, (one) => bareCohort(context, one, queue));
        const look = () => lookAtBare(context, made);
        const work = () => runRound(made, look, optionsOf(size, size.bare));
        bare.push(
          await told(context, `round ${round}: bare   `, made, () => withBareWorker(context, queue, work)),
        );
      },
    ];
    // who goes first changes with the round
    for (const side of round % 2 === 0 ? sides : sides.reverse()) await side();
  }
  const value = median(product.map(({ perSecond }) => perSecond));
  const baseline = median(bare.map(({ perSecond }) => perSecond));
  return {
    name: 'lifecycle',
    value: rounded(value),
    baseline: rounded(baseline),
    ratio: rounded(value / baseline),
    events: rounded(median(product.map(({ events }) => events))),
    baselineEvents: rounded(median(bare.map(({ events }) => events))),
  };
}

type Round = { perSecond: number; events: number };

async function makeCohorts<One extends Cohort>(
  context: Context,
  { size }: Size,
  { cohorts }: Side,
  of: (community: BenchCommunity) => One,
): Promise<One[]> {
  const made: One[] = [];
  while (made.length < cohorts) made.push(of(await makeCommunity(context, size)));
  return made;
}

function optionsOf({ size }: Size, { underWay }: Side): RoundOptions {
  return { size, underWay, apartMs: DAY_REAL_MS / underWay, timeoutMs: TIMEOUT_MS };
}

async function told(
  context: Context,
  what: string,
  cohorts: readonly Cohort[],
  round: () => Promise<{ perSecond: number; seconds: number }>,
): Promise<Round> {
  const before = cpuMs();
  const { perSecond, seconds } = await round();
  const after = cpuMs();
  const cpu =
    before === null || after === null
      ? ''
      : `, ${((after - before) / (perSecond * seconds)).toFixed(0)} ms of processor`;
  const events = await eventsOf(context, cohorts);
  console.log(
    `${what} ${perSecond.toFixed(2)} lifecycles/s in ${seconds.toFixed(1)} s; each ${events.toFixed(1)} events${cpu}`,
  );
  return { perSecond, events };
}

async function withProductWorker<T>(context: Context, work: () => Promise<T>): Promise<T> {
  const { worker, close } = await createWorker(context);
  const ended = new AbortController();
  const relay = runRelay(context, ended.signal);
  try {
    return await worker.runUntil(work);
  } finally {
    ended.abort();
    await relay;
    await close();
  }
}

async function withBareWorker<T>(context: Context, taskQueue: string, work: () => Promise<T>): Promise<T> {
  const worker = await createBareWorker(context, taskQueue);
  return worker.runUntil(work);
}

/** Events a lifecycle, of a sample, summed over the runs of each workflow. */
async function eventsOf({ temporal }: Context, cohorts: readonly Cohort[]): Promise<number> {
  const ids = cohorts.flatMap((cohort) => cohort.workflowIds()).slice(0, COUNTED_CASES);
  let events = 0;
  for (const workflowId of ids) {
    for await (const { runId } of temporal.workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
      const { raw } = await temporal.workflow.getHandle(workflowId, runId).describe();
      events += Number(raw.workflowExecutionInfo?.historyLength ?? 0);
    }
  }
  return events / ids.length;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
