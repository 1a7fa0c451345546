import { previewWave, waveLines } from '../../../src/cases/wave-preview';
import { releaseAll, releaseWave } from '../../../src/cases/waves';
import type { StackAccount } from '../../support/case-stack';
import { createLiveStack, type LiveStack } from '../../support/live-stack';

jest.setTimeout(180_000);

describe('a first import', () => {
  let stack: LiveStack;
  const accounts: StackAccount[] = [];
  let wave: { communityId: string; waveId: string };

  beforeAll(async () => {
    stack = await createLiveStack();
    for (let index = 0; index < 32; index += 1)
      accounts.push(await stack.account(index === 0 ? 900 : 71_626));
    const { waveId, opened } = await stack.importLedger();
    expect(opened).toHaveLength(32);
    wave = { communityId: stack.communityId, waveId: waveId ?? '' };
    for (const { accountId } of accounts) await stack.recorded(accountId);
  });
  afterAll(() => stack.destroy());

  it('opens nothing twice', async () => {
    const again = await stack.importLedger();
    expect(again).toMatchObject({ opened: [], raised: 0, waveId: null });
  });

  it('shows by channel and amount what a release would set going, and what is left out and why', async () => {
    const preview = await previewWave(stack.context, stack.actor('manager'), wave);
    expect(preview).toMatchObject({
      accounts: 31,
      amountFen: 31 * 71_626,
      byChannel: [{ channel: 'sms', accounts: 31 }],
      leftOut: [{ reason: 'BELOW_MINIMUM', accounts: 1, amountFen: 900 }],
    });
  });

  it('sends nothing before it is released', async () => {
    expect(await stack.inScope((tx) => tx.contact.count())).toBe(0);
  });

  it.each(['agent', 'supervisor'] as const)('is not released by the %s', async (role) => {
    await expect(releaseWave(stack.context, stack.actor(role), wave)).rejects.toMatchObject({
      code: 'NOT_YOUR_WAVE',
    });
  });

  it('is released by the manager, thirty accounts a day, and keeps what he leaves out', async () => {
    const left = (await stack.caseRow(accounts[31]?.accountId ?? ''))?.id ?? '';
    const released = await releaseWave(stack.context, stack.actor('manager'), wave, {
      excludeCaseIds: [left],
    });
    expect(released.days.map(({ accounts: count }) => count)).toEqual([30, 1]);
    expect(released.left).toBe(1);
    const row = await stack.inScope((tx) => tx.wave.findUniqueOrThrow({ where: { id: wave.waveId } }));
    expect(row).toMatchObject({ status: 'open', perDay: 30 });
    const entries = await stack.inScope((tx) => tx.evidenceEntry.count({ where: { kind: 'released' } }));
    expect(entries).toBe(31);
    const told = await stack.inScope((tx) =>
      tx.signalOutbox.findMany({
        where: { key: { startsWith: `wave/${wave.waveId}` } },
        orderBy: { notBefore: 'asc' },
      }),
    );
    expect(told).toHaveLength(31);
    expect(told.filter(({ notBefore }) => notBefore.getTime() > Date.now())).toHaveLength(1);
  });

  it('stays the manager’s for what was left', async () => {
    await expect(releaseWave(stack.context, stack.actor('supervisor'), wave)).rejects.toMatchObject({
      code: 'NOT_YOUR_WAVE',
    });
    const released = await releaseWave(stack.context, stack.actor('manager'), wave);
    expect(released).toMatchObject({ left: 0 });
    await expect(releaseWave(stack.context, stack.actor('manager'), wave)).rejects.toMatchObject({
      code: 'WAVE_EMPTY',
    });
  });
});

