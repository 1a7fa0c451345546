import { openCases } from '../src/cases/open';
import { releaseAll } from '../src/cases/waves';
import { startWorkflows } from '../src/cases/workflow-of-case';
import { communityTime } from '../src/communities/time';
import type { Context } from '../src/context';
import { withScope } from '../src/db/scope';
import { lockAccount, raiseLedgerVersion } from '../src/ledger/claimable';
import { caseWorkflowId } from '../workflows/messages';
import { type BenchCommunity, startClock } from './community';
import type { Cohort } from './rounds';

const LAST_REMINDER = '/1/reminder-3/0';

/** The product's own cases of one community: opened, released, driven, paid, settled, closed. */
export function productCohort(context: Context, community: BenchCommunity): Cohort {
  const { communityId, managerId, accountIds } = community;
  const paid = new Set<string>();
  return {
    async start() {
      await startClock(context, community);
      const { opened } = await openCases(context, communityId, { origin: 'scan' });
      await startWorkflows(context, opened, opened.length);
      await releaseAll(
        context,
        { userId: managerId, memberships: [{ communityId, role: 'manager' }] },
        communityId,
      );
    },
    async pay() {
      const due = await withScope(context, communityId, (tx) =>
        tx.contact.findMany({
          where: {
            communityId,
            stepKey: { endsWith: LAST_REMINDER },
            outcome: 'accepted',
            accountId: { notIn: [...paid] },
          },
          select: { accountId: true },
        }),
      );
      for (const { accountId } of due) {
        paid.add(accountId);
        await payAll(context, communityId, accountId);
      }
    },
    async closed() {
      return withScope(context, communityId, (tx) =>
        tx.dunningCase.count({ where: { communityId, status: 'closed', closeReason: 'settled' } }),
      );
    },
    workflowIds: () => accountIds.map(caseWorkflowId),
  };
}

/** What the ledger does with a payment that settles the account. */
async function payAll(context: Context, communityId: string, accountId: string): Promise<void> {
  await withScope(context, communityId, async (tx) => {
    await lockAccount(tx, accountId);
    const time = await communityTime(tx, communityId, context.now());
    const charge = await tx.charge.findFirstOrThrow({ where: { accountId } });
    const payment = await tx.payment.create({
      data: {
        communityId,
        accountId,
        externalId: `bench-${accountId}`,
        amountFen: charge.amountFen,
        receivedAt: new Date(time.now),
        receivedOn: time.today,
        channel: 'bank',
        status: 'booked',
        allocations: {
          create: {
            communityId,
            accountId,
            chargeId: charge.id,
            origin: 'policy',
            amountFen: charge.amountFen,
            onDay: time.today,
          },
        },
      },
    });
    const raise = { communityId, accountId, key: `payment/${payment.id}`, refId: payment.id };
    await raiseLedgerVersion(tx, { ...raise, kind: 'payment' }, time);
  });
}
