import { randomUUID } from 'node:crypto';
import { civilDay } from '../../../src/domain/civil-day';
import { fen } from '../../../src/domain/money';
import { policySchema } from '../../../src/policy/schema';
import { standard } from '../../../src/policy/standard';
import { createLiveStack, type LiveStack } from '../../support/live-stack';

jest.setTimeout(120_000);

/** A person posts two notices a day here. */
const smallCapacity = policySchema.parse({
  ...standard,
  rules: { ...standard.rules, capacity: { ...standard.rules.capacity, postingsPerPersonDay: 2 } },
});

let stack: LiveStack;
beforeAll(async () => {
  stack = await createLiveStack({ policy: smallCapacity, secondsPerDay: 86_400 });
});
afterAll(() => stack.destroy());

/** A demonstration stands on 2026-11-02 before its first release. */
const PROMISED_ON = civilDay('2026-11-20');

async function opened(): Promise<string> {
  const { accountId } = await stack.account();
  await stack.open();
  await stack.recorded(accountId);
  return accountId;
}

describe('what staff say', () => {
  it('is kept sealed, takes effect, and is in evidence with its reason', async () => {
    const accountId = await opened();
    const commandId = randomUUID();
    const promise = { kind: 'promise' as const, amountFen: fen(71_626), promisedOn: PROMISED_ON };
    await stack.say('agent', accountId, promise, { commandId });
    expect(await stack.caseRow(accountId)).toMatchObject({ holdKinds: ['promise'], state: 'open.held' });
    const command = await stack.inScope((tx) => tx.command.findUniqueOrThrow({ where: { id: commandId } }));
    expect(command).toMatchObject({ status: 'accepted', kind: 'promise' });
    expect(stack.context.cipher.open(command.textSealed ?? '')).toBe('业主电话中说明');
    const hold = await stack.inScope((tx) => tx.hold.findUniqueOrThrow({ where: { id: commandId } }));
    expect(hold).toMatchObject({ kind: 'promise', byId: stack.staff.agent, endedAt: null });
    const kinds = await stack.inScope((tx) =>
      tx.evidenceEntry.findMany({ where: { accountId }, select: { kind: true } }),
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['command', 'hold_began']));
  });

  it('is once, however often it is sent under one id', async () => {
    const accountId = await opened();
    const commandId = randomUUID();
    await stack.say('agent', accountId, { kind: 'hardship' }, { commandId });
    const { turn } = (await stack.caseRow(accountId)) ?? {};
    await expect(stack.say('agent', accountId, { kind: 'hardship' }, { commandId })).resolves.toMatchObject({
      commandId,
    });
    expect(await stack.caseRow(accountId)).toMatchObject({ turn });
    await expect(stack.say('agent', accountId, { kind: 'bereavement' }, { commandId })).rejects.toMatchObject(
      {
        code: 'COMMAND_ID_TAKEN',
      },
    );
  });

  it('opens the work order of a complaint, and the answer ends both', async () => {
    const accountId = await opened();
    const commandId = randomUUID();
    await stack.say('agent', accountId, { kind: 'complaint', matter: 'repairs' }, { commandId });
    const dispute = () => stack.inScope((tx) => tx.dispute.findUniqueOrThrow({ where: { id: commandId } }));
    expect(await dispute()).toMatchObject({ matter: 'repairs', desk: 'engineering', answeredAt: null });
    await stack.say('supervisor', accountId, { kind: 'clear_hold', holdId: commandId, verdict: 'answered' });
    expect(await dispute()).toMatchObject({ result: 'answered', answeredById: stack.staff.supervisor });
    expect(await stack.caseRow(accountId)).toMatchObject({ holdKinds: [] });
    await expect(
      stack.say('agent', accountId, { kind: 'complaint', matter: 'repairs' }),
    ).rejects.toMatchObject({
      code: 'COMPLAINT_SAME_MATTER',
    });
  });

  it.each([
    [
      'a pause longer than the role may set',
      'agent',
      { kind: 'pause', untilOn: '2026-11-20' },
      'PAUSE_TOO_LONG',
    ],
    [
      'a promise too far away',
      'agent',
      { kind: 'promise', amountFen: 1_000, promisedOn: '2027-03-01' },
      'PROMISE_TOO_LATE',
    ],
    [
      'a cause without the right to confirm it',
      'agent',
      { kind: 'cause', cause: 'malicious' },
      'NOT_PERMITTED',
    ],
    ['level 4 by decision', 'manager', { kind: 'level', level: 4 }, 'LEVEL_4_BY_REFERRAL'],
    [
      'a referral that nobody asked for',
      'manager',
      { kind: 'answer_referral', approved: true },
      'REQUEST_MISSING',
    ],
    [
      'a plan that is not the debt',
      'manager',
      {
        kind: 'instalment_plan',
        instalments: [
          { dueOn: '2026-11-10', amountFen: 10_000 },
          { dueOn: '2026-12-10', amountFen: 10_000 },
        ],
      },
      'PLAN_NOT_THE_DEBT',
    ],
  ] as const)('refuses %s, with its code and a sentence', async (_name, role, command, code) => {
    const accountId = await opened();
    const refused = stack.say(role, accountId, command as never);
    await expect(refused).rejects.toMatchObject({ code, zh: expect.stringMatching(/\p{Script=Han}/u) });
  });

  it('cannot be heard without a worker, and says so', async () => {
    const accountId = await opened();
    await stack.stopWorker();
    await expect(stack.say('agent', accountId, { kind: 'hardship' })).rejects.toMatchObject({
      name: 'PassingError',
      code: 'CASE_NOT_ANSWERING',
    });
    await stack.startWorker();
    await stack.eventually(async () =>
      (await stack.caseRow(accountId))?.holdKinds.includes('hardship_review'),
    );
  });
});

describe('the work of people', () => {
  it('is laid on days on which whoever does it has room', async () => {
    const accounts = [await opened(), await opened(), await opened(), await opened(), await opened()];
    await Promise.all(
      accounts.map((accountId) => stack.say('manager', accountId, { kind: 'level', level: 2 })),
    );
    const days = await Promise.all(
      accounts.map((accountId) =>
        stack.eventually(async () => {
          const row = await stack.caseRow(accountId);
          const task = await stack.inScope((tx) => tx.task.findFirst({ where: { accountId, kind: 'post' } }));
          if (task) return task.createdAt.toISOString().slice(0, 10);
          const next = row?.next as { task?: string; at: number } | null;
          return next?.task === 'post' ? new Date(next.at).toISOString().slice(0, 10) : null;
        }),
      ),
    );
    const perDay = new Map<string, number>();
    for (const day of days) perDay.set(day, (perDay.get(day) ?? 0) + 1);
    expect([...perDay.values()].sort()).toEqual([1, 2, 2]);
  });
});
