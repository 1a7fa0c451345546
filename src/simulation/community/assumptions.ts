import { z } from 'zod';
import { amount, share, wholeNumber } from '../../domain/fields';

/**
 * What the simulation assumes of owners, staff and prices. Assumed, not measured: a company that knows its own figures gives them
 * (`--assumptions file.json`), and any part of the document may be left out.
 */
const reactionSchema = z.strictObject({
  /** a quarter's bill is paid by its due date */
  onTime: share('按期缴费'),
  /** in a month in which nobody asked, what is overdue is paid */
  unaskedPerMonth: share('无人催时每月自行缴清'),
  /** what is overdue is paid because of one such contact that reached him */
  pays: z.strictObject({
    message: share('消息后缴费'),
    call: share('电话后缴费'),
    notice: share('通知书后缴费'),
    visit: share('上门后缴费'),
    lawyer: share('律师函后缴费'),
  }),
  /** of those who pay, so many pay a part only */
  partly: share('部分缴费'),
  /** spoken with, he promises; and keeps it */
  promises: share('当面或电话承诺'),
  keeps: share('承诺兑现'),
  /** spoken with, he complains of the service */
  complains: share('提出服务异议'),
  /** a call is answered; somebody is at home */
  answers: share('接电话'),
  home: share('上门有人'),
});
export type Reaction = z.infer<typeof reactionSchema>;

const OWNERS = ['punctual', 'forgetful', 'dissatisfied', 'hardship', 'malicious', 'unreachable'] as const;
export type OwnerKind = (typeof OWNERS)[number];

const minutes = (name: string) => wholeNumber(`用时：${name}`, 0, 600);

export const assumptionsSchema = z.strictObject({
  version: z.literal(1).default(1),
  /** one steward, and one visiting team of two, have so many accounts */
  accountsPerSteward: wholeNumber('每名管家户数', 50, 5_000),
  /** a quarter's bill of one account: the middle, and how far apart they lie (0.5: a quarter of them above 1.4 times the middle) */
  quarter: z.strictObject({ medianFen: amount('季度账单中位数'), spread: z.number().min(0).max(2) }),
  /** quarters owed on the first day, by share of those who are not punctual */
  startsOwing: z
    .array(z.strictObject({ quarters: wholeNumber('期初欠费季度数', 0, 20), share: share('期初欠费占比') }))
    .min(1),
  /** who the owners are: most pay by themselves; the others each have their reason */
  owners: z.record(z.enum(OWNERS), share('业主构成')),
  reactions: z.record(z.enum(OWNERS), reactionSchema),
  /** days from the contact to the money */
  paysAfterDays: z.strictObject({ from: wholeNumber('缴费延迟', 0, 60), to: wholeNumber('缴费延迟', 0, 60) }),
  reach: z.strictObject({ mobile: share('有手机号'), wechat: share('加了管家微信'), email: share('有邮箱') }),
  care: share('关怀户'),
  minutes: z.strictObject({
    call: minutes('电话'),
    attempt: minutes('未接电话'),
    wechat: minutes('微信'),
    post: minutes('张贴'),
    mail: minutes('邮寄'),
    /** of both who go */
    visit: minutes('上门（两人合计）'),
    desk: minutes('案头'),
  }),
  prices: z.strictObject({
    smsFen: amount('短信单价'),
    emailFen: amount('邮件单价'),
    printFen: amount('印制一份'),
    mailFen: amount('EMS 一件'),
    hourFen: amount('人工每小时'),
  }),
  answerComplaintWorkdays: wholeNumber('答复异议用工作日', 0, 60),
});
export type Assumptions = z.infer<typeof assumptionsSchema>;

const reaction = (known: Partial<Reaction> & Pick<Reaction, 'onTime' | 'pays'>): Reaction => ({
  unaskedPerMonth: 0.05,
  partly: 0.1,
  promises: 0.3,
  keeps: 0.6,
  complains: 0.02,
  answers: 0.5,
  home: 0.4,
  ...known,
});

