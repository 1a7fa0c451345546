import { Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';

type Table =
  | 'account'
  | 'address'
  | 'allocation'
  | 'charge'
  | 'charge_object'
  | 'contact_point'
  | 'import_row'
  | 'party'
  | 'prepayment_entry'
  | 'waiver';

/**
 * Inserts many rows as one parameter: a file of a hundred thousand rows is otherwise some millions of parameters, and most of the time goes
 * into carrying them. Columns that no row names get their default.
 */
export async function insertRows(
  tx: Tx,
  table: Table,
  rows: readonly object[],
  known: 'refuse' | 'keep',
): Promise<void> {
  if (rows.length === 0) return;
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const list = Prisma.raw(columns.map((column) => `"${column}"`).join(', '));
  const into = Prisma.raw(`"${table}"`);
  const onConflict = known === 'keep' ? Prisma.sql`on conflict do nothing` : Prisma.empty;
  await tx.$executeRaw`
    insert into ${into} (${list})
    select ${list} from jsonb_populate_recordset(null::${into}, ${JSON.stringify(rows)}::jsonb)
    ${onConflict}`;
}
