import { randomUUID } from 'node:crypto';
import { resumeCommands } from '../../src/cases/resume-commands';
import { type CaseStack, createCaseStack } from '../support/case-stack';

jest.setTimeout(120_000);

let stack: CaseStack;
beforeAll(async () => {
  stack = await createCaseStack();
});
afterAll(() => stack.destroy());

/** As a caller leaves it that dies between its commit and the case. */
async function leaveBehind(caseId: string, kind: string, payload: object): Promise<string> {
  const id = randomUUID();
  await stack.inScope((tx) =>
    tx.command.create({
      data: {
        id,
        communityId: stack.communityId,
        caseId,
        byId: stack.managerId,
        kind,
        payload,
        createdAt: new Date(Date.now() - 10 * 60_000),
      },
    }),
  );
  return id;
}

describe('a command that never reached its case', () => {
  it('is said again in the name of whoever said it: the owner’s word that he has paid holds the case', async () => {
    const one = await stack.account();
    await stack.openAndRelease();
    const { id: caseId } = await stack.caseOf(one.accountId);
    const hold = { kind: 'payment_claimed', amountFen: null, promisedOn: null };
    const commandId = await leaveBehind(caseId, 'HOLD_PLACED', {
      taskId: randomUUID(),
      outcomeId: randomUUID(),
      hold,
    });
    expect(await resumeCommands(stack.context, stack.communityId)).toBe(1);
    expect(await stack.caseOf(one.accountId)).toMatchObject({ holdKinds: ['payment_claimed'] });
    const rows = await stack.inScope((tx) => tx.hold.findMany({ where: { caseId } }));
    expect(rows).toMatchObject([{ id: commandId, kind: 'payment_claimed', endedAt: null }]);
    expect(await resumeCommands(stack.context, stack.communityId)).toBe(0);
  });

  it('is refused for good when the case does not take it', async () => {
    const one = await stack.account();
    await stack.openAndRelease();
    const { id: caseId } = await stack.caseOf(one.accountId);
    const commandId = await leaveBehind(caseId, 'clear_hold', {
      kind: 'clear_hold',
      holdId: randomUUID(),
      verdict: 'lifted',
    });
    expect(await resumeCommands(stack.context, stack.communityId)).toBe(1);
    const command = await stack.inScope((tx) => tx.command.findUnique({ where: { id: commandId } }));
    expect(command).toMatchObject({ status: 'refused', refusal: 'HOLD_UNKNOWN' });
    expect(await resumeCommands(stack.context, stack.communityId)).toBe(0);
  });
});
