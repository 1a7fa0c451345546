import type { Tx } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import { type Claimable, claimable, isSettled } from '../domain/claimable';
import { fen } from '../domain/money';
import type { AccountClaim, LedgerTime } from './account-claim';
import { type AccountCharge, readAccounts } from './charge-facts';
import { groupBy } from './group-by';
import { settleOffers } from './offers';
import { proposeRests, takeBackRests } from './requests/proposals';
import { settlementTolerances } from './tolerance';

export type { AccountClaim, LedgerTime } from './account-claim';

export type LockedAccount = {
  id: string;
  communityId: string;
  partyId: string;
  personIndex: string;
  building: string | null;
  careMark: string | null;
  ledgerVersion: number;
  mergedIntoId: string | null;
};

/**
 * Locks the account's row until the transaction ends: facts are ordered by the version taken under this lock.
 * @throws Error when there is no such account: a bug
 */
export async function lockAccount(tx: Tx, accountId: string): Promise<LockedAccount> {
  const [account] = await lockAccounts(tx, [accountId]);
  if (!account) throw new Error(`no account ${accountId}`);
  return account;
}

/** Several at once, in the order of their ids, so that two callers never wait for each other in a circle. */
export function lockAccounts(tx: Tx, accountIds: readonly string[]): Promise<LockedAccount[]> {
  return tx.$queryRaw<LockedAccount[]>`
    select id, "communityId", "partyId", "personIndex", building, "careMark", "ledgerVersion", "mergedIntoId"
    from account where id = any(${[...accountIds]}::uuid[]) order by id for update`;
}

/**
 * claimable(day) of one account with its parts and a line for each overdue charge (law 7). Reads without a lock: who acts on it
 * holds the account's.
 */
export async function accountClaim(tx: Tx, accountId: string, day: CivilDay): Promise<AccountClaim> {
  const claim = (await accountClaims(tx, [accountId], day)).get(accountId);
  if (!claim) throw new Error(`no account ${accountId}`);
  return claim;
}

export async function accountClaims(
  tx: Tx,
  accountIds: readonly string[],
  day: CivilDay,
): Promise<Map<string, AccountClaim>> {
  const accounts = await readAccounts(tx, accountIds, day);
  return new Map(
    accounts.map(({ id, ledgerVersion, charges, ...bits }) => [
      id,
      claimOf(id, ledgerVersion, claimable(day, charges, bits), charges),
    ]),
  );
}

function claimOf(
  accountId: string,
  ledgerVersion: number,
  { lines, ...sums }: Claimable,
  charges: readonly AccountCharge[],
): AccountClaim {
  const byId = new Map(charges.map((charge) => [charge.id, charge]));
  const detailed = lines.flatMap((line) => {
    const charge = byId.get(line.chargeId);
    if (!charge) return [];
    const { objectId, item, periodFrom, periodTo } = charge;
    return [{ ...line, objectId, item, periodFrom, periodTo }];
  });
  const owed = detailed.filter((line) => line.principalLeftFen > 0);
  return {
    ...sums,
    accountId,
    ledgerVersion,
    lines: detailed,
    openDisputes: charges.filter((charge) => charge.disputed !== 'none').map(({ id }) => id),
    periodsOwed: new Set(owed.map((line) => `${line.periodFrom}/${line.periodTo}`)).size,
  };
}

/** What made an account owe more or less. */
export type LedgerEventKind =
  | 'charge_added'
  | 'charge_due'
  | 'charge_replaced'
  | 'charge_cancelled'
  | 'statement'
  | 'payment'
  | 'reversal'
  | 'prepayment'
  | 'waiver'
  | 'write_off'
  | 'refund'
  | 'dispute'
  | 'dispute_answered'
  | 'joined'
  | 'split'
  /** who is liable for it, and so who may be approached */
  | 'liability';

export type LedgerRaise = {
  communityId: string;
  accountId: string;
  kind: LedgerEventKind;
  /** What makes it happen once */
  key: string;
  refId?: string | null;
};

export type Raised = { ledgerVersion: number; claim: AccountClaim; already: boolean };

/**
 * Raises the account's ledgerVersion for one change of what it owes, writes what is claimable after it, and leaves the nudge for its
 * case in the outbox. Offers that the change reaches, and rests within the tolerance, become proposed waivers before that. The caller holds the account's lock and has written the change. A key that was raised before changes nothing.
 */
export async function raiseLedgerVersion(tx: Tx, raise: LedgerRaise, time: LedgerTime): Promise<Raised> {
  const raised = (await raiseLedgerVersions(tx, [raise], time)).get(raise.accountId);
  if (!raised) throw new Error(`no account ${raise.accountId}`);
  return raised;
}

