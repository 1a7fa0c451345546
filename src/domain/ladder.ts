import { z } from 'zod';
import { channelSchema } from './channel';
import { amount, share, wholeNumber } from './fields';
import { roleSchema } from './roles';
import { actKindSchema, causeSchema } from './vocabulary';

/**
 * The part of a policy that is pinned with a case: levels, steps, intervals, holds. D is the due date of the oldest claimable
 * charge that is not fresh, E the day of entry to a level; D+n and E+n are civil days, only entry to level 1 is in workdays.
 */

/** When a step of the plan takes place at all. */
export const STEP_CONDITIONS = [
  'always',
  /** the cause is 遗忘 */
  'forgetful',
  /** the EMS thresholds of level 2 are met */
  'ems',
  /** posted, the deadline over, no answer, and not mailed yet */
  'posting_unanswered',
] as const;

export const stepSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: '步骤编号：只能用小写字母、数字和连字符' }),
  act: actKindSchema,
  /** E+n */
  onDay: wholeNumber('步骤：进入本级后第几天', 0, 365),
  /** last day of the span in which it may still be done; none: it waits for its opening */
  untilDay: wholeNumber('步骤：最迟第几天', 0, 365).optional(),
  /** tries on so many different days, one of them in the evening or at the weekend, before it counts as unanswered */
  triesOnDays: wholeNumber('步骤：尝试的天数', 1, 10).optional(),
  /** in order of preference; the next takes over where one is opted out, dead or refused */
  channels: z.array(channelSchema).min(1, { error: '步骤：至少一个渠道' }),
  /** 起催额: below it the step is left out, the arrears stay */
  minimumFen: amount('步骤：起催额'),
  when: z.enum(STEP_CONDITIONS, { error: '步骤：没有这个条件' }),
  /** code of the text, see the templates */
  text: z.string().min(1).optional(),
});
export type LadderStep = z.infer<typeof stepSchema>;

const stepsSchema = z
  .array(stepSchema)
  .min(1, { error: '步骤：至少一步' })
  .refine((steps) => new Set(steps.map((step) => step.id)).size === steps.length, {
    error: '步骤：编号不能重复',
  })
  .refine((steps) => steps.every((step) => step.untilDay === undefined || step.untilDay >= step.onDay), {
    error: '步骤：最迟一天不能早于开始一天',
  });

export const level1Schema = z.strictObject({
  /** D + n workdays, after that day's receipts */
  afterDueWorkdays: wholeNumber('一级进入：到期后工作日数', 0, 30),
  minimumStayDays: wholeNumber('一级最短停留天数', 0, 180),
  steps: stepsSchema,
  /** 遗忘类: level 2 not before E+n */
  forgetfulStayDays: wholeNumber('遗忘类：二级不早于进入一级后天数', 0, 180),
});

export const level2Schema = z.strictObject({
  afterDueDays: wholeNumber('二级进入：到期后天数', 1, 365),
  minimumFen: amount('二级进入：起催额'),
  /** the amount, or so many billing periods owed; null: by amount alone */
  orPeriods: wholeNumber('二级进入：或欠费期数', 1, 60).nullable().default(null),
  unreachable: z.strictObject({
    afterDueDays: wholeNumber('失联进入二级：到期后天数', 1, 365),
    triedOnDays: wholeNumber('失联进入二级：尝试的天数', 1, 30),
  }),
  steps: stepsSchema,
  /** an absolute date in the notice, moved to the next workday (Civil Code 203) */
  deadline: z.strictObject({
    byHandDays: wholeNumber('通知书期限：面交或张贴的天数', 3, 60),
    byMailDays: wholeNumber('通知书期限：邮寄的天数', 3, 60),
    shift: z.literal('next_workday'),
  }),
  /** the level's shortest stay: to the deadline and so many days more */
  stayAfterDeadlineDays: wholeNumber('二级最短停留：期限届满后天数', 0, 60),
  /** registered mail beside the posting: any one of these */
  ems: z.strictObject({
    minimumFen: amount('EMS 门槛：金额'),
    minimumPeriods: wholeNumber('EMS 门槛：期数', 1, 60),
    limitationWithinMonths: wholeNumber('EMS 门槛：时效剩余月数', 0, 36),
  }),
});

