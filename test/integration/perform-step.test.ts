import { settleAbandoned } from '../../src/cases/abandoned';
import { performStep } from '../../src/cases/perform';
import { liftProviderStop } from '../../src/cases/provider-stops';
import type { StepAnswer } from '../../src/machine/events';
import { at, type ClaimWorld, createClaimWorld, type TestCase, TUESDAY } from '../support/claim-world';
import { startScriptedProvider } from '../support/scripted-provider';

const LEASE_MS = 400;
const LATENCY_MS = 10_000;

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
beforeEach(async () => {
  world.clock.now = at(TUESDAY, 10);
  provider.state.canBeAsked = true;
  provider.state.isDown = false;
  await world.inScope((tx) => tx.providerStop.updateMany({ data: { liftedAt: new Date() } }));
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

describe('an act', () => {
  it('is claimed, called and has its outcome, each in evidence', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    expect(await perform(one, key)).toEqual({
      kind: 'done',
      outcome: 'accepted',
      grade: 'sent',
      channel: 'sms',
      demand: true,
      written: false,
      deadlineAt: null,
    });
    expect(await contactOf(key)).toMatchObject({
      outcome: 'accepted',
      grade: 'sent',
      attempt: false,
      provider: 'scripted',
    });
    const entries = await world.inScope((tx) =>
      tx.evidenceEntry.findMany({ where: { accountId: one.accountId }, orderBy: { seq: 'asc' } }),
    );
    expect(entries.map(({ key }) => key)).toEqual([`claim/${key}`, `outcome/${key}`]);
    expect(provider.callsOf(key)).toMatchObject([{ to: one.phones[0], templateId: 'T1@1' }]);
  });

  it('is answered as it was when it is asked for again', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    const first = await perform(one, key);
    expect(await perform(one, key)).toEqual(first);
    expect(provider.callsOf(key)).toHaveLength(1);
  });

  it('calls once for two that perform it at once', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    const answers = await Promise.all([perform(one, key), perform(one, key), perform(one, key)]);
    expect(answers.map(({ kind }) => kind).sort()).toContain('done');
    expect(provider.callsOf(key)).toHaveLength(1);
  });
});

describe('an act in doubt', () => {
  it('is given up at the end of its lease, and found when the provider is asked', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    provider.script(key, { kind: 'slow', ms: 3 * LEASE_MS });
    const until = world.clock.now + LEASE_MS + LATENCY_MS;
    expect(await perform(one, key)).toEqual({ kind: 'in_doubt', until });
    // too early to ask
    world.clock.now += LEASE_MS;
    expect(await perform(one, key)).toEqual({ kind: 'in_doubt', until });
    expect(provider.lookups).not.toContain(key);
    world.clock.now += LATENCY_MS;
    expect(await perform(one, key)).toMatchObject({ kind: 'done', outcome: 'accepted' });
    expect(provider.callsOf(key)).toHaveLength(1);
  });

  it('was delivered meanwhile: it has arrived', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    provider.script(key, { kind: 'dies_after_accepting' });
    expect((await perform(one, key)).kind).toBe('in_doubt');
    provider.taken.set(key, { delivered: true });
    passLeaseAndLatency();
    expect(await perform(one, key)).toMatchObject({ kind: 'done', outcome: 'delivered', grade: 'arrived' });
  });

  it('is lost only when the provider says so, and is sent once more under a claim of its own', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    provider.script(key, { kind: 'loses' });
    expect((await perform(one, key)).kind).toBe('in_doubt');
    passLeaseAndLatency();
    expect(await perform(one, key)).toEqual({ kind: 'lost' });
    expect(provider.lookups).toContain(key);
    expect(await contactOf(key)).toMatchObject({ outcome: 'lost', grade: 'none' });
    const again = await one.plan('first-reminder', {}, 1);
    expect(await perform(one, again)).toMatchObject({ kind: 'done', outcome: 'accepted' });
    expect(provider.callsOf(key)).toHaveLength(1);
    expect(provider.callsOf(again)).toHaveLength(1);
  });

  it('is sent, unproven, when the provider cannot be asked', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    provider.script(key, { kind: 'loses' });
    await perform(one, key);
    provider.state.canBeAsked = false;
    passLeaseAndLatency();
    expect(await perform(one, key)).toEqual({ kind: 'unproven', channel: 'sms' });
    expect(await contactOf(key)).toMatchObject({ outcome: 'unproven', grade: 'sent' });
    expect(provider.callsOf(key)).toHaveLength(1);
  });

  it('waits while nobody answers, three days at most', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    provider.script(key, { kind: 'loses' });
    await perform(one, key);
    provider.state.isDown = true;
    passLeaseAndLatency();
    expect(await perform(one, key)).toEqual({ kind: 'in_doubt', until: world.clock.now + 5 * 60_000 });
    world.clock.now += 72 * 3_600_000;
    expect(await perform(one, key)).toEqual({ kind: 'unproven', channel: 'sms' });
  });

  it('keeps a second message to the same number waiting', async () => {
    const phones = ['13811110001'];
    const [one, other] = [await world.addAccount({ phones }), await world.addAccount({ phones })];
    const key = await one.plan('first-reminder');
    provider.script(key, { kind: 'loses' });
    await perform(one, key);
    await other.pay(71_626);
    const thanks = await other.plan('thanks~2', { ladder: false });
    expect(await perform(other, thanks)).toMatchObject({ kind: 'deferred', reason: 'ADDRESS_IN_DOUBT' });
    expect(provider.callsOf(thanks)).toHaveLength(0);
  });
});

