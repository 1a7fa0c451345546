import type { Tx } from '../db/scope';
import { type CivilDay, civilDay, civilDayOf, earlierDay } from '../domain/civil-day';
import { type Interruption, limitationOf } from '../domain/limitation';
import type { AccountClaim } from '../ledger/claimable';
import { movedSchema } from '../ledger/moves/move';

export type ChargeOfAccount = { accountId: string; chargeId: string };

/**
 * What restarted the period of each charge: demands that provably arrived, part payments, acknowledgements. A demand speaks of the charges
 * that were the account's on its day: one that moved since has the demands of where it was.
 */
export async function interruptionsOf(
  tx: Tx,
  charges: readonly ChargeOfAccount[],
  zone: string,
): Promise<Map<string, Interruption[]>> {
  const accountIds = [...new Set(charges.map(({ accountId }) => accountId))];
  const moves = await movesInto(tx, accountIds, zone);
  const known = await interruptionsOfAll(tx, [...accountIds, ...moves.map(({ fromId }) => fromId)], zone);
  return new Map(
    charges.map((charge) => [
      charge.chargeId,
      staysOf(charge, moves).flatMap(({ accountId, fromOn, toOn }) =>
        (known.get(accountId) ?? []).filter(({ on }) => (!fromOn || on >= fromOn) && (!toOn || on <= toOn)),
      ),
    ]),
  );
}

type Move = { fromId: string; intoId: string; at: number; on: CivilDay; chargeIds: ReadonlySet<string> };
type Stay = { accountId: string; fromOn: CivilDay | null; toOn: CivilDay | null };

/** Where a charge was, and from which day to which; most were never anywhere else. */
function staysOf({ accountId, chargeId }: ChargeOfAccount, moves: readonly Move[]): Stay[] {
  const stays: Stay[] = [];
  let stay: Stay & { before: number } = { accountId, fromOn: null, toOn: null, before: Infinity };
  for (;;) {
    const came = moves.find(
      (move) => move.intoId === stay.accountId && move.at < stay.before && move.chargeIds.has(chargeId),
    );
    stays.push({ accountId: stay.accountId, fromOn: came?.on ?? null, toOn: stay.toOn });
    if (!came) return stays;
    stay = { accountId: came.fromId, fromOn: null, toOn: came.on, before: came.at };
  }
}

/** Joins and splits that brought something to the accounts, and to where that came from; the newest first. */
async function movesInto(tx: Tx, accountIds: readonly string[], zone: string): Promise<Move[]> {
  const found = new Map<string, Move>();
  let frontier = [...accountIds];
  while (frontier.length > 0) {
    const rows = await tx.accountMove.findMany({ where: { intoId: { in: frontier } } });
    const fresh = rows.filter(({ id }) => !found.has(id));
    for (const { id, fromId, intoId, at, moved } of fresh) {
      const chargeIds = new Set(movedSchema.parse(moved).chargeIds);
      found.set(id, { fromId, intoId, at: at.getTime(), on: civilDayOf(at.getTime(), zone), chargeIds });
    }
    frontier = [...new Set(fresh.map(({ fromId }) => fromId))];
  }
  return [...found.values()].sort((a, b) => b.at - a.at);
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
  const charges = [...owed].flatMap(([accountId, lines]) =>
    lines.map(({ chargeId }) => ({ accountId, chargeId })),
  );
  const interruptions = await interruptionsOf(tx, charges, zone);
  return new Map(
    [...owed].map(([accountId, lines]) => [
      accountId,
      lines
        .map(
          ({ dueOn, chargeId }) =>
            limitationOf({
              dueOn,
              lastInstalmentDueOn: null,
              interruptions: interruptions.get(chargeId) ?? [],
            }).actBefore,
        )
        .reduce(earlierDay),
    ]),
  );
}
