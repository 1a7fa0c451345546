import { availableParallelism } from 'node:os';
import { civilDay } from '../src/domain/civil-day';
import { LiveCase, startCase } from '../src/machine/run';
import { standard } from '../src/policy/standard';
import { DEFAULT_ASSUMPTIONS } from '../src/simulation/community/assumptions';
import { simulateCommunity } from '../src/simulation/community/simulate';

const FULL = 20_000;
const QUICK = 1_000;
const TRANSITIONS = 20_000;

/**
 * How long a community takes, against what a bare event of the machine takes on the same machine in the same run: `eventsWorth` is how many of
 * those one account's year costs. Seconds depend on the machine; the ratio does not much.
 */
export async function simulation({ quick }: { quick: boolean }) {
  const accounts = quick ? QUICK : FULL;
  const threads = availableParallelism();
  const eventMs = bareEventMs();
  const startedAt = performance.now();
  await simulateCommunity({
    ...{ policies: [standard], households: accounts, from: civilDay('2026-07-01'), days: 365, seed: 7 },
    ...{ assumed: DEFAULT_ASSUMPTIONS, threads },
    onProgress: (done, of) => console.log(`${done} of ${of} districts`),
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const again = bareEventMs();
  const baseMs = (eventMs + again) / 2;
  return {
    name: 'simulation',
    ...{ accounts, threads, seconds: Number(seconds.toFixed(1)) },
    accountsPerSecond: Math.round(accounts / seconds),
    bareEventMicroseconds: Math.round(baseMs * 1000),
    eventsWorth: Number(((seconds * 1000 * threads) / accounts / baseMs).toFixed(1)),
  };
}

/** One event that changes nothing, on a case that waits. */
function bareEventMs(): number {
  const { snapshot } = startCase({
    ...{ caseId: 'case', accountId: 'account', communityId: 'community', clock: { kind: 'real' } },
    ...{ openedAt: 1, level: 1, basis: { kind: 'first_overdue', evidence: [] }, cause: 'unknown' },
    ...{
      ledgerVersion: 1,
      claimableFen: 1,
      principalFen: 1,
      oldestDueOn: null,
      holds: [],
      withCounsel: false,
    },
  });
  const live = LiveCase.of(snapshot);
  const startedAt = performance.now();
  for (let at = 2; at < TRANSITIONS; at += 1) live.advance({ type: 'WOKEN', at });
  return (performance.now() - startedAt) / TRANSITIONS;
}
