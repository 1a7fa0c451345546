import { communityTime } from '../../communities/time';
import type { Context } from '../../context';
import type { Payment } from '../../db/generated/client';
import { type Tx, withScope } from '../../db/scope';
import { UserError } from '../../errors';
import { fillPayers } from '../look-up-indexes';
import { bookShares } from '../payments/book';
import type { ParkedPayment } from './candidates';
import { type Proposal, type Suggestion, suggestFor } from './suggest';

/** @throws {UserError} PAYMENT_UNKNOWN, PAYMENT_NOT_PARKED */
export function suggestionsFor(
  context: Context,
  { communityId, paymentId }: { communityId: string; paymentId: string },
): Promise<Suggestion> {
  return withScope(context, communityId, async (tx) => {
    const { today } = await communityTime(tx, communityId, context.now());
    await fillPayers(tx, context, communityId);
    const payment = await tx.payment.findFirst({ where: { id: paymentId, communityId } });
    if (!payment) throw new UserError('PAYMENT_UNKNOWN', '没有这笔缴费', 'there is no such payment', 404);
    if (!isWaiting(payment)) {
      throw new UserError('PAYMENT_NOT_PARKED', '这笔缴费不在待认领之列', 'the payment is not parked', 409);
    }
    return suggestFor(tx, context, openPayment(context, payment), today);
  });
}

export function isWaiting({ status, amountFen, parkedFen }: Payment): boolean {
  return status === 'parked' && amountFen > 0 && parkedFen > 0;
}

export function openPayment({ cipher }: Pick<Context, 'cipher'>, payment: Payment): ParkedPayment {
  const { id, communityId, amountFen, parkedFen, receivedOn, payerSealed, memoSealed } = payment;
  return {
    ...{ id, communityId, amountFen, parkedFen, receivedOn },
    payer: payerSealed === null ? null : cipher.open(payerSealed),
    memo: memoSealed === null ? null : cipher.open(memoSealed),
  };
}

export type Accepted = {
  accepted: { paymentId: string; shares: Proposal['shares'] }[];
  /** of those that were asked for: not certain any more, or claimed by somebody else meanwhile */
  left: string[];
};

const MOST_AT_ONCE = 200;

/**
 * Claims every parked payment whose one certain proposal nothing comes near; each in a transaction of its own, in which it is looked at
 * again. Done twice it finds nothing more.
 *
 * @param paymentIds null: all that are parked
 */
export async function acceptCertain(
  context: Context,
  { communityId, paymentIds, by }: { communityId: string; paymentIds: readonly string[] | null; by: string },
): Promise<Accepted> {
  const asked = await withScope(context, communityId, (tx) =>
    tx.payment.findMany({
      where: {
        communityId,
        status: 'parked',
        amountFen: { gt: 0 },
        ...(paymentIds === null ? {} : { id: { in: [...paymentIds] } }),
      },
      orderBy: { id: 'asc' },
      select: { id: true },
      take: MOST_AT_ONCE,
    }),
  );
  const answer: Accepted = { accepted: [], left: [] };
  for (const { id } of asked) {
    const shares = await withScope(
      context,
      communityId,
      (tx) => acceptOne(tx, context, communityId, id, by),
      {
        timeoutMs: 30_000,
      },
    );
    if (shares) answer.accepted.push({ paymentId: id, shares });
    else answer.left.push(id);
  }
  return answer;
}

async function acceptOne(
  tx: Tx,
  context: Context,
  communityId: string,
  paymentId: string,
  by: string,
): Promise<Proposal['shares'] | null> {
  await tx.$queryRaw`select id from payment where id = ${paymentId}::uuid for update`;
  const payment = await tx.payment.findUniqueOrThrow({ where: { id: paymentId } });
  if (!isWaiting(payment)) return null;
  const time = await communityTime(tx, communityId, context.now());
  const { proposals } = await suggestFor(tx, context, openPayment(context, payment), time.today);
  const certain = proposals.find((proposal) => proposal.certain);
  if (!certain) return null;
  const shares = certain.shares.map(({ accountId, amountFen, chargeIds }) => ({
    ...{ accountId, amountFen },
    direction: chargeIds.length > 0 ? { chargeIds } : {},
  }));
  await bookShares(tx, context, payment, shares, { by, time, key: `payment/${payment.id}` });
  return certain.shares;
}
