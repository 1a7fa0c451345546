import { civilDay, instantAt } from '../../../src/domain/civil-day';
import { meaningOf, safeCode } from '../../../src/messaging/tencent/codes';
import { failureOf } from '../../../src/messaging/tencent/receipt-codes';
import documented from '../../fixtures/sms/codes.json';

const NOW = instantAt(civilDay('2026-11-24'), 15 * 60 + 20, 'Asia/Shanghai');
const MIDNIGHT = instantAt(civilDay('2026-11-25'), 0, 'Asia/Shanghai');
const until = (code: string, now = NOW) => {
  const meaning = meaningOf(code);
  return meaning.kind === 'refused' ? meaning.untilReal?.(now) : undefined;
};
const classOf = (code: string) => {
  const meaning = meaningOf(code);
  return meaning.kind === 'in_doubt' ? 'in_doubt' : meaning.class;
};

/** The provider's list, grouped by what is to be done. */
const HANDLED: Record<keyof typeof documented, readonly string[]> = {
  in_doubt: ['in_doubt'],
  limit: ['deferred', 'channel_deferred'],
  // one number a call: too many would be a bug
  split: ['bug'],
  dead_number: ['dead_number'],
  opted_out: ['opted_out'],
  time_window: ['channel_deferred'],
  template: ['template'],
  account: ['account'],
  bug: ['bug'],
  territory: ['unreachable'],
  // answers about templates and signatures: no message gets them
  management: ['bug'],
};

const rows = Object.entries(documented).flatMap(([group, codes]) =>
  codes.map((code): [string, keyof typeof documented] => [code, group as keyof typeof documented]),
);

test('every code of the provider’s list is in one group', () => {
  expect(new Set(rows.map(([code]) => code)).size).toBe(94);
});

test.each(rows)('%s is %s', (code, group) => {
  expect(HANDLED[group]).toContain(classOf(code));
});

test.each([
  ['RequestLimitExceeded', 'channel_deferred'],
  ['RequestLimitExceeded.UinLimitExceeded', 'channel_deferred'],
  ['AuthFailure.SignatureExpire', 'account'],
  ['AuthFailure.SecretIdNotFound', 'account'],
  ['InternalError', 'in_doubt'],
  // words that nobody knows: a plain failure that somebody looks at
  ['FailedOperation.NewWord', 'unknown'],
  ['RequestLimitExceededSomehow', 'unknown'],
  ['', 'unknown'],
  ['constructor', 'unknown'],
])('%s of the common codes is %s', (code, expected) => {
  expect(classOf(code)).toBe(expected);
});

test('a limit says when the next one may go', () => {
  expect(until('LimitExceeded.PhoneNumberThirtySecondLimit')).toBe(NOW + 30_000);
  expect(until('LimitExceeded.PhoneNumberOneHourLimit')).toBe(NOW + 3_600_000);
  // its day is Beijing's
  expect(until('LimitExceeded.PhoneNumberDailyLimit')).toBe(MIDNIGHT);
  expect(until('LimitExceeded.AppMainlandChinaDailyLimit')).toBe(MIDNIGHT);
  const eight = 8 * 3_600_000;
  expect(until('FailedOperation.MarketingSendTimeConstraint')).toBe(MIDNIGHT + eight);
  expect(until('FailedOperation.MarketingSendTimeConstraint', MIDNIGHT + 3_600_000)).toBe(MIDNIGHT + eight);
  for (const [code, group] of rows.filter(([, group]) => group === 'limit' || group === 'time_window')) {
    expect([code, group, (until(code) ?? 0) > NOW]).toEqual([code, group, true]);
  }
});

test('a code keeps nothing that might be personal', () => {
  expect(safeCode('FailedOperation.PhoneNumberInBlacklist')).toBe('FailedOperation.PhoneNumberInBlacklist');
  expect(safeCode('the number 13800000001 is bad')).toBe('UNREADABLE');
});

test.each([
  ['DELIVRD?', '', { code: 'UNREADABLE', means: null }],
  ['-106', '', { code: '-106', means: 'template' }],
  ['002', '关机或停机', { code: '002', means: null }],
  ['MK:0001', '', { code: 'MK:0001', means: null }],
  ['MK:0001', '空号', { code: 'MK:0001', means: 'dead_number' }],
  ['UNDELIV', 'Unknown Subscriber', { code: 'UNDELIV', means: 'dead_number' }],
  ['8613800000001', '', { code: 'UNREADABLE', means: null }],
])('a receipt %s (%s)', (code, description, expected) => {
  expect(failureOf(code, description)).toEqual(expected);
});
