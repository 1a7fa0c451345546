import { type Policy, type PolicyInput, policySchema } from './schema';
import { standard } from './standard';

const { ladder, rules } = standard;

/**
 * 「方案原文」: the plan with its own example numbers, 15, 30 and 60 days, and without the amounts that it does not name; to be looked at beside
 * 「标准」, and switched on by whoever wants the plan to the letter. Each departure from 「标准」 has its reason beside it.
 *
 * What the plan leaves out, or breaks off before, is 「标准」: everything after its third level, holds, contact rules, approvals. What the
 * law or a law of a case forbids stays forbidden, whatever the plan says: its 「影响征信」 is in no text, a notice at the door is sealed, and a
 * written demand that must bear a referral is served by two means or provably.
 */
export const planText: Policy = policySchema.parse({
  name: '方案原文',
  ladder: {
    ...ladder,
    level1: {
      ...ladder.level1,
      // 「逾期15天内」 counts from the first day; one workday all the same, since the cash of the last day is booked on the next
      afterDueWorkdays: 1,
      // its reminders have the first 15 days; sooner than that no level may follow, also for what was imported late
      minimumStayDays: 15,
      // 「通过短信、微信、电话等方式」: one by each of its three ways, in its order, all within its 15 days
      steps: [
        {
          id: 'first-reminder',
          act: 'message',
          onDay: 0,
          channels: ['sms', 'wechat', 'email'],
          minimumFen: 0,
          when: 'always',
          text: 'T1',
        },
        {
          id: 'second-reminder',
          act: 'message',
          onDay: 6,
          channels: ['wechat', 'sms', 'email'],
          minimumFen: 0,
          when: 'always',
          text: 'T2',
        },
        {
          id: 'call',
          act: 'call',
          onDay: 9,
          untilDay: 14,
          triesOnDays: 3,
          channels: ['call'],
          minimumFen: 0,
          when: 'always',
        },
        // Days 16–30 the plan leaves open. Here nothing begins in them: the case stays at its level and waits for day 30. A written notice
        // before that would be a second level sooner than the plan's, another reminder one that it does not name (「标准」 has one).
        // 「或判断为"遗忘类"业主」 are level 1's for longer: one more reminder for them alone
        {
          id: 'forgetful-reminder',
          act: 'message',
          onDay: 25,
          channels: ['sms', 'wechat', 'email'],
          minimumFen: 0,
          when: 'forgetful',
          text: 'T2',
        },
      ],
    },
    level2: {
      ...ladder.level2,
      // 「逾期30天以上」, which by Civil Code 1259 has the 30th in it
      afterDueDays: 30,
      // no amount is named: by days alone
      minimumFen: 0,
      // 「或电话联系不上」 names no day: after the 15 days of the reminders, and by 「标准」's tries, each in evidence (law 1)
      unreachable: { ...ladder.level2.unreachable, afterDueDays: 15 },
      steps: [
        // 「可张贴于门口并拍照留存,或邮寄至登记地址」: one or the other; nothing is mailed beside the posting
        {
          id: 'notice',
          act: 'notice',
          onDay: 0,
          channels: ['post', 'mail'],
          minimumFen: 0,
          when: 'always',
          text: 'N1',
        },
        // not in the plan, but in the law: two of grade sent by different means, or there is no demand that bears a referral (law 6)
        {
          id: 'notice-mail-again',
          act: 'notice',
          onDay: 10,
          channels: ['mail'],
          minimumFen: 0,
          when: 'posting_unanswered',
          text: 'N1',
        },
      ],
      // it wants a date (「缴费截止日期」) and names none: 「标准」's reasonable period; nothing is added after it, so that day 60 can hold
      stayAfterDeadlineDays: 0,
    },
    level3: {
      ...ladder.level3,
      // 「逾期60天以上」, as above
      afterDueDays: 60,
      minimumFen: 0,
      // 「或判断为"不满类"、"困难类"的业主」
      atOnceForCauses: ['dissatisfied', 'hardship'],
      steps: ladder.level3.steps.map((step) => ({ ...step, minimumFen: 0 })),
    },
  },
  rules,
} satisfies PolicyInput);