/** The first guess of people who have done the work, to be replaced by a company's own figures. */
export const DEFAULT_ASSUMPTIONS: Assumptions = assumptionsSchema.parse({
  accountsPerSteward: 500,
  // 100 m² at ¥2.0 a month
  quarter: { medianFen: 60_000, spread: 0.35 },
  // a fifth of all accounts owes something; a few owe for years, and they are most of the money
  startsOwing: [
    { quarters: 0, share: 0.35 },
    { quarters: 1, share: 0.3 },
    { quarters: 2, share: 0.15 },
    { quarters: 5, share: 0.12 },
    { quarters: 12, share: 0.08 },
  ],
  // seven in ten pay by themselves; of the others most forget, and a few will not
  owners: {
    punctual: 0.7,
    forgetful: 0.165,
    dissatisfied: 0.045,
    hardship: 0.03,
    malicious: 0.024,
    unreachable: 0.036,
  },
  reactions: {
    punctual: reaction({
      onTime: 0.99,
      unaskedPerMonth: 0.5,
      pays: { message: 0.7, call: 0.8, notice: 0.8, visit: 0.9, lawyer: 0.95 },
      partly: 0,
      keeps: 0.97,
      answers: 0.7,
    }),
    forgetful: reaction({
      onTime: 0.92,
      unaskedPerMonth: 0.15,
      pays: { message: 0.3, call: 0.45, notice: 0.5, visit: 0.6, lawyer: 0.8 },
      partly: 0.03,
      keeps: 0.85,
      answers: 0.6,
    }),
    dissatisfied: reaction({
      onTime: 0.75,
      pays: { message: 0.05, call: 0.1, notice: 0.15, visit: 0.3, lawyer: 0.5 },
      promises: 0.15,
      complains: 0.35,
    }),
    hardship: reaction({
      onTime: 0.7,
      unaskedPerMonth: 0.02,
      pays: { message: 0.06, call: 0.12, notice: 0.12, visit: 0.25, lawyer: 0.3 },
      partly: 0.5,
      promises: 0.5,
      keeps: 0.4,
    }),
    malicious: reaction({
      onTime: 0.4,
      unaskedPerMonth: 0.005,
      pays: { message: 0.01, call: 0.02, notice: 0.05, visit: 0.08, lawyer: 0.4 },
      promises: 0.25,
      keeps: 0.15,
      answers: 0.4,
    }),
    unreachable: reaction({
      onTime: 0.8,
      unaskedPerMonth: 0.04,
      pays: { message: 0.02, call: 0.2, notice: 0.2, visit: 0.3, lawyer: 0.5 },
      answers: 0.05,
      home: 0.15,
    }),
  },
  paysAfterDays: { from: 0, to: 7 },
  reach: { mobile: 0.93, wechat: 0.7, email: 0.15 },
  care: 0.01,
  minutes: { call: 6, attempt: 2, wechat: 3, post: 4, mail: 5, visit: 50, desk: 10 },
  prices: { smsFen: 5, emailFen: 0, printFen: 50, mailFen: 2_000, hourFen: 3_000 },
  answerComplaintWorkdays: 7,
} satisfies z.input<typeof assumptionsSchema>);

/** Any part may be left out; what is given replaces ours, part by part. A field that is wrong is named in the error. */
export function readAssumptions(given: unknown): z.ZodSafeParseResult<Assumptions> {
  return assumptionsSchema.safeParse(merged(DEFAULT_ASSUMPTIONS, given));
}

function merged(ours: unknown, given: unknown): unknown {
  if (!isObject(ours) || !isObject(given)) return given === undefined ? ours : given;
  const keys = new Set([...Object.keys(ours), ...Object.keys(given)]);
  return Object.fromEntries([...keys].map((key) => [key, merged(ours[key], given[key])]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
