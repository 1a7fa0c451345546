import type { CaseStart } from '../../workflows/messages';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { addWorkdays, type Calendar } from '../domain/calendar';
import { type CivilDay, civilDayOf } from '../domain/civil-day';
import { isSettled } from '../domain/claimable';
import { declaredSchema } from '../domain/take-over';
import { appendAllEvidence, type NewEntry } from '../evidence/append';
import { SYSTEM_ACTOR } from '../evidence/notes';
import { accountsInArrears } from '../ledger/arrears';
import { type AccountClaim, lockAccounts } from '../ledger/claimable';
import { calendarOf } from '../policy/calendar-store';
import { currentPolicy, type StoredPolicy } from '../policy/versions';
import { beginningOf, type EarlierCase } from './beginning';
import { waveOfImport, waveOfScan } from './wave-rows';
import { startWorkflows } from './workflow-of-case';

const PAGE = 100;

/** Where newly opened cases, and those whose amount was raised, wait for their release. */
export type WaveOf = { origin: 'import'; batchId: string } | { origin: 'scan' };

export type Opened = {
  /** cases that were opened */
  opened: CaseStart[];
  /** open cases that owe more than they knew, put into the wave again */
  raised: number;
  /** silent cases of accounts that have come due anew: to be superseded */
  superseded: CaseStart[];
  waveId: string | null;
};

/**
 * After an accepted ledger: every account in arrears that has no case gets one, every case whose amount was raised waits for consent
 * anew; all of them in the import's wave. The same batch twice opens nothing twice.
 */
export async function openCasesAfterImport(
  context: Context,
  { communityId, batchId }: { communityId: string; batchId: string },
): Promise<Opened> {
  const opened = await openCases(context, communityId, { origin: 'import', batchId });
  await startWorkflows(context, opened.opened);
  return opened;
}

/** Pages through the accounts in arrears. Rows only: the caller starts the workflows. */
export async function openCases(
  context: Context,
  communityId: string,
  wave: WaveOf,
  onPage: (afterId: string | null) => void = () => {},
): Promise<Opened> {
  const all: Opened = { opened: [], raised: 0, superseded: [], waveId: null };
  let afterId: string | null = null;
  do {
    const page = await withScope(context, communityId, (tx) =>
      openPage(tx, context, communityId, wave, afterId),
    );
    all.opened.push(...page.opened);
    all.superseded.push(...page.superseded);
    all.raised += page.raised;
    all.waveId = page.waveId ?? all.waveId;
    afterId = page.nextAfterId;
    onPage(afterId);
  } while (afterId !== null);
  return all;
}

type Page = Opened & { nextAfterId: string | null };

async function openPage(
  tx: Tx,
  context: Context,
  communityId: string,
  wave: WaveOf,
  afterId: string | null,
): Promise<Page> {
  const { now, today } = await communityTime(tx, communityId, context.now());
  const { claims, nextAfterId } = await accountsInArrears(tx, communityId, today, afterId, PAGE);
  const nothing: Page = { opened: [], raised: 0, superseded: [], waveId: null, nextAfterId };
  if (claims.length === 0) return nothing;
  const accounts = await lockAccounts(
    tx,
    claims.map(({ accountId }) => accountId),
  );
  const policy = await currentPolicy(tx, communityId);
  const calendar = await calendarOf(tx, communityId);
  const standing = await standingOf(
    tx,
    accounts.filter(({ mergedIntoId }) => mergedIntoId === null).map(({ id }) => id),
  );
  const verdicts = claims.map((claim) => ({
    claim,
    standing: standing.get(claim.accountId),
    verdict: verdictOn(claim, standing.get(claim.accountId), policy, calendar, today),
  }));
  const toOpen = verdicts.filter(({ verdict }) => verdict === 'open');
  const toRaise = verdicts.filter(({ verdict }) => verdict === 'raise');
  const superseded = verdicts.flatMap(({ verdict, claim, standing: known }) =>
    verdict === 'supersede' && known?.live
      ? [{ caseId: known.live.id, accountId: claim.accountId, communityId }]
      : [],
  );
  if (toOpen.length + toRaise.length === 0) return { ...nothing, superseded };
  const waveId =
    wave.origin === 'import'
      ? await waveOfImport(tx, communityId, wave.batchId, { now, today }, calendar)
      : await waveOfScan(tx, communityId, { now, today }, calendar);
  const opened = await insertCases(tx, context, { communityId, waveId, now, policy }, toOpen);
  const raised = await tx.dunningCase.updateMany({
    where: {
      id: { in: toRaise.flatMap(({ standing: known }) => (known?.live ? [known.live.id] : [])) },
      OR: [{ waveId: null }, { waveId: { not: waveId } }],
    },
    data: { waveId, releasedFromOn: null },
  });
  return { opened, raised: raised.count, superseded, waveId, nextAfterId };
}

// ── Who gets a case ────────────────────────────────────────────────────────────────────────────────────────────────────

type LiveCase = { id: string; status: string; principalFen: number; ledgerVersion: number };

