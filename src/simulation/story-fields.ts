import { z } from 'zod';
import { isCivilDay } from '../domain/civil-day';
import { fenSchema } from '../domain/money';

/** A name that a story gives: to a charge, a payment, a hold, an address. */
export const idSchema = z.string({ error: '编号：须为文字' }).regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, {
  error: '编号：只能用字母、数字、连字符和下划线，最长 40 个字符',
});

const NOT_A_MOMENT = { error: '时间须为 YYYY-MM-DD 或 YYYY-MM-DDTHH:MM' };

/** A day of the community, or a minute of it: `2026-03-01`, `2026-03-01T23:40`. A day alone means noon. */
export const momentSchema = z
  .string(NOT_A_MOMENT)
  .regex(/^\d{4}-\d{2}-\d{2}(T([01]\d|2[0-3]):[0-5]\d)?$/, NOT_A_MOMENT)
  .refine((text) => isCivilDay(text.slice(0, 10)), { error: '没有这一天' });

export const amountFenSchema = fenSchema.refine((amount) => amount > 0, { error: '金额须大于零（整数分）' });
export const partFenSchema = fenSchema.refine((amount) => amount >= 0, { error: '金额不能为负（整数分）' });
