import type { Context } from '../../context';
import type { Tx } from '../../db/scope';
import type { CivilDay } from '../../domain/civil-day';
import { UserError } from '../../errors';
import type { LedgerTime } from '../claimable';
import { payerIndex } from '../look-up-indexes';
import type { Direction } from './allocate-payment';
import { bookShares, checkDirection, reverseEntries } from './book';
import { namedAccounts, objectsInWords } from './named-objects';

/** A payment as somebody tells of it: a statement's line, the charging system, a cashier. Negative: one that came back. */
export type Receipt = {
  communityId: string;
  /** Makes it count once */
  externalId: string;
  amountFen: number;
  receivedOn: CivilDay;
  /** community instant, epoch milliseconds */
  receivedAt: number;
  channel: string;
  payer?: string | null;
  /** The payer's words: 摘要 */
  memo?: string | null;
  /** What it is for, as the statement's own column names it */
  object?: string | null;
  /** none: found by what the words name, else parked */
  accountId?: string | null;
  direction?: Direction;
  /** of a negative one: which payment came back, if a column says so */
  reversedId?: string | null;
  importId?: string | null;
};

export type Received = {
  paymentId: string;
  status: 'booked' | 'parked' | 'reversed' | 'reversal';
  accountId: string | null;
  /** It was known: nothing changed */
  already: boolean;
};

export type Booking = { by: string; time: LedgerTime };

/**
 * Takes one payment in, once by its external id. What fits no account, or several, is parked for finance, never dropped.
 *
 * @throws {UserError} PAYMENT_DIFFERS when the id is known with another amount
 */
export async function receive(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  receipt: Receipt,
  booking: Booking,
): Promise<Received> {
  await lockExternalId(tx, receipt.communityId, receipt.externalId);
  const known = await knownPayment(tx, receipt);
  if (known) return known;
  return receipt.amountFen < 0
    ? takeBack(tx, context, receipt, booking)
    : takeIn(tx, context, receipt, booking);
}

