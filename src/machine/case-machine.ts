import { setup } from 'xstate';
import type { Level } from '../domain/vocabulary';
import {
  type Change,
  enterLevel,
  inTurn,
  ladderPending,
  type Rule,
  replan,
  unchanged,
  withdraw,
} from './change';
import type { CaseContext, CaseInput, EntryBasis } from './context';
import type { CaseEvent, Note, StaffEvent } from './events';
import { endAllHolds, endHold, freeze, placeHold, thaw } from './hold-rules';
import { awaitsCounsel, entryIsEarned, levelIsDue, nextIsDue, referralDemandIsOver } from './laws';
import { applyLedger, isStale, reopen, settle, settleAtCounsel } from './ledger-rules';
import { applyPlan } from './plan-rules';
import { approve, counselWork, decline, milestone, propose, request } from './referral-rules';
import { applyGate, applyGrade, applyResult, applyWoken } from './steps';
import type { CloseReason, Milestone } from './vocabulary';

const base = setup({
  types: { context: {} as CaseContext, events: {} as CaseEvent, input: {} as CaseInput },
  actions: {
    /** What happened, for timeline and evidence; returned by the pure transition, never run. */
    note: (_scope: unknown, _note: Note) => {},
  },
  guards: {
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
    visitIsDue: ({ context, event }) =>
      levelIsDue(context, event.at, 3) && entryIsEarned(context, event.at, 3),
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
      context.referral !== null &&
      context.referral.requestedBy !== event.actor.id &&
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

    windowIsOver: ({ context, event }) => context.windowEndsAt !== null && context.windowEndsAt <= event.at,
  },
});

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

/** Lifts a rule into an action: assigns what it made, enqueues what it noted. Its time is the event's own. */
function does(rule: (context: CaseContext, event: CaseEvent) => Change) {
  return base.enqueueActions(({ context, event, enqueue }) => {
    // XState's own first event has no time: the case then begins at the time it was opened
    const now = event.at ?? context.now;
    const change = rule({ ...context, now }, event);
    enqueue.assign(change.context);
    for (const note of change.notes) enqueue({ type: 'note', params: note });
  });
}

/** The same for one type of event. */
function on<T extends CaseEvent['type']>(
  type: T,
  rule: (context: CaseContext, event: Extract<CaseEvent, { type: T }>) => Change,
) {
  return does((context, event) => {
    if (event.type !== type) throw new Error(`the chart sent ${event.type} where ${type} was meant`);
    return rule(context, event as Extract<CaseEvent, { type: T }>);
  });
}

/** The same for what staff said, which is noted as accepted. */
function accept<T extends StaffEvent['type']>(
  type: T,
  rule: (event: Extract<StaffEvent, { type: T }>) => Rule,
) {
  return does((context, event) => {
    if (event.type !== type) throw new Error(`the chart sent ${event.type} where ${type} was meant`);
    const said = event as Extract<StaffEvent, { type: T }>;
    return inTurn(
      context,
      (current) => ({
        context: current,
        notes: [
          {
            kind: 'command_accepted',
            at: current.now,
            commandId: said.commandId,
            event: said.type,
            by: said.actor.id,
          },
        ],
      }),
      rule(said),
    );
  });
}

const begin = (level: Level) => does((context) => enterLevel(level, context.basis)(context));

/** The plan's next level, with the evidence that its entry rests on. */
const enterNext = (level: Level) =>
  does((context) => {
    if (context.next?.kind !== 'level') throw new Error('a level is entered only as planned');
    return enterLevel(level, context.next.basis)(context);
  });

const decide = (level: Level) =>
  accept('LEVEL_DECIDED', (event) => enterLevel(level, basis('decided', event.commandId)));

function basis(kind: EntryBasis['kind'], ...evidence: string[]): EntryBasis {
  return { kind, evidence };
}

function setCause(event: Extract<StaffEvent, { type: 'CAUSE_CONFIRMED' }>): Rule {
  return (context) =>
    inTurn(
      { ...context, cause: event.cause },
      (changed) => ({
        context: changed,
        notes: [
          {
            kind: 'cause_set',
            at: changed.now,
            from: context.cause,
            to: event.cause,
            by: event.actor.id,
            commandId: event.commandId,
          },
        ],
      }),
      context.heldSince === null ? replan : unchanged,
    );
}

