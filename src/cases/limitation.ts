import type { Tx } from '../db/scope';
import { type CivilDay, civilDay, civilDayOf, earlierDay } from '../domain/civil-day';
import { type Interruption, limitationOf } from '../domain/limitation';
import type { AccountClaim } from '../ledger/claimable';

/** What restarted the periods of an account's charges: demands that provably arrived, part payments, acknowledgements. */
export async function interruptionsOf(tx: Tx, accountId: string, zone: string): Promise<Interruption[]> {
  return (await interruptionsOfAll(tx, [accountId], zone)).get(accountId) ?? [];
}

async function interruptionsOfAll(
  tx: Tx,
  accountIds: readonly string[],
  zone: string,
): Promise<Map<string, Interruption[]>> {
  const rows = await tx.$queryRaw<{ accountId: string; id: string; at: Date | null; onDay: string | null }[]>`
    select c."accountId", c."stepKey" as id, coalesce(c."outcomeAt", c."claimedAt") as at, null as "onDay"
    from contact c
    where c."accountId" = any(${[...accountIds]}::uuid[]) and c.grade = 'arrived' and c.class in ('dunning', 'formal')
    union all
    select distinct on (l."accountId", l."paymentId") l."accountId", l."paymentId"::text, null, l."onDay"
    from allocation l join payment p on p.id = l."paymentId" and p.status = 'booked'
    where l."accountId" = any(${[...accountIds]}::uuid[])`;
  const found = new Map<string, Interruption[]>();
  for (const { accountId, id, at, onDay } of rows) {
    const interruption: Interruption =
      at !== null
        ? {
            on: civilDayOf(at.getTime(), zone),
            kind: 'demand',
            grade: 'arrived',
            confirmed: true,
            evidenceId: id,
          }
        : // whether the debtor himself acknowledged by it only a person can say
          {
            on: civilDay(onDay ?? ''),
            kind: 'part_payment',
            grade: 'none',
            confirmed: false,
            evidenceId: id,
          };
    found.set(accountId, [...(found.get(accountId) ?? []), interruption]);
  }
  return found;
}

/** The day before which the account's first claim lapses, on the earlier reading; null when nothing is owed. */
export async function limitationOn(
  tx: Tx,
  accountId: string,
  claim: Pick<AccountClaim, 'lines'>,
  zone: string,
): Promise<CivilDay | null> {
  return (await limitationsOf(tx, new Map([[accountId, claim]]), zone)).get(accountId) ?? null;
}

/** The same for many accounts; one that owes nothing is not among them. */
export async function limitationsOf(
  tx: Tx,
  claims: ReadonlyMap<string, Pick<AccountClaim, 'lines'>>,
  zone: string,
): Promise<Map<string, CivilDay>> {
  const owed = new Map(
    [...claims].flatMap(([accountId, { lines }]) => {
      const left = lines.filter(({ principalLeftFen }) => principalLeftFen > 0);
      return left.length > 0 ? [[accountId, left] as const] : [];
    }),
  );
  if (owed.size === 0) return new Map();
  const interruptions = await interruptionsOfAll(tx, [...owed.keys()], zone);
  return new Map(
    [...owed].map(([accountId, lines]) => [
      accountId,
      lines
        .map(
          ({ dueOn }) =>
            limitationOf({
              dueOn,
              lastInstalmentDueOn: null,
              interruptions: interruptions.get(accountId) ?? [],
            }).actBefore,
        )
        .reduce(earlierDay),
    ]),
  );
}
