import { openCases } from '../src/cases/open';
import { releaseAll } from '../src/cases/waves';
import { startWorkflows } from '../src/cases/workflow-of-case';
import { communityTime } from '../src/communities/time';
import type { Context } from '../src/context';
import { withScope, withSystemScope } from '../src/db/scope';
import { lockAccount, raiseLedgerVersion } from '../src/ledger/claimable';
import { caseWorkflowId } from '../workflows/messages';
import { type BenchCommunity, startClock } from './community';
import { type Cohort, remindedAccounts, type Sight } from './rounds';

/** The product's own cases of one community: opened, released, driven, paid, settled, closed. */
export function productCohort(context: Context, community: BenchCommunity): Cohort {
  const { communityId, managerId, accountIds } = community;
  return {
    communityId,
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
    pay: (accountId) => payAll(context, communityId, accountId),
    workflowIds: () => accountIds.map(caseWorkflowId),
  };
}

export async function lookAtProduct(context: Context, cohorts: readonly Cohort[]): Promise<Sight> {
  const rows = await withSystemScope(
    context,
    (tx) => tx.$queryRaw<{ communityId: string; ended: number }[]>`
      select "communityId", count(*)::int as ended from dunning_case
      where "communityId" = any(${cohorts.map(({ communityId }) => communityId)}::uuid[])
        and status = 'closed' and "closeReason" = 'settled'
      group by "communityId"`,
  );
  return {
    reminded: await remindedAccounts(context, cohorts),
    ended: new Map(rows.map(({ communityId, ended }) => [communityId, ended])),
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
