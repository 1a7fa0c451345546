import { BILL_FEN, bill, tell } from '../../support/story';

const CLAUSE = { ratePerDay: '0.0005', fromDay: 1, capShare: null };

/** Situations of money: paid, in part, reversed, corrected, credit. */
describe('situations of money', () => {
  it('1: paid before the deadline: everything pending ends, one thank-you, no third level, closed after ten silent days', () => {
    const { made, happened, on } = tell({
      from: '2026-06-30',
      to: '2026-10-31',
      charges: [bill('2026-06-30')],
      events: [{ event: 'payment', at: '2026-08-10T10:00', id: 'p1', amountFen: BILL_FEN }],
    });
    expect(happened.filter((line) => line.includes('level 3'))).toEqual([]);
    expect(made.filter(({ step }) => step.startsWith('thanks'))).toHaveLength(1);
    const later = made.filter(({ at, step }) => at > '2026-08-10T10:00' && !step.startsWith('thanks'));
    expect(later).toEqual([]);
    expect(happened).toContainEqual(expect.stringMatching(/^2026-08-21 closed \(settled\)/));
    expect(on('2026-10-31').next).toBeNull();
  });

  it('2: paid in part: principal first, the late fee on what is left, no level lower, limitation restarted', () => {
    const { on } = tell({
      from: '2025-03-31',
      to: '2025-06-30',
      charges: [bill('2025-03-31', { lateFee: CLAUSE })],
      events: [
        { event: 'payment', at: '2025-05-15T10:00', id: 'p1', amountFen: 30_000 },
        // something changes on the last day, so that it is answered for
        { event: 'prepayment', at: '2025-06-30T10:00', amountFen: 1 },
      ],
    });
    const { claimable, level } = on('2025-06-30');
    expect(claimable.lateFeeFen).toBe(2_731);
    expect(claimable.principalFen + 1).toBe(45_180);
    expect(level).toBe(on('2025-05-14').level);
  });

  it('8 and 12 of the laws: the same payment delivered twice counts once', () => {
    const payment = { event: 'payment' as const, at: '2026-07-20T10:00', id: 'p1', amountFen: 30_000 };
    const { on } = tell({
      from: '2026-06-30',
      to: '2026-08-31',
      charges: [bill('2026-06-30')],
      events: [payment, { ...payment, at: '2026-07-21T10:00' }],
    });
    expect(on('2026-08-31').claimable.claimableFen).toBe(BILL_FEN - 30_000);
  });

  it('17: a bill that comes due at a higher level is mentioned apart and starts no ladder of its own', () => {
    const { on, happened } = tell({
      from: '2026-06-30',
      to: '2026-12-31',
      charges: [bill('2026-06-30'), bill('2026-09-30')],
    });
    expect(on('2026-10-15').claimable.freshFen).toBe(BILL_FEN);
    expect(on('2026-10-15').claimable.claimableFen).toBe(BILL_FEN);
    expect(happened.filter((line) => line.includes('level 1 entered'))).toHaveLength(1);
  });

  it('18: a payment bounces within ten days: the case returns to its place, and a person reviews before any contact', () => {
    const { on, happened, made } = tell({
      from: '2026-06-30',
      to: '2026-08-31',
      charges: [bill('2026-06-30')],
      staff: { works: false },
      events: [
        { event: 'payment', at: '2026-07-10T10:00', id: 'p1', amountFen: BILL_FEN },
        { event: 'payment_reversed', at: '2026-07-13T10:00', payment: 'p1' },
      ],
    });
    expect(happened).toContainEqual('2026-07-13 reopened at level 1');
    expect(on('2026-07-13').claimable.claimableFen).toBe(BILL_FEN);
    expect(on('2026-07-13').tasks.map(({ task }) => task)).toContain('review_reversal');
    expect(made.filter(({ at, step }) => at > '2026-07-13T10:00' && !step.startsWith('correction'))).toEqual(
      [],
    );
  });

  it('18, later: after the silent days another case names the old one and starts at its level', () => {
    const { on } = tell({
      from: '2026-06-30',
      to: '2026-10-31',
      charges: [bill('2026-06-30')],
      events: [
        { event: 'payment', at: '2026-08-20T10:00', id: 'p1', amountFen: BILL_FEN },
        { event: 'payment_reversed', at: '2026-10-10T10:00', payment: 'p1' },
      ],
    });
    const before = on('2026-08-19');
    const after = on('2026-10-12');
    expect(after.case).not.toBe(before.case);
    expect(after.level).toBe(before.level);
  });

  it('19: a bill found too high is replaced, the late fee is of the right principal, what is too much becomes credit', () => {
    const { on } = tell({
      from: '2026-06-30',
      to: '2026-09-30',
      charges: [bill('2026-06-30', { lateFee: CLAUSE })],
      events: [
        { event: 'payment', at: '2026-08-01T10:00', id: 'p1', amountFen: 74_000 },
        {
          event: 'charge_corrected',
          at: '2026-08-20T10:00',
          charge: 'bill-2026-06-30',
          by: bill('2026-06-30', { id: 'right', amountFen: BILL_FEN - 5_000 }),
        },
      ],
    });
    expect(on('2026-09-30').claimable.principalFen).toBe(0);
    expect(on('2026-08-20').creditFen + on('2026-08-20').claimable.prepaidFen).toBe(
      74_000 - (BILL_FEN - 5_000),
    );
  });

  it('29: what is prepaid is netted before anyone is asked', () => {
    const { on } = tell({
      from: '2026-06-30',
      to: '2026-07-31',
      prepaidFen: 20_000,
      charges: [bill('2026-06-30')],
    });
    expect(on('2026-07-05').claimable).toMatchObject({ prepaidFen: 20_000, claimableFen: 55_180 });
  });

  it('paid late, told early or in another order: the same balance', () => {
    const events = [
      {
        event: 'payment' as const,
        at: '2026-07-10T10:00',
        knownAt: '2026-07-20',
        id: 'a',
        amountFen: 10_000,
      },
      { event: 'payment' as const, at: '2026-07-15T10:00', id: 'b', amountFen: 5_000 },
    ];
    const story = { from: '2026-06-30', to: '2026-08-31', charges: [bill('2026-06-30')] };
    const one = tell({ ...story, events }).on('2026-08-31');
    const other = tell({ ...story, events: [...events].reverse() }).on('2026-08-31');
    expect(one.claimable).toEqual(other.claimable);
    expect(one.claimable.claimableFen).toBe(BILL_FEN - 15_000);
  });
});