describe('a claim under which nothing was called', () => {
  async function claimedOnly(one: TestCase): Promise<string> {
    const key = await one.plan('first-reminder');
    const { claimStep } = await import('../../src/cases/claim');
    const { caseId, accountId } = one;
    const answer = await world.inScope((tx) =>
      claimStep(tx, world.context, { caseId, accountId, key, person: null }),
    );
    expect(answer.kind).toBe('CLAIMED');
    return key;
  }

  it('is called under the same claim after its lease, since it never can be any more by another', async () => {
    const one = await world.addAccount();
    const key = await claimedOnly(one);
    expect((await perform(one, key)).kind).toBe('in_doubt');
    passLeaseAndLatency();
    expect(await perform(one, key)).toMatchObject({ kind: 'done', outcome: 'accepted' });
    expect(provider.callsOf(key)).toHaveLength(1);
  });

  it('is not called any more once it is paid', async () => {
    const one = await world.addAccount();
    const key = await claimedOnly(one);
    await one.pay(71_626);
    passLeaseAndLatency();
    expect(await perform(one, key)).toEqual({ kind: 'withdrawn', reason: 'NOTHING_OWED' });
    expect(await contactOf(key)).toMatchObject({ outcome: 'not_called' });
    expect(provider.callsOf(key)).toHaveLength(0);
  });

  it('waits for its window again, and counts on the day on which it is called', async () => {
    const one = await world.addAccount();
    const key = await claimedOnly(one);
    world.clock.now = at(TUESDAY, 22);
    expect(await perform(one, key)).toMatchObject({ kind: 'deferred', reason: 'WINDOW' });
    world.clock.now = at('2026-11-25', 10);
    expect(await perform(one, key)).toMatchObject({ kind: 'done', outcome: 'accepted' });
    expect(await contactOf(key)).toMatchObject({ claimedOn: '2026-11-25' });
  });
});