export const level3Schema = z.strictObject({
  afterDueDays: wholeNumber('三级进入：到期后天数', 1, 730),
  minimumFen: amount('三级进入：起催额'),
  /** the amount, or so many billing periods owed; null: by amount alone */
  orPeriods: wholeNumber('三级进入：或欠费期数', 1, 60).nullable().default(null),
  /** from level 1 at once, when a person confirms one of these */
  atOnceForCauses: z.array(causeSchema),
  minimumStayDays: wholeNumber('三级最短停留天数', 0, 365),
  steps: stepsSchema,
  /** no more visits than these, whatever the steps say */
  visits: wholeNumber('三级：上门次数', 1, 10),
  /** and never closer together */
  visitSpacingDays: wholeNumber('三级：两次上门的间隔天数', 1, 90),
  /** 长期跟进, below the thresholds of level 4 */
  longFollowUp: z.strictObject({ everyMonths: wholeNumber('长期跟进：间隔月数', 1, 12), steps: stepsSchema }),
});

export const level4Schema = z.strictObject({
  /** any one of these, when level 3 ended without result and the demand's deadline is over */
  proposal: z.strictObject({
    overdueMonths: wholeNumber('四级提议：逾期月数', 1, 36),
    minimumFen: amount('四级提议：金额'),
    /** null: not by their number */
    orPeriods: wholeNumber('四级提议：欠费期数', 1, 60).nullable().default(null),
    brokenPromises: wholeNumber('四级提议：违约的承诺或分期数', 1, 10),
    limitationWithinMonths: wholeNumber('四级提议：时效剩余月数', 0, 36),
  }),
  /** 拒缴 may be proposed straight from level 2 */
  maliciousFromLevel2: z.boolean(),
  batches: z.strictObject({
    months: z.array(z.int().min(1).max(12)).min(1, { error: '四级成批：至少一个月份' }),
    dayOfMonth: wholeNumber('四级成批：每批的日', 1, 28),
  }),
});

/** 拒缴: level 2's deadline and level 3's interval divided, never below the floor or the budget. */
export const maliciousSchema = z.strictObject({
  divisor: wholeNumber('拒缴：间隔除以', 1, 4),
  floorDays: wholeNumber('拒缴：间隔不低于天数', 7, 60),
});

export const holdsSchema = z.strictObject({
  paymentClaimed: z.strictObject({
    workdays: wholeNumber('待核实缴费：工作日数', 1, 10),
    /** more, once, when finance has not answered */
    extensionWorkdays: wholeNumber('待核实缴费：顺延工作日数', 0, 10),
  }),
  complaint: z.strictObject({
    firstWordWorkdays: wholeNumber('异议：首次回应工作日数', 0, 10),
    answerWorkdays: wholeNumber('异议：答复工作日数', 1, 60),
    /** the same matter within so many months brings no second stop */
    sameMatterMonths: wholeNumber('异议：同一事项不再暂停的月数', 0, 36),
  }),
  hardshipReviewDays: wholeNumber('困难核查：天数', 1, 180),
  bereavementDays: wholeNumber('丧事或重病：天数', 1, 365),
  /** who may set how long; a role that is not named may not */
  manualPauseDays: z.partialRecord(roleSchema, wholeNumber('手工暂停：天数', 1, 365)),
  legalStayDays: wholeNumber('法律中止：天数', 1, 365),
  /** 分期 taken over without a schedule */
  takeoverPlanWorkdays: wholeNumber('接管的分期：工作日数', 1, 60),
  /** No kind of hold stands longer than this in 365 days: it cannot be renewed for ever. A manual pause has its roles' limits. */
  mostDaysAYear: z
    .strictObject({
      promise: wholeNumber('承诺：365 天内合计最多天数', 1, 365),
      hardshipReview: wholeNumber('困难核查：365 天内合计最多天数', 1, 365),
      bereavement: wholeNumber('丧事或重病：365 天内合计最多天数', 1, 365),
      liabilityUnclear: wholeNumber('主体待定：365 天内合计最多天数', 1, 365),
      legalStay: wholeNumber('法律中止：365 天内合计最多天数', 1, 365),
    })
    .default({ promise: 120, hardshipReview: 90, bereavement: 180, liabilityUnclear: 90, legalStay: 360 }),
  /** 空置, 暂缓 and other marks taken over, to be looked at */
  takeoverReviewDays: wholeNumber('接管复核：天数', 1, 180),
});

