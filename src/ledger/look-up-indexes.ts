import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { nameKey } from './imports/place-account';

/** Rows of before these columns were there are filled by and by: some at every look-up, the rest by the morning's scan. */
const PAGE = 2000;

type Cipher = Pick<Context, 'cipher'>['cipher'];

/** Of the last four digits of a number, which a front desk asks for; empty: it has not so many. */
export function lastFourIndex(cipher: Cipher, phone: string): string {
  const digits = phone.replace(/\D/g, '').slice(-4);
  return digits.length === 4 ? cipher.index('last_four', digits) : '';
}

/** As a party's name is indexed, so that a payer who is an owner is found by it. */
export function payerIndex(cipher: Cipher, payer: string): string {
  return cipher.index('name', nameKey(payer));
}

/**
 * In no order: one would be read off the primary key, through all that are filled.
 *
 * @returns how many were filled; none: there are none left
 */
export async function fillLastFour(
  tx: Tx,
  { cipher }: Pick<Context, 'cipher'>,
  communityId: string,
): Promise<number> {
  const rows = await tx.$queryRaw<{ valueIndex: string; valueSealed: string }[]>`
    select "valueIndex", "valueSealed" from address
    where "communityId" = ${communityId}::uuid and kind = 'phone' and "lastFourIndex" is null
    limit ${PAGE} for update skip locked`;
  if (rows.length === 0) return 0;
  const filled = rows.map(({ valueIndex, valueSealed }) => ({
    valueIndex,
    lastFourIndex: lastFourIndex(cipher, cipher.open(valueSealed)),
  }));
  await tx.$executeRaw`
    update address set "lastFourIndex" = x."lastFourIndex"
    from jsonb_to_recordset(${JSON.stringify(filled)}::jsonb) as x ("valueIndex" text, "lastFourIndex" text)
    where "communityId" = ${communityId}::uuid and kind = 'phone' and address."valueIndex" = x."valueIndex"`;
  return rows.length;
}

/** @returns how many were filled */
export async function fillPayers(
  tx: Tx,
  { cipher }: Pick<Context, 'cipher'>,
  communityId: string,
): Promise<number> {
  const rows = await tx.$queryRaw<{ id: string; payerSealed: string }[]>`
    select id, "payerSealed" from payment
    where "communityId" = ${communityId}::uuid and "payerSealed" is not null and "payerIndex" is null
    limit ${PAGE} for update skip locked`;
  if (rows.length === 0) return 0;
  const filled = rows.map(({ id, payerSealed }) => ({
    id,
    payerIndex: payerIndex(cipher, cipher.open(payerSealed)),
  }));
  await tx.$executeRaw`
    update payment set "payerIndex" = x."payerIndex"
    from jsonb_to_recordset(${JSON.stringify(filled)}::jsonb) as x (id uuid, "payerIndex" text)
    where payment.id = x.id`;
  return rows.length;
}

/** All that is left, page by page, each in a transaction of its own. */
export async function fillLookUps(context: Context, communityId: string): Promise<void> {
  for (const fill of [fillLastFour, fillPayers]) {
    while ((await withScope(context, communityId, (tx) => fill(tx, context, communityId))) === PAGE);
  }
}
