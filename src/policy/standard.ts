import type { ChannelWindows, ContactWindow } from '../domain/contact-rules';
import { type Policy, type PolicyInput, policySchema } from './schema';
import { standardLadder } from './standard-ladder';

const span = (from: string, to: string): ContactWindow => ({ from, to });
const everyDay = (...windows: ContactWindow[]): ChannelWindows => ({ workday: windows, dayOff: windows });

/** Messages: whole day without a midday break, which would be pointless for what is read when it suits. */
const MESSAGES = everyDay(span('09:30', '20:00'));
/** Paper disturbs nobody; only the hours of waking bind it. */
const PAPER = everyDay(span('08:30', '20:00'));

/**
 * 「标准」: what a management office would switch on. Every figure is the strict reading where the rules of law conflict or are
 * unknown, and every one is data that a manager can change, with the reason kept.
 */
export const standard: Policy = policySchema.parse({
  name: '标准',
  ladder: standardLadder,
  rules: {
    contact: {
      windows: {
        sms: MESSAGES,
        email: MESSAGES,
        wechat: MESSAGES,
        // 12:00–12:30 stays open on workdays: office workers answer then
        call: {
          workday: [span('09:30', '12:30'), span('14:00', '20:00')],
          dayOff: [span('10:00', '12:00'), span('14:30', '19:30')],
        },
        // evenings and weekends, when somebody is at home; by day only by appointment (the owner's stated time)
        visit: {
          workday: [span('18:00', '20:00')],
          dayOff: [span('10:00', '12:00'), span('15:00', '19:30')],
        },
        post: PAPER,
        mail: PAPER,
      },
      // a wave of three hundred does not ring in the same minute
      spreadMinutes: 90,
      // Civil Code 1032–1033, peace of private life: 1 a day, 2 a week, 4 in 30 days by person and address, 5 at level 3
      budget: {
        perDay: 1,
        per7Days: 2,
        per30Days: 4,
        per30DaysAtLevel3: 5,
        // 48 h would be three texts in a week for ¥700
        automaticSpacingDays: 5,
        // posting and mailing of the same notice are one
        formalPer30Days: 1,
      },
      // 未接通, each number: more is abuse, fewer and the list of tasks stalls
      attempts: { perDay: 2, per7Days: 6, per30Days: 10 },
    },
    // 起催额: 短信 10 · 电话 50 · 通知书 100 · 上门 500; registered mail has its own thresholds
    minimumFenByChannel: {
      sms: 1_000,
      email: 1_000,
      wechat: 1_000,
      call: 5_000,
      visit: 50_000,
      post: 10_000,
      mail: 50_000,
    },
    // receipts booked to yesterday; more than 2 workdays old and automatic sends stop, or payers are dunned
    freshness: { maxWorkdays: 2 },
    // each import by 主管; the first by 负责人, no more than 30 accounts a day
    release: {
      by: ['supervisor', 'manager'],
      firstImportBy: ['manager'],
      firstImportAccountsPerDay: 30,
      mostDaysAhead: 30,
      // eighty unsold rooms are negotiated about, not reminded of
      byHandPartyKinds: ['developer'],
      // 单户 > ¥10,000, +100 % against the time before, half a year of silence
      attention: { accountFen: 1_000_000, raisedShare: 1, silentDays: 180 },
    },
    // warned of above LPR × 1.3 and above 0.05 % a day (practice, Civil Code 585); the one-year LPR is to be kept up to date
    lateFee: { warnAboveDailyRate: 0.0005, annualLpr: 0.03, lprMultiple: 1.3 },
    // what the charging system booked > the payer's words > principal first, earliest due first (Civil Code 560–561 is the other choice)
    allocationOrder: 'principal_first',
    // a payer who pays what the text said owes no late fee of the days in between
    offerValidDays: 7,
    // Civil Code 188, 195; the early alarm leaves time for a letter, a visit and a filing
    limitation: { alarmDays: [180, 90, 30], safeguardWithinDays: 60, returnedMailCounts: false },
    // staff's capacity a day: a backlog is worked off, not thrown
    capacity: { callsPerPersonDay: 25, postingsPerPersonDay: 60, visitsPerTeamEvening: 6 },
    approvals: {
      // 客服 0 · 主管 ≤200 · 负责人 ≤2,000 · 公司 above
      waiveLateFee: { supervisor: 20_000, manager: 200_000, company: null },
      // 主管 proposes · 负责人 ≤500 with a work order · 公司 above
      waivePrincipal: { manager: 50_000, company: null },
      // 主管 ≤3 期 and ≤3,000 · 负责人 ≤6 期 and ≤10,000 · 公司 above
      instalmentPlan: {
        supervisor: { instalments: 3, fen: 300_000 },
        manager: { instalments: 6, fen: 1_000_000 },
        company: null,
      },
      // 每人每月: 主管 1 · 负责人 2
      exemptionsPerMonth: { supervisor: 1, manager: 2 },
      // 负责人 ≤10,000 an account and ≤20 accounts, else 公司 + 法务
      referral: { managerFenPerAccount: 1_000_000, managerAccountsPerBatch: 20 },
      refund: ['manager'],
      writeOff: ['company'],
      limitationSafeguard: ['manager', 'counsel'],
    },
  },
} satisfies PolicyInput);
