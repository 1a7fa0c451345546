import { z } from 'zod';
import { CHANNELS, channelSchema } from './channel';
import { civilDaySchema, timeOfDaySchema } from './civil-day';
import { wholeNumber } from './fields';

/** The contact rules of a policy: always the current ones, whatever version a case is pinned to. */

export const windowSchema = z
  .strictObject({ from: timeOfDaySchema, to: timeOfDaySchema })
  .refine((window) => window.from < window.to, { error: '时段：开始须早于结束' })
  .refine((window) => window.from >= '08:00' && window.to <= '21:30', {
    error: '时段：须在 08:00 至 21:30 之间，夜间不打扰',
  });
export type ContactWindow = z.infer<typeof windowSchema>;

/** Openings of a channel; public holidays are quiet days and have none. A weekend worked in exchange (调休) is a workday. */
export const channelWindowsSchema = z.strictObject({
  workday: z.array(windowSchema).min(1, { error: '时段：工作日至少一段' }),
  dayOff: z.array(windowSchema),
});
export type ChannelWindows = z.infer<typeof channelWindowsSchema>;

export const contactBudgetSchema = z.strictObject({
  perDay: wholeNumber('催缴触达每日上限', 1, 3),
  per7Days: wholeNumber('催缴触达每 7 日上限', 1, 7),
  per30Days: wholeNumber('催缴触达每 30 日上限', 1, 15),
  per30DaysAtLevel3: wholeNumber('三级期催缴触达每 30 日上限', 1, 15),
  automaticSpacingDays: wholeNumber('自动触达间隔天数', 1, 60),
  formalPer30Days: wholeNumber('正式书面送达每 30 日上限', 1, 5),
});

export const attemptCapsSchema = z.strictObject({
  perDay: wholeNumber('未接通每号每日上限', 1, 5),
  per7Days: wholeNumber('未接通每号每 7 日上限', 1, 20),
  per30Days: wholeNumber('未接通每号每 30 日上限', 1, 40),
});

export const contactRulesSchema = z.strictObject({
  windows: z.record(z.enum(CHANNELS), channelWindowsSchema),
  /** contacts that wait for an opening are spread over its first minutes, by account */
  spreadMinutes: wholeNumber('开窗后分散发送的分钟数', 0, 240),
  budget: contactBudgetSchema,
  attempts: attemptCapsSchema,
});
export type ContactRules = z.infer<typeof contactRulesSchema>;

/** The time that the owner himself asked for, recorded with its contact; it beats the windows, never the night nor a quiet day. */
export const statedTimeSchema = z
  .strictObject({
    from: timeOfDaySchema,
    to: timeOfDaySchema,
    /** an appointment for one day; on all others the ordinary windows hold */
    onDay: civilDaySchema.optional(),
    /** ISO weekdays, 1 Monday … 7 Sunday; none: every day */
    weekdays: z.array(z.int().min(1).max(7)).min(1).optional(),
    /** none: every channel */
    channels: z.array(channelSchema).min(1).optional(),
  })
  .refine((stated) => stated.from < stated.to, { error: '约定时间：开始须早于结束' });
export type StatedTime = z.infer<typeof statedTimeSchema>;
