import type { Level } from '../domain/vocabulary';
import { ladderPending } from './change';
import type { CaseContext, Demand } from './context';

/**
 * What no plan and no policy can talk the machine out of: laws 1 and 6 of a case, as functions of its context.
 */

/** The plan says that the level is due, and its time has come. */
export function levelIsDue(context: CaseContext, at: number, to: Level): boolean {
  return context.next?.kind === 'level' && context.next.to === to && nextIsDue(context, at);
}

/** The time of what is planned next has come, and the ladder waits for no act meanwhile. */
export function nextIsDue(context: CaseContext, at: number): boolean {
  return context.dueAt !== null && context.dueAt <= at && ladderPending(context).length === 0;
}

/**
 * Law 1. 1→2 by level 1's demand in evidence (or declared at take-over) or by UNREACHABLE, each attempt in evidence; 2→3 by a notice in
 * evidence and its deadline over.
 */
export function entryIsEarned(context: CaseContext, at: number, to: Level): boolean {
  if (context.next?.kind !== 'level' || context.next.to !== to) return false;
  const { basis } = context.next;
  if (to === 2) {
    if (context.level !== 1) return false;
    if (basis.kind === 'demand') return standingDemands(context).length > 0;
    if (basis.kind === 'declared') return context.basis.kind === 'declared';
    return basis.kind === 'unreachable' && basis.evidence.length > 0;
  }
  if (to === 3) {
    return context.level === 2 && basis.kind === 'deadline_over' && overdueNotices(context, at).length > 0;
  }
  return false;
}

/** Level 1's demands in evidence. A message that was taken and did not arrive, as was heard later, is none. */
export function standingDemands({ demands }: CaseContext): Demand[] {
  return demands.filter(({ level, grade }) => level === 1 && grade !== 'none');
}

/** Taken over as sued or with a law firm, and counsel has not confirmed it: nothing is filed or sent from it (law 6). */
export function awaitsCounsel(context: CaseContext): boolean {
  return Object.values(context.pending).some((pending) => pending.task === 'counsel_confirm');
}

/** Written notices in evidence whose deadline is over; one that came back proves nothing. */
export function overdueNotices(context: CaseContext, at: number): Demand[] {
  return context.demands.filter(
    (demand) =>
      demand.written && demand.grade !== 'none' && demand.deadlineAt !== null && demand.deadlineAt <= at,
  );
}

/**
 * Law 6: for which of the offices that must approve this person stands; null: for none that is still open, or he may not. A person who
 * asked, or has approved for one office, stands for no other. The company stands in for the manager, whose superior it is.
 */
export function officeOf(context: CaseContext, { id, role }: { id: string; role: string }): string | null {
  const { referral } = context;
  if (referral === null || referral.requestedBy === id) return null;
  const given = referral.approvals ?? [];
  if (given.some(({ by }) => by === id)) return null;
  const open = openOffices(context);
  if (open.includes(role)) return role;
  return role === 'company' && open.includes('manager') ? 'manager' : null;
}

/** The offices whose approval a referral still lacks. */
export function openOffices({ referral }: CaseContext): string[] {
  if (referral === null) return [];
  const given = (referral.approvals ?? []).map(({ office }) => office);
  return (referral.needs ?? []).filter((office) => !given.includes(office));
}

/** Whether this approval is the last that is needed. Of a request that names no offices, one is enough (as before there were any). */
export function isLastApproval(context: CaseContext, actor: { id: string; role: string }): boolean {
  const { referral } = context;
  if (referral === null || referral.requestedBy === actor.id) return false;
  if ((referral.needs ?? []).length === 0) return true;
  return officeOf(context, actor) !== null && openOffices(context).length === 1;
}

/** Law 6: a written demand of grade arrived, or two of grade sent by different means; their deadline over. */
export function referralDemandIsOver(context: CaseContext, at: number): boolean {
  const overAt = referralDemandOverAt(context);
  return overAt !== null && overAt <= at;
}

/** When the demands that are in evidence today will bear a referral; null: they are not enough, however long one waits. */
export function referralDemandOverAt(context: CaseContext): number | null {
  const written = context.demands
    .filter((demand) => demand.written && demand.deadlineAt !== null)
    .map((demand) => ({ ...demand, overAt: demand.deadlineAt ?? 0 }))
    .sort((a, b) => a.overAt - b.overAt);
  const arrived = written.find((demand) => demand.grade === 'arrived')?.overAt ?? null;
  const sent = written.filter((demand) => demand.grade === 'sent');
  const second = sent.find((demand) => demand.channel !== sent[0]?.channel)?.overAt ?? null;
  if (arrived === null || second === null) return arrived ?? second;
  return Math.min(arrived, second);
}