export const promisesSchema = z.strictObject({
  withinDays: wholeNumber('承诺：最长天数', 1, 180),
  inARow: wholeNumber('承诺：连续次数', 1, 10),
  graceWorkdays: wholeNumber('承诺：宽限工作日数', 0, 15),
  /** short by no more than this counts as kept */
  shortfallFen: amount('承诺：差额视为兑现'),
});

export const instalmentsSchema = z.strictObject({
  most: wholeNumber('分期：最多期数', 2, 36),
  firstShare: share('分期：首期比例'),
  graceDays: wholeNumber('分期：宽限天数', 0, 60),
  /** to the first, and from one to the next, at most */
  spacingDays: wholeNumber('分期：两期间隔最多天数', 1, 366).default(31),
  /** the first is a task for staff */
  missedBreaks: wholeNumber('分期：几期未付即违约', 1, 10),
});

export const settlementSchema = z.strictObject({
  /** principal 0 and the rest no more than this: settled, the rest of the late fee is proposed as a waiver */
  toleranceFen: amount('结清容差'),
  reversalWindowDays: wholeNumber('退票观察期天数', 0, 60),
});

/** 本期新账单: one review */
export const freshChargesSchema = z.strictObject({
  reviewAfterDays: wholeNumber('本期新账单：复核天数', 1, 180),
});

/** Who answers: the desk to which a cause brings the case. */
export const DESKS = ['agent', 'supervisor', 'finance', 'support', 'manager', 'counsel'] as const;

/**
 * How far the ladder may go to somebody of the cause: as to everybody; from level 2 on to his door and by letter alone, when no number answers;
 * to nobody, until it is clear who owes.
 */
export const REACHES = ['every', 'door', 'nobody'] as const;

/** What a level does otherwise for a cause; null: what it does for all. */
const causeSteps = stepsSchema.nullable().default(null);

export const causeLadderSchema = z.strictObject({
  desk: z.enum(DESKS, { error: '原因的阶梯：没有这个办理岗位' }),
  reach: z
    .enum(REACHES, { error: '原因的阶梯：触达范围只能是不限、只到门上和书信、不触达' })
    .default('every'),
  level1StayDays: wholeNumber('原因的阶梯：一级最短停留天数', 0, 180).nullable().default(null),
  level2AfterDueDays: wholeNumber('原因的阶梯：二级进入到期后天数', 1, 365).nullable().default(null),
  level3AfterDueDays: wholeNumber('原因的阶梯：三级进入到期后天数', 1, 730).nullable().default(null),
  level1Steps: causeSteps,
  level2Steps: causeSteps,
  level3Steps: causeSteps,
});

/**
 * Cause picks the ladder (domain: the four levels). What stood before beside it still holds: 遗忘's stay in level 1 and its own reminder,
 * 拒缴's shortened intervals, the causes that go to level 3 at once.
 */
export const causesSchema = z.record(causeSchema, causeLadderSchema);

/** Documents that were stored before causes had ladders of their own. */
const CAUSES_BEFORE: z.input<typeof causesSchema> = {
  forgetful: { desk: 'agent' },
  dissatisfied: { desk: 'supervisor' },
  hardship: { desk: 'supervisor' },
  malicious: { desk: 'manager' },
  unreachable: { desk: 'agent', reach: 'door' },
  liability_unclear: { desk: 'supervisor', reach: 'nobody' },
  unknown: { desk: 'agent' },
};

export const ladderSchema = z
  .strictObject({
    level1: level1Schema,
    level2: level2Schema,
    level3: level3Schema,
    level4: level4Schema,
    malicious: maliciousSchema,
    causes: causesSchema.prefault(CAUSES_BEFORE),
    holds: holdsSchema,
    promises: promisesSchema,
    instalments: instalmentsSchema,
    settlement: settlementSchema,
    fresh: freshChargesSchema,
  })
  .refine((ladder) => ladder.level2.afterDueDays < ladder.level3.afterDueDays, {
    error: '三级进入须晚于二级进入',
    path: ['level3', 'afterDueDays'],
  })
  .refine((ladder) => ladder.level2.unreachable.afterDueDays <= ladder.level2.afterDueDays, {
    error: '失联进入二级不能晚于二级进入',
    path: ['level2', 'unreachable', 'afterDueDays'],
  });
export type Ladder = z.infer<typeof ladderSchema>;
