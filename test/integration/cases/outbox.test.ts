import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { relayBatch, runRelay } from '../../../src/cases/outbox';
import { createLiveStack, type LiveStack } from '../../support/live-stack';

jest.setTimeout(90_000);

let stack: LiveStack;
beforeAll(async () => {
  stack = await createLiveStack();
});
afterAll(() => stack.destroy());

async function opened(): Promise<string> {
  const { accountId } = await stack.account();
  await stack.open();
  await stack.recorded(accountId);
  return accountId;
}

/** A fact for the account's case, as a committed payment leaves it */
async function fact(
  accountId: string,
  ledgerVersion: number,
  more: { notBefore?: Date; cancelledAt?: Date } = {},
): Promise<bigint> {
  const event = {
    type: 'LEDGER_CHANGED',
    at: Date.now(),
    ledgerVersion,
    claimableFen: 50_000,
    principalFen: 50_000,
    oldestDueOn: '2026-09-30',
    settled: false,
    reversed: false,
    openDisputes: [],
  };
  const caseId = (await stack.caseRow(accountId))?.id;
  const row = await stack.inScope((tx) =>
    tx.signalOutbox.create({
      data: { communityId: stack.communityId, accountId, caseId, event, key: randomUUID(), ...more },
    }),
  );
  return row.id;
}

function outboxRow(id: bigint) {
  return stack.inScope((tx) => tx.signalOutbox.findUniqueOrThrow({ where: { id } }));
}

describe('the relay', () => {
  it('tells the case, once', async () => {
    const accountId = await opened();
    const id = await fact(accountId, 2);
    await stack.eventually(async () => (await stack.caseRow(accountId))?.ledgerVersion === 2);
    expect(await outboxRow(id)).toMatchObject({ attempts: 1, sentAt: expect.any(Date) });
    const { turn } = (await stack.caseRow(accountId)) ?? {};
    await fact(accountId, 2);
    await sleep(1_500);
    expect((await stack.caseRow(accountId))?.turn).toBe(turn);
  });

  it('loses nothing while Temporal is away, and goes on when it is back', async () => {
    const accountId = await opened();
    await stack.stopWorker();
    const id = await fact(accountId, 2);
    const nowhere = Connection.lazy({ address: '127.0.0.1:1' });
    const away = { ...stack.context, temporal: new Client({ connection: nowhere }) };
    const ended = new AbortController();
    const relay = runRelay(away, ended.signal);
    await sleep(1_500);
    ended.abort();
    await relay;
    await nowhere.close();
    expect(await outboxRow(id)).toMatchObject({ sentAt: null });
    await stack.startWorker();
    await stack.eventually(async () => (await stack.caseRow(accountId))?.ledgerVersion === 2);
  });

  it('has nobody to tell of a case that is closed', async () => {
    const accountId = await opened();
    await stack.stopWorker();
    const id = await fact(accountId, 2);
    const row = await stack.caseRow(accountId);
    await stack.inScope((tx) =>
      tx.dunningCase.update({
        where: { id: row?.id },
        data: { status: 'closed', closeReason: 'written_off', closedAt: new Date() },
      }),
    );
    await stack.context.temporal.workflow.getHandle(`case-${accountId}`).terminate('closed');
    await relayBatch(stack.context);
    expect(await outboxRow(id)).toMatchObject({ sentAt: expect.any(Date) });
    await stack.startWorker();
  });

  it('waits with what can be taken back until its time has come, and never sends what was taken back', async () => {
    const accountId = await opened();
    const waiting = await fact(accountId, 2, { notBefore: new Date(Date.now() + 3_600_000) });
    const cancelled = await fact(accountId, 3, { cancelledAt: new Date() });
    const sent = await fact(accountId, 4);
    await stack.eventually(async () => (await outboxRow(sent)).sentAt);
    for (const id of [waiting, cancelled]) expect(await outboxRow(id)).toMatchObject({ sentAt: null });
  });
});
