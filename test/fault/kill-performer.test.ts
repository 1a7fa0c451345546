import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { performStep } from '../../src/cases/perform';
import type { StepAnswer } from '../../src/machine/events';
import { at, type ClaimWorld, createClaimWorld, type TestCase, TUESDAY } from '../support/claim-world';
import { startScriptedProvider } from '../support/scripted-provider';

const LEASE_MS = 20_000;
const LATENCY_MS = 10_000;

jest.setTimeout(180_000);

let provider: Awaited<ReturnType<typeof startScriptedProvider>>;
let world: ClaimWorld;

beforeAll(async () => {
  provider = await startScriptedProvider();
  world = await createClaimWorld({
    provider: provider.provider(),
    environment: { CLAIM_LEASE: `${LEASE_MS}ms`, PROVIDER_LATENCY: `${LATENCY_MS}ms` },
  });
});
afterAll(async () => {
  await world.destroy();
  await provider.stop();
});
beforeEach(() => {
  world.clock.now = at(TUESDAY, 10);
  provider.state.canBeAsked = true;
});

/** kill -9 between claim, call and outcome: the provider's log has at most one call a key, and nothing is lost (law 4). */
describe('a process that is killed', () => {
  it('between claim and call: the act is called later under the same claim', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    await killed(performInChild(one, key, 'claimed'));
    expect(await contactOf(key)).toMatchObject({ outcome: 'claimed', calledAt: null });
    expect(provider.callsOf(key)).toHaveLength(0);

    expect((await perform(one, key)).kind).toBe('in_doubt');
    passLeaseAndLatency();
    expect(await perform(one, key)).toMatchObject({ kind: 'done', outcome: 'accepted' });
    expect(provider.callsOf(key)).toHaveLength(1);
  });

  it('during the call, which was taken: it is found', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    provider.script(key, { kind: 'slow', ms: 60_000 });
    await killedWhenCalled(one, key);

    expect((await perform(one, key)).kind).toBe('in_doubt');
    passLeaseAndLatency();
    expect(await perform(one, key)).toMatchObject({ kind: 'done', outcome: 'accepted' });
    expect(provider.callsOf(key)).toHaveLength(1);
  });

  it('during the call, which was lost: one resend, only after the provider said that it has nothing', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    provider.script(key, { kind: 'slow', ms: 60_000 });
    await killedWhenCalled(one, key);
    provider.taken.delete(key);

    const again = await one.plan('first-reminder', {}, 1);
    expect((await perform(one, key)).kind).toBe('in_doubt');
    expect(provider.lookups).not.toContain(key);
    passLeaseAndLatency();
    expect(await perform(one, key)).toEqual({ kind: 'lost' });
    expect(provider.lookups).toContain(key);
    expect(await perform(one, again)).toMatchObject({ kind: 'done', outcome: 'accepted' });
    expect(provider.callsOf(key)).toHaveLength(1);
    expect(provider.callsOf(again)).toHaveLength(1);
  });

  it('during the call of a provider that cannot be asked: sent, unproven, and not again', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    provider.script(key, { kind: 'slow', ms: 60_000 });
    await killedWhenCalled(one, key);
    provider.state.canBeAsked = false;

    passLeaseAndLatency();
    expect(await perform(one, key)).toEqual({ kind: 'unproven', channel: 'sms' });
    expect(await perform(one, key)).toEqual({ kind: 'unproven', channel: 'sms' });
    expect(provider.callsOf(key)).toHaveLength(1);
  });

  it('between call and outcome: the outcome is found', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    await killed(performInChild(one, key, 'answered'));
    expect(await contactOf(key)).toMatchObject({ outcome: 'claimed', calledAt: expect.any(Date) });

    passLeaseAndLatency();
    expect(await perform(one, key)).toMatchObject({ kind: 'done', outcome: 'accepted' });
    expect(provider.callsOf(key)).toHaveLength(1);
  });

  it('leaves a chain of evidence with one claim and one outcome', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    await killed(performInChild(one, key, 'answered'));
    passLeaseAndLatency();
    await perform(one, key);
    await perform(one, key);
    const entries = await world.inScope((tx) =>
      tx.evidenceEntry.findMany({ where: { accountId: one.accountId }, orderBy: { seq: 'asc' } }),
    );
    expect(entries.map(({ key }) => key)).toEqual([`claim/${key}`, `outcome/${key}`]);
  });
});

async function perform(one: TestCase, key: string): Promise<StepAnswer> {
  const performed = await performStep(world.context, { record: one.record(), key });
  if (performed.type === 'DIVERGED') throw new Error('the record is not the case’s');
  return performed.answer;
}

function contactOf(key: string) {
  return world.inScope((tx) => tx.contact.findUniqueOrThrow({ where: { stepKey: key } }));
}

function passLeaseAndLatency(): void {
  world.clock.now += LEASE_MS + LATENCY_MS;
}

function performInChild(one: TestCase, key: string, dieAt: 'claimed' | 'answered' | 'never'): ChildProcess {
  const { config } = world.context;
  const base64 = (key: Buffer) => key.toString('base64');
  const environment = {
    NODE_ENV: 'test',
    DATABASE_URL: config.databaseUrl,
    TEMPORAL_ADDRESS: config.temporalAddress,
    CUIJIAO_HOME: config.home,
    CUIJIAO_ENCRYPTION_KEY: base64(config.keys.encryption),
    CUIJIAO_INDEX_KEY: base64(config.keys.index),
    CUIJIAO_SIGNING_KEY: base64(config.keys.signing),
    CLAIM_LEASE: `${LEASE_MS}ms`,
    PROVIDER_LATENCY: `${LATENCY_MS}ms`,
    LOG_LEVEL: 'silent',
  };
  const job = {
    environment,
    providerUrl: provider.url,
    now: world.clock.now,
    record: one.record(),
    key,
    dieAt,
  };
  const script = path.join(__dirname, '../support/perform-in-child.ts');
  return spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(job)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function killed(child: ChildProcess): Promise<void> {
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
}

async function killedWhenCalled(one: TestCase, key: string): Promise<void> {
  const called = provider.nextCall();
  const child = performInChild(one, key, 'never');
  await called;
  child.kill('SIGKILL');
  await killed(child);
}