/** The same for many accounts, one change each. */
export async function raiseLedgerVersions(
  tx: Tx,
  raises: readonly LedgerRaise[],
  time: LedgerTime,
): Promise<Map<string, Raised>> {
  if (raises.length === 0) return new Map();
  const known = await tx.ledgerEvent.findMany({
    where: {
      communityId: { in: [...new Set(raises.map(({ communityId }) => communityId))] },
      key: { in: raises.map(({ key }) => key) },
    },
    select: { key: true, version: true },
  });
  const versionOf = new Map(known.map(({ key, version }) => [key, version]));
  const open = raises.filter(({ key }) => !versionOf.has(key));
  await tx.$executeRaw`
    update account set "ledgerVersion" = "ledgerVersion" + 1
    where id = any(${open.map(({ accountId }) => accountId)}::uuid[])`;
  const accountIds = raises.map(({ accountId }) => accountId);
  await settleOffers(tx, accountIds, time);
  const claims = await claimsWithRests(tx, open, accountIds, time);
  await writeEvents(tx, open, claims, time);
  await writeNudges(tx, open, claims, time);
  return new Map(
    raises.flatMap(({ accountId, key }): [string, Raised][] => {
      const claim = claims.get(accountId);
      if (!claim) return [];
      const already = versionOf.get(key);
      return [
        [accountId, { ledgerVersion: already ?? claim.ledgerVersion, claim, already: already !== undefined }],
      ];
    }),
  );
}

/** What is claimable once the rests that the tolerance waives are proposed, or owed again. */
async function claimsWithRests(
  tx: Tx,
  raises: readonly LedgerRaise[],
  accountIds: readonly string[],
  time: LedgerTime,
): Promise<Map<string, AccountClaim>> {
  const claims = await accountClaims(tx, accountIds, time.today);
  const changed: string[] = [];
  for (const [communityId, own] of groupBy(raises, (raise) => raise.communityId)) {
    const theirs = own.flatMap(({ accountId }) => claims.get(accountId) ?? []);
    changed.push(...(await proposeRests(tx, communityId, theirs, time)));
    changed.push(...(await takeBackRests(tx, theirs, time)));
  }
  if (changed.length === 0) return claims;
  return new Map([...claims, ...(await accountClaims(tx, changed, time.today))]);
}

async function writeEvents(
  tx: Tx,
  raises: readonly LedgerRaise[],
  claims: ReadonlyMap<string, AccountClaim>,
  { now }: LedgerTime,
): Promise<void> {
  await tx.ledgerEvent.createMany({
    data: raises.flatMap(({ communityId, accountId, kind, key, refId = null }) => {
      const claim = claims.get(accountId);
      if (!claim) return [];
      return [
        {
          accountId,
          version: claim.ledgerVersion,
          communityId,
          kind,
          key,
          refId,
          claimableFen: claim.claimableFen,
          principalFen: claim.principalOutstandingFen,
          oldestDueOn: claim.oldestDueOn,
          at: new Date(now),
        },
      ];
    }),
  });
}

/**
 * Only an account with a case that is open or silent has somebody to tell. One whose charges went to another account has not paid: its case
 * is told so by whoever moved them, and never that it is settled.
 */
async function writeNudges(
  tx: Tx,
  raises: readonly LedgerRaise[],
  claims: ReadonlyMap<string, AccountClaim>,
  { now }: LedgerTime,
): Promise<void> {
  const cases = await tx.dunningCase.findMany({
    where: {
      accountId: { in: raises.map(({ accountId }) => accountId) },
      account: { mergedIntoId: null },
      status: { in: ['open', 'settled'] },
    },
    select: { id: true, accountId: true, policyVersionId: true },
  });
  if (cases.length === 0) return;
  const tolerances = await settlementTolerances(
    tx,
    cases.map(({ policyVersionId }) => policyVersionId),
  );
  const caseOf = new Map(cases.map((row) => [row.accountId, row]));
  await tx.signalOutbox.createMany({
    data: raises.flatMap(({ accountId, communityId, kind }) => {
      const live = caseOf.get(accountId);
      const claim = claims.get(accountId);
      if (!live || !claim) return [];
      const settled = isSettled(claim, tolerances.get(live.policyVersionId) ?? fen(0));
      if (settled && kind === 'split') return [];
      const event = {
        type: 'LEDGER_CHANGED',
        at: now,
        ledgerVersion: claim.ledgerVersion,
        claimableFen: claim.claimableFen,
        principalFen: claim.principalOutstandingFen,
        oldestDueOn: claim.oldestDueOn,
        settled,
        reversed: kind === 'reversal',
        openDisputes: claim.openDisputes,
      };
      return [
        {
          communityId,
          accountId,
          caseId: live.id,
          event,
          key: `ledger/${accountId}/${claim.ledgerVersion}`,
        },
      ];
    }),
    skipDuplicates: true,
  });
}
