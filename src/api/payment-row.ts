import { z } from 'zod';
import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { type Member, mayIn } from './access';
import { maskName } from './mask';

export const paymentStatus = z.enum(['booked', 'parked', 'reversed', 'reversal']);

export const paymentRowSchema = z
  .object({
    id: z.uuid(),
    externalId: z.string(),
    accountId: z.uuid().nullable(),
    label: z.string().nullable(),
    amountFen: z.number().int(),
    receivedOn: z.string(),
    receivedAt: z.iso.datetime(),
    channel: z.string(),
    status: paymentStatus,
    parkedFen: z.number().int(),
    prepaidFen: z.number().int(),
    refundedFen: z.number().int(),
    reversesId: z.uuid().nullable(),
    payer: z.string().nullable().describe('财务见全名，他人见姓'),
    memo: z.string().nullable(),
    allocations: z.array(z.object({ chargeId: z.uuid(), part: z.string(), amountFen: z.number().int() })),
  })
  .meta({ id: 'Payment' });

export const paymentInclude = {
  allocations: { select: { chargeId: true, part: true, amountFen: true }, orderBy: { id: 'asc' } },
} as const satisfies Prisma.PaymentInclude;
type Row = Prisma.PaymentGetPayload<{ include: typeof paymentInclude }>;

export async function labelsOf(tx: Tx, rows: readonly Row[]): Promise<Map<string, string>> {
  const ids = rows.flatMap(({ accountId }) => accountId ?? []);
  const accounts = await tx.account.findMany({
    where: { id: { in: ids } },
    select: { id: true, label: true },
  });
  return new Map(accounts.map(({ id, label }) => [id, label]));
}

export function paymentRow(
  { cipher }: Context,
  member: Member,
  row: Row,
  labels: ReadonlyMap<string, string>,
): z.infer<typeof paymentRowSchema> {
  const {
    id,
    externalId,
    accountId,
    amountFen: amount,
    receivedOn,
    channel,
    parkedFen,
    prepaidFen,
    refundedFen,
    reversesId,
  } = row;
  const payer = row.payerSealed === null ? null : cipher.open(row.payerSealed);
  const whole = mayIn(member, 'payment.record');
  return {
    ...{ id, externalId, accountId, receivedOn, channel, parkedFen, prepaidFen, refundedFen, reversesId },
    amountFen: amount,
    label: accountId === null ? null : (labels.get(accountId) ?? null),
    receivedAt: row.receivedAt.toISOString(),
    status: paymentStatus.parse(row.status),
    payer: payer === null || whole ? payer : maskName(payer),
    memo: row.memoSealed === null || !whole ? null : cipher.open(row.memoSealed),
    allocations: row.allocations,
  };
}
