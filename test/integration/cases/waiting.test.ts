import { setTimeout as sleep } from 'node:timers/promises';
import { caseWorkflowId } from '../../../workflows/messages';
import { createLiveStack, type LiveStack } from '../../support/live-stack';

jest.setTimeout(60_000);

let stack: LiveStack;
beforeAll(async () => {
  stack = await createLiveStack();
});
afterAll(() => stack.destroy());

describe('waiting', () => {
  it('is free: between due times and with no message a case adds no event and no row (law 9)', async () => {
    const { accountId } = await stack.account();
    await stack.open();
    await stack.recorded(accountId);
    const look = async () => {
      const { historyLength } = await stack.context.temporal.workflow
        .getHandle(caseWorkflowId(accountId))
        .describe();
      const rows = await stack.inScope(async (tx) => ({
        entries: await tx.evidenceEntry.count(),
        steps: await tx.plannedStep.count(),
        outbox: await tx.signalOutbox.count(),
        tasks: await tx.task.count(),
        turn: (await tx.dunningCase.findFirstOrThrow({ where: { accountId } })).turn,
      }));
      return { historyLength, ...rows };
    };
    // the first act asks for its release, and waits for it
    await stack.eventually(async () => {
      const row = await stack.caseRow(accountId);
      return (
        JSON.stringify(row?.snapshot).includes('AWAITING_RELEASE') ||
        (row?.wakeAt?.getTime() ?? 0) > Date.now()
      );
    });
    await sleep(2_000);
    const before = await look();
    await sleep(4_000);
    expect(await look()).toEqual(before);
  });
});
