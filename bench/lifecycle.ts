import { runRelay } from '../src/cases/outbox';
import type { Context } from '../src/context';
import { createWorker } from '../src/worker/create';
import { bareCohort, createBareWorker } from './bare-lifecycle';
import { type BenchCommunity, makeCommunity } from './community';
import { productCohort } from './product-lifecycle';
import { type Cohort, median, runRound } from './rounds';
import { startBenchStack } from './stack';

type Size = { rounds: number; cohorts: number; size: number; underWay: number };

const FULL: Size = { rounds: 3, cohorts: 24, size: 12, underWay: 12 };
const QUICK: Size = { rounds: 1, cohorts: 2, size: 4, underWay: 2 };
const TIMEOUT_MS = 300_000;
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
  const size = quick ? QUICK : FULL;
  const stack = await startBenchStack();
  try {
    return await measure(stack.context, size);
  } finally {
    await stack.stop();
  }
}

async function measure(
  context: Context,
  { rounds, cohorts, size, underWay }: Size,
): Promise<LifecycleResult> {
  const product: number[] = [];
  const bare: number[] = [];
  const events: number[] = [];
  const bareEvents: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const communities: BenchCommunity[] = [];
    for (let made = 0; made < cohorts * 2; made += 1) communities.push(await makeCommunity(context, size));
    const own = communities.slice(0, cohorts);
    const theirs = communities.slice(cohorts);
    const options = { size, underWay, timeoutMs: TIMEOUT_MS };
    const sides = [
      async () => {
        const made = own.map((community, index) =>
          productCohort(context, community, phaseOf(index, underWay)),
        );
        const { perSecond, seconds } = await withProductWorker(context, () => runRound(made, options));
        product.push(perSecond);
        events.push(await eventsOf(context, made));
        say(`round ${round}: product`, perSecond, seconds, events.at(-1) ?? 0);
      },
      async () => {
        const taskQueue = `bare-${round}`;
        const made = theirs.map((community) => bareCohort(context, community, taskQueue));
        const { perSecond, seconds } = await withBareWorker(context, taskQueue, () =>
          runRound(made, options),
        );
        bare.push(perSecond);
        bareEvents.push(await eventsOf(context, made));
        say(`round ${round}: bare   `, perSecond, seconds, bareEvents.at(-1) ?? 0);
      },
    ];
    // who goes first changes with the round
    for (const side of round % 2 === 0 ? sides : sides.reverse()) await side();
  }
  const value = median(product);
  const baseline = median(bare);
  return {
    name: 'lifecycle',
    value: rounded(value),
    baseline: rounded(baseline),
    ratio: rounded(value / baseline),
    events: rounded(median(events)),
    baselineEvents: rounded(median(bareEvents)),
  };
}

/** The times of day at which the communities under way begin are spread over a day, within its window. */
function phaseOf(index: number, underWay: number): number {
  const MORNING = 8.5 / 24;
  const EVENING = 16 / 24;
  return MORNING + ((index % underWay) / underWay) * (EVENING - MORNING);
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

function say(what: string, perSecond: number, seconds: number, events: number): void {
  console.log(
    `${what} ${perSecond.toFixed(2)} lifecycles/s in ${seconds.toFixed(1)} s, ${events.toFixed(1)} events each`,
  );
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
