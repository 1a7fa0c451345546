import { civilDay } from '../../src/domain/civil-day';
import {
  accruedLateFee,
  type LateFeeQuestion,
  lateFeeClauseSchema,
  lateFeeWarnings,
} from '../../src/domain/late-fee';
import { fen } from '../../src/domain/money';
import { standard } from '../../src/policy/standard';

const dueOn = civilDay('2025-03-31');
const bill: LateFeeQuestion = {
  clause: { ratePerDay: 0.0005, fromDay: 1, capShare: null },
  dueOn,
  principalFen: fen(75180),
  reductions: [],
  fixedOn: [],
  suspensions: [],
};
const accrued = (day: string, more: Partial<LateFeeQuestion> = {}): number =>
  accruedLateFee({ ...bill, ...more }, civilDay(day));
const clause = (more: Partial<LateFeeQuestion['clause']>) => ({ clause: { ...bill.clause, ...more } });

describe('the late fee of 751.80, due 2025-03-31, at 0.0005 a day', () => {
  it('begins on the day after the due date', () => {
    expect(accrued('2025-03-30')).toBe(0);
    expect(accrued('2025-03-31')).toBe(0);
    expect(accrued('2025-04-01')).toBe(38);
  });

  it('is simple: 34.21 after 91 days', () => {
    expect(accrued('2025-06-30')).toBe(3421);
  });

  it('accrues at the old principal on the day of a payment: 27.31 with 300.00 paid on 2025-05-15', () => {
    expect(accrued('2025-06-30', { reductions: [{ on: civilDay('2025-05-15'), fen: 30000 }] })).toBe(2731);
  });

  it('is fixed by an allocation to it: 16.92, then 10.78 on what principal is left', () => {
    const paidOn = civilDay('2025-05-15');
    const paid = { reductions: [{ on: paidOn, fen: 28308 }], fixedOn: [paidOn] };
    expect(accrued('2025-05-15', paid)).toBe(1692);
    expect(accrued('2025-06-30', paid)).toBe(1692 + 1078);
  });

  it('at 0.003 a day is 205.24, and a warning', () => {
    expect(accrued('2025-06-30', clause({ ratePerDay: 0.003 }))).toBe(20524);
    expect(lateFeeWarnings({ ...bill.clause, ratePerDay: 0.003 }, standard.rules.lateFee)).toContain(
      'ABOVE_DAILY_RATE',
    );
    expect(lateFeeWarnings(bill.clause, standard.rules.lateFee)).not.toContain('ABOVE_DAILY_RATE');
    expect(
      lateFeeWarnings({ ratePerDay: '0.0001', fromDay: 1, capShare: 0.2 }, standard.rules.lateFee),
    ).toEqual([]);
  });

  it('may begin on a later day, and has the cap of the contract', () => {
    expect(accrued('2025-04-10', clause({ fromDay: 11 }))).toBe(0);
    expect(accrued('2025-04-11', clause({ fromDay: 11 }))).toBe(38);
    expect(accrued('2030-01-01', clause({ capShare: 0.2 }))).toBe(15036);
  });

  it('stands still for a disputed part and for our own error', () => {
    const span = { from: civilDay('2025-04-11'), to: civilDay('2025-04-20') };
    // 20 days, of which 10 run on half of it
    expect(accrued('2025-04-20', { suspensions: [{ ...span, fen: fen(37590) }] })).toBe(564);
    expect(accrued('2025-04-20', { suspensions: [{ ...span, fen: null }] })).toBe(376);
    expect(accrued('2025-04-30', { suspensions: [{ ...span, to: null, fen: null }] })).toBe(376);
  });
});

describe('a clause', () => {
  it('is a rate below 1, a first day, and a cap or none', () => {
    expect(lateFeeClauseSchema.safeParse({ ratePerDay: '0.0005', fromDay: 1, capShare: null }).success).toBe(
      true,
    );
    expect(lateFeeClauseSchema.safeParse({ ratePerDay: '5', fromDay: 1, capShare: null }).success).toBe(
      false,
    );
    expect(lateFeeClauseSchema.safeParse({ ratePerDay: 0.0005, fromDay: 0, capShare: null }).success).toBe(
      false,
    );
  });
});
