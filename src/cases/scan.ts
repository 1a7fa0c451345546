import type { NextMorning, ScanCounts } from '../../workflows/messages';
import { type CaseStart, caseWorkflowId, staffUpdate } from '../../workflows/messages';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { addDays, instantAt } from '../domain/civil-day';
import { clockStands, communityNow } from '../domain/clock';
import { SYSTEM_ACTOR } from '../evidence/notes';
import { lockAccounts, raiseLedgerVersions } from '../ledger/claimable';
import { fillLookUps } from '../ledger/look-up-indexes';
import { settleAbandoned } from './abandoned';
import { settleAbsences } from './absences';
import { finishMoves } from './accounts/finish-move';
import { raiseAlarms } from './limitation-alarms';
import { reconcileCases } from './nudge';
import { openCases } from './open';
import { passUpOverdue } from './overdue';
import { askForReceipts } from './receipts-task';
import { gatherReferrals } from './referral-batch';
import { resumeCommands } from './resume-commands';
import { gatherStrays } from './strays';
import { resumeTakeOvers } from './take-over';
import { startWorkflow, startWorkflows } from './workflow-of-case';

const PAGE = 200;
const STARTS_AT_ONCE = 10;
const CLOSED_WITHIN_MS = 20_000;
/** A case whose workflow has not begun by then, or slept past its time by a day, is looked after. */
const BEGUN_WITHIN_MS = 60_000;
const SLEPT_DAYS = 1;
const MORNING_MINUTES = 8 * 60;
/** A demonstration's days are scanned for so long; nobody watches one further. */
const DEMONSTRATION_DAYS = 1100;

/**
 * One community's morning: what came due is told, accounts newly in arrears get their case in the day's wave, open cases that missed
 * something hear of it, lost workflows go on, overdue work goes up. Everything once, however often it is run.
 */
export async function scanCommunity(
  context: Context,
  communityId: string,
  heartbeat: () => void = () => {},
): Promise<ScanCounts> {
  await settleAbsences(context, communityId);
  await fillLookUps(context, communityId);
  await finishMoves(context, communityId);
  await tellWhatCameDue(context, communityId, heartbeat);
  await oneOfMany(context, communityId, () => resumeTakeOvers(context, communityId));
  await gatherStrays(context, communityId);
  let opened = await openCases(context, communityId, { origin: 'scan' }, heartbeat);
  const { superseded } = opened;
  for (const one of superseded) {
    await oneOfMany(context, one.caseId, () => supersede(context, one));
    heartbeat();
  }
  const starts = [...opened.opened];
  if (superseded.length > 0) {
    opened = await openCases(context, communityId, { origin: 'scan' }, heartbeat);
    starts.push(...opened.opened);
  }
  await startWorkflows(context, starts, STARTS_AT_ONCE, heartbeat);
  await resumeCommands(context, communityId);
  await settleAbandoned(context, communityId);
  await askForReceipts(context, communityId);
  await withScope(context, communityId, async (tx) =>
    gatherReferrals(tx, communityId, await communityTime(tx, communityId, context.now())),
  );
  await raiseAlarms(context, communityId);
  heartbeat();
  return {
    communities: 1,
    opened: starts.length,
    raised: opened.raised,
    superseded: superseded.length,
    told: await reconcileCases(context, communityId, heartbeat),
    restarted: await restartLost(context, communityId, heartbeat),
    overdue: await passUpOverdue(context, communityId),
  };
}