function close(reason: CloseReason): Rule {
  return (context) =>
    inTurn(
      context,
      endAllHolds('closed'),
      withdraw(() => true, 'CASE_CLOSED'),
      (ended) => ({
        context: { ...ended, closeReason: reason, next: null, dueAt: null, left: null, windowEndsAt: null },
        notes: [{ kind: 'closed', at: ended.now, reason }],
      }),
    );
}

/** `acting → awaiting`: which of the two it is follows from whether the ladder waits for an act. */
const awaiting = { always: { guard: 'isActing', target: 'acting' } } as const;
const acting = { always: { guard: 'isNotActing', target: 'awaiting' } } as const;

/** 提请 → 审批: a referral is asked for by one person and approved by another. */
const proposing = { always: { guard: 'isNotActing', target: 'awaiting' } } as const;
const approving = {
  on: {
    REFERRAL_ANSWERED: [
      {
        guard: 'isApproved',
        target: '#case.open.ladder.referral.preparing',
        actions: accept(
          'REFERRAL_ANSWERED',
          (event) => (context) =>
            inTurn(
              context,
              approve(event),
              enterLevel(
                4,
                basis(
                  'approved',
                  event.commandId,
                  ...context.demands.filter((d) => d.written).map((d) => d.key),
                ),
              ),
              counselWork('prepare_package'),
            ),
        ),
      },
      { guard: 'isDeclined', target: 'awaiting', actions: accept('REFERRAL_ANSWERED', () => decline) },
    ],
  },
} as const;
const askForReferral = {
  guard: 'isEarned',
  target: '.approving',
  actions: accept('REFERRAL_REQUESTED', request),
} as const;

const goOnAtCounsel = (kind: Parameters<typeof counselWork>[0]) =>
  accept('MILESTONE_REACHED', (event) => (context) => inTurn(context, milestone(event), counselWork(kind)));

/**
 * The plan for one account in arrears, as a chart: 温馨提醒 → 书面催缴 → 入户沟通 → 法律途径.
 *
 * - `ladder` with deep history, and `held` beside it: a hold stops the ladder where it stands, and the case resumes there.
 * - Effects are data (`pending`), so there are no entry actions: history would run them again.
 * - No `after`, no `invoke`, no actors: time comes in as WOKEN, the plan of what is due as PLANNED.
 * - Guards hold the laws; policy and calendar are in `planNext`. Whatever is planned, the machine lets no step be skipped.
 */