async function lockExternalId(tx: Tx, communityId: string, externalId: string): Promise<void> {
  const name = `payment/${communityId}/${externalId}`;
  await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${name}, 0))::text`;
}

async function knownPayment(
  tx: Tx,
  { communityId, externalId, amountFen }: Receipt,
): Promise<Received | null> {
  const known = await tx.payment.findUnique({
    where: { communityId_externalId: { communityId, externalId } },
  });
  if (!known) return null;
  if (known.amountFen !== amountFen) {
    throw new UserError(
      'PAYMENT_DIFFERS',
      '这个流水号已经入账，但金额不同，请核对',
      'this external id is booked already with another amount',
      409,
    );
  }
  return {
    paymentId: known.id,
    status: known.status as Received['status'],
    accountId: known.accountId,
    already: true,
  };
}

async function takeIn(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  receipt: Receipt,
  booking: Booking,
): Promise<Received> {
  const { communityId, direction = {} } = receipt;
  const named = await namedAccounts(tx, communityId, [receipt.object ?? null, receipt.memo ?? null]);
  const [only] = named.accountIds;
  const accountId = receipt.accountId ?? (named.accountIds.length === 1 ? only : undefined) ?? null;
  const payment = await insert(tx, context, receipt, 'parked');
  if (accountId !== null) {
    await checkDirection(tx, accountId, direction);
    const share = {
      accountId,
      amountFen: receipt.amountFen,
      direction: { ...direction, objectIds: direction.objectIds ?? named.objectIds },
    };
    await bookShares(tx, context, payment, [share], { ...booking, key: `payment/${payment.id}` });
  }
  const cameBack = await takeBackParked(tx, context, payment, booking);
  const status = cameBack ? 'reversed' : accountId === null ? 'parked' : 'booked';
  return { paymentId: payment.id, status, accountId, already: false };
}

async function takeBack(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  receipt: Receipt,
  booking: Booking,
): Promise<Received> {
  const original = await originalOf(tx, receipt);
  const payment = await insert(tx, context, receipt, 'parked');
  if (!original) return { paymentId: payment.id, status: 'parked', accountId: null, already: false };
  await reverseEntries(tx, context, original, { ...payment, reason: receipt.memo ?? null }, booking);
  return { paymentId: payment.id, status: 'reversal', accountId: original.accountId, already: false };
}

/** The payment that a reversal names, standing and of the same amount; its row is locked. */
async function originalOf(tx: Tx, receipt: Receipt) {
  const { communityId, amountFen } = receipt;
  const names = namesIn(receipt);
  const candidates = await tx.payment.findMany({
    where: {
      communityId,
      externalId: { in: names },
      amountFen: -amountFen,
      status: { in: ['booked', 'parked'] },
    },
    orderBy: { receivedAt: 'desc' },
  });
  const [found] = candidates;
  if (!found) return null;
  await tx.$queryRaw`select id from payment where id = ${found.id}::uuid for update`;
  const locked = await tx.payment.findUniqueOrThrow({ where: { id: found.id } });
  return locked.status === 'reversed' ? null : locked;
}

/** Ids that a reversal's words may mean; a suffix such as -R is the channel's own way to say it. */
function namesIn({
  externalId,
  memo,
  reversedId,
}: Pick<Receipt, 'externalId' | 'memo' | 'reversedId'>): string[] {
  const words = (memo ?? '').split(/[\s,，。;；:：()（）#]+/).filter((word) => word.length >= 4);
  const stem = externalId.replace(/[-_](?:R|REV|REFUND|CZ|TP)\d*$/i, '');
  return [...(reversedId ? [reversedId] : []), ...words, ...(stem === externalId ? [] : [stem])];
}

/** A reversal that came before its payment waits, parked, until the payment is there. */
async function takeBackParked(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  payment: { id: string; communityId: string; externalId: string; amountFen: number },
  booking: Booking,
): Promise<boolean> {
  const waiting = await tx.payment.findMany({
    where: { communityId: payment.communityId, status: 'parked', amountFen: -payment.amountFen },
  });
  for (const reversal of waiting) {
    const memo = reversal.memoSealed === null ? null : context.cipher.open(reversal.memoSealed);
    if (!namesIn({ externalId: reversal.externalId, memo }).includes(payment.externalId)) continue;
    const original = await tx.payment.findUniqueOrThrow({ where: { id: payment.id } });
    await reverseEntries(tx, context, original, { ...reversal, reason: memo }, booking);
    return true;
  }
  return false;
}

function insert(tx: Tx, { cipher }: Pick<Context, 'cipher'>, receipt: Receipt, status: 'parked') {
  const { communityId, externalId, amountFen, receivedOn, receivedAt, channel, payer, importId } = receipt;
  // what a column says of the original is kept with the words: a reversal may come before its payment
  const memo = [receipt.memo, receipt.object, receipt.reversedId].filter(Boolean).join(' ');
  return tx.payment.create({
    data: {
      communityId,
      externalId,
      amountFen,
      receivedOn,
      receivedAt: new Date(receivedAt),
      channel,
      payerSealed: payer ? cipher.seal(payer) : null,
      payerIndex: payer ? payerIndex(cipher, payer) : null,
      memoSealed: memo === '' ? null : cipher.seal(memo),
      status,
      parkedFen: amountFen,
      importId: importId ?? null,
    },
  });
}

/** Whether a parked payment can be booked now, because what it names is known by now. */
export async function bookParked(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  paymentId: string,
  booking: Booking,
): Promise<boolean> {
  await tx.$queryRaw`select id from payment where id = ${paymentId}::uuid for update`;
  const payment = await tx.payment.findUniqueOrThrow({ where: { id: paymentId } });
  if (payment.status !== 'parked' || payment.amountFen < 0 || payment.memoSealed === null) return false;
  const memo = context.cipher.open(payment.memoSealed);
  if (objectsInWords(memo).length === 0) return false;
  const named = await namedAccounts(tx, payment.communityId, [memo]);
  const [accountId] = named.accountIds;
  if (accountId === undefined || named.accountIds.length > 1) return false;
  const share = { accountId, amountFen: payment.amountFen, direction: { objectIds: named.objectIds } };
  await bookShares(tx, context, payment, [share], { ...booking, key: `payment/${payment.id}` });
  return true;
}