describe('a later ledger', () => {
  let stack: LiveStack;
  beforeAll(async () => {
    stack = await createLiveStack();
  });
  afterAll(() => stack.destroy());

  it('asks for consent anew where it raises what a case claims, and keeps the release where it lowers it', async () => {
    const more = await stack.account();
    const less = await stack.account();
    await stack.importLedger();
    for (const { accountId } of [more, less]) await stack.recorded(accountId);
    await releaseAll(stack.context, stack.actor('manager'), stack.communityId);
    const { opened, raised, waveId } = await stack.importLedger(async (batchId) => {
      await stack.bill(more, 90_000, batchId);
      await stack.bill(less, 50_000, batchId);
    });
    expect({ opened, raised }).toEqual({ opened: [], raised: 1 });
    expect(await stack.caseRow(more.accountId)).toMatchObject({ waveId, releasedFromOn: null });
    const kept = await stack.caseRow(less.accountId);
    expect(kept?.waveId).not.toBe(waveId);
    expect(kept?.releasedFromOn).not.toBeNull();
  });
});

describe('a demonstration', () => {
  let stack: LiveStack;
  beforeAll(async () => {
    stack = await createLiveStack({ secondsPerDay: 3 });
  });
  afterAll(() => stack.destroy());

  it('stands until its first release, and is released at once: reminders are among the captured within seconds', async () => {
    const accounts = await Promise.all([stack.account(), stack.account(), stack.account()]);
    await stack.importLedger();
    for (const { accountId } of accounts) await stack.recorded(accountId);
    const [released] = await releaseAll(stack.context, stack.actor('manager'), stack.communityId);
    expect(released?.days.map(({ accounts: count }) => count)).toEqual([3]);
    await stack.eventually(async () => (await stack.inScope((tx) => tx.capturedMessage.count())) === 3);
    const { clock } = await stack.inScope((tx) =>
      tx.community.findUniqueOrThrow({ where: { id: stack.communityId } }),
    );
    expect(clock).toMatchObject({ kind: 'demonstration', releasedAt: expect.any(Number) });
  });

  it('goes on from day to day by itself, and after its worker was away', async () => {
    const [first] = await stack.inScope((tx) => tx.account.findMany());
    const day = async () =>
      (await stack.inScope((tx) => tx.capturedMessage.count({ where: { accountId: first?.id } }))) > 1;
    await stack.stopWorker();
    await stack.startWorker();
    // seven days of three seconds
    await stack.eventually(
      async () => (await day()) || new Promise<false>((resolve) => setTimeout(resolve, 300, false)),
    );
    const steps = await stack.inScope((tx) =>
      tx.capturedMessage.findMany({ where: { accountId: first?.id } }),
    );
    expect(steps.map(({ stepKey }) => stepKey.split('/')[2])).toEqual(['first-reminder', 'second-reminder']);
  });
});

describe('households of care in a wave', () => {
  let stack: LiveStack;

  beforeAll(async () => {
    stack = await createLiveStack();
  });
  afterAll(() => stack.destroy());

  it('are left out where a message would leave, and shown as they are where somebody would go to the door', async () => {
    const declared = {
      ...{ state: 'normal', level: 2, cause: null, lastContactOn: '2026-10-01', lastContactBy: 'call' },
      ...{ promisedOn: null, promisedFen: null },
    };
    const [reminded, noticed] = [await stack.account(), await stack.account(71_626, '2026-06-30')];
    await stack.inScope(async (tx) => {
      const care = (id: string, data: object) =>
        tx.account.update({ where: { id }, data: { careMark: 'elderly', ...data } });
      await care(reminded.accountId, {});
      await care(noticed.accountId, { declared });
    });
    const { waveId } = await stack.importLedger();
    for (const { accountId } of [reminded, noticed]) await stack.recorded(accountId);
    const wave = { communityId: stack.communityId, waveId: waveId ?? '' };
    expect(await previewWave(stack.context, stack.actor('manager'), wave)).toMatchObject({
      byChannel: [{ channel: 'post', accounts: 1 }],
      leftOut: [{ reason: 'CARE', accounts: 1 }],
    });
    const lines = await waveLines(stack.context, wave, { limit: 10 });
    expect(lines.find(({ accountId }) => accountId === noticed.accountId)).toMatchObject({
      channel: 'post',
      leftOut: null,
      attention: expect.arrayContaining(['CARE_MARK']),
    });
  });
});