describe('a refusal', () => {
  it('of a dead number ends its use, and the one resend takes the next number', async () => {
    const one = await world.addAccount({ phones: ['13822220001', '13822220002'] });
    const key = await one.plan('first-reminder');
    provider.script(key, { kind: 'refuses', class: 'dead_number', code: 'IncorrectPhoneNumber' });
    expect(await perform(one, key)).toEqual({ kind: 'lost' });
    const dead = await world.inScope((tx) => tx.address.findFirst({ where: { status: 'dead' } }));
    expect(dead).toMatchObject({ statusReason: 'IncorrectPhoneNumber' });
    const again = await one.plan('first-reminder', {}, 1);
    expect(await perform(one, again)).toMatchObject({ kind: 'done', outcome: 'accepted' });
    expect(provider.callsOf(again)).toMatchObject([{ to: '13822220002' }]);
  });

  it('of the owner suppresses the channel, and a person takes over', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    provider.script(key, { kind: 'refuses', class: 'opted_out', code: 'PhoneNumberInBlacklist' });
    expect(await perform(one, key)).toEqual({ kind: 'lost' });
    const again = await one.plan('first-reminder', {}, 1);
    expect(await perform(one, again)).toEqual({ kind: 'withdrawn', reason: 'SUPERSEDED' });
    expect(provider.callsOf(again)).toHaveLength(0);
  });

  it('of the account closes the channel for everybody until a person opens it', async () => {
    const [one, other] = [await world.addAccount(), await world.addAccount()];
    const key = await one.plan('first-reminder');
    provider.script(key, { kind: 'refuses', class: 'account', code: 'InsufficientBalanceInSmsPackage' });
    expect(await perform(one, key)).toEqual({ kind: 'lost' });
    const waiting = await other.plan('first-reminder');
    expect(await perform(other, waiting)).toEqual({
      kind: 'deferred',
      until: expect.any(Number),
      reason: 'PROVIDER',
      ref: expect.any(String),
    });
    expect(provider.callsOf(waiting)).toHaveLength(0);
  });

  it('of a text stops that text for everybody, and another one says it', async () => {
    const [one, other] = [await world.addAccount(), await world.addAccount()];
    const key = await one.plan('first-reminder');
    provider.script(key, { kind: 'refuses', class: 'template', code: 'ContainSensitiveWord' });
    expect(await perform(one, key)).toEqual({ kind: 'lost' });
    const again = await one.plan('first-reminder', {}, 1);
    expect(await perform(one, again)).toMatchObject({ kind: 'done', outcome: 'accepted' });
    const others = await other.plan('first-reminder');
    expect(await perform(other, others)).toMatchObject({ kind: 'done', outcome: 'accepted' });
    for (const sent of [again, others])
      expect(provider.callsOf(sent)).toMatchObject([{ templateId: 'T1b@1' }]);
  });

  it('for now keeps that number waiting until then', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    const untilReal = world.clock.now + 3_600_000;
    provider.script(key, { kind: 'refuses', class: 'deferred', code: 'PhoneNumberDailyLimit', untilReal });
    expect(await perform(one, key)).toEqual({ kind: 'lost' });
    const again = await one.plan('first-reminder', {}, 1);
    expect(await perform(one, again)).toMatchObject({
      kind: 'deferred',
      until: untilReal,
      reason: 'PROVIDER',
    });
    world.clock.now = untilReal;
    expect(await perform(one, again)).toMatchObject({ kind: 'done', outcome: 'accepted' });
  });

  it('of the resend too is no demand, and is not tried a third time', async () => {
    const one = await world.addAccount({ phones: ['13833330001', '13833330002', '13833330003'] });
    const key = await one.plan('first-reminder');
    const again = await one.plan('first-reminder', {}, 1);
    provider.script(key, { kind: 'refuses', class: 'dead_number', code: 'IncorrectPhoneNumber' });
    provider.script(again, { kind: 'refuses', class: 'dead_number', code: 'IncorrectPhoneNumber' });
    expect(await perform(one, key)).toEqual({ kind: 'lost' });
    expect(await perform(one, again)).toMatchObject({ kind: 'done', outcome: 'failed', demand: false });
  });
});

describe('a stop', () => {
  it('is lifted by an administrator, and who waits for it tries at once', async () => {
    const admin = await world.addStaff('admin');
    const [one, other] = [await world.addAccount(), await world.addAccount()];
    const key = await one.plan('first-reminder');
    provider.script(key, { kind: 'refuses', class: 'account', code: 'InsufficientBalanceInSmsPackage' });
    await perform(one, key);
    const waiting = await other.plan('first-reminder');
    const answer = await perform(other, waiting);
    if (answer.kind !== 'deferred' || !answer.ref) throw new Error(answer.kind);
    const pending = other.snapshot().context.pending[waiting];
    if (!pending) throw new Error('not pending');
    const blockedBy = { reason: answer.reason, ref: answer.ref };
    await other.save({ pending: { [waiting]: { ...pending, blockedBy } } });
    const { communityId } = world;
    await expect(
      liftProviderStop(world.context, await world.addStaff('agent'), { communityId, stopId: answer.ref }),
    ).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    const lifted = await liftProviderStop(world.context, admin, { communityId, stopId: answer.ref });
    expect(lifted).toEqual({ cases: 1 });
    expect(await perform(other, waiting)).toMatchObject({ kind: 'done', outcome: 'accepted' });
  });
});

describe('an act that no case asks about any more', () => {
  it('gets its outcome all the same', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    provider.script(key, { kind: 'dies_after_accepting' });
    expect((await perform(one, key)).kind).toBe('in_doubt');
    await one.save({ pending: {} });
    expect(await settleAbandoned(world.context, world.communityId)).toBe(0);
    world.clock.now += 2 * 3_600_000;
    await settleAbandoned(world.context, world.communityId);
    expect(await contactOf(key)).toMatchObject({ outcome: 'accepted' });
    expect(provider.callsOf(key)).toHaveLength(1);
  });
});

describe('a demonstration', () => {
  it('only captures, whatever provider this process has', async () => {
    const { providerOf } = await import('../../src/messaging/registry');
    const community = {
      ...{ id: world.communityId, demonstration: true, providers: { sms: 'scripted' } },
      ...{ messaging: {}, companyName: '安和物业服务有限公司' },
    };
    expect(providerOf(world.context.providers, community, 'sms')?.name).toBe('capture');
    const real = { ...community, demonstration: false };
    expect(providerOf(world.context.providers, real, 'sms')?.name).toBe('scripted');
    expect(providerOf(world.context.providers, { ...real, providers: { sms: 'tencent' } }, 'sms')).toBeNull();
  });
});
