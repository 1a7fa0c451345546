import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { civilDay, instantAt, isCivilDay } from '../../domain/civil-day';
import type { Receipt } from '../provider';
import type { TencentAccounts } from './accounts';
import { mainlandMobile } from './number';
import { failureOf, safeReceiptCode } from './receipt-codes';

/** What the provider may push at once. */
export const MOST_ITEMS = 100;

/** It writes times as its own clocks show them. */
const ZONE = 'Asia/Shanghai';

const statusSchema = z.looseObject({
  user_receive_time: z.string().max(40).default(''),
  report_status: z.enum(['SUCCESS', 'FAIL']),
  errmsg: z.string().max(200).default(''),
  description: z.string().max(1_000).default(''),
  sid: z.string().min(1).max(200),
});

const replySchema = z.looseObject({
  mobile: z.string().min(5).max(20),
  nationcode: z.string().max(6).default('86'),
  text: z.string().max(2_000).default(''),
  /** Unix seconds */
  time: z.coerce.number().int().min(0).max(4_102_444_800),
});

/** JSON that came as text, one item that came without its array. */
const itemsSchema = z
  .preprocess((body) => {
    const value = typeof body === 'string' ? jsonOf(body) : body;
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? [value] : value;
  }, z.array(z.unknown()))
  .refine((items) => items.length <= MOST_ITEMS, `at most ${MOST_ITEMS} items`);

export const callbackBodySchema = itemsSchema;
export type CallbackItem = z.infer<typeof itemsSchema>[number];

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * The account whose secret stands in the address of the call. Every account is compared, each in the same time, so that an answer's delay
 * tells nothing.
 */
export function accountOfCallback(
  accounts: TencentAccounts,
  secret: string,
): { name: string; callbackIps: readonly string[] } | null {
  const given = digest(secret);
  let found: { name: string; callbackIps: readonly string[] } | null = null;
  for (const [name, { callback, callbackIps }] of Object.entries(accounts)) {
    const same = timingSafeEqual(given, digest(callback ?? ''));
    if (same && callback !== undefined) found = { name, callbackIps };
  }
  return found;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** One report of a message's fate; null when it is none that this version can read. */
export function receiptOfCallback(item: CallbackItem): Receipt | null {
  const { data } = statusSchema.safeParse(item);
  if (!data) return null;
  const { sid: ref, errmsg, description, user_receive_time } = data;
  const realAt = instantOf(user_receive_time);
  if (data.report_status === 'SUCCESS') {
    return { ref, state: 'delivered', code: safeReceiptCode(errmsg), failure: null, realAt };
  }
  const failure = failureOf(errmsg, description);
  return { ref, state: 'failed', code: failure.code, failure, realAt };
}

export type SmsReply = { mobile: string; text: string; realAt: number };

/** One reply of an owner; null when it is none, or from no mobile number of the mainland. */
export function replyOfCallback(item: CallbackItem): SmsReply | null {
  const { data } = replySchema.safeParse(item);
  if (data?.nationcode.replace(/^\+/, '') !== '86') return null;
  const mobile = mainlandMobile(data.mobile);
  return mobile === null ? null : { mobile, text: data.text, realAt: data.time * 1_000 };
}

/** `2026-05-06 10:11:12` */
function instantOf(text: string): number | null {
  const [, day, hour, minute, second] = /^(\d{4}-\d{2}-\d{2}) (\d{2}):(\d{2}):(\d{2})$/.exec(text) ?? [];
  if (!day || !isCivilDay(day)) return null;
  return instantAt(civilDay(day), Number(hour) * 60 + Number(minute), ZONE) + Number(second) * 1_000;
}