type LastCase = EarlierCase & { ledgerVersion: number; closedAt: Date | null };

type Standing = {
  live: LiveCase | null;
  last: LastCase | null;
  declared: ReturnType<typeof declaredOf>;
  /** the version of the last reversal of a payment; 0: none */
  reversedAtVersion: number;
};

function declaredOf(column: unknown) {
  return declaredSchema.nullable().parse(column);
}

async function standingOf(tx: Tx, accountIds: string[]): Promise<Map<string, Standing>> {
  const accounts = await tx.account.findMany({
    where: { id: { in: accountIds } },
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
          principalFen: true,
          ledgerVersion: true,
          closedAt: true,
        },
      },
    },
  });
  const reversals = await tx.ledgerEvent.groupBy({
    by: ['accountId'],
    where: { accountId: { in: accountIds }, kind: 'reversal' },
    _max: { version: true },
  });
  const reversedAt = new Map(reversals.map(({ accountId, _max }) => [accountId, _max.version ?? 0]));
  return new Map(
    accounts.map(({ id, declared, cases }) => [
      id,
      {
        live: cases.find(({ status }) => status !== 'closed') ?? null,
        last: cases.find(({ status }) => status === 'closed') ?? null,
        declared: declaredOf(declared),
        reversedAtVersion: reversedAt.get(id) ?? 0,
      },
    ]),
  );
}

type Verdict = 'open' | 'raise' | 'supersede' | 'leave';

function verdictOn(
  claim: AccountClaim,
  standing: Standing | undefined,
  { policy: { ladder } }: StoredPolicy,
  calendar: Calendar,
  today: CivilDay,
): Verdict {
  if (!standing) return 'leave'; // merged into another account
  const { live } = standing;
  if (live?.status === 'open') return claim.principalOutstandingFen > live.principalFen ? 'raise' : 'leave';
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

function isLateReversal({ last, reversedAtVersion }: Standing): boolean {
  return last?.closeReason === 'settled' && reversedAtVersion > last.ledgerVersion;
}

/** 核销, 债务转移, 执行完毕: what that case claimed is over, whatever the ledger still shows; only what falls due afterwards begins another. */
function isEndedWith(claim: AccountClaim, last: LastCase | null, { zone }: Calendar): boolean {
  if (!last?.closedAt || last.closeReason === 'settled' || last.closeReason === 'superseded') return false;
  const closedOn = civilDayOf(last.closedAt.getTime(), zone);
  return !claim.lines.some(({ dueOn, principalLeftFen }) => principalLeftFen > 0 && dueOn >= closedOn);
}

/** The earlier case that a new one names: a settled one whose payment was reversed, or one that it superseded. */
function namedCase(standing: Standing): EarlierCase | null {
  const { last } = standing;
  if (last === null) return null;
  return isLateReversal(standing) || last.closeReason === 'superseded' ? last : null;
}

// ── The rows ───────────────────────────────────────────────────────────────────────────────────────────────────────────

async function insertCases(
  tx: Tx,
  context: Context,
  {
    communityId,
    waveId,
    now,
    policy,
  }: { communityId: string; waveId: string; now: number; policy: StoredPolicy },
  found: readonly { claim: AccountClaim; standing: Standing | undefined }[],
): Promise<CaseStart[]> {
  const begun = found.flatMap(({ claim, standing }) => {
    if (!standing) return [];
    const earlier = namedCase(standing);
    // what a take-over declared was of the account's first case
    const declared = standing.last ? null : standing.declared;
    return [{ claim, earlier, beginning: beginningOf(declared, earlier) }];
  });
  const rows = await tx.dunningCase.createManyAndReturn({
    data: begun.map(({ claim, earlier, beginning }) => ({
      communityId,
      accountId: claim.accountId,
      policyVersionId: policy.id,
      previousCaseId: earlier?.id ?? null,
      level: beginning.level,
      state: 'opening',
      ledgerVersion: claim.ledgerVersion,
      claimableFen: claim.claimableFen,
      principalFen: claim.principalOutstandingFen,
      oldestDueOn: claim.oldestDueOn,
      waveId,
      openedAt: new Date(now),
    })),
    select: { id: true, accountId: true },
  });
  const beginnings = new Map(begun.map(({ claim, ...rest }) => [claim.accountId, rest]));
  await appendAllEvidence(
    tx,
    context,
    rows.flatMap(({ id, accountId }): NewEntry[] => {
      const begin = beginnings.get(accountId);
      if (!begin) return [];
      const { level, basis } = begin.beginning;
      return [
        {
          communityId,
          accountId,
          caseId: id,
          key: `${id}/opened`,
          at: new Date(now),
          actorId: SYSTEM_ACTOR,
          kind: 'case_opened',
          content: {
            level,
            basis,
            policyVersionId: policy.id,
            previousCaseId: begin.earlier?.id ?? null,
            waveId,
          },
        },
      ];
    }),
  );
  return rows.map(({ id, accountId }) => ({ caseId: id, accountId, communityId }));
}
