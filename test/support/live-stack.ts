import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createActivities } from '../../activities';
import { openCases, openCasesAfterImport } from '../../src/cases/open';
import { runRelay } from '../../src/cases/outbox';
import { type StaffRequest, sendStaffCommand } from '../../src/cases/staff';
import { startWorkflows } from '../../src/cases/workflow-of-case';
import { communityTime } from '../../src/communities/time';
import { Prisma } from '../../src/db/generated/client';
import { type Tx, withScope } from '../../src/db/scope';
import { lockAccount, raiseLedgerVersion } from '../../src/ledger/claimable';
import type { Policy } from '../../src/policy/schema';
import { createWorker } from '../../src/worker/create';
import { makeAccount, makeCommunity, newPhone, quietRuntime, type StackAccount } from './case-stack';
import { createTestContext } from './stack/context';

export type LiveStack = Awaited<ReturnType<typeof createLiveStack>>;
export type StaffRole = keyof Awaited<ReturnType<typeof makeCommunity>>['staff'];

/** A community on the real PostgreSQL and the real Temporal, with a worker and a relay at work in this process. */
export async function createLiveStack({
  policy,
  secondsPerDay = null,
}: {
  policy?: Policy;
  secondsPerDay?: number | null;
} = {}) {
  quietRuntime();
  const context = await createTestContext();
  const { communityId, staff } = await makeCommunity(context, policy, secondsPerDay);
  const inScope = <T>(fn: (tx: Tx) => Promise<T>) => withScope(context, communityId, fn);
  if (secondsPerDay === null) {
    await inScope((tx) =>
      tx.community.update({ where: { id: communityId }, data: { bookedThrough: '2099-12-31' } }),
    );
  }
  let running = await startWorking();

  async function startWorking() {
    const { worker, close } = await createWorker(context, createActivities(context));
    const ended = new AbortController();
    const all = [worker.run(), runRelay(context, ended.signal)];
    return async () => {
      worker.shutdown();
      ended.abort();
      await Promise.all(all);
      await close();
    };
  }

  function account(owedFen = 71_626, dueOn = '2026-09-30'): Promise<StackAccount> {
    const given = { owedFen, dueOn, phones: [newPhone()], declared: null };
    return inScope((tx) => makeAccount(tx, context, communityId, given));
  }

  function caseRow(accountId: string) {
    return inScope((tx) => tx.dunningCase.findFirst({ where: { accountId }, orderBy: { id: 'desc' } }));
  }

  async function eventually<T>(look: () => Promise<T | null | undefined | false>): Promise<T> {
    for (let attempt = 0; attempt < 600; attempt += 1) {
      const found = await look();
      if (found) return found;
      await sleep(50);
    }
    throw new Error('it did not happen');
  }

  return {
    context,
    communityId,
    staff,
    inScope,
    account,
    caseRow,
    eventually,
    actor: (role: StaffRole) => ({ userId: staff[role], memberships: [{ communityId, role }] }),
    /** An accepted ledger's batch, and what it opens */
    async importLedger(accept: (batchId: string) => Promise<void> = async () => {}) {
      const { id: batchId } = await inScope((tx) =>
        tx.importBatch.create({
          data: {
            communityId,
            kind: 'ledger',
            fileName: 'ledger.csv',
            fileDigest: randomUUID(),
            mapping: {},
            status: 'accepted',
          },
        }),
      );
      await accept(batchId);
      return { batchId, ...(await openCasesAfterImport(context, { communityId, batchId })) };
    },
    /** The account's bill stands corrected by a ledger: replaced, not overwritten */
    bill({ accountId, chargeId }: StackAccount, amountFen: number, batchId: string) {
      return inScope(async (tx) => {
        await lockAccount(tx, accountId);
        const { id: _, ...old } = await tx.charge.findUniqueOrThrow({ where: { id: chargeId } });
        await tx.charge.update({ where: { id: chargeId }, data: { status: 'replaced' } });
        const { id } = await tx.charge.create({ data: { ...old, lateFeeBasis: Prisma.DbNull, amountFen } });
        await tx.charge.update({ where: { id: chargeId }, data: { replacedById: id } });
        const raise = {
          communityId,
          accountId,
          kind: 'charge_replaced' as const,
          key: randomUUID(),
          refId: batchId,
        };
        await raiseLedgerVersion(tx, raise, await communityTime(tx, communityId, context.now()));
      });
    },
    async open() {
      const { opened } = await openCases(context, communityId, { origin: 'scan' });
      await startWorkflows(context, opened);
      return opened;
    },
    /** Until the case's first record and the plan in it are there */
    recorded: (accountId: string) =>
      eventually(async () => {
        const row = await caseRow(accountId);
        return row && row.turn > 0 && row.wakeAt !== null ? row : null;
      }),
    async say(
      role: StaffRole,
      accountId: string,
      command: StaffRequest['command'],
      more: Partial<StaffRequest> = {},
    ) {
      const caseId = (await caseRow(accountId))?.id ?? '';
      const actor = { userId: staff[role], memberships: [{ communityId, role }] };
      return sendStaffCommand(context, actor, {
        communityId,
        commandId: randomUUID(),
        caseId,
        command,
        text: '业主电话中说明',
        ...more,
      });
    },
    async stopWorker() {
      await running();
      running = async () => {};
    },
    async startWorker() {
      running = await startWorking();
    },
    async destroy() {
      await running();
      await context.destroy();
    },
  };
}
