import type { Tx } from '../../db/scope';
import { type CivilDay, civilDay } from '../../domain/civil-day';
import {
  type LiableAccount,
  type LiableParty,
  liabilityRoleSchema,
  partiesToApproach,
} from '../../domain/liability';
import type { Level } from '../../domain/vocabulary';

type AccountOfParty = { id: string; partyId: string };

/** Who is liable for each account's debts, as it was recorded; an account of which nothing was has its own party alone. */
export async function liableAccounts(
  tx: Tx,
  accounts: readonly AccountOfParty[],
): Promise<Map<string, LiableAccount>> {
  const accountIds = accounts.map(({ id }) => id);
  const rows = await tx.liability.findMany({
    where: { accountId: { in: accountIds } },
    orderBy: [{ fromOn: 'asc' }, { id: 'asc' }],
  });
  const dead = await tx.party.findMany({
    where: { id: { in: accounts.map(({ partyId }) => partyId) }, deceasedOn: { not: null } },
    select: { id: true, deceasedOn: true },
  });
  const deceasedOn = new Map(dead.map((one) => [one.id, one.deceasedOn]));
  return new Map(
    accounts.map(({ id, partyId }) => {
      const died = deceasedOn.get(partyId) ?? null;
      return [
        id,
        {
          partyId,
          deceasedOn: died === null ? null : civilDay(died),
          liabilities: rows
            .filter(({ accountId }) => accountId === id)
            .map((row) => ({
              id: row.id,
              partyId: row.partyId,
              role: liabilityRoleSchema.parse(row.role),
              objectId: row.objectId,
              fromOn: civilDay(row.fromOn),
              untilOn: row.untilOn === null ? null : civilDay(row.untilOn),
            })),
        },
      ] as const;
    }),
  );
}

export async function liableAccount(tx: Tx, account: AccountOfParty): Promise<LiableAccount> {
  const known = (await liableAccounts(tx, [account])).get(account.id);
  if (!known) throw new Error(`no account ${account.id}`);
  return known;
}

/** Whom a contact of the account's case goes to, in order; empty while nobody of the living is known to be liable. */
export async function partiesOf(
  tx: Tx,
  account: AccountOfParty,
  level: Level,
  on: CivilDay,
): Promise<LiableParty[]> {
  return partiesToApproach(await liableAccount(tx, account), level, on);
}

/**
 * Accounts that hold an object still. Who sold his room is not found behind its door: nothing of his debts is posted there, and nobody rings.
 */
export async function accountsWithPlace(tx: Tx, accountIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.chargeObject.findMany({
    where: { accountId: { in: [...accountIds] } },
    distinct: ['accountId'],
    select: { accountId: true },
  });
  return new Set(rows.flatMap(({ accountId }) => (accountId === null ? [] : [accountId])));
}
