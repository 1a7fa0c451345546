import type { CaseStart } from '../../workflows/messages';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { appendAllEvidence, type NewEntry } from '../evidence/append';
import { SYSTEM_ACTOR } from '../evidence/notes';
import { accountsInArrears } from '../ledger/arrears';
import { type AccountClaim, accountClaims, lockAccounts } from '../ledger/claimable';
import { calendarOf } from '../policy/calendar-store';
import { currentPolicy, type StoredPolicy } from '../policy/versions';
import { beginningOf } from './beginning';
import { waveOfImport, waveOfScan } from './wave-rows';
import { accountStandings, namedCase, type Standing, verdictOn } from './who-gets-a-case';
import { startWorkflows } from './workflow-of-case';

const PAGE = 100;

/** Where newly opened cases, and those whose amount was raised, wait for their release. */
export type WaveOf = { origin: 'import'; batchId: string } | { origin: 'scan' };

export type Opened = {
  /** cases that were opened */
  opened: CaseStart[];
  /** open cases that a ledger made owe more, put into its wave */
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
  const { today } = await communityTime(tx, communityId, context.now());
  const { claims, nextAfterId } = await accountsInArrears(tx, communityId, today, afterId, PAGE);
  return { ...(await openFor(tx, context, communityId, wave, claims)), nextAfterId };
}

/** These accounts alone, in the day's wave or another: whose objects moved, say. Rows only: the caller starts the workflows. */
export async function openCasesOf(
  tx: Tx,
  context: Context,
  communityId: string,
  accountIds: readonly string[],
  wave: WaveOf = { origin: 'scan' },
): Promise<Opened> {
  const { today } = await communityTime(tx, communityId, context.now());
  const claims = [...(await accountClaims(tx, accountIds, today)).values()];
  return openFor(
    tx,
    context,
    communityId,
    wave,
    claims.filter(({ claimableFen }) => claimableFen > 0),
  );
}

async function openFor(
  tx: Tx,
  context: Context,
  communityId: string,
  wave: WaveOf,
  claims: readonly AccountClaim[],
): Promise<Opened> {
  const { now, today } = await communityTime(tx, communityId, context.now());
  const nothing: Opened = { opened: [], raised: 0, superseded: [], waveId: null };
  if (claims.length === 0) return nothing;
  const policy = await currentPolicy(tx, communityId);
  const calendar = await calendarOf(tx, communityId);
  const accountIds = claims.map(({ accountId }) => accountId);
  await lockAccounts(tx, accountIds);
  const batchId = wave.origin === 'import' ? wave.batchId : null;
  const standing = await accountStandings(tx, accountIds, batchId);
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
    batchId !== null
      ? await waveOfImport(tx, communityId, batchId, { now, today }, calendar)
      : await waveOfScan(tx, communityId, { now, today }, calendar);
  const opened = await insertCases(tx, context, { communityId, waveId, now, policy }, toOpen);
  const raised = await tx.dunningCase.updateMany({
    where: {
      id: { in: toRaise.flatMap(({ standing: known }) => (known?.live ? [known.live.id] : [])) },
      OR: [{ waveId: null }, { waveId: { not: waveId } }],
    },
    data: { waveId, releasedFromOn: null },
  });
  return { opened, raised: raised.count, superseded, waveId };
}

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
    const declared = standing.last && !standing.redeclared ? null : standing.declared;
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
