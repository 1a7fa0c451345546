import type { z } from 'zod';
import type { ladderSchema } from '../domain/ladder';

/** The ladder of 「标准」: levels, steps, intervals, holds. */
export const standardLadder: z.input<typeof ladderSchema> = {
  level1: {
    // POS and bank book a day later, and cash of the last day is unbooked on day 1
    afterDueWorkdays: 3,
    // a backlog is worked off step by step
    minimumStayDays: 10,
    steps: [
      {
        id: 'first-reminder',
        act: 'message',
        onDay: 0,
        channels: ['sms', 'wechat', 'email'],
        minimumFen: 1_000,
        when: 'always',
        text: 'T1',
      },
      {
        id: 'second-reminder',
        act: 'message',
        onDay: 7,
        channels: ['sms', 'wechat', 'email'],
        minimumFen: 1_000,
        when: 'always',
        text: 'T2',
      },
      // E+9–15, on 3 days at most, one of them 18–20 or at the weekend
      {
        id: 'call',
        act: 'call',
        onDay: 9,
        untilDay: 15,
        triesOnDays: 3,
        channels: ['call'],
        minimumFen: 5_000,
        when: 'always',
      },
      // once more, if level 2 has not come: by the steward himself, since two texts had no answer
      {
        id: 'last-reminder',
        act: 'message',
        onDay: 17,
        untilDay: 24,
        channels: ['wechat', 'sms', 'email'],
        minimumFen: 1_000,
        when: 'always',
        text: 'T2',
      },
      // 遗忘类: one more, and no letter for the forgetful before E+31
      {
        id: 'forgetful-reminder',
        act: 'message',
        onDay: 25,
        channels: ['sms', 'wechat', 'email'],
        minimumFen: 1_000,
        when: 'forgetful',
        text: 'T2',
      },
    ],
    forgetfulStayDays: 31,
  },
  level2: {
    // the plan's 30 days (seed, 四(二)2), with an amount
    afterDueDays: 31,
    minimumFen: 10_000,
    // 电话联系不上: 3 days' tries on all numbers, from D+15
    unreachable: { afterDueDays: 15, triedOnDays: 3 },
    steps: [
      {
        id: 'notice-post',
        act: 'notice',
        onDay: 0,
        channels: ['post'],
        minimumFen: 10_000,
        when: 'always',
        text: 'N1',
      },
      // beside the posting: two of grade sent by different means are a demand
      {
        id: 'notice-mail',
        act: 'notice',
        onDay: 0,
        channels: ['mail'],
        minimumFen: 10_000,
        when: 'ems',
        text: 'N1',
      },
      // after the deadline of the posting; the same notice is one formal service
      {
        id: 'notice-mail-again',
        act: 'notice',
        onDay: 10,
        channels: ['mail'],
        minimumFen: 10_000,
        when: 'posting_unanswered',
        text: 'N1',
      },
    ],
    // registered mail takes two to four days of it; moved past holidays (Civil Code 203)
    deadline: { byHandDays: 10, byMailDays: 15, shift: 'next_workday' },
    stayAfterDeadlineDays: 5,
    ems: { minimumFen: 50_000, minimumPeriods: 2, limitationWithinMonths: 12 },
  },
  level3: {
    // the plan's 60 days (seed, 四(二)3), with an amount
    afterDueDays: 61,
    minimumFen: 50_000,
    atOnceForCauses: ['dissatisfied', 'hardship'],
    minimumStayDays: 30,
    steps: [
      {
        id: 'first-visit',
        act: 'visit',
        onDay: 0,
        channels: ['visit'],
        minimumFen: 50_000,
        when: 'always',
      },
      {
        id: 'second-visit',
        act: 'visit',
        onDay: 7,
        channels: ['visit'],
        minimumFen: 50_000,
        when: 'always',
      },
    ],
    visits: 2,
    visitSpacingDays: 7,
    // 每季 1 书面 + 1 电话: without it everything runs to the court
    longFollowUp: {
      everyMonths: 3,
      steps: [
        {
          id: 'quarterly-letter',
          act: 'letter',
          onDay: 0,
          channels: ['post', 'mail'],
          minimumFen: 10_000,
          when: 'always',
          text: 'N2',
        },
        {
          id: 'quarterly-call',
          act: 'call',
          onDay: 14,
          untilDay: 30,
          triesOnDays: 3,
          channels: ['call'],
          minimumFen: 5_000,
          when: 'always',
        },
      ],
    },
  },
  level4: {
    // at D+91 each there would be 137 approvals in one morning, most of them under ¥3,000
    proposal: { overdueMonths: 12, minimumFen: 300_000, brokenPromises: 2, limitationWithinMonths: 6 },
    maliciousFromLevel2: true,
    // 每季成批
    batches: { months: [3, 6, 9, 12], dayOfMonth: 15 },
  },
  malicious: { divisor: 2, floorDays: 7 },
  // cause picks the ladder, and the desk that answers
  causes: {
    // its own reminder and stay are in level 1; whoever speaks with him every day reminds him
    forgetful: { desk: 'agent' },
    // the answer comes before the next talk about money: at level 3 at once, and its hold stands
    dissatisfied: { desk: 'supervisor' },
    // a plan or a deferral is offered first, by who may approve one
    hardship: { desk: 'supervisor' },
    // its intervals are shortened above; it needs evidence and a supervisor, and ends with the manager
    malicious: { desk: 'manager' },
    // other numbers, then paper
    unreachable: { desk: 'agent', reach: 'door' },
    // no contact until it is clear who owes
    liability_unclear: { desk: 'supervisor', reach: 'nobody' },
    unknown: { desk: 'agent' },
  },
  holds: {
    // then finance must answer, with 2 more; a payer is never dunned
    paymentClaimed: { workdays: 3, extensionWorkdays: 2 },
    complaint: { firstWordWorkdays: 1, answerWorkdays: 10, sameMatterMonths: 12 },
    hardshipReviewDays: 30,
    bereavementDays: 60,
    manualPauseDays: { agent: 7, supervisor: 30, manager: 90 },
    legalStayDays: 90,
    takeoverPlanWorkdays: 10,
    takeoverReviewDays: 30,
  },
  // a day's grace would break promises that the bank books late
  promises: { withinDays: 30, inARow: 2, graceWorkdays: 3, shortfallFen: 500 },
  // no grace and a plan is broken by a bank holiday
  instalments: { most: 6, firstShare: 0.2, graceDays: 5, missedBreaks: 2 },
  // 0 and a case lives on for ¥0.38; without a window a bounced debit starts again at level 1
  settlement: { toleranceFen: 500, reversalWindowDays: 10 },
  // a second ladder would be two voices
  fresh: { reviewAfterDays: 30 },
};
