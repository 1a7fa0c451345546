import { z } from 'zod';
import { channelSchema } from '../domain/channel';
import { contactRulesSchema } from '../domain/contact-rules';
import { amount, share, wholeNumber } from '../domain/fields';
import { ladderSchema } from '../domain/ladder';
import { partyKindSchema } from '../domain/party';
import { roleSchema } from '../domain/roles';

/**
 * A policy is one document of data in two parts. `ladder` is pinned with a case when it opens (a change of it reaches a running
 * case only by an explicit command); `rules` are always the current ones.
 */

/** 授权 by role; null is without limit, a role that is not named may not. */
const limitByRole = (name: string) => z.partialRecord(roleSchema, amount(name).nullable());

export const approvalsSchema = z.strictObject({
  waiveLateFee: limitByRole('减免违约金授权'),
  waivePrincipal: limitByRole('减免本金授权'),
  instalmentPlan: z.partialRecord(
    roleSchema,
    z
      .strictObject({ instalments: wholeNumber('批分期：期数', 2, 36), fen: amount('批分期：金额') })
      .nullable(),
  ),
  /** exemptions of one contact, for one person in a calendar month; never the night, a quiet day or an opt-out */
  exemptionsPerMonth: z.partialRecord(roleSchema, wholeNumber('豁免：每人每月次数', 0, 10)),
  /** up to these the manager approves a referral, above them company and counsel together; the requester never approves */
  referral: z.strictObject({
    managerFenPerAccount: amount('法律移交：负责人每户金额'),
    managerAccountsPerBatch: wholeNumber('法律移交：负责人每批户数', 1, 1000),
  }),
  /** 红冲: entered by finance, checked by another person; 退款; 核销 */
  refund: z.array(roleSchema).min(1, { error: '退款：至少一个批准岗位' }),
  writeOff: z.array(roleSchema).min(1, { error: '核销：至少一个批准岗位' }),
  /** each of these must approve */
  limitationSafeguard: z.array(roleSchema).min(2, { error: '时效保全：须两个岗位批准' }),
});

export const rulesSchema = z.strictObject({
  contact: contactRulesSchema,
  /** 起催额 of channels that a step does not name */
  minimumFenByChannel: z.record(channelSchema, amount('起催额')),
  freshness: z.strictObject({
    /** receipts older than so many workdays stop automatic contacts */
    maxWorkdays: wholeNumber('数据新鲜度：工作日数', 0, 10),
  }),
  release: z.strictObject({
    by: z.array(roleSchema).min(1, { error: '放行：至少一个岗位' }),
    firstImportBy: z.array(roleSchema).min(1, { error: '首批放行：至少一个岗位' }),
    firstImportAccountsPerDay: wholeNumber('首批放行：每日户数', 1, 10_000),
    /** 改日: no later than so many days from now */
    mostDaysAhead: wholeNumber('放行：最多改到几天后', 1, 90).default(30),
    /** Accounts of these parties are released one by one, never with all the others */
    byHandPartyKinds: z
      .array(partyKindSchema, { error: '放行：逐户决定的责任主体：只能是业主、使用人、开发商或单位' })
      .default(['developer']),
    /** 异常须看 */
    attention: z
      .strictObject({
        accountFen: amount('放行须看：单户金额'),
        /** against the amount before: 1 is +100 % */
        raisedShare: z.number({ error: '放行须看：增幅：须为数' }).positive(),
        /** nobody spoke with him, and nothing was sent, for so long */
        silentDays: wholeNumber('放行须看：久未联系天数', 1, 3650),
      })
      .prefault({ accountFen: 1_000_000, raisedShare: 1, silentDays: 180 }),
  }),
  lateFee: z.strictObject({
    /** a simple daily rate above this is warned of: 0.0005 is 18.25 % a year */
    warnAboveDailyRate: z.number({ error: '违约金提示：日利率须为数' }).positive(),
    /** loan prime rate of one year, and the multiple of it above which a court commonly cuts */
    annualLpr: share('违约金提示：一年期 LPR'),
    lprMultiple: z.number({ error: '违约金提示：LPR 倍数须为数' }).positive(),
  }),
  allocationOrder: z.enum(['principal_first', 'civil_code'], {
    error: '冲抵顺序：只能是本金优先或民法典顺序',
  }),
  /** 报价有效期, where a text states no deadline */
  offerValidDays: wholeNumber('报价有效期天数', 1, 60),
  limitation: z.strictObject({
    alarmDays: z
      .array(wholeNumber('时效预警天数', 1, 720))
      .min(1, { error: '时效预警：至少一档' })
      .refine((days) => days.every((day, index) => index === 0 || day < (days[index - 1] ?? 0)), {
        error: '时效预警：须由多到少排列',
      }),
    safeguardWithinDays: wholeNumber('时效保全：可提议的剩余天数', 1, 365),
    /** whether a refused or returned letter counts as should-have-arrived; off is the strict reading */
    returnedMailCounts: z.boolean({ error: '退件视为送达：只能是或否' }),
  }),
  capacity: z.strictObject({
    callsPerPersonDay: wholeNumber('工作量：电话每人每日', 1, 500),
    postingsPerPersonDay: wholeNumber('工作量：张贴每人每日', 1, 1000),
    visitsPerTeamEvening: wholeNumber('工作量：上门每组每晚', 1, 100),
  }),
  approvals: approvalsSchema,
});
export type PolicyRules = z.infer<typeof rulesSchema>;

export const policySchema = z.strictObject({
  name: z.string({ error: '政策名称：须填写' }).min(1, { error: '政策名称：须填写' }),
  ladder: ladderSchema,
  rules: rulesSchema,
});
export type Policy = z.infer<typeof policySchema>;
export type PolicyInput = z.input<typeof policySchema>;
