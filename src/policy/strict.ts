import { type Policy, type PolicyInput, policySchema } from './schema';
import { standard } from './standard';

const { ladder, rules } = standard;

/**
 * 「从严」: sooner and for smaller amounts, within the law. Strict is in the intervals of the ladder, in thresholds and in what staff may
 * grant. It is not in how often anybody is approached: budgets, attempts, spacing, windows, quiet days and the deadlines of notices are
 * 「标准」's, since they are the cautious reading of Civil Code 1032–1033 and of 「合理期限」 (944), which no manager's haste changes. Nor is it
 * in what answers the owner: a complaint, a claimed payment, hardship and bereavement have the time that they have elsewhere.
 */
export const strict: Policy = policySchema.parse({
  name: '从严',
  ladder: {
    ...ladder,
    level1: {
      ...ladder.level1,
      // the receipts of the due date are booked on the first workday after it; on the second whoever is listed has not paid
      afterDueWorkdays: 2,
      // a week is what two reminders need with five days between them
      minimumStayDays: 7,
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
        // the spacing between automatic contacts: sooner the budget would move it
        {
          id: 'second-reminder',
          act: 'message',
          onDay: 5,
          channels: ['sms', 'wechat', 'email'],
          minimumFen: 1_000,
          when: 'always',
          text: 'T2',
        },
        // a voice in the second week: who forgot says so, who objects says why
        {
          id: 'call',
          act: 'call',
          onDay: 7,
          untilDay: 12,
          triesOnDays: 3,
          channels: ['call'],
          minimumFen: 3_000,
          when: 'always',
        },
        // the fourth and last of 30 days
        {
          id: 'last-reminder',
          act: 'message',
          onDay: 14,
          untilDay: 20,
          channels: ['wechat', 'sms', 'email'],
          minimumFen: 1_000,
          when: 'always',
          text: 'T2',
        },
        {
          id: 'forgetful-reminder',
          act: 'message',
          onDay: 21,
          channels: ['sms', 'wechat', 'email'],
          minimumFen: 1_000,
          when: 'forgetful',
          text: 'T2',
        },
      ],
      // three weeks and a bit: its own last reminder has been read
      forgetfulStayDays: 25,
    },
    level2: {
      ...ladder.level2,
      // three weeks after the due date all of level 1 has been said
      afterDueDays: 21,
      // a posting costs minutes: worth it from here on
      minimumFen: 5_000,
      // ten days without any answer on any number: the door knows more than the phone
      unreachable: { ...ladder.level2.unreachable, afterDueDays: 10 },
      steps: ladder.level2.steps.map((step) => ({ ...step, minimumFen: 5_000 })),
      // the deadline itself is 「标准」's; what comes after it is what the bank needs to book
      stayAfterDeadlineDays: 3,
      ems: { ...ladder.level2.ems, minimumFen: 30_000 },
    },
    level3: {
      ...ladder.level3,
      // the notice of day 21 is over by day 36 at the latest
      afterDueDays: 45,
      minimumFen: 30_000,
      // two visits a week apart, and a week to act on what was said in the second
      minimumStayDays: 21,
      steps: ladder.level3.steps.map((step) => ({ ...step, minimumFen: 30_000 })),
      longFollowUp: { ...ladder.level3.longFollowUp, everyMonths: 2 },
    },
    level4: {
      ...ladder.level4,
      proposal: {
        // two billing periods of a quarter
        overdueMonths: 6,
        // a small claim still costs less than it brings
        minimumFen: 200_000,
        // one may be a mishap; two are an answer
        brokenPromises: 2,
        // earlier to counsel, while a letter and a visit can still be proven
        limitationWithinMonths: 9,
      },
      // still in batches: one a day would be approved unread
      batches: { months: [2, 4, 6, 8, 10, 12], dayOfMonth: 15 },
    },
    holds: {
      ...ladder.holds,
      // what the staff themselves may put off; what answers the owner is unchanged
      manualPauseDays: { agent: 3, supervisor: 14, manager: 60 },
    },
    // a shorter and a single promise; the grace is the bank's, and stays
    promises: { ...ladder.promises, withinDays: 15, inARow: 1 },
    // fewer and a larger first; the grace is what a bank holiday needs, and stays
    instalments: { ...ladder.instalments, most: 4, firstShare: 0.3 },
    fresh: { ...ladder.fresh, reviewAfterDays: 20 },
  },
  rules: {
    ...rules,
    minimumFenByChannel: {
      ...rules.minimumFenByChannel,
      call: 3_000,
      post: 5_000,
      visit: 30_000,
      mail: 30_000,
    },
    approvals: {
      ...rules.approvals,
      // half of 「标准」 is granted on the spot; the company is where the rest is asked for
      waiveLateFee: { supervisor: 10_000, manager: 100_000, company: null },
      waivePrincipal: { manager: 20_000, company: null },
      instalmentPlan: {
        supervisor: { instalments: 2, fen: 200_000 },
        manager: { instalments: 4, fen: 600_000 },
        company: null,
      },
    },
  },
} satisfies PolicyInput);
