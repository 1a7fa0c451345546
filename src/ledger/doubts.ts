import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { UserError } from '../errors';
import { lockAccounts } from './claimable';
import { groupBy } from './group-by';
import { tellChanges } from './imports/accept-rows';
import { settleAs } from './imports/settle-gone';
import { flush, Writes } from './imports/writes';
import { paymentCredits, standingCharges, undoneCredits } from './standing-charges';

/** 存疑: charges that a later ledger no longer had, and of which nobody knew why. */
export function chargesInDoubt(tx: Tx, communityId: string, afterId: string | null, limit: number) {
  return tx.charge.findMany({
    where: {
      communityId,
      status: 'standing',
      disputedAt: { not: null },
      disputeId: null,
      ...(afterId === null ? {} : { id: { gt: afterId } }),
    },
    orderBy: { id: 'asc' },
    take: limit,
    select: {
      id: true,
      accountId: true,
      item: true,
      periodFrom: true,
      periodTo: true,
      amountFen: true,
      disputedAt: true,
    },
  });
}

export type DoubtAnswer = 'paid' | 'waived' | 'cancelled' | 'stands';

/**
 * Finance found out: paid outside, waived, cancelled, or owed all the same.
 *
 * @throws {UserError} CHARGE_NOT_IN_DOUBT
 */
export function answerDoubts(
  context: Context,
  {
    communityId,
    chargeIds,
    answer,
    by,
  }: { communityId: string; chargeIds: readonly string[]; answer: DoubtAnswer; by: string },
): Promise<void> {
  return withScope(context, communityId, async (tx) => {
    const time = await communityTime(tx, communityId, context.now());
    const accountIds = (await standingCharges(tx, { ids: chargeIds })).map(({ accountId }) => accountId);
    await lockAccounts(tx, accountIds);
    const charges = await standingCharges(tx, { ids: chargeIds });
    const inDoubt = charges.filter(({ disputedAt, disputeId }) => disputedAt !== null && disputeId === null);
    if (
      inDoubt.length !== new Set(chargeIds).size ||
      inDoubt.some((charge) => charge.communityId !== communityId)
    ) {
      throw new UserError('CHARGE_NOT_IN_DOUBT', '这笔账单不在存疑之列', 'the charge is not in doubt', 409);
    }
    const writes = new Writes();
    const credits = await paymentCredits(tx, accountIds);
    const undone = await undoneCredits(tx, accountIds);
    const where = { communityId, asOf: time.today, today: time.today };
    for (const [accountId, own] of groupBy(inDoubt, (charge) => charge.accountId)) {
      for (const { id } of own) writes.updateCharge(id, { doubtful: false });
      writes.touch(accountId, 'dispute_answered');
      const known = { credits: credits.get(accountId) ?? [], undone: undone.get(accountId) ?? [] };
      if (answer !== 'stands') settleAs(answer, where, accountId, own, known, writes);
    }
    await flush(tx, writes, new Date(time.now));
    const key = `doubts/${[...chargeIds].sort()[0]}/${answer}/${time.now}`;
    const cases = await tx.dunningCase.findMany({
      where: { accountId: { in: accountIds }, status: { not: 'closed' } },
      select: { id: true, accountId: true },
    });
    const caseOf = new Map(cases.map(({ id, accountId }) => [accountId, id]));
    const told = { communityId, refId: null, by, time, data: { answer }, asksAnew: false };
    await tellChanges(tx, context, told, writes.changed, key, (id) => caseOf.get(id) ?? null);
  });
}
