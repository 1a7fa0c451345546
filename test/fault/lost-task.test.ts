import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCasesAfterImport } from '../../src/cases/open';
import { relayBatch } from '../../src/cases/outbox';
import { sendStaffCommand } from '../../src/cases/staff';
import type { Context } from '../../src/context';
import { withScope } from '../../src/db/scope';
import { projectRoot } from '../../src/dev/home';
import { seedSampleCommunity } from '../../src/dev/seed';
import { civilDay } from '../../src/domain/civil-day';
import { PassingError } from '../../src/errors';
import { verifyEvidence } from '../../src/evidence/verify/verify';
import { acceptImport, previewImport } from '../../src/ledger/imports';
import { recordPayment } from '../../src/ledger/payments';
import { createWorker } from '../../src/worker/create';
import { caseQuery, caseWorkflowId } from '../../workflows/messages';
import { ledgerCsv } from '../support/small-ledger';
import { createTestContext } from '../support/stack/context';

/**
 * A local activity commits before its workflow task is in the history. A worker that is killed in between leaves a record in Postgres that
 * the case's workflow knows nothing of; whatever the workflow hears next, the two must come together again.
 */
describe('a worker killed between a record and its workflow task', () => {
  let context: Context;
  let communityId: string;
  let managerId: string;
  const ended: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    context = await createTestContext();
    ({ communityId } = await seedSampleCommunity(context));
    const manager = await withScope(context, communityId, (tx) =>
      tx.membership.findFirstOrThrow({ where: { communityId, role: 'manager' } }),
    );
    managerId = manager.userId;
  }, 120_000);

  afterAll(async () => {
    for (const end of ended) await end();
    await context.destroy();
  });

  it('after a payment: the case goes on from its record, and nothing of what came meanwhile is lost', async () => {
    const one = await openCase('1-1-101');
    const { dead } = await workUntilItDies('payment', one);
    await pay(one, 10_000);
    await relay();
    await dead;
    expect((await row(one)).ledgerVersion).toBe(2);
    await pay(one, 20_000);
    await relay();
    await healthyWorker();
    await until(async () => (await row(one)).ledgerVersion === 3);
    await expectOne(one);
    expect((await row(one)).claimableFen).toBe(70_000);
  });

  it('after a command: it is accepted once, and saying it again gets the first answer', async () => {
    await Promise.all(ended.splice(0).map((end) => end()));
    const one = await openCase('1-1-102');
    const { dead } = await workUntilItDies('command', one);
    const commandId = randomUUID();
    const said = say(one, commandId).catch((error) => error);
    await dead;
    expect(await said).toBeInstanceOf(PassingError);
    await healthyWorker();
    await until(async () => say(one, commandId).then(() => true, notAnswering));
    await until(async () => (await row(one)).holdKinds.length === 1);
    await expectOne(one);
    const entries = await withScope(context, communityId, (tx) =>
      tx.evidenceEntry.findMany({ where: { accountId: one.accountId, kind: 'command' } }),
    );
    expect(entries).toHaveLength(1);
  });

  type Case = { caseId: string; accountId: string; room: string };

  async function openCase(room: string): Promise<Case> {
    const file = path.join(os.tmpdir(), `${randomUUID()}.csv`);
    const phone = `138000${room.replaceAll('-', '')}`;
    writeFileSync(
      file,
      ledgerCsv([
        {
          room,
          name: '周明',
          phone,
          owed: '1000.00',
          dueOn: '2026-09-30',
          period: ['2026-07-01', '2026-09-30'],
        },
      ]),
    );
    const { batchId } = await previewImport(context, {
      communityId,
      kind: 'ledger',
      path: file,
      fileName: 'ledger.csv',
      by: managerId,
    });
    await acceptImport(context, {
      communityId,
      batchId,
      by: managerId,
      goneAs: 'doubt',
      afterLedgerAccepted: async (batch) => {
        await openCasesAfterImport(context, batch);
      },
    });
    const found = await withScope(context, communityId, (tx) =>
      tx.dunningCase.findFirstOrThrow({ where: { account: { label: room } } }),
    );
    return { caseId: found.id, accountId: found.accountId, room };
  }

  /** Starts the worker that will be killed, and waits until it has taken the case up. */
  async function workUntilItDies(
    dieAfter: 'payment' | 'command',
    { caseId }: Case,
  ): Promise<{ dead: Promise<void> }> {
    const { config } = context;
    const environment = {
      NODE_ENV: 'test',
      DATABASE_URL: config.databaseUrl,
      TEMPORAL_ADDRESS: config.temporalAddress,
      TEMPORAL_NAMESPACE: config.temporalNamespace,
      TASK_QUEUE: config.taskQueue,
      CUIJIAO_HOME: config.home,
      CUIJIAO_ENCRYPTION_KEY: config.keys.encryption.toString('base64'),
      CUIJIAO_INDEX_KEY: config.keys.index.toString('base64'),
      CUIJIAO_SIGNING_KEY: config.keys.signing.toString('base64'),
      LOG_LEVEL: 'silent',
    };
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'test/support/worker-in-child.ts', JSON.stringify({ environment, dieAfter })],
      { cwd: projectRoot, stdio: 'ignore' },
    );
    const dead = death(child);
    await until(async () => {
      if (child.exitCode !== null) throw new Error('the worker did not start');
      const { turn } = await withScope(context, communityId, (tx) =>
        tx.dunningCase.findUniqueOrThrow({ where: { id: caseId } }),
      );
      return turn > 0;
    });
    return { dead };
  }

  function death(child: ChildProcess): Promise<void> {
    return new Promise((resolve) => {
      child.on('close', (_code, signal) => {
        expect(signal).toBe('SIGKILL');
        resolve();
      });
    });
  }

  async function healthyWorker(): Promise<void> {
    const { worker, close } = await createWorker(context);
    const running = worker.run();
    ended.push(async () => {
      worker.shutdown();
      await running;
      await close();
    });
  }

  let payments = 0;
  async function pay({ room }: Case, amountFen: number): Promise<void> {
    payments += 1;
    await recordPayment(context, {
      communityId,
      externalId: `TX${payments}`,
      amountFen,
      receivedAt: Date.parse('2026-11-01T01:00:00Z'),
      channel: '微信',
      payer: null,
      memo: `${room} 物业费`,
      by: managerId,
    });
  }

  async function relay(): Promise<void> {
    while ((await relayBatch(context)) > 0);
  }

  function say({ caseId }: Case, commandId: string) {
    return sendStaffCommand(
      context,
      { userId: managerId, memberships: [{ communityId, role: 'manager' }] },
      {
        communityId,
        commandId,
        caseId,
        command: { kind: 'pause', untilOn: civilDay('2026-11-10') },
        text: '业主在外地',
      },
    );
  }

  function row({ caseId }: Case) {
    return withScope(context, communityId, (tx) =>
      tx.dunningCase.findUniqueOrThrow({ where: { id: caseId } }),
    );
  }

  /** Postgres and the workflow tell the same, and the chain is whole. */
  async function expectOne(one: Case): Promise<void> {
    const handle = context.temporal.workflow.getHandle(caseWorkflowId(one.accountId));
    await until(async () => (await handle.query(caseQuery)).turn === (await row(one)).turn);
    const told = await handle.query(caseQuery);
    expect((await row(one)).snapshot).toEqual(JSON.parse(JSON.stringify(told.snapshot)));
    const verified = await verifyEvidence(context, { communityId });
    expect(verified.findings).toEqual([]);
  }

  function notAnswering(error: unknown): false {
    if (error instanceof PassingError) return false;
    throw error;
  }

  async function until(isSo: () => Promise<boolean>): Promise<void> {
    for (let attempt = 0; attempt < 400; attempt += 1) {
      if (await isSo()) return;
      await sleep(150);
    }
    throw new Error('it never came to be');
  }
});
