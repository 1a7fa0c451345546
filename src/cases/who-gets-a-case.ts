import type { Tx } from '../db/scope';
import { addWorkdays, type Calendar } from '../domain/calendar';
import { type CivilDay, civilDayOf } from '../domain/civil-day';
import { isSettled } from '../domain/claimable';
import { type Declared, declaredSchema } from '../domain/take-over';
import type { AccountClaim } from '../ledger/claimable';
import { groupBy } from '../ledger/group-by';
import type { StoredPolicy } from '../policy/versions';
import type { EarlierCase } from './beginning';

type LiveCase = { id: string; status: string; ledgerVersion: number };

type LastCase = EarlierCase & { ledgerVersion: number; closedAt: Date | null };

/** How an account stands to its cases. */
export type Standing = {
  live: LiveCase | null;
  last: LastCase | null;
  declared: Declared | null;
  /** its last case ended because a correction of the take-over lets another begin as declared */
  redeclared: boolean;
  /** a ledger that was accepted made the account owe more */
  raised: boolean;
  /** the version of the last reversal of a payment; 0: none */
  reversedAtVersion: number;
};

/**
 * By account; one that was merged into another has none.
 *
 * @param batchId the accepted ledger that asks; null: the scan does
 */
export async function accountStandings(
  tx: Tx,
  accountIds: string[],
  batchId: string | null,
): Promise<Map<string, Standing>> {
  const accounts = await tx.account.findMany({
    where: { id: { in: accountIds }, mergedIntoId: null },
    select: {
      id: true,
      declared: true,
      cases: {
        orderBy: { id: 'desc' },
        select: {
          id: true,
          status: true,
          level: true,
          closeReason: true,
          ledgerVersion: true,
          closedAt: true,
        },
      },
    },
  });
  const joined = await joinedCases(tx, accountIds);
  const reversals = await tx.ledgerEvent.groupBy({
    by: ['accountId'],
    where: { accountId: { in: accountIds }, kind: 'reversal' },
    _max: { version: true },
  });
  const raised = batchId === null ? new Set<string>() : await raisedBy(tx, accountIds, batchId);
  const reversedAt = new Map(reversals.map(({ accountId, _max }) => [accountId, _max.version ?? 0]));
  const takeOvers = await tx.takeOver.findMany({
    where: { accountId: { in: accountIds }, replacesCaseId: { not: null } },
    select: { accountId: true, replacesCaseId: true },
  });
  const replaced = new Map(takeOvers.map((row) => [row.accountId, row.replacesCaseId]));
  return new Map(
    accounts.map(({ id, declared, cases }) => [
      id,
      {
        live: cases.find(({ status }) => status !== 'closed') ?? null,
        redeclared: replaced.has(id) && cases[0]?.id === replaced.get(id),
        last: latest([...cases.filter(({ status }) => status === 'closed'), ...(joined.get(id) ?? [])]),
        declared: declaredSchema.nullable().parse(declared),
        raised: raised.has(id),
        reversedAtVersion: reversedAt.get(id) ?? 0,
      },
    ]),
  );
}

/** Cases of accounts that were joined to these: what they claimed is claimed here now. */
async function joinedCases(tx: Tx, accountIds: string[]): Promise<Map<string, LastCase[]>> {
  const cases = await tx.dunningCase.findMany({
    where: { closeReason: 'merged', account: { mergedIntoId: { in: accountIds } } },
    select: {
      ...{ id: true, level: true, closeReason: true, ledgerVersion: true, closedAt: true },
      account: { select: { mergedIntoId: true } },
    },
  });
  // a version of the other account says nothing about this one's
  const rows = cases.map(({ account, ...row }) => ({
    ...row,
    ledgerVersion: 0,
    into: account.mergedIntoId ?? '',
  }));
  return groupBy(rows, ({ into }) => into);
}

function latest(cases: readonly LastCase[]): LastCase | null {
  const [last] = [...cases].sort((a, b) => (b.closedAt?.getTime() ?? 0) - (a.closedAt?.getTime() ?? 0));
  return last ?? null;
}

/** Accounts that owe more after the accepted ledger than before it; one that only owes less keeps its release. */
async function raisedBy(tx: Tx, accountIds: string[], batchId: string): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ accountId: string }[]>`
    select told."accountId"
    from (
      select "accountId", min(version) as first, max(version) as last from ledger_event
      where "accountId" = any(${accountIds}::uuid[]) and "refId" = ${batchId}::uuid
      group by "accountId"
    ) told
    join ledger_event after on after."accountId" = told."accountId" and after.version = told.last
    left join ledger_event before on before."accountId" = told."accountId" and before.version = told.first - 1
    where after."principalFen" > coalesce(before."principalFen", 0)`;
  return new Set(rows.map(({ accountId }) => accountId));
}

/** `raise`: its case is open, and waits for consent anew */
type Verdict = 'open' | 'raise' | 'supersede' | 'leave';

export function verdictOn(
  claim: AccountClaim,
  standing: Standing | undefined,
  { policy: { ladder } }: StoredPolicy,
  calendar: Calendar,
  today: CivilDay,
): Verdict {
  if (!standing) return 'leave'; // merged into another account
  const { live } = standing;
  if (live?.status === 'open') return standing.raised ? 'raise' : 'leave';
  if (isSettled(claim, ladder.settlement.toleranceFen)) return 'leave';
  if (live) {
    // a reversal that the silent case has not heard of yet will bring it back to its place
    const isReversed = standing.reversedAtVersion > live.ledgerVersion;
    return !isReversed && isDue(claim, ladder.level1.afterDueWorkdays, calendar, today)
      ? 'supersede'
      : 'leave';
  }
  if (isLateReversal(standing)) return 'open';
  if (isEndedWith(claim, standing.last, calendar)) return 'leave';
  return isDue(claim, ladder.level1.afterDueWorkdays, calendar, today) ? 'open' : 'leave';
}

/** A case begins on the day on which level 1 is due: the due date and the policy's workdays. */
function isDue(claim: AccountClaim, afterDueWorkdays: number, calendar: Calendar, today: CivilDay): boolean {
  return claim.oldestDueOn !== null && addWorkdays(calendar, claim.oldestDueOn, afterDueWorkdays) <= today;
}

/** Reasons after which what the case claimed can be claimed again, by a case that names it. */
const GOES_ON: ReadonlySet<string> = new Set(['settled', 'superseded', 'merged']);

function isLateReversal({ last, reversedAtVersion }: Standing): boolean {
  return last?.closeReason === 'settled' && reversedAtVersion > last.ledgerVersion;
}

/** 核销, 债务转移, 执行完毕: what that case claimed is over, whatever the ledger still shows; only what falls due afterwards begins another. */
function isEndedWith(claim: AccountClaim, last: LastCase | null, { zone }: Calendar): boolean {
  if (!last?.closedAt || GOES_ON.has(last.closeReason ?? '')) return false;
  const closedOn = civilDayOf(last.closedAt.getTime(), zone);
  return !claim.lines.some(({ dueOn, principalLeftFen }) => principalLeftFen > 0 && dueOn >= closedOn);
}

/** The earlier case that a new one names: a settled one whose payment was reversed, one that it superseded, or one that was joined here. */
export function namedCase(standing: Standing): EarlierCase | null {
  const { last } = standing;
  if (last === null || standing.redeclared) return null;
  const isNamed = last.closeReason === 'superseded' || last.closeReason === 'merged';
  return isNamed || isLateReversal(standing) ? last : null;
}
