import { type Channel, channelSchema, contactClassSchema } from '../domain/channel';
import { communityNow } from '../domain/clock';
import { budgetVerdict, type EarlierContact } from '../domain/contact-budget';
import type { StatedTime } from '../domain/contact-rules';
import { isOpen, nextOpening } from '../domain/contact-windows';
import { parseStepKey, type StepKey } from '../machine/step-key';
import { busyUntil } from './busy-address';
import type { Refused } from './claim-answer';
import type { ClaimFacts } from './claim-facts';
import type { Recipient } from './claim-locks';
import type { PastContact } from './claim-past';
import { statedTimeOf } from './stated-time';
import { pieceOf, type StepPlan } from './step-plan';

/** One way to the person: a channel, and the address or (paper at the door, a visit) none. */
export type Way = { channel: Channel; recipient: Recipient | null };

export type PeaceQuestion = {
  plan: StepPlan;
  facts: ClaimFacts;
  past: readonly PastContact[];
  /** The contact's own key: names the piece of paper */
  key: StepKey;
  way: Way;
  /** Said by the owner just now; beats what is on file */
  statedTime: StatedTime | null;
  /** A consent to one contact over budget that nobody has used */
  exempt: boolean;
  /** Real time that a provider may need until it can be asked */
  latencyMs: number;
};

export type PeaceVerdict =
  | { ok: true; usesExemption: boolean }
  | { ok: false; refused: Refused & { until: number } };

/** Outcomes by which nothing left: they neither disturbed anybody nor count. */
const NOTHING_LEFT: ReadonlySet<string> = new Set(['lost', 'not_called']);

/**
 * Law 3 for one way, now: the window or the owner's own time, no quiet day, the budgets and spacing of person and address, the caps
 * of attempts. An exemption lifts the budgets, never a window, a quiet day or the night.
 */
export function peaceVerdict(question: PeaceQuestion): PeaceVerdict {
  const { facts, way, plan } = question;
  const busy = addressInDoubt(question);
  if (busy)
    return { ok: false, refused: { kind: 'DEFERRED', until: busy, reason: 'ADDRESS_IN_DOUBT', ref: null } };
  const budget = budgetVerdict({
    at: facts.now,
    class: plan.class,
    channel: way.channel,
    automatic: plan.automatic,
    addressHash: way.recipient?.valueIndex ?? null,
    piece: plan.class === 'formal' ? pieceOf(question.key, facts.policy.ladder) : null,
    level: facts.case.level,
    zone: facts.community.zone,
    rules: facts.policy.rules.contact,
    earlier: question.past.flatMap((contact) => earlierOf(contact, facts)),
  });
  // a safeguard is past the budget, never past the window, the night or an opt-out
  const isSafeguard = plan.purpose === 'safeguard';
  const over = !budget.ok && !question.exempt && !isSafeguard;
  if (over) {
    const until = openingOf(budget.until, question) ?? budget.until;
    return { ok: false, refused: { kind: 'DEFERRED', until, reason: budget.rule, ref: null } };
  }
  if (!isOpen(facts.now, windowOf(question))) {
    const until = openingOf(facts.now, question);
    // Nothing opens within a year: a person is to look at it, the case asks again tomorrow.
    const again = facts.now + 86_400_000;
    return { ok: false, refused: { kind: 'DEFERRED', until: until ?? again, reason: 'WINDOW', ref: null } };
  }
  return { ok: true, usesExemption: !budget.ok && !isSafeguard };
}

function windowOf({ plan, facts, way, statedTime }: PeaceQuestion) {
  const rules = facts.policy.rules.contact;
  return {
    channel: way.channel,
    calendar: facts.calendar,
    // Only what leaves by itself is spread over the opening.
    rules: plan.automatic ? rules : { ...rules, spreadMinutes: 0 },
    building: facts.account.building,
    statedTime: statedTime ?? statedTimeOf(way.recipient?.statedTime),
    contactClass: plan.class,
  };
}

function openingOf(from: number, question: PeaceQuestion): number | null {
  return nextOpening({ ...windowOf(question), from, spreadKey: question.facts.account.id });
}

function addressInDoubt({ way, past, facts, latencyMs }: PeaceQuestion): number | null {
  const index = way.recipient?.valueIndex;
  if (!index) return null;
  const doubtful = past.filter(
    (contact) => contact.addressIndex === index && contact.automatic && contact.outcome === 'claimed',
  );
  const until = busyUntil(doubtful, { realNow: facts.realNow, latencyMs });
  return until === null ? null : communityNow(facts.clock, until);
}

function earlierOf(contact: PastContact, facts: ClaimFacts): EarlierContact[] {
  if (NOTHING_LEFT.has(contact.outcome)) return [];
  const contactClass = contactClassSchema.parse(contact.class);
  return [
    {
      at: contact.claimedAt.getTime(),
      class: contactClass,
      channel: channelSchema.parse(contact.channel),
      kind: contact.attempt ? 'attempt' : 'contact',
      automatic: contact.automatic,
      addressHash: contact.addressIndex,
      ofPerson: facts.persons.includes(contact.personIndex),
      exempt: contact.exemptionId !== null,
      piece: contactClass === 'formal' ? pieceOf(contact.stepKey, facts.policy.ladder) : null,
    },
  ];
}

/** The step that a contact is a try of: `call~t2` → `call`. Of a letter this is what its case knows it by. */
export function stepOfTry(contactKey: StepKey): StepKey {
  const { caseId, entry, step, resend } = parseStepKey(contactKey);
  return `${caseId}/${entry}/${step.replace(/~t\d+$/, '')}/${resend}`;
}

/** A further try of the same task has a key of its own: `call` → `call~t2`. */
export function tryKey(key: StepKey, attempt: number): StepKey {
  if (attempt === 1) return key;
  const { caseId, entry, step, resend } = parseStepKey(key);
  return `${caseId}/${entry}/${step}~t${attempt}/${resend}`;
}
