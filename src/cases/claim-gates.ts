import { isApproach } from '../domain/channel';
import { addDays, civilDay, startOfDay } from '../domain/civil-day';
import { communityNow } from '../domain/clock';
import { nextOpening } from '../domain/contact-windows';
import { bookedInDemonstration, freshnessVerdict } from '../domain/freshness';
import type { HoldKind } from '../domain/vocabulary';
import { promisedIn } from '../machine/promised';
import type { Refused } from './claim-answer';
import type { ClaimFacts } from './claim-facts';
import type { StepPlan } from './step-plan';

/** Holds that stop the whole person, on every account of his (domain.md: a ceiling that leaks, a death). */
const OF_THE_PERSON: ReadonlySet<HoldKind> = new Set<HoldKind>(['complaint', 'bereavement']);

/**
 * The gates before a contact, but for whom and through what: that the step is still due, that he owes, that nothing stops it, that
 * the wave is released and receipts are booked (law 2). Pure; in the order in which the answers are final.
 */
export function gateVerdict(plan: StepPlan, facts: ClaimFacts): Refused | null {
  const gates = gatesOf(plan);
  for (const gate of gates) {
    const refused = gate(plan, facts);
    if (refused) return refused;
  }
  return null;
}

function gatesOf(plan: StepPlan): Gate[] {
  if (plan.purpose === 'safeguard') return SAFEGUARD_GATES;
  return isApproach(plan.class) ? APPROACH_GATES : SERVICE_GATES;
}

type Gate = (plan: StepPlan, facts: ClaimFacts) => Refused | null;

const stillDue: Gate = (_plan, { pending, case: { status }, account }) => {
  if (account.mergedIntoId !== null) return { kind: 'SUPERSEDED', why: 'ACCOUNT_MERGED' };
  if (status === 'closed') return { kind: 'SUPERSEDED', why: 'CASE_CLOSED' };
  return pending ? null : { kind: 'SUPERSEDED', why: 'NOT_PENDING' };
};

/** A late fee alone drives no ladder, and what is within the tolerance is not asked for. */
export function owesNothing({ claim, policy }: ClaimFacts): boolean {
  return claim.oldestDueOn === null || claim.claimableFen <= policy.ladder.settlement.toleranceFen;
}

const owes: Gate = (plan, facts) => {
  if (owesNothing(facts)) return { kind: 'NOTHING_OWED' };
  return facts.claim.claimableFen < plan.minimumFen ? { kind: 'SUPERSEDED', why: 'BELOW_MINIMUM' } : null;
};

const notHeld: Gate = (_plan, { holds, account }) => {
  const own = holds.filter(({ accountId }) => accountId === account.id);
  if (own.length > 0) return { kind: 'HELD', holdIds: own.map(({ id }) => id) };
  return null;
};

/** A hold that staff just asked for: the case answers in a moment. One that it never heard of is looked at more and more rarely. */
const ASKED_AGAIN_REAL_MS = 5_000;
const DAY_REAL_MS = 86_400_000;

const noHoldAsked: Gate = (_plan, { askedHolds, clock, realNow }) => {
  const [asked] = askedHolds;
  if (!asked) return null;
  const waitMs = Math.min(Math.max(ASKED_AGAIN_REAL_MS, realNow - asked.askedAtReal), DAY_REAL_MS);
  const until = communityNow(clock, realNow + waitMs);
  return { kind: 'DEFERRED', until, reason: 'COMMAND_PENDING', ref: asked.commandId };
};

/** On another account of his: this case is not held, it waits. */
const personNotHeld: Gate = (plan, facts) => {
  const { holds, account } = facts;
  const hold = holds.find(({ accountId, kind }) => accountId !== account.id && OF_THE_PERSON.has(kind));
  if (!hold) return null;
  const until = Math.max(hold.endsAt.getTime(), askAgain(plan, facts));
  return { kind: 'DEFERRED', until, reason: 'PERSON_HELD', ref: hold.id };
};

const released: Gate = (plan, facts) => {
  const { case: one, today } = facts;
  if (one.releasedFromOn === null) {
    const until = Math.max(one.waveDueAt?.getTime() ?? 0, askAgain(plan, facts));
    return { kind: 'AWAITING_RELEASE', waveId: one.waveId, until };
  }
  if (one.releasedFromOn <= today) return null;
  const until = openingFrom(startOfDay(civilDay(one.releasedFromOn), facts.community.zone), plan, facts);
  return { kind: 'DEFERRED', until, reason: 'RELEASE_DAY', ref: one.waveId };
};