/** Time alone makes an account owe more: each charge that fell due since the account's last change raises its version once. */
async function tellWhatCameDue(context: Context, communityId: string, heartbeat: () => void): Promise<void> {
  let afterId: string | null = null;
  do {
    const accountIds = await withScope(context, communityId, async (tx) => {
      const time = await communityTime(tx, communityId, context.now());
      const rows: { accountId: string }[] = await tx.$queryRaw`
        select distinct c."accountId" from charge c
        where c."communityId" = ${communityId}::uuid and c.status = 'standing' and c."dueOn" < ${time.today}
          and (${afterId}::uuid is null or c."accountId" > ${afterId}::uuid)
          and not exists (select from ledger_event e where e."accountId" = c."accountId"
            and to_char(e.at at time zone ${time.zone}, 'YYYY-MM-DD') > c."dueOn")
        order by c."accountId" limit ${PAGE}`;
      const ids = rows.map(({ accountId }) => accountId);
      if (ids.length === 0) return ids;
      await lockAccounts(tx, ids);
      await raiseLedgerVersions(
        tx,
        ids.map((accountId) => ({
          communityId,
          accountId,
          kind: 'charge_due',
          key: `due/${accountId}/${time.today}`,
        })),
        time,
      );
      return ids;
    });
    afterId = accountIds.length < PAGE ? null : (accountIds.at(-1) ?? null);
    heartbeat();
  } while (afterId !== null);
}

/** A charge came due while the case was silent: the case is closed, and a new one will begin at level 1. */
async function supersede(context: Context, { caseId, accountId, communityId }: CaseStart): Promise<void> {
  const { now } = await withScope(context, communityId, (tx) =>
    communityTime(tx, communityId, context.now()),
  );
  const commandId = `superseded~${caseId}`;
  const actor = { id: SYSTEM_ACTOR, role: SYSTEM_ACTOR };
  const event = { type: 'CASE_CLOSED', at: now, actor, commandId, reason: 'superseded' } as const;
  const handle = context.temporal.workflow.getHandle(caseWorkflowId(accountId));
  await context.temporal.withDeadline(Date.now() + CLOSED_WITHIN_MS, () =>
    handle.executeUpdate(staffUpdate, { updateId: commandId, args: [event] }),
  );
}

async function restartLost(context: Context, communityId: string, heartbeat: () => void): Promise<number> {
  const lost = await withScope(context, communityId, async (tx) => {
    const { now, clock } = await communityTime(tx, communityId, context.now());
    // where a day lasts a second, a busy machine is late by days and nothing is lost
    const sleptSince = Math.min(
      now - SLEPT_DAYS * 86_400_000,
      communityNow(clock, context.now() - BEGUN_WITHIN_MS),
    );
    return tx.dunningCase.findMany({
      where: {
        communityId,
        status: { not: 'closed' },
        OR: [
          { turn: 0, realOpenedAt: { lt: new Date(context.now() - BEGUN_WITHIN_MS) } },
          { wakeAt: { lt: new Date(sleptSince) } },
        ],
      },
      select: { id: true, accountId: true },
      orderBy: { id: 'asc' },
      take: 1000,
    });
  });
  let restarted = 0;
  for (const { id, accountId } of lost) {
    const start = { caseId: id, accountId, communityId };
    const started = await oneOfMany(context, id, () => startWorkflow(context, start));
    if (started === 'started') restarted += 1;
    heartbeat();
  }
  return restarted;
}

/** One case that does not go does not keep the others from theirs: it is tried again tomorrow. */
async function oneOfMany<T>(context: Context, caseId: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    context.logger.error(
      { caseId, error: error instanceof Error ? error.name : 'unknown' },
      'a case was passed over in the scan',
    );
    return null;
  }
}

/** The next morning of a demonstration's own clock; null while it stands, and once nobody watches any more. */
export async function nextMorning(context: Context, communityId: string): Promise<NextMorning> {
  const { clock, zone, today } = await withScope(context, communityId, (tx) =>
    communityTime(tx, communityId, context.now()),
  );
  if (clock.kind === 'real' || clockStands(clock)) return null;
  const at = instantAt(addDays(today, 1), MORNING_MINUTES, zone);
  return at > clock.startsAt + DEMONSTRATION_DAYS * 86_400_000 ? null : { clock, at };
}
