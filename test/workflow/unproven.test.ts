import { randomUUID } from 'node:crypto';
import { sendStaffCommand } from '../../src/cases/staff';
import type { Provider } from '../../src/messaging/provider';
import { type CaseStack, createCaseStack } from '../support/case-stack';

jest.setTimeout(180_000);

/** Like a mail server: it takes what it is given, and cannot be asked. `silent`: its answer to the next call is lost. */
const calls: string[] = [];
const state = { silent: false };
const provider: Provider = {
  name: 'deaf',
  async send({ stepKey }) {
    calls.push(stepKey);
    if (state.silent) throw new Error('the line is dead');
    return { kind: 'accepted', ref: stepKey, answer: {} };
  },
  async lookup() {
    return { kind: 'cannot_ask' };
  },
};

let stack: CaseStack;
beforeAll(async () => {
  stack = await createCaseStack({ provider });
});
afterAll(() => stack.destroy());

describe('a message that was handed over and not answered', () => {
  it('stays unproven until a person decides that it is sent once more, and never goes out a third time', async () => {
    const one = await stack.account();
    state.silent = true;
    await stack.openAndRelease();
    await stack.pass({ hours: 30 });
    state.silent = false;
    const { id: caseId } = await stack.caseOf(one.accountId);
    const [key = ''] = calls;
    expect(calls).toHaveLength(1);
    expect(await endOf(key)).toEqual({ end: 'unproven', endReason: 'CANNOT_ASK' });

    const actor = {
      userId: stack.managerId,
      memberships: [{ communityId: stack.communityId, role: 'manager' as const }],
    };
    const decide = (commandId: string) =>
      sendStaffCommand(stack.context, actor, {
        communityId: stack.communityId,
        commandId,
        caseId,
        command: { kind: 'resend', stepKey: key },
        text: '业主说没有收到',
      });
    const commandId = randomUUID();
    await decide(commandId);
    // said again it is the same; said anew it is refused
    await decide(commandId);
    await expect(decide(randomUUID())).rejects.toMatchObject({ code: 'RESEND_TWICE' });
    await stack.pass({ days: 6 });
    const again = key.replace(/0$/, '1');
    expect(calls.filter((call) => call === key || call === again)).toEqual([key, again]);
    expect(await endOf(again)).toMatchObject({ end: 'done' });
    const entries = await stack.inScope((tx) =>
      tx.evidenceEntry.findMany({
        where: {
          accountId: one.accountId,
          key: { in: [`claim/${key}`, `claim/${again}`, `outcome/${again}`] },
        },
      }),
    );
    expect(entries).toHaveLength(3);
    const command = await stack.inScope((tx) => tx.command.findUniqueOrThrow({ where: { id: commandId } }));
    expect(command).toMatchObject({ status: 'accepted', kind: 'resend' });
  });
});

function endOf(key: string) {
  return stack.inScope((tx) =>
    tx.plannedStep.findUniqueOrThrow({ where: { key }, select: { end: true, endReason: true } }),
  );
}
