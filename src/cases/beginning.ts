import { randomUUID } from 'node:crypto';
import type { CaseStart } from '../../workflows/messages';
import { communityTime } from '../communities/time';
import type { Tx } from '../db/scope';
import { addWorkdays, type Calendar } from '../domain/calendar';
import { addDays, type CivilDay, startOfDay } from '../domain/civil-day';
import type { Ladder } from '../domain/ladder';
import { type Declared, declaredSchema, isAtCounsel } from '../domain/take-over';
import { type HoldKind, type Level, levelSchema } from '../domain/vocabulary';
import { accountClaim } from '../ledger/claimable';
import type { CaseInput, EntryBasis, Hold } from '../machine/context';
import { calendarOf } from '../policy/calendar-store';
import { pinnedPolicy } from '../policy/versions';

/** How a case begins: at level 1, or where a take-over declared it to be, or where the case that it names stood. */
export type Beginning = { level: Level; basis: EntryBasis; withCounsel: boolean };

export type EarlierCase = { id: string; level: number; closeReason: string | null };

const FIRST: Beginning = { level: 1, basis: { kind: 'first_overdue', evidence: [] }, withCounsel: false };

export function beginningOf(declared: Declared | null, earlier: EarlierCase | null): Beginning {
  // a silent case that a new charge superseded is named, but the new one begins at level 1
  if (earlier?.closeReason === 'superseded') return FIRST;
  if (earlier) {
    const level = levelSchema.parse(earlier.level);
    return { level, basis: { kind: 'earlier_case', evidence: [earlier.id] }, withCounsel: level === 4 };
  }
  if (declared === null) return FIRST;
  const basis: EntryBasis = { kind: 'declared', evidence: [declared.state] };
  // 状态 beats 催缴级别
  if (isAtCounsel(declared)) return { level: 4, basis, withCounsel: true };
  if (declared.level === null) return FIRST;
  return { level: declared.level, basis, withCounsel: declared.level === 4 };
}

/**
 * The facts a case begins with, read by its workflow itself; null when the case is closed already.
 *
 * @param realNow epoch milliseconds
 */
export async function inputOf(tx: Tx, start: CaseStart, realNow: number): Promise<CaseInput | null> {
  const { caseId, accountId, communityId } = start;
  const row = await tx.dunningCase.findUniqueOrThrow({
    where: { id: caseId },
    select: {
      status: true,
      openedAt: true,
      policyVersionId: true,
      previousCaseId: true,
      account: { select: { declared: true } },
    },
  });
  if (row.status === 'closed') return null;
  const { clock, zone, today } = await communityTime(tx, communityId, realNow);
  const { ladder } = (await pinnedPolicy(tx, row.policyVersionId)).policy;
  const calendar = await calendarOf(tx, communityId);
  const claim = await accountClaim(tx, accountId, today);
  const earlier = await earlierCase(tx, row.previousCaseId);
  // what a take-over declared was of the account's first case
  const isFirst = await isFirstCase(tx, accountId, caseId);
  const declared = isFirst ? declaredSchema.nullable().parse(row.account.declared) : null;
  const openedAt = row.openedAt.getTime();
  const hold = earlier ? reviewOf(earlier, ladder, today) : declaredHold(declared, ladder, calendar, today);
  return {
    caseId,
    accountId,
    communityId,
    clock,
    openedAt,
    ...beginningOf(declared, earlier),
    cause: declared?.cause ?? 'unknown',
    ledgerVersion: claim.ledgerVersion,
    claimableFen: claim.claimableFen,
    principalFen: claim.principalOutstandingFen,
    oldestDueOn: claim.oldestDueOn,
    holds: hold === null ? [] : [placed(hold, openedAt, zone)],
  };
}

/** One that a correction of the take-over made begin anew counts for nothing. */
async function isFirstCase(tx: Tx, accountId: string, caseId: string): Promise<boolean> {
  const takeOver = await tx.takeOver.findUnique({ where: { accountId }, select: { replacesCaseId: true } });
  const others = [caseId, ...(takeOver?.replacesCaseId ? [takeOver.replacesCaseId] : [])];
  return (await tx.dunningCase.count({ where: { accountId, id: { notIn: others } } })) === 0;
}

export async function earlierCase(tx: Tx, caseId: string | null): Promise<EarlierCase | null> {
  if (caseId === null) return null;
  return tx.dunningCase.findUniqueOrThrow({
    where: { id: caseId },
    select: { id: true, level: true, closeReason: true },
  });
}

/** `lastOn`: the last civil day of the hold */
export type DeclaredHold = {
  kind: HoldKind;
  lastOn: CivilDay;
  promisedOn?: CivilDay | null;
  amountFen?: number | null;
};

/** The hold that a declared state opens (domain: take-over). Nobody whom the company is suing needs one: counsel acts. */
export function declaredHold(
  declared: Declared | null,
  ladder: Ladder,
  calendar: Calendar,
  today: CivilDay,
): DeclaredHold | null {
  if (declared === null) return null;
  const { holds, promises } = ladder;
  switch (declared.state) {
    case 'normal':
    case 'law_firm':
    case 'sued':
      return null;
    case 'promise': {
      const { promisedOn, promisedFen } = declared;
      if (promisedOn === null)
        return { kind: 'takeover_review', lastOn: addDays(today, holds.takeoverReviewDays) };
      const lastOn = addWorkdays(calendar, promisedOn, promises.graceWorkdays);
      return { kind: 'promise', lastOn, promisedOn, amountFen: promisedFen };
    }
    case 'dispute':
      return { kind: 'complaint', lastOn: addWorkdays(calendar, today, holds.complaint.answerWorkdays) };
    case 'instalments':
      return { kind: 'instalment_plan', lastOn: addWorkdays(calendar, today, holds.takeoverPlanWorkdays) };
    case 'deceased':
      return { kind: 'bereavement', lastOn: addDays(today, holds.bereavementDays) };
    case 'vacant':
    case 'deferred':
      return { kind: 'takeover_review', lastOn: addDays(today, holds.takeoverReviewDays) };
    default: {
      const never: never = declared.state;
      throw new Error(`unknown declared state: ${never}`);
    }
  }
}

/** A payment that was reversed after its case had closed: staff look at it before any new contact. */
function reviewOf({ closeReason }: EarlierCase, ladder: Ladder, today: CivilDay): DeclaredHold | null {
  if (closeReason === 'superseded' || closeReason === 'merged') return null;
  return { kind: 'takeover_review', lastOn: addDays(today, ladder.holds.takeoverReviewDays) };
}

function placed(
  { kind, lastOn, promisedOn = null, amountFen = null }: DeclaredHold,
  beganAt: number,
  zone: string,
): Hold {
  const endsAt = startOfDay(addDays(lastOn, 1), zone);
  return { id: randomUUID(), kind, beganAt, endsAt, by: null, amountFen, promisedOn };
}
