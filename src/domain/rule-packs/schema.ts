import { z } from 'zod';
import { channelSchema } from '../channel';
import { civilDaySchema } from '../civil-day';
import { amount, wholeNumber } from '../fields';
import { textFormSchema } from '../text-codes';
import { compileWords } from '../text-linter/compile-words';

/**
 * 规则包: what a place's law asks beyond what holds everywhere, as data that counsel can write and review. Every entry says where it comes
 * from and how sure that is. Several packs bind together by their strictest (merge.ts); a pack never loosens what another asks.
 */

/** V: the text of the law was read; S: a secondary page says so; M: from memory, to be checked before it is relied on. */
export const markSchema = z.enum(['V', 'S', 'M'], { error: '标记：只能是 V、S 或 M' });
export type Mark = z.infer<typeof markSchema>;

const rests = {
  source: z.string({ error: '出处：须填写' }).trim().min(2, { error: '出处：须填写' }).max(400),
  mark: markSchema,
  note: z.string().trim().max(600).optional(),
};
const ruled = <T extends z.ZodType>(value: T) => z.strictObject({ value, ...rests });

const word = z
  .string()
  .min(1, { error: '词：不能为空' })
  .max(600, { error: '词：最多 600 字' })
  .refine(isExpression, { error: '词：正则表达式有误' });

export const wordRuleSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(_[a-z0-9]+)*$/, { error: '词表编号：只能用小写字母、数字和下划线' }),
  zh: z.string().min(1, { error: '词表：须有中文名' }).max(100),
  en: z.string().min(1, { error: '词表：须有英文名' }).max(200),
  /** Only in these; default: everywhere */
  forms: z.array(textFormSchema).min(1).optional(),
  notForms: z.array(textFormSchema).min(1).optional(),
  /**
   * Regular expressions over the squeezed text (squeeze.ts): only Han characters, a–z and 0–9; `⋯` stands for a few characters in
   * between but never for a field
   */
  words: z.array(word).min(1, { error: '词表：至少一词' }).max(200),
  /** Honest wording that contains such a word: this rule does not look at it */
  honest: z.array(word).max(50).optional(),
  ...rests,
});
export type WordRule = z.infer<typeof wordRuleSchema>;

/** 违规手段 by kind: what no act of the system can do, and what is noticed where staff write of it. */
export const MEANS_KINDS = ['supply_cut', 'publishing', 'third_party', 'credit_record', 'force'] as const;
export const meansKindSchema = z.enum(MEANS_KINDS, { error: '没有这种违规手段' });
export type MeansKind = z.infer<typeof meansKindSchema>;

export const meansRuleSchema = z.strictObject({
  kind: meansKindSchema,
  words: z.array(word).min(1, { error: '违规手段：至少一词' }).max(100),
  /** What is told of an owner or of a repair: it is no means, though the word is in it */
  honest: z.array(word).max(50).optional(),
  ...rests,
});
export type MeansRule = z.infer<typeof meansRuleSchema>;

/** 张贴: what may lie open at a door. `off`: the room is left off unless a batch asks for it; `never`: no batch may. */
export const ROOM_ON_SLIP = ['off', 'never'] as const;
const postingSchema = z.strictObject({
  sealed: z.boolean({ error: '张贴：是否装封，只能是或否' }),
  name: z.boolean({ error: '张贴：姓名，只能是或否' }),
  amount: z.boolean({ error: '张贴：金额，只能是或否' }),
  phone: z.boolean({ error: '张贴：电话，只能是或否' }),
  room: z.enum(ROOM_ON_SLIP, { error: '张贴：房号只能是 off 或 never' }),
});

const monthDay = z
  .string()
  .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, { error: '考试日：须为 MM-DD' })
  // a day that is in every year
  .refine(
    (text) => text !== '02-29' && new Date(`2023-${text}T00:00:00Z`).getUTCDate() === Number(text.slice(3)),
    {
      error: '考试日：没有这一天',
    },
  );
const examSpan = z
  .strictObject({ from: monthDay, to: monthDay })
  .refine(({ from, to }) => from <= to, { error: '考试日：结束不能早于开始' });

export const examSchema = z.strictObject({
  name: z.string().min(1, { error: '考试：须有名称' }).max(20),
  /** Nobody calls or comes on those days */
  channels: z.array(channelSchema).min(1, { error: '考试：至少一个渠道' }),
  byYear: z.array(z.strictObject({ year: wholeNumber('考试年份', 2020, 2100), days: examSpan })),
  /** Years that are not listed */
  otherwise: examSpan,
  ...rests,
});
export type Exam = z.infer<typeof examSchema>;

const rate = (name: string) =>
  z
    .number({ error: `${name}：须为数` })
    .positive()
    .max(1);

export const rulePackSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: '规则包编号：只能用小写字母、数字和连字符' }),
    version: wholeNumber('规则包版本', 1, 10_000),
    name: z.string({ error: '规则包名称：须填写' }).min(1, { error: '规则包名称：须填写' }).max(60),
    /** 城市或省 for which it was written; null: the whole country */
    place: z.string().min(1).max(40).nullable(),
    words: z.array(wordRuleSchema).default([]),
    means: z.array(meansRuleSchema).default([]),
    posting: ruled(postingSchema).optional(),
    /** 业委会督促 before a referral, and how long a letter to it waits for an answer */
    committee: ruled(
      z.strictObject({
        wanted: z.boolean({ error: '业委会督促：只能是或否' }),
        waitingDays: wholeNumber('业委会督促：等候天数', 0, 180),
      }),
    ).optional(),
    exams: z.array(examSchema).default([]),
    /** 小额诉讼 ceiling by year of filing: a table that is published every year */
    smallClaims: z
      .array(
        z.strictObject({
          year: wholeNumber('小额诉讼：年份', 2020, 2100),
          ceilingFen: amount('小额诉讼：标的额上限'),
          ...rests,
        }),
      )
      .default([]),
    /** 一年期 LPR from a day on */
    lpr: z.array(z.strictObject({ from: civilDaySchema, annual: rate('LPR'), ...rests })).default([]),
    /** 违约金: warned of above so much a day, and above so many times the LPR */
    lateFee: ruled(
      z.strictObject({
        warnAboveDailyRate: rate('违约金提示：日利率'),
        lprMultiple: z.number({ error: '违约金提示：LPR 倍数须为数' }).positive().max(10),
      }),
    ).optional(),
    /** 合理期限: what a demand must give at the least to be relied on */
    noticePeriods: ruled(
      z.strictObject({
        byHandDays: wholeNumber('合理期限：面交或张贴', 1, 90),
        byMailDays: wholeNumber('合理期限：邮寄', 1, 90),
      }),
    ).optional(),
  })
  .refine(({ words }) => new Set(words.map(({ id }) => id)).size === words.length, {
    error: '词表：编号不能重复',
    path: ['words'],
  });
export type RulePack = z.infer<typeof rulePackSchema>;
export type RulePackInput = z.input<typeof rulePackSchema>;

export type Posting = z.infer<typeof postingSchema>;

function isExpression(text: string): boolean {
  try {
    compileWords([text]);
    return true;
  } catch {
    return false;
  }
}

/** `shanghai@1`: a pack as it was worded, for ever. */
export function packKey({ id, version }: Pick<RulePack, 'id' | 'version'>): string {
  return `${id}@${version}`;
}