/** Receipts are booked far enough that who pays is not asked. A demonstration's always are. */
const fresh: Gate = (plan, facts) => {
  const { community, today, calendar, policy } = facts;
  const booked = community.demonstration
    ? bookedInDemonstration(today)
    : community.bookedThrough === null
      ? null
      : civilDay(community.bookedThrough);
  const { fresh: isFresh } = freshnessVerdict(booked, today, calendar, policy.rules.freshness.maxWorkdays);
  return isFresh ? null : { kind: 'DEFERRED', until: askAgain(plan, facts), reason: 'FRESHNESS', ref: null };
};

const notPaused: Gate = (plan, facts) => {
  const last = [...facts.pauses].sort((a, b) => (a.toOn < b.toOn ? 1 : -1))[0];
  if (!last) return null;
  const until = openingFrom(startOfDay(addDays(last.toOn, 1), facts.community.zone), plan, facts);
  return { kind: 'DEFERRED', until, reason: 'PAUSED', ref: last.id };
};

/** 关怀: no automatic contact, the supervisor calls. */
const noCare: Gate = (plan, { account }) =>
  plan.automatic && account.careMark !== null ? { kind: 'SUPERSEDED', why: 'CARE' } : null;

const APPROACH_GATES: Gate[] = [
  stillDue,
  owes,
  notHeld,
  noHoldAsked,
  personNotHeld,
  noCare,
  released,
  fresh,
  notPaused,
];

/** 时效保全, approved by two: of law 2 the first sentence alone binds; past holds, wave, receipts and pauses. */
const SAFEGUARD_GATES: Gate[] = [stillDue, owes];

/** A stop of the whole community stops every message, a pause of a building or an account what asks for money. */
const notStopped: Gate = (plan, facts) => {
  const pauses = facts.pauses.filter(
    ({ scope }) => scope === 'community' || plan.service === 'promise-reminder',
  );
  return notPaused(plan, { ...facts, pauses });
};

/** A death silences everything; a reminder of a promise also every other hold. */
const notSilenced: Gate = (plan, { holds, account, pending }) => {
  const silencing = holds.filter(({ id, kind, accountId }) => {
    if (kind === 'bereavement') return true;
    if (plan.service !== 'promise-reminder' || id === pending?.ref) return false;
    return accountId === account.id || OF_THE_PERSON.has(kind);
  });
  return silencing.length > 0 ? { kind: 'HELD', holdIds: silencing.map(({ id }) => id) } : null;
};

const stillSensible: Gate = (plan, facts) => {
  switch (plan.service) {
    case 'promise-reminder': {
      if (owesNothing(facts)) return { kind: 'NOTHING_OWED' };
      const promised = facts.pending && promisedIn(facts.snapshotHolds, facts.pending)?.on;
      return promised && promised >= facts.today ? null : { kind: 'SUPERSEDED', why: 'TOO_LATE' };
    }
    case 'thanks':
      // none after level 3, and none for what is owed again
      return facts.case.level >= 3 || !owesNothing(facts) ? { kind: 'SUPERSEDED', why: 'NO_THANKS' } : null;
    case 'correction':
    case null:
      return null;
    default: {
      const never: never = plan.service;
      throw new Error(`unknown service notice: ${never}`);
    }
  }
};

const SERVICE_GATES: Gate[] = [stillDue, stillSensible, notSilenced, noCare, notStopped];

/** Where only a row can open the gate, it is looked at again tomorrow, when the channel opens and not all at once. */
export function askAgain(plan: StepPlan, facts: ClaimFacts): number {
  return openingFrom(startOfDay(addDays(facts.today, 1), facts.community.zone), plan, facts);
}

/** The first opening from then on of the channel that the step would take; where none opens within a year, that instant itself. */
export function openingFrom(from: number, plan: StepPlan, facts: ClaimFacts): number {
  const [channel] = plan.channels;
  if (!channel) return from;
  const { calendar, policy, account } = facts;
  const opening = nextOpening({
    channel,
    calendar,
    rules: policy.rules.contact,
    building: account.building,
    contactClass: plan.class,
    from,
    spreadKey: account.id,
  });
  return opening ?? from;
}
