import { addWorkdays } from '../../domain/calendar';
import { chineseCalendar } from '../../domain/chinese-calendar';
import { addDays, type CivilDay, civilDay, civilDayOf, instantAt } from '../../domain/civil-day';
import type { HoldKind, Level } from '../../domain/vocabulary';
import type { Hold, Pending } from '../../machine/context';
import type { CaseEvent, StaffEvent } from '../../machine/events';
import type { Facts } from '../../machine/facts';
import { planNext } from '../../machine/plan-next';
import { advance, type CaseSnapshot, startCase } from '../../machine/run';
import { standard } from '../../policy/standard';

/** A case under one hold, made on the machine itself: what the table of holds and events asks about. */

const ZONE = 'Asia/Shanghai';
const CALENDAR = chineseCalendar({ zone: ZONE, fromYear: 2025, throughYear: 2028 });
const HOUR_MS = 3_600_000;
const DUE_ON = civilDay('2026-03-31');
const OPENED_AT = instantAt(civilDay('2026-04-08'), 9 * 60, ZONE);
const HELD_DAYS = 20;
export const OWED_FEN = 250_000;

export type HeldCase = {
  snapshot: CaseSnapshot;
  /** Five hours after the hold began */
  now: number;
  hold: Hold;
  /** The hold's own work, where it gives any */
  work: { key: string; pending: Pending } | null;
};

/** @param acting whether an automatic act of the ladder is out when the hold begins */
export function heldCase(kind: HoldKind, level: Level, acting = false): HeldCase {
  const begun = settle(begin(level), OPENED_AT);
  const dueAt = begun.context.dueAt ?? OPENED_AT;
  const free = acting ? settle(advance(begun, { type: 'WOKEN', at: dueAt }).snapshot, dueAt) : begun;
  const placedAt = free.context.now + HOUR_MS;
  const hold: Hold = {
    id: 'h1',
    kind,
    beganAt: placedAt,
    endsAt: endOf(kind, placedAt),
    by: 'agent-1',
    amountFen: kind === 'promise' || kind === 'instalment_plan' ? OWED_FEN : null,
    promisedOn: kind === 'promise' ? addDays(civilDayOf(placedAt, ZONE), HELD_DAYS - 6) : null,
  };
  const placed = advance(free, says(placedAt, { type: 'HOLD_PLACED', hold }, 'agent-1', 'agent')).snapshot;
  const snapshot = settle(placed, placedAt);
  const work = Object.entries(snapshot.context.pending).find(([, one]) => one.ref === hold.id);
  return {
    snapshot,
    now: placedAt + 5 * HOUR_MS,
    hold,
    work: work ? { key: work[0], pending: work[1] } : null,
  };
}

function endOf(kind: HoldKind, placedAt: number): number {
  if (kind !== 'payment_claimed') return placedAt + HELD_DAYS * 24 * HOUR_MS;
  const { workdays } = standard.ladder.holds.paymentClaimed;
  const last = addWorkdays(CALENDAR, civilDayOf(placedAt, ZONE), workdays);
  return instantAt(addDays(last, 1), 0, ZONE);
}

function begin(level: Level): CaseSnapshot {
  return startCase({
    caseId: 'case',
    accountId: 'account',
    communityId: 'community',
    clock: { kind: 'real' },
    openedAt: OPENED_AT,
    level,
    basis: { kind: level === 1 ? 'first_overdue' : 'declared', evidence: ['import'] },
    cause: 'unknown',
    ledgerVersion: 1,
    claimableFen: OWED_FEN,
    principalFen: OWED_FEN,
    oldestDueOn: DUE_ON,
    holds: [],
    withCounsel: level === 4,
  }).snapshot;
}

/** Applies the plan, as the driver does after each record. */
function settle(snapshot: CaseSnapshot, now: number): CaseSnapshot {
  return advance(snapshot, planOn(snapshot, now)).snapshot;
}

/** What was paid since the hold began, and whether finance has booked receipts up to yesterday. */
export type Receipts = { paidFen: number; booked: boolean };

export function planOn(
  snapshot: CaseSnapshot,
  now: number,
  receipts: Receipts = { paidFen: 0, booked: true },
): CaseEvent {
  return planNext(snapshot, factsAt(now, snapshot, receipts), now);
}

function factsAt(now: number, { context }: CaseSnapshot, { paidFen, booked }: Receipts): Facts {
  const today: CivilDay = civilDayOf(now, ZONE);
  return {
    ladder: standard.ladder,
    contact: standard.rules.contact,
    calendar: CALENDAR,
    accountId: context.accountId,
    building: '1',
    careMark: null,
    oldestDueOn: DUE_ON,
    claimableFen: context.claimableFen,
    principalFen: context.principalFen,
    periodsOwed: 1,
    oldestFreshDueOn: null,
    usableChannels: ['sms', 'call', 'post', 'mail', 'visit'],
    daysTriedInVain: [],
    bookedThrough: booked ? addDays(today, -1) : null,
    paidSinceFen: Object.fromEntries(context.holds.map(({ id }) => [id, paidFen])),
    limitationOn: null,
    postedWithoutAnswer: false,
    letterCameBack: false,
  };
}

type Said = StaffEvent extends infer One
  ? One extends StaffEvent
    ? Omit<One, 'at' | 'actor' | 'commandId'>
    : never
  : never;

export function says(at: number, said: Said, id: string, role: string): StaffEvent {
  return { ...said, at, actor: { id, role }, commandId: 'command' } as StaffEvent;
}
