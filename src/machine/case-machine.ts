import { initialContext } from './beginning';
import { enterLevel, inTurn } from './change';
import {
  accept,
  base,
  basis,
  begin,
  close,
  decide,
  does,
  enterNext,
  goOnAtCounsel,
  on,
  refer,
  setCause,
} from './chart-actions';
import { endHold, freeze, placeHold, thaw } from './hold-rules';
import { applyLedger, reopen, settle, settleAtCounsel } from './ledger-rules';
import { applyPlan } from './plan-rules';
import { movePolicy } from './policy-rules';
import { approveInPart, counselWork, decline, milestone, propose, request } from './referral-rules';
import { bringIn, safeguard, withdrawSafeguard } from './safeguard-rules';
import { applyGate, applyGrade, applyResult, applyWoken, decideResend } from './steps';

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
        actions: refer,
      },
      { guard: 'isApprovedInPart', actions: accept('REFERRAL_ANSWERED', approveInPart) },
      { guard: 'isDeclined', target: 'awaiting', actions: accept('REFERRAL_ANSWERED', () => decline) },
    ],
  },
} as const;
const askForReferral = {
  guard: 'isEarned',
  target: '.approving',
  actions: accept('REFERRAL_REQUESTED', request),
} as const;

const woken = on('WOKEN', (context) => applyWoken(context));

const closeEnforced = accept(
  'MILESTONE_REACHED',
  (event) => (context) => inTurn(context, milestone(event), close('enforced')),
);

/** What a silent case still hears: results of what was out, gates, its own plan. */
const silent = {
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
  CASE_CLOSED: { target: 'closed', actions: accept('CASE_CLOSED', (event) => close(event.reason)) },
} as const;

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
        SAFEGUARD_APPROVED: { actions: on('SAFEGUARD_APPROVED', safeguard) },
        SAFEGUARD_WITHDRAWN: { actions: on('SAFEGUARD_WITHDRAWN', withdrawSafeguard) },
        PROOF_BROUGHT_IN: { actions: on('PROOF_BROUGHT_IN', bringIn) },
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
        POLICY_MOVED: { actions: accept('POLICY_MOVED', movePolicy) },
        HOLD_CLEARED: {
          actions: accept('HOLD_CLEARED', (event) =>
            endHold(event.holdId, event.verdict, event.told ?? true),
          ),
        },
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
          on: {
            RESEND_DECIDED: { guard: 'isUnproven', actions: accept('RESEND_DECIDED', decideResend) },
          },
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
                  { actions: woken },
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
                  { actions: woken },
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
                  { actions: woken },
                ],
                REFERRAL_REQUESTED: askForReferral,
              },
            },

            // 四级 法律途径: goes on by people, one piece of work after another
            referral: {
              initial: 'counsel',
              on: {
                WOKEN: { actions: woken },
                MILESTONE_REACHED: [
                  {
                    guard: 'isEnforced',
                    target: '#case.closed',
                    actions: closeEnforced,
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
            WOKEN: { actions: woken },
            // what a court did has happened, whatever stops us from contacting anybody
            MILESTONE_REACHED: [
              {
                guard: 'isEnforced',
                target: '#case.closed',
                actions: closeEnforced,
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
        ...silent,
        WOKEN: [
          {
            guard: 'windowIsOver',
            target: 'closed',
            actions: on('WOKEN', (context) => close('settled')(context)),
          },
          { actions: woken },
        ],
      },
    },

    /** Paid at level 4: no further notices; counsel settles costs and withdrawal, then confirms. */
    settling: { on: { ...silent, WOKEN: { actions: woken } } },

    closed: { type: 'final' },
  },
});
