import type { Role } from '../domain/roles';
import type { StaffEvent } from './events';
import { awaitsCounsel, officeOf, overdueNotices, referralDemandIsOver } from './laws';
import { placeOf } from './place';
import { type CaseSnapshot, canAdvance } from './run';
import { unprovenStep } from './steps';

/** Why the machine does not take what was said. Each has a sentence for people (`src/cases/refusals.ts`). */
export type RefusalCode =
  | 'CASE_CLOSED'
  | 'CASE_SETTLED'
  | 'ROLE_NOT_ALLOWED'
  | 'SAME_PERSON'
  | 'HOLD_KNOWN'
  | 'HOLD_UNKNOWN'
  | 'HOLD_END_PAST'
  | 'PROMISE_STANDS'
  | 'LEVEL_SAME'
  | 'LEVEL_4_BY_REFERRAL'
  | 'HOLD_OPEN'
  | 'DISPUTE_OPEN'
  | 'ELEMENTS_MISSING'
  | 'THRESHOLDS_NOT_MET'
  | 'DEMAND_MISSING'
  | 'DEADLINE_RUNNING'
  | 'REQUEST_MISSING'
  | 'REQUEST_STANDS'
  | 'APPROVED_ALREADY'
  | 'OFFICE_NOT_NEEDED'
  | 'COUNSEL_FIRST'
  | 'STILL_OWED'
  | 'RESEND_UNKNOWN'
  | 'RESEND_TWICE'
  | 'NOT_NOW';

/** Who may say what (the roles' table of the portal); how much and how long is the policy's. */
const MAY_SAY: Record<StaffEvent['type'], readonly Role[]> = {
  HOLD_PLACED: ['agent', 'supervisor', 'manager', 'finance', 'company', 'counsel', 'system'],
  HOLD_CLEARED: ['agent', 'supervisor', 'manager', 'finance', 'support', 'counsel', 'system'],
  CAUSE_CONFIRMED: ['supervisor', 'manager'],
  LEVEL_DECIDED: ['supervisor', 'manager'],
  REFERRAL_REQUESTED: ['supervisor', 'manager'],
  REFERRAL_ANSWERED: ['manager', 'company', 'counsel'],
  COUNSEL_CONFIRMED: ['counsel'],
  MILESTONE_REACHED: ['counsel', 'lawyer', 'manager'],
  RESEND_DECIDED: ['supervisor', 'manager'],
  POLICY_MOVED: ['manager'],
  CASE_CLOSED: ['manager', 'company', 'counsel', 'system'],
};

/**
 * The one source of buttons, validators and reasons: payload, role, four eyes, then what the chart knows. Total: it never throws.
 *
 * @returns null when the event would be taken
 */
export function refusal(snapshot: CaseSnapshot, event: StaffEvent): RefusalCode | null {
  const { region } = placeOf(snapshot);
  if (region === 'closed') return 'CASE_CLOSED';
  if (!MAY_SAY[event.type].some((role) => role === event.actor.role)) return 'ROLE_NOT_ALLOWED';
  const reason = ofPayload(snapshot, event);
  if (reason !== null) return reason;
  if (canAdvance(snapshot, event)) return null;
  return region === 'settled' || region === 'settling' ? 'CASE_SETTLED' : 'NOT_NOW';
}

function ofPayload(snapshot: CaseSnapshot, event: StaffEvent): RefusalCode | null {
  const { context } = snapshot;
  const place = placeOf(snapshot);
  switch (event.type) {
    case 'HOLD_PLACED':
      if (context.holds.some((hold) => hold.id === event.hold.id)) return 'HOLD_KNOWN';
      if (event.hold.endsAt <= event.at) return 'HOLD_END_PAST';
      if (event.hold.kind === 'promise' && context.holds.some((hold) => hold.kind === 'promise')) {
        return 'PROMISE_STANDS';
      }
      return null;
    case 'HOLD_CLEARED':
      return context.holds.some((hold) => hold.id === event.holdId) ? null : 'HOLD_UNKNOWN';
    case 'CAUSE_CONFIRMED':
      return null;
    case 'LEVEL_DECIDED':
      if (event.level === 4) return 'LEVEL_4_BY_REFERRAL';
      return event.level === context.level ? 'LEVEL_SAME' : null;
    case 'REFERRAL_REQUESTED':
      if (context.level === 4) return 'LEVEL_SAME';
      if (context.holds.length > 0) return 'HOLD_OPEN';
      if (context.openDisputes.length > 0) return 'DISPUTE_OPEN';
      if (event.missing.length > 0) return 'ELEMENTS_MISSING';
      if (!event.thresholdsMet) return 'THRESHOLDS_NOT_MET';
      if (place.region === 'ladder' && place.stage === 'approving') return 'REQUEST_STANDS';
      return demandRefusal(snapshot, event.at);
    case 'REFERRAL_ANSWERED':
      if (context.referral === null) return 'REQUEST_MISSING';
      if (context.referral.requestedBy === event.actor.id) return 'SAME_PERSON';
      if ((context.referral.needs ?? []).length === 0) {
        // of a request that names no offices, as before there were any: counsel has no say in it
        if (event.actor.role === 'counsel') return 'ROLE_NOT_ALLOWED';
      } else if (context.referral.approvals?.some(({ by }) => by === event.actor.id)) {
        if (event.approved) return 'APPROVED_ALREADY';
      } else if (officeOf(context, event.actor) === null) {
        return 'OFFICE_NOT_NEEDED';
      }
      if (!event.approved) return null;
      if (context.holds.length > 0) return 'HOLD_OPEN';
      if (context.openDisputes.length > 0) return 'DISPUTE_OPEN';
      return demandRefusal(snapshot, event.at);
    case 'COUNSEL_CONFIRMED':
    case 'POLICY_MOVED':
      return null;
    case 'MILESTONE_REACHED':
      return context.level === 4 && awaitsCounsel(context) ? 'COUNSEL_FIRST' : null;
    case 'RESEND_DECIDED': {
      const done = context.done.find(({ key, outcome }) => key === event.key && outcome === 'unproven');
      if (!done) return 'RESEND_UNKNOWN';
      if (unprovenStep(context, event.key) === null) return 'RESEND_TWICE';
      return context.holds.length > 0 ? 'HOLD_OPEN' : null;
    }
    case 'CASE_CLOSED':
      return event.reason === 'settled' && place.region !== 'settling' && place.region !== 'settled'
        ? 'STILL_OWED'
        : null;
    default: {
      const never: never = event;
      throw new Error(`unknown event: ${JSON.stringify(never)}`);
    }
  }
}

function demandRefusal(snapshot: CaseSnapshot, at: number): RefusalCode | null {
  if (referralDemandIsOver(snapshot.context, at)) return null;
  const written = snapshot.context.demands.filter((demand) => demand.written && demand.grade !== 'none');
  return written.length > 0 && overdueNotices(snapshot.context, at).length < written.length
    ? 'DEADLINE_RUNNING'
    : 'DEMAND_MISSING';
}
