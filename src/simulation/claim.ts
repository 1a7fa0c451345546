import type { Calendar } from '../domain/calendar';
import { type Channel, type ContactClass, isApproach } from '../domain/channel';
import { addDays, type CivilDay, civilDayOf, startOfDay } from '../domain/civil-day';
import { budgetVerdict, type EarlierContact } from '../domain/contact-budget';
import type { ContactRules, StatedTime } from '../domain/contact-rules';
import { isOpen, nextOpening } from '../domain/contact-windows';
import { freshnessVerdict } from '../domain/freshness';
import type { Level } from '../domain/vocabulary';
import type { Hold } from '../machine/context';
import type { StepAnswer } from '../machine/events';

/** What stands before a contact, as it is at that instant. The same questions as the claim in the database, in the same order. */
export type ClaimQuestion = {
  now: number;
  class: ContactClass;
  channel: Channel;
  automatic: boolean;
  address: string | null;
  piece: string | null;
  /** Spreads what waits for an opening, and is the same for the account for ever */
  accountId: string;
  building: string | null;
  level: Level;
  holds: readonly Hold[];
  /** The hold that a service notice speaks of; it does not silence its own reminder */
  holdId: string | null;
  owes: boolean;
  claimableFen: number;
  /** 起催额 of the step */
  minimumFen: number;
  careMark: string | null;
  /** Null: its wave is not released */
  releasedFromOn: CivilDay | null;
  bookedThrough: CivilDay | null;
  maxWorkdaysBehind: number;
  /** A pause of community, building or account that stands, to its last day */
  pausedThroughOn: CivilDay | null;
  statedTime: StatedTime | null;
  rules: ContactRules;
  calendar: Calendar;
  earlier: readonly EarlierContact[];
};

/** Why a contact may not be made now; null: it may. */
export type Refused = Extract<StepAnswer, { kind: 'withdrawn' | 'deferred' }>;

export function claimVerdict(question: ClaimQuestion): Refused | null {
  const gates = isApproach(question.class) ? APPROACH_GATES : SERVICE_GATES;
  for (const gate of gates) {
    const refused = gate(question);
    if (refused) return refused;
  }
  return null;
}

type Gate = (question: ClaimQuestion) => Refused | null;

const owes: Gate = ({ owes: isOwed, claimableFen, minimumFen }) => {
  if (!isOwed) return { kind: 'withdrawn', reason: 'NOTHING_OWED' };
  return claimableFen < minimumFen ? { kind: 'withdrawn', reason: 'SUPERSEDED' } : null;
};

const notHeld: Gate = ({ holds }) => (holds.length > 0 ? { kind: 'withdrawn', reason: 'HELD' } : null);

/** 关怀: no automatic contact, the supervisor calls. */
const noCare: Gate = ({ automatic, careMark }) =>
  automatic && careMark !== null ? { kind: 'withdrawn', reason: 'SUPERSEDED' } : null;

const released: Gate = (question) => {
  const { releasedFromOn, calendar, now } = question;
  if (releasedFromOn === null) return deferred(askAgain(question), 'AWAITING_RELEASE');
  if (releasedFromOn <= civilDayOf(now, calendar.zone)) return null;
  return deferred(openingFrom(startOfDay(releasedFromOn, calendar.zone), question), 'RELEASE_DAY');
};

const fresh: Gate = (question) => {
  const { bookedThrough, now, calendar, maxWorkdaysBehind } = question;
  const today = civilDayOf(now, calendar.zone);
  return freshnessVerdict(bookedThrough, today, calendar, maxWorkdaysBehind).fresh
    ? null
    : deferred(askAgain(question), 'FRESHNESS');
};

const notPaused: Gate = (question) => {
  const { pausedThroughOn, calendar } = question;
  if (pausedThroughOn === null) return null;
  return deferred(openingFrom(startOfDay(addDays(pausedThroughOn, 1), calendar.zone), question), 'PAUSED');
};

const withinBudget: Gate = (question) => {
  const { now, piece, channel, automatic, address, level, calendar, rules, earlier } = question;
  const verdict = budgetVerdict({
    at: now,
    class: question.class,
    channel,
    automatic,
    addressHash: address,
    piece,
    level,
    zone: calendar.zone,
    rules,
    earlier,
  });
  return verdict.ok ? null : deferred(openingFrom(verdict.until, question), verdict.rule);
};

const inWindow: Gate = (question) =>
  isOpen(question.now, windowOf(question)) ? null : deferred(openingFrom(question.now, question), 'WINDOW');

/** A death silences everything. */
const notSilenced: Gate = ({ holds, holdId }) =>
  holds.some(({ id, kind }) => kind === 'bereavement' && id !== holdId)
    ? { kind: 'withdrawn', reason: 'HELD' }
    : null;

const APPROACH_GATES: Gate[] = [owes, notHeld, noCare, released, fresh, notPaused, withinBudget, inWindow];
const SERVICE_GATES: Gate[] = [notSilenced, noCare, inWindow];

function deferred(until: number, reason: string): Refused {
  return { kind: 'deferred', until, reason, ref: null };
}

/** Where only somebody's word can open the gate, it is looked at again tomorrow, when the channel opens. */
function askAgain(question: ClaimQuestion): number {
  const { now, calendar } = question;
  const tomorrow = addDays(civilDayOf(now, calendar.zone), 1);
  return openingFrom(startOfDay(tomorrow, calendar.zone), question);
}

function openingFrom(from: number, question: ClaimQuestion): number {
  return nextOpening({ ...windowOf(question), from, spreadKey: question.accountId }) ?? from;
}

function windowOf(question: ClaimQuestion) {
  const { channel, calendar, rules, building, statedTime, automatic } = question;
  // only what leaves by itself is spread over the opening
  const spread = automatic ? rules : { ...rules, spreadMinutes: 0 };
  return { channel, calendar, rules: spread, building, statedTime, contactClass: question.class };
}
