import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { type CivilDay, civilDayOf } from '../domain/civil-day';
import { UserError } from '../errors';
import type { Direction } from './payments/allocate-payment';
import { bookShares, checkDirection } from './payments/book';
import { bookParked, type Receipt, type Received, receive } from './payments/receive';

/** One transaction may wait for a busy account's lock. */
const PATIENCE = { timeoutMs: 30_000 };

/**
 * Records one payment: once by its external id, on the account that is named or that the words name, else parked. It stops every contact
 * that is not claimed yet, as the account's ledgerVersion is raised under its lock.
 *
 * @throws {UserError} PAYMENT_DIFFERS, ACCOUNT_UNKNOWN, CHARGE_UNKNOWN
 */
export function recordPayment(
  context: Context,
  { by, ...receipt }: Omit<Receipt, 'receivedOn'> & { by: string; receivedOn?: CivilDay },
): Promise<Received> {
  if (!Number.isSafeInteger(receipt.amountFen) || receipt.amountFen <= 0) {
    throw new UserError('AMOUNT_INVALID', '缴费金额须大于零', 'the amount of a payment is above zero');
  }
  return withScope(
    context,
    receipt.communityId,
    async (tx) => {
      const time = await communityTime(tx, receipt.communityId, context.now());
      const receivedOn = receipt.receivedOn ?? civilDayOf(receipt.receivedAt, time.zone);
      return receive(tx, context, { ...receipt, receivedOn }, { by, time });
    },
    PATIENCE,
  );
}

export type Reversal = {
  communityId: string;
  paymentId: string;
  /** The bank's own id of the return; none: derived from the payment, so that reversing twice is once */
  externalId?: string;
  receivedAt: number;
  reason: string;
  by: string;
};

/**
 * 红冲, 退票: takes a payment back, whole. The charges are owed again from their own due date.
 *
 * @throws {UserError} PAYMENT_UNKNOWN, PAYMENT_REVERSED when it was taken back before under another id
 */
export function reversePayment(context: Context, reversal: Reversal): Promise<Received> {
  const { communityId, paymentId, receivedAt, reason, by } = reversal;
  return withScope(
    context,
    communityId,
    async (tx) => {
      const original = await tx.payment.findFirst({ where: { id: paymentId, communityId } });
      if (!original) throw new UserError('PAYMENT_UNKNOWN', '没有这笔缴费', 'there is no such payment', 404);
      const time = await communityTime(tx, communityId, context.now());
      const externalId = reversal.externalId ?? `${original.externalId}-R`;
      const received = await receive(
        tx,
        context,
        {
          communityId,
          externalId,
          amountFen: -original.amountFen,
          receivedOn: civilDayOf(receivedAt, time.zone),
          receivedAt,
          channel: original.channel,
          memo: reason,
          reversedId: original.externalId,
        },
        { by, time },
      );
      if (received.status === 'reversal') return received;
      throw new UserError('PAYMENT_REVERSED', '这笔缴费已经冲销', 'the payment was reversed already', 409);
    },
    PATIENCE,
  );
}

/**
 * 认领: finance says whose a parked payment is; several accounts may share one transfer. The parts add up to the whole.
 *
 * @throws {UserError} PAYMENT_UNKNOWN, PAYMENT_NOT_PARKED, SPLIT_DOES_NOT_ADD_UP, ACCOUNT_UNKNOWN
 */
export function assignParkedPayment(
  context: Context,
  {
    communityId,
    paymentId,
    shares,
    by,
  }: {
    communityId: string;
    paymentId: string;
    shares: readonly { accountId: string; amountFen: number; direction?: Direction }[];
    by: string;
  },
): Promise<Received> {
  return withScope(
    context,
    communityId,
    async (tx) => {
      await tx.$queryRaw`select id from payment where id = ${paymentId}::uuid for update`;
      const payment = await tx.payment.findFirst({ where: { id: paymentId, communityId } });
      if (!payment) throw new UserError('PAYMENT_UNKNOWN', '没有这笔缴费', 'there is no such payment', 404);
      if (await isSharedSo(tx, payment, shares)) {
        return { paymentId, status: 'booked', accountId: payment.accountId, already: true };
      }
      if (payment.status !== 'parked' || payment.amountFen < 0) {
        throw new UserError('PAYMENT_NOT_PARKED', '这笔缴费不在待认领之列', 'the payment is not parked', 409);
      }
      checkShares(payment.parkedFen, shares);
      for (const { accountId, direction } of shares) await checkDirection(tx, accountId, direction ?? {});
      const time = await communityTime(tx, communityId, context.now());
      const whole = shares.map(({ accountId, amountFen, direction = {} }) => ({
        accountId,
        amountFen,
        direction,
      }));
      await bookShares(tx, context, payment, whole, { by, time, key: `payment/${payment.id}` });
      return { paymentId, status: 'booked', accountId: shares[0]?.accountId ?? null, already: false };
    },
    PATIENCE,
  );
}

/** Said again, or by a colleague at the same time: the same shares are the same claim. */
async function isSharedSo(
  tx: Tx,
  { id, status }: { id: string; status: string },
  shares: readonly { accountId: string; amountFen: number }[],
): Promise<boolean> {
  if (status !== 'booked') return false;
  const booked = await tx.$queryRaw<{ accountId: string; amountFen: number }[]>`
    select "accountId", sum("amountFen")::int as "amountFen" from (
      select "accountId", "amountFen" from allocation where "paymentId" = ${id}::uuid
      union all select "accountId", "amountFen" from prepayment_entry where "paymentId" = ${id}::uuid
    ) part group by "accountId"`;
  const asked = new Map(shares.map(({ accountId, amountFen }) => [accountId, amountFen]));
  return asked.size === booked.length && booked.every((part) => asked.get(part.accountId) === part.amountFen);
}

function checkShares(parkedFen: number, shares: readonly { accountId: string; amountFen: number }[]): void {
  const total = shares.reduce((sum, { amountFen }) => sum + amountFen, 0);
  const accounts = new Set(shares.map(({ accountId }) => accountId));
  const isWhole = shares.every(({ amountFen }) => Number.isSafeInteger(amountFen) && amountFen > 0);
  if (total === parkedFen && isWhole && accounts.size === shares.length) return;
  throw new UserError(
    'SPLIT_DOES_NOT_ADD_UP',
    '拆分的金额加起来须等于这笔缴费，每户只写一次',
    'the shares must add up to the payment, one for each account',
  );
}

/** After new accounts came in: payments that were parked because nobody knew what they name. Paged; each in its own transaction. */
export async function bookParkedPayments(context: Context, communityId: string, by: string): Promise<number> {
  let booked = 0;
  let afterId: string | undefined;
  for (;;) {
    const page = await context.db.payment.findMany({
      where: {
        communityId,
        status: 'parked',
        amountFen: { gt: 0 },
        ...(afterId ? { id: { gt: afterId } } : {}),
      },
      orderBy: { id: 'asc' },
      take: 100,
      select: { id: true },
    });
    for (const { id } of page) {
      const done = await withScope(
        context,
        communityId,
        async (tx) => {
          const time = await communityTime(tx, communityId, context.now());
          return bookParked(tx, context, id, { by, time });
        },
        PATIENCE,
      );
      if (done) booked += 1;
    }
    afterId = page.at(-1)?.id;
    if (page.length < 100) return booked;
  }
}