export const caseMachine = base.createMachine({
  id: 'case',
  context: ({ input }) => initialContext(input),
  initial: 'open',
  states: {
    open: {
      initial: 'ladder',
      on: {
        STEP_RESULT: { actions: on('STEP_RESULT', applyResult) },
        GRADE_CHANGED: { actions: on('GRADE_CHANGED', applyGrade) },
        GATE_OPENED: { actions: on('GATE_OPENED', applyGate) },
        PLANNED: { actions: on('PLANNED', applyPlan) },
        LEDGER_CHANGED: [
          { guard: 'isStale' },
          {
            guard: 'settlesAtLevel4',
            target: 'settling',
            actions: on('LEDGER_CHANGED', (context, event) =>
              inTurn(context, applyLedger(event), settleAtCounsel),
            ),
          },
          {
            guard: 'settles',
            target: 'settled',
            actions: on('LEDGER_CHANGED', (context, event) => inTurn(context, applyLedger(event), settle)),
          },
          { actions: on('LEDGER_CHANGED', (context, event) => applyLedger(event)(context)) },
        ],
        HOLD_PLACED: { actions: accept('HOLD_PLACED', (event) => placeHold(event.hold)) },
        HOLD_CLEARED: { actions: accept('HOLD_CLEARED', (event) => endHold(event.holdId, event.verdict)) },
        CAUSE_CONFIRMED: [
          {
            guard: 'causeBringsVisit',
            target: '.ladder.visit',
            actions: accept(
              'CAUSE_CONFIRMED',
              (event) => (context) =>
                inTurn(context, setCause(event), enterLevel(3, basis('cause', event.commandId))),
            ),
          },
          { actions: accept('CAUSE_CONFIRMED', setCause) },
        ],
        LEVEL_DECIDED: [
          { guard: 'isDecided1', target: '.ladder.reminder', actions: decide(1) },
          { guard: 'isDecided2', target: '.ladder.notice', actions: decide(2) },
          { guard: 'isDecided3', target: '.ladder.visit', actions: decide(3) },
        ],
        CASE_CLOSED: {
          target: 'closed',
          actions: accept('CASE_CLOSED', (event) => close(event.reason)),
        },
      },
      states: {
        ladder: {
          initial: 'entering',
          always: { guard: 'hasHolds', target: 'held', actions: does(freeze) },
          states: {
            entering: {
              always: [
                { guard: 'beginsAt1', target: 'reminder', actions: begin(1) },
                { guard: 'beginsAt2', target: 'notice', actions: begin(2) },
                { guard: 'beginsAt3', target: 'visit', actions: begin(3) },
                {
                  guard: 'beginsAt4',
                  target: 'referral',
                  actions: does((context) =>
                    inTurn(context, enterLevel(4, context.basis), counselWork('counsel_confirm')),
                  ),
                },
              ],
            },

            // 一级 温馨提醒
            reminder: {
              initial: 'awaiting',
              states: { awaiting, acting },
              on: {
                WOKEN: [
                  { guard: 'noticeIsDue', target: 'notice', actions: enterNext(2) },
                  { actions: on('WOKEN', (context) => applyWoken(context)) },
                ],
              },
            },

            // 二级 书面催缴
            notice: {
              initial: 'awaiting',
              states: { awaiting, acting, proposing, approving },
              on: {
                WOKEN: [
                  { guard: 'visitIsDue', target: 'visit', actions: enterNext(3) },
                  { guard: 'proposalIsDue', target: '.proposing', actions: does(propose) },
                  { actions: on('WOKEN', (context) => applyWoken(context)) },
                ],
                REFERRAL_REQUESTED: askForReferral,
              },
            },

            // 三级 入户沟通·重点约谈
            visit: {
              initial: 'awaiting',
              states: { awaiting, acting, proposing, approving },
              on: {
                WOKEN: [
                  { guard: 'proposalIsDue', target: '.proposing', actions: does(propose) },
                  { actions: on('WOKEN', (context) => applyWoken(context)) },
                ],
                REFERRAL_REQUESTED: askForReferral,
              },
            },

            // 四级 法律途径: goes on by people, one piece of work after another
            referral: {
              initial: 'counsel',
              on: {
                WOKEN: { actions: on('WOKEN', (context) => applyWoken(context)) },
                MILESTONE_REACHED: [
                  {
                    guard: 'isEnforced',
                    target: '#case.closed',
                    actions: accept(
                      'MILESTONE_REACHED',
                      (event) => (context) => inTurn(context, milestone(event), close('enforced')),
                    ),
                  },
                  { guard: 'isWithdrawn', target: '.withdrawn', actions: goOnAtCounsel('review_case') },
                  { guard: 'isJudged', target: '.enforcement', actions: goOnAtCounsel('follow_procedure') },
                ],
              },
              states: {
                /** Taken over as sued or with a law firm: nothing is filed or sent before counsel confirms (law 6). */
                counsel: {
                  on: {
                    MILESTONE_REACHED: {},
                    COUNSEL_CONFIRMED: {
                      target: 'procedure',
                      actions: accept('COUNSEL_CONFIRMED', () => counselWork('follow_procedure')),
                    },
                  },
                },
                preparing: {
                  on: {
                    MILESTONE_REACHED: {
                      guard: 'isPackageReady',
                      target: 'letter',
                      actions: goOnAtCounsel('lawyer_letter'),
                    },
                  },
                },
                letter: {
                  on: {
                    MILESTONE_REACHED: {
                      guard: 'isLetterSent',
                      target: 'procedure',
                      actions: goOnAtCounsel('choose_procedure'),
                    },
                  },
                },
                /** 调解, 支付令, 小额, 诉讼 */
                procedure: {
                  on: { MILESTONE_REACHED: { guard: 'isFiled', actions: goOnAtCounsel('follow_procedure') } },
                },
                enforcement: {},
                withdrawn: {},
              },
            },

            resume: { type: 'history', history: 'deep', target: 'entering' },
          },
        },

        held: {
          always: { guard: 'hasNoHolds', target: 'ladder.resume', actions: does(thaw) },
          on: {
            WOKEN: { actions: on('WOKEN', (context) => applyWoken(context)) },
            // what a court did has happened, whatever stops us from contacting anybody
            MILESTONE_REACHED: [
              {
                guard: 'isEnforced',
                target: '#case.closed',
                actions: accept(
                  'MILESTONE_REACHED',
                  (event) => (context) => inTurn(context, milestone(event), close('enforced')),
                ),
              },
              {
                guard: 'isWithdrawn',
                target: 'ladder.referral.withdrawn',
                actions: goOnAtCounsel('review_case'),
              },
              {
                guard: 'isJudged',
                target: 'ladder.referral.enforcement',
                actions: goOnAtCounsel('follow_procedure'),
              },
            ],
          },
        },
      },
    },

    /** 已结清, silent for the reversal window. */
    settled: {
      on: {
        STEP_RESULT: { actions: on('STEP_RESULT', applyResult) },
        GATE_OPENED: { actions: on('GATE_OPENED', applyGate) },
        PLANNED: { actions: on('PLANNED', applyPlan) },
        LEDGER_CHANGED: [
          { guard: 'isStale' },
          {
            guard: 'owesAgain',
            target: 'open.ladder.resume',
            actions: on('LEDGER_CHANGED', (context, event) => inTurn(context, applyLedger(event), reopen)),
          },
          { actions: on('LEDGER_CHANGED', (context, event) => applyLedger(event)(context)) },
        ],
        WOKEN: [
          {
            guard: 'windowIsOver',
            target: 'closed',
            actions: on('WOKEN', (context) => close('settled')(context)),
          },
          { actions: on('WOKEN', (context) => applyWoken(context)) },
        ],
        CASE_CLOSED: {
          target: 'closed',
          actions: accept('CASE_CLOSED', (event) => close(event.reason)),
        },
      },
    },

    /** Paid at level 4: no further notices; counsel settles costs and withdrawal, then confirms. */
    settling: {
      on: {
        STEP_RESULT: { actions: on('STEP_RESULT', applyResult) },
        GATE_OPENED: { actions: on('GATE_OPENED', applyGate) },
        PLANNED: { actions: on('PLANNED', applyPlan) },
        LEDGER_CHANGED: [
          { guard: 'isStale' },
          {
            guard: 'owesAgain',
            target: 'open.ladder.resume',
            actions: on('LEDGER_CHANGED', (context, event) => inTurn(context, applyLedger(event), reopen)),
          },
          { actions: on('LEDGER_CHANGED', (context, event) => applyLedger(event)(context)) },
        ],
        WOKEN: { actions: on('WOKEN', (context) => applyWoken(context)) },
        CASE_CLOSED: {
          target: 'closed',
          actions: accept('CASE_CLOSED', (event) => close(event.reason)),
        },
      },
    },

    closed: { type: 'final' },
  },
});

function initialContext(input: CaseInput): CaseContext {
  const { caseId, accountId, communityId, clock, openedAt, level, basis: entryBasis, cause } = input;
  return {
    machineVersion: 1,
    caseId,
    accountId,
    communityId,
    clock,
    now: openedAt,
    level,
    entry: 0,
    enteredAt: openedAt,
    basis: entryBasis,
    cause,
    ledgerVersion: input.ledgerVersion,
    claimableFen: input.claimableFen,
    principalFen: input.principalFen,
    oldestDueOn: input.oldestDueOn,
    next: null,
    dueAt: null,
    left: null,
    heldSince: null,
    heldInLevelMs: 0,
    heldSinceStepMs: 0,
    pending: {},
    done: [],
    demands: [],
    holds: [],
    brokenPromises: 0,
    openDisputes: [],
    freshReviewAt: null,
    freshReviewedAt: null,
    referral: null,
    milestones: [],
    windowEndsAt: null,
    thanked: false,
    closeReason: null,
  };
}
