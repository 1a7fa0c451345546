import { startOfDay } from '../../domain/civil-day';
import { parseMoment } from '../reading/days';
import type { PaymentRow } from './content';
import { hasBad } from './problem';
import type { RowReader } from './row-reader';

/** One line of a statement of bank or channel. Negative amounts are reversals. */
export function parsePaymentRow(row: RowReader, zone: string): PaymentRow | null {
  const externalId = row.plain('externalId');
  if (externalId === '') row.bad('externalId', '没有交易流水号，无法防止重复入账');
  const { day, seconds } = parseMoment(row.text('receivedAt'));
  if (!day.ok) row.bad('receivedAt', '不是入账时间');
  const amountFen = row.yuan('amount', 'required', 'any');
  if (amountFen === 0) row.bad('amount', '金额为零');
  if (!day.ok || amountFen === null || hasBad(row.problems)) return null;
  return {
    externalId,
    receivedOn: day.day,
    receivedAt: startOfDay(day.day, zone) + seconds * 1000,
    amountFen,
    payer: row.text('payer') || null,
    channel: row.text('channel') || '其他',
    memo: row.text('memo') || null,
    object: row.text('object') || null,
    reversedId: row.plain('reversedId') || null,
  };
}
