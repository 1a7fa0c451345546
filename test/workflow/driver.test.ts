import { randomUUID } from 'node:crypto';
import { caseWorkflowId } from '../../workflows/messages';
import { type CaseStack, createCaseStack } from '../support/case-stack';
import { startScriptedProvider } from '../support/scripted-provider';

jest.setTimeout(240_000);

let stack: CaseStack;
let provider: Awaited<ReturnType<typeof startScriptedProvider>>;
beforeAll(async () => {
  provider = await startScriptedProvider();
  stack = await createCaseStack({ provider: provider.provider() });
});
afterAll(async () => {
  await stack.destroy();
  await provider.stop();
});

async function pause(accountId: string, days: number) {
  const { now } = await stack.today();
  const id = randomUUID();
  const hold = {
    id,
    kind: 'manual_pause' as const,
    beganAt: now,
    endsAt: now + days * 86_400_000,
    by: stack.managerId,
    amountFen: null,
    promisedOn: null,
  };
  return stack.command(accountId, { type: 'HOLD_PLACED', hold }, id);
}

describe('the driver', () => {
  it('takes a hold while the provider is down, sends nothing under it, and once after it', async () => {
    const one = await stack.account();
    provider.state.otherwise = { kind: 'loses' };
    const called = provider.nextCall();
    await stack.openAndRelease();
    await called;
    provider.state.isDown = true;
    await stack.pass({ hours: 1 });
    expect(await pause(one.accountId, 4)).toMatchObject({ accepted: true });
    provider.state.isDown = false;
    provider.state.otherwise = { kind: 'accept' };
    await stack.pass({ days: 3 });
    expect(provider.calls).toHaveLength(1);
    await stack.pass({ days: 3 });
    expect(provider.calls.map(({ stepKey }) => stepKey.split('/').slice(2).join('/'))).toEqual([
      'first-reminder/0',
      'first-reminder/1',
    ]);
    const row = await stack.caseOf(one.accountId);
    expect(row.context.demands).toHaveLength(1);
  });

  it('answers a command while a call is under way', async () => {
    const one = await stack.account();
    provider.state.otherwise = { kind: 'slow', ms: 4_000 };
    const called = provider.nextCall();
    const opened = stack.openAndRelease().then(() => stack.env.sleep(3 * 3_600_000));
    await called;
    provider.state.otherwise = { kind: 'accept' };
    const told = await stack.handle(one.accountId).query<{ inFlight: string[] }, []>('case');
    expect(told.inFlight).toHaveLength(1);
    expect(await pause(one.accountId, 2)).toMatchObject({ accepted: true });
    const still = await stack.handle(one.accountId).query<{ inFlight: string[] }, []>('case');
    expect(still.inFlight).toHaveLength(1);
    await opened;
    await stack.settled(one.accountId);
    const row = await stack.caseOf(one.accountId);
    expect(row).toMatchObject({ holdKinds: ['manual_pause'] });
    expect(row.context.done).toHaveLength(1);
  });

  it('lets only one of two commands pass that come at once', async () => {
    const one = await stack.account();
    await stack.openAndRelease();
    await stack.pass({ hours: 3 });
    const results = await Promise.allSettled([
      stack.command(one.accountId, { type: 'LEVEL_DECIDED', level: 2 }),
      stack.command(one.accountId, { type: 'LEVEL_DECIDED', level: 2 }),
    ]);
    const answers = results.map((result) =>
      result.status === 'fulfilled'
        ? result.value.accepted
          ? 'accepted'
          : result.value.refusal
        : result.reason.cause.type,
    );
    expect(answers.sort()).toEqual(['LEVEL_SAME', 'accepted']);
    const levels = (await stack.entries(one.accountId)).filter(({ kind }) => kind === 'level');
    expect(levels).toHaveLength(2);
  });

  it('gives a command that comes twice its first answer, also after it went on as new', async () => {
    const one = await stack.account();
    await stack.openAndRelease();
    await stack.pass({ hours: 3 });
    const run = (await stack.handle(one.accountId).describe()).runId;
    const commandId = randomUUID();
    const first = await stack.command(one.accountId, { type: 'LEVEL_DECIDED', level: 2 }, commandId);
    await stack.settled(one.accountId);
    expect((await stack.handle(one.accountId).describe()).runId).not.toBe(run);
    expect(await stack.command(one.accountId, { type: 'LEVEL_DECIDED', level: 2 }, commandId)).toEqual(first);
    const commands = (await stack.entries(one.accountId)).filter(({ kind }) => kind === 'command');
    expect(commands).toHaveLength(1);
  });

  it('goes on as new at a level’s change with an act that is pending, and performs it in its time', async () => {
    const one = await stack.account();
    await stack.openAndRelease();
    await stack.pass({ hours: 3 });
    const run = (await stack.handle(one.accountId).describe()).runId;
    const id = randomUUID();
    const { now } = await stack.today();
    const promisedOn = await stack.day(4);
    const hold = {
      id,
      kind: 'promise' as const,
      beganAt: now,
      endsAt: now + 9 * 86_400_000,
      by: null,
      amountFen: 71_626,
      promisedOn,
    };
    await stack.command(one.accountId, { type: 'HOLD_PLACED', hold }, id);
    await stack.command(one.accountId, { type: 'LEVEL_DECIDED', level: 2 });
    await stack.settled(one.accountId);
    expect((await stack.handle(one.accountId).describe()).runId).not.toBe(run);
    const pending = Object.values((await stack.caseOf(one.accountId)).context.pending);
    expect(pending).toMatchObject([{ step: `promise-reminder~${id}`, doer: 'auto' }]);
    const before = provider.calls.length;
    await stack.pass({ days: 5 });
    const sent = provider.calls.slice(before).map(({ stepKey }) => stepKey);
    expect(
      sent.filter((key) => key.includes(one.accountId) || key.includes('promise-reminder')),
    ).toHaveLength(1);
  });

  it('ignores what is no fact, and what is meant for another case', async () => {
    const one = await stack.account();
    await stack.openAndRelease();
    await stack.pass({ hours: 3 });
    const before = await stack.caseOf(one.accountId);
    const handle = stack.env.client.workflow.getHandle(caseWorkflowId(one.accountId));
    await handle.signal('fact', { nonsense: true });
    await handle.signal('fact');
    await handle.signal('fact', {
      caseId: randomUUID(),
      event: { type: 'GATE_OPENED', at: 0, gate: 'wave', ref: null, clock: null },
    });
    expect(await pause(one.accountId, 2)).toMatchObject({ accepted: true });
    const after = await stack.caseOf(one.accountId);
    expect(after.turn).toBe(before.turn + 1);
  });

  it('goes on from its record when its workflow was lost', async () => {
    const one = await stack.account();
    await stack.openAndRelease();
    await stack.pass({ days: 1 });
    const before = await stack.caseOf(one.accountId);
    await stack.handle(one.accountId).terminate('lost');
    await stack.pay(one, 10_000);
    await stack.pass({ days: 1 });
    await stack.pass({ hours: 1 });
    const after = await stack.caseOf(one.accountId);
    expect(after).toMatchObject({ id: before.id, level: 1, claimableFen: 61_626 });
    expect(after.turn).toBeGreaterThan(before.turn);
    expect(after.context.demands).toEqual(before.context.demands);
  });
});
