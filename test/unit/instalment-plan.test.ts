import fc from 'fast-check';
import { addDays, civilDay } from '../../src/domain/civil-day';
import { type PaidOn, planProblem, planVerdict, watchInstalments } from '../../src/domain/instalment-plan';

const TODAY = civilDay('2026-11-24');
const RULES = { most: 6, firstShare: 0.2, spacingDays: 31, shortfallFen: 500 };
const plan = (...amounts: number[]) =>
  amounts.map((amountFen, index) => ({ dueOn: addDays(TODAY, 10 + index * 30), amountFen }));
const open = (...amounts: number[]) => plan(...amounts).map((one) => ({ ...one, mark: 'open' as const }));

describe('a schedule', () => {
  it('adds up to the debt, begins with the policy’s share, and never sleeps', () => {
    expect(planProblem(plan(20_000, 20_000, 20_000), 60_000, TODAY, RULES)).toBeNull();
    expect(planProblem(plan(20_000, 20_000), 60_000, TODAY, RULES)).toMatchObject({
      code: 'PLAN_NOT_THE_DEBT',
    });
    expect(planProblem(plan(5_000, 55_000), 60_000, TODAY, RULES)).toMatchObject({
      code: 'PLAN_FIRST_TOO_SMALL',
    });
    expect(planProblem(plan(60_000), 60_000, TODAY, RULES)).toMatchObject({ code: 'PLAN_TOO_LONG' });
    const far = [plan(30_000)[0], { dueOn: civilDay('9999-01-01'), amountFen: 30_000 }].filter(
      (one) => one !== undefined,
    );
    expect(planProblem(far, 60_000, TODAY, RULES)).toMatchObject({ code: 'PLAN_TOO_FAR_APART' });
    const back = [...plan(30_000, 30_000)].reverse();
    expect(planProblem(back, 60_000, TODAY, RULES)).toMatchObject({
      code: expect.stringMatching(/DAYS|APART/),
    });
  });
});

describe('instalments that are watched', () => {
  const watch = (payments: PaidOn[], today = addDays(TODAY, 20), bookedThrough = addDays(TODAY, 19)) =>
    watchInstalments({
      ...{ instalments: open(20_000, 20_000, 20_000), payments, graceDays: 5, shortfallFen: 500 },
      ...{ today, bookedThrough },
    }).map(({ mark }) => mark);

  it('are paid by their day and grace, missed after it, and not judged before receipts are booked so far', () => {
    expect(watch([{ on: addDays(TODAY, 15), fen: 19_600 }])).toEqual(['paid', 'open', 'open']);
    expect(watch([{ on: addDays(TODAY, 16), fen: 20_000 }])).toEqual(['missed', 'open', 'open']);
    expect(watch([], addDays(TODAY, 20), addDays(TODAY, 14))).toEqual(['open', 'open', 'open']);
  });

  it('come to the same in whatever order the payments were booked', () => {
    const payment = fc.record({
      on: fc.integer({ min: -5, max: 90 }).map((days) => addDays(TODAY, days)),
      fen: fc.integer({ min: 1, max: 30_000 }),
    });
    fc.assert(
      fc.property(fc.array(payment, { maxLength: 6 }), fc.integer({ min: 0, max: 100 }), (payments, days) => {
        const today = addDays(TODAY, days);
        expect(watch([...payments].reverse(), today, today)).toEqual(watch(payments, today, today));
      }),
    );
  });

  it('a second one that is missed breaks the plan; all of it paid keeps it', () => {
    const marks = (...all: ('open' | 'paid' | 'missed')[]) =>
      all.map((mark) => ({ amountFen: 20_000, mark }));
    const rules = { missedBreaks: 2, shortfallFen: 500 };
    expect(planVerdict(marks('missed', 'open', 'open'), 0, rules)).toBeNull();
    expect(planVerdict(marks('missed', 'missed', 'open'), 20_000, rules)).toBe('broken');
    expect(planVerdict(marks('paid', 'paid', 'paid'), 59_500, rules)).toBe('kept');
    expect(planVerdict(marks('paid', 'paid', 'missed'), 40_000, rules)).toBe('partly');
  });
});
