import { type Policy, type PolicyInput, policySchema } from './schema';
import { standard } from './standard';

const { ladder, rules } = standard;

/**
 * 「从宽」: for a community that collects well and would rather lose a month than a neighbour. Longer stays, fewer contacts, larger minimums,
 * longer promises. What guards the claim itself is not given away: limitation alarms and thresholds, the gates of law 6, and the proof of
 * what was sent are 「标准」's.
 */
export const lenient: Policy = policySchema.parse({
  name: '从宽',
  ladder: {
    ...ladder,
    level1: {
      ...ladder.level1,
      // a working week for whoever pays on the way home from the bank
      afterDueWorkdays: 5,
      minimumStayDays: 14,
      steps: [
        {
          id: 'first-reminder',
          act: 'message',
          onDay: 0,
          channels: ['sms', 'wechat', 'email'],
          minimumFen: 2_000,
          when: 'always',
          text: 'T1',
        },
        {
          id: 'second-reminder',
          act: 'message',
          onDay: 10,
          channels: ['sms', 'wechat', 'email'],
          minimumFen: 2_000,
          when: 'always',
          text: 'T2',
        },
        // one contact a week, and none for what a call costs more than
        {
          id: 'call',
          act: 'call',
          onDay: 18,
          untilDay: 26,
          triesOnDays: 3,
          channels: ['call'],
          minimumFen: 10_000,
          when: 'always',
        },
        // in the second month: three in thirty days is the most
        {
          id: 'last-reminder',
          act: 'message',
          onDay: 31,
          untilDay: 38,
          channels: ['wechat', 'sms', 'email'],
          minimumFen: 2_000,
          when: 'always',
          text: 'T2',
        },
        {
          id: 'forgetful-reminder',
          act: 'message',
          onDay: 41,
          channels: ['sms', 'wechat', 'email'],
          minimumFen: 2_000,
          when: 'forgetful',
          text: 'T2',
        },
      ],
      // no letter for the forgetful before seven weeks
      forgetfulStayDays: 49,
    },
    level2: {
      ...ladder.level2,
      afterDueDays: 45,
      minimumFen: 20_000,
      // away for a month is not gone
      unreachable: { afterDueDays: 30, triedOnDays: 4 },
      steps: ladder.level2.steps.map((step) => ({
        ...step,
        minimumFen: 20_000,
        // after the longer deadline of the posting
        onDay: step.when === 'posting_unanswered' ? 15 : step.onDay,
      })),
      deadline: { ...ladder.level2.deadline, byHandDays: 15, byMailDays: 20 },
      stayAfterDeadlineDays: 10,
      // limitation as in 「标准」: a claim that lapses helps nobody
      ems: { ...ladder.level2.ems, minimumFen: 100_000, minimumPeriods: 3 },
    },
    level3: {
      ...ladder.level3,
      afterDueDays: 90,
      minimumFen: 100_000,
      minimumStayDays: 45,
      steps: ladder.level3.steps.map((step) => ({
        ...step,
        minimumFen: 100_000,
        // a fortnight to think about the first
        onDay: step.onDay === 0 ? 0 : 14,
      })),
      visitSpacingDays: 14,
      // twice a year is still provable every three years
      longFollowUp: {
        everyMonths: 6,
        steps: ladder.level3.longFollowUp.steps.map((step) => ({ ...step, minimumFen: 20_000 })),
      },
    },
    level4: {
      ...ladder.level4,
      proposal: {
        ...ladder.level4.proposal,
        overdueMonths: 18,
        minimumFen: 500_000,
        brokenPromises: 3,
      },
      batches: { months: [6, 12], dayOfMonth: 15 },
    },
    // 拒缴 is no reason to hurry: nothing is shortened
    malicious: { ...ladder.malicious, divisor: 1 },
    holds: {
      ...ladder.holds,
      hardshipReviewDays: 45,
      manualPauseDays: { agent: 14, supervisor: 45, manager: 120 },
    },
    promises: { withinDays: 45, inARow: 3, graceWorkdays: 5, shortfallFen: 1_000 },
    instalments: { most: 12, firstShare: 0.1, graceDays: 10, missedBreaks: 3 },
    settlement: { ...ladder.settlement, toleranceFen: 1_000 },
    fresh: { ...ladder.fresh, reviewAfterDays: 45 },
  },
  rules: {
    ...rules,
    contact: {
      ...rules.contact,
      // one a week, three in thirty days, four at level 3; a week between automatic ones
      budget: {
        ...rules.contact.budget,
        per7Days: 1,
        per30Days: 3,
        per30DaysAtLevel3: 4,
        automaticSpacingDays: 7,
      },
      attempts: { ...rules.contact.attempts, per7Days: 4, per30Days: 8 },
    },
    minimumFenByChannel: {
      sms: 2_000,
      email: 2_000,
      wechat: 2_000,
      call: 10_000,
      visit: 100_000,
      post: 20_000,
      mail: 100_000,
    },
    // a payer has a fortnight to pay what the text said
    offerValidDays: 14,
    approvals: {
      ...rules.approvals,
      instalmentPlan: {
        supervisor: { instalments: 6, fen: 500_000 },
        manager: { instalments: 12, fen: 2_000_000 },
        company: null,
      },
    },
  },
} satisfies PolicyInput);
