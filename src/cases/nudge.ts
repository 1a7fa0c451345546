import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { isSettled } from '../domain/claimable';
import { fen } from '../domain/money';
import { accountClaims } from '../ledger/claimable';
import { settlementTolerances } from '../ledger/tolerance';

const PAGE = 200;

type Behind = { id: string; accountId: string; policyVersionId: string; ledgerVersion: number };

/**
 * Tells every open case whose account has moved on since what it now owes: the backstop of the outbox. Cases to which something is still
 * on its way are left alone.
 *
 * @returns how many were told
 */
export async function reconcileCases(
  context: Context,
  communityId: string,
  onPage: () => void,
): Promise<number> {
  let told = 0;
  let afterId: string | null = null;
  do {
    const page = await withScope(context, communityId, async (tx) => {
      const behind: Behind[] = await tx.$queryRaw`
        select c.id, c."accountId", c."policyVersionId", c."ledgerVersion"
        from dunning_case c join account a on a.id = c."accountId"
        where c."communityId" = ${communityId}::uuid and c.status <> 'closed' and c.turn > 0
          and c."ledgerVersion" < a."ledgerVersion" and (${afterId}::uuid is null or c.id > ${afterId}::uuid)
          and a."mergedIntoId" is null
          and not exists (select from account_move m
            where m."finishedAt" is null and (m."fromId" = a.id or m."intoId" = a.id))
          and not exists (select from signal_outbox o
            where o."accountId" = a.id and o."sentAt" is null and o."cancelledAt" is null)
        order by c.id limit ${PAGE}`;
      if (behind.length === 0) return behind;
      const { now, today } = await communityTime(tx, communityId, context.now());
      const claims = await accountClaims(
        tx,
        behind.map(({ accountId }) => accountId),
        today,
      );
      const tolerances = await settlementTolerances(
        tx,
        behind.map(({ policyVersionId }) => policyVersionId),
      );
      const reversals = await tx.ledgerEvent.groupBy({
        by: ['accountId'],
        where: { accountId: { in: behind.map(({ accountId }) => accountId) }, kind: 'reversal' },
        _max: { version: true },
      });
      const reversedAt = new Map(reversals.map(({ accountId, _max }) => [accountId, _max.version ?? 0]));
      await tx.signalOutbox.createMany({
        data: behind.flatMap(({ id, accountId, policyVersionId, ledgerVersion }) => {
          const claim = claims.get(accountId);
          if (!claim) return [];
          const event = {
            type: 'LEDGER_CHANGED',
            at: now,
            ledgerVersion: claim.ledgerVersion,
            claimableFen: claim.claimableFen,
            principalFen: claim.principalOutstandingFen,
            oldestDueOn: claim.oldestDueOn,
            settled: isSettled(claim, tolerances.get(policyVersionId) ?? fen(0)),
            reversed: (reversedAt.get(accountId) ?? 0) > ledgerVersion,
            openDisputes: claim.openDisputes,
          };
          const key = `scan/${id}/${claim.ledgerVersion}/${today}`;
          return [{ communityId, accountId, caseId: id, event, key }];
        }),
        skipDuplicates: true,
      });
      return behind;
    });
    told += page.length;
    afterId = page.length < PAGE ? null : (page.at(-1)?.id ?? null);
    onPage();
  } while (afterId !== null);
  return told;
}
