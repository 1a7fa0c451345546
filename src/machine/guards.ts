import { ladderPending } from './change';
import type { CaseContext } from './context';
import type { CaseEvent } from './events';
import {
  awaitsCounsel,
  entryIsEarned,
  isLastApproval,
  levelIsDue,
  nextIsDue,
  officeOf,
  openOffices,
  referralDemandIsOver,
} from './laws';
import { isStale } from './ledger-rules';
import { unprovenStep } from './steps';
import type { Milestone } from './vocabulary';

type Guard = (scope: { context: CaseContext; event: CaseEvent }) => boolean;

/** What the chart asks before it goes anywhere. Total: a guard that throws would stop the case. */
export const guards = {
  isStale: ({ context, event }) => event.type === 'LEDGER_CHANGED' && isStale(context, event),
  settles: ({ event }) => event.type === 'LEDGER_CHANGED' && event.settled,
  settlesAtLevel4: ({ context, event }) =>
    event.type === 'LEDGER_CHANGED' && event.settled && context.level === 4,
  owesAgain: ({ event }) => event.type === 'LEDGER_CHANGED' && event.reversed && !event.settled,

  hasHolds: ({ context }) => context.holds.length > 0,
  hasNoHolds: ({ context }) => context.holds.length === 0,
  isActing: ({ context }) => ladderPending(context).length > 0,
  isNotActing: ({ context }) => ladderPending(context).length === 0,

  beginsAt1: ({ context }) => context.level === 1,
  beginsAt2: ({ context }) => context.level === 2,
  beginsAt3: ({ context }) => context.level === 3,
  beginsAt4: ({ context }) => context.level === 4,

  // law 1: no step is skipped
  noticeIsDue: ({ context, event }) =>
    levelIsDue(context, event.at, 2) && entryIsEarned(context, event.at, 2),
  visitIsDue: ({ context, event }) => levelIsDue(context, event.at, 3) && entryIsEarned(context, event.at, 3),
  causeBringsVisit: ({ context, event }) =>
    event.type === 'CAUSE_CONFIRMED' && event.atOnce && context.level === 1,
  isDecided1: ({ event }) => event.type === 'LEVEL_DECIDED' && event.level === 1,
  isDecided2: ({ event }) => event.type === 'LEVEL_DECIDED' && event.level === 2,
  isDecided3: ({ event }) => event.type === 'LEVEL_DECIDED' && event.level === 3,

  // law 6: referral is earned
  proposalIsDue: ({ context, event }) =>
    context.next?.kind === 'propose' &&
    nextIsDue(context, event.at) &&
    referralDemandIsOver(context, event.at),
  isEarned: ({ context, event }) =>
    event.type === 'REFERRAL_REQUESTED' &&
    event.thresholdsMet &&
    event.missing.length === 0 &&
    context.openDisputes.length === 0 &&
    referralDemandIsOver(context, event.at),
  isApproved: ({ context, event }) =>
    event.type === 'REFERRAL_ANSWERED' &&
    event.approved &&
    isLastApproval(context, event.actor) &&
    context.openDisputes.length === 0 &&
    referralDemandIsOver(context, event.at),
  /** One of several offices that must: the case waits for the others */
  isApprovedInPart: ({ context, event }) =>
    event.type === 'REFERRAL_ANSWERED' &&
    event.approved &&
    officeOf(context, event.actor) !== null &&
    openOffices(context).length > 1 &&
    context.openDisputes.length === 0 &&
    referralDemandIsOver(context, event.at),
  isDeclined: ({ event }) => event.type === 'REFERRAL_ANSWERED' && !event.approved,
  isPackageReady: ({ event }) => isMilestone(event, 'package_ready'),
  isLetterSent: ({ event }) => isMilestone(event, 'lawyer_letter_sent'),
  isJudged: ({ context, event }) =>
    isAtCounsel(context) && (isMilestone(event, 'judgment') || isMilestone(event, 'enforcement_filed')),
  isEnforced: ({ context, event }) => isAtCounsel(context) && isMilestone(event, 'enforced'),
  isFiled: ({ event }) =>
    event.type === 'MILESTONE_REACHED' && FILINGS.some((filing) => filing === event.milestone),
  isWithdrawn: ({ context, event }) => isAtCounsel(context) && isMilestone(event, 'withdrawn'),

  // law 4: once more only by a person's word, and only what nobody could be asked about
  isUnproven: ({ context, event }) =>
    event.type === 'RESEND_DECIDED' && unprovenStep(context, event.key) !== null,

  windowIsOver: ({ context, event }) => context.windowEndsAt !== null && context.windowEndsAt <= event.at,
} satisfies Record<string, Guard>;

/** What counsel may report while a procedure runs. */
const FILINGS = [
  'mediation_opened',
  'payment_order_filed',
  'suit_filed',
  'objected',
  'mediated',
] as const satisfies readonly Milestone[];

/** At level 4, and counsel has taken it up. */
function isAtCounsel(context: CaseContext): boolean {
  return context.level === 4 && !awaitsCounsel(context);
}

function isMilestone(event: CaseEvent, which: Milestone): boolean {
  return event.type === 'MILESTONE_REACHED' && event.milestone === which;
}
