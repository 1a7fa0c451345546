import { chineseCalendar } from '../../../src/domain/chinese-calendar';
import { civilDay, instantAt } from '../../../src/domain/civil-day';
import type { Facts } from '../../../src/machine/facts';
import { planNext } from '../../../src/machine/plan-next';
import { type CaseSnapshot, startCase } from '../../../src/machine/run';
import { standard } from '../../../src/policy/standard';

const ZONE = 'Asia/Shanghai';
const at = (day: string) => instantAt(civilDay(day), 10 * 60, ZONE);
const ENTERED = at('2026-06-01');

/** Level 2, its notice posted and mailed on the first day. */
function posted(): CaseSnapshot {
  const { snapshot } = startCase({
    caseId: 'case',
    accountId: 'account',
    communityId: 'community',
    clock: { kind: 'real' },
    openedAt: ENTERED,
    level: 2,
    basis: { kind: 'declared', evidence: ['import'] },
    cause: 'unknown',
    ledgerVersion: 1,
    claimableFen: 250_000,
    principalFen: 250_000,
    oldestDueOn: '2026-04-30',
    holds: [],
    withCounsel: false,
  });
  const done = (step: string, channel: 'post' | 'mail') => ({
    key: `case/1/${step}/0`,
    step,
    at: ENTERED,
    outcome: channel === 'post' ? 'posted' : 'dispatched',
    demand: true,
    grade: 'sent' as const,
    channel,
  });
  const context = { ...snapshot.context, done: [done('notice-post', 'post'), done('notice-mail', 'mail')] };
  return { ...snapshot, context };
}

function next(facts: Partial<Facts>) {
  const whole: Facts = {
    ladder: standard.ladder,
    contact: standard.rules.contact,
    calendar: chineseCalendar({ zone: ZONE, fromYear: 2025, throughYear: 2028 }),
    accountId: 'account',
    building: '1',
    careMark: null,
    oldestDueOn: civilDay('2026-04-30'),
    claimableFen: 250_000,
    principalFen: 250_000,
    periodsOwed: 2,
    oldestFreshDueOn: null,
    usableChannels: ['sms', 'call', 'post', 'mail', 'visit'],
    daysTriedInVain: [],
    bookedThrough: civilDay('2026-06-04'),
    paidSinceFen: {},
    limitationOn: null,
    postedWithoutAnswer: true,
    letterCameBack: false,
    ...facts,
  };
  return planNext(posted(), whole, at('2026-06-05')).next;
}

describe('after a letter came back', () => {
  it('the next address has its turn: one more letter, on the policy’s day', () => {
    expect(next({ letterCameBack: true })).toMatchObject({
      kind: 'step',
      step: 'notice-mail-again',
      task: 'mail',
    });
  });

  it('none is sent where it arrived, or no other address is left', () => {
    expect(next({ letterCameBack: false })).not.toMatchObject({ step: 'notice-mail-again' });
  });

  it('none is sent to somebody who has spoken with us since the posting', () => {
    expect(next({ letterCameBack: true, postedWithoutAnswer: false })).not.toMatchObject({
      step: 'notice-mail-again',
    });
  });
});
