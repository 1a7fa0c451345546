import { ACT_KINDS } from '../../../src/domain/vocabulary';
import { bill, tell } from '../../support/story';

const YEARS_OWED = [
  bill('2024-12-31'),
  bill('2025-03-31'),
  bill('2025-06-30'),
  bill('2025-09-30'),
  bill('2025-12-31'),
];

/** Situations before and at a court. */
describe('situations of law', () => {
  const referred = {
    from: '2026-01-05',
    to: '2026-12-31',
    charges: YEARS_OWED,
    staff: { works: true, outcomes: { mail: 'signed' } },
  };
  const ask = [
    { event: 'referral_requested' as const, at: '2026-09-20T10:00', by: 'supervisor' as const, person: 's' },
    {
      event: 'referral_answered' as const,
      at: '2026-09-22T10:00',
      by: 'manager' as const,
      person: 'm',
      approved: true,
    },
  ];

  it('13: alarms come by charge, 180, 90 and 30 days before the earlier date; a message without receipt moves nothing', () => {
    const { on } = tell({
      from: '2025-12-31',
      to: '2026-03-31',
      charges: [bill('2023-03-31')],
      staff: { works: false },
      events: [{ event: 'prepayment', at: '2026-03-05T10:00', amountFen: 1 }],
    });
    expect(on('2025-12-31').limitation).toEqual([
      { charge: 'bill-2023-03-31', actBefore: '2026-03-31', alarmDays: 90 },
    ]);
    expect(on('2026-03-05').limitation[0]).toMatchObject({ actBefore: '2026-03-31', alarmDays: 30 });
  });

  it('13: filing restarts it', () => {
    const { on } = tell({
      from: '2025-12-31',
      to: '2026-02-28',
      charges: [bill('2023-03-31')],
      events: [{ event: 'interruption', at: '2026-01-15T10:00', kind: 'payment_order' }],
    });
    expect(on('2026-01-15').limitation[0]?.actBefore).toBe('2029-01-15');
  });

  it('14: a letter that came back proves nothing: the third level does not begin from it', () => {
    const back = tell({
      from: '2026-06-30',
      to: '2026-12-31',
      charges: [bill('2026-06-30')],
      staff: { works: true, outcomes: { mail: 'returned', post: 'posted' } },
      events: [],
    });
    expect(
      back.on('2026-12-31').demands.filter(({ channel, grade }) => channel === 'mail' && grade !== 'none'),
    ).toEqual([]);
  });

  it('26: paid after the referral: settling, a task for counsel, no further notices, closed only by his word', () => {
    const { on, made, answer } = tell({
      ...referred,
      events: [
        ...ask,
        { event: 'payment', at: '2026-11-02T10:00', id: 'all', amountFen: 5 * 75_180 },
        { event: 'case_closed', at: '2026-11-10T10:00', by: 'counsel', person: 'c', reason: 'settled' },
      ],
    });
    expect(answer.refused).toEqual([]);
    expect(on('2026-11-02').state).toContain('settling');
    expect(on('2026-11-02').tasks.map(({ task }) => task)).toContain('confirm_settling');
    expect(made.filter(({ at }) => at > '2026-11-02T10:00')).toEqual([]);
    expect(on('2026-11-10').state).toContain('closed');
  });

  it('27: a payment order that is objected to leaves the next move to the lawyer', () => {
    const milestone = (
      at: string,
      which: 'package_ready' | 'lawyer_letter_sent' | 'payment_order_filed' | 'objected',
    ) => ({
      ...{ event: 'milestone' as const, at, by: 'counsel' as const, person: 'c', milestone: which },
    });
    const { on, answer } = tell({
      ...referred,
      events: [
        ...ask,
        milestone('2026-09-28T10:00', 'package_ready'),
        milestone('2026-10-10T10:00', 'lawyer_letter_sent'),
        milestone('2026-10-20T10:00', 'payment_order_filed'),
        milestone('2026-11-01T10:00', 'objected'),
      ],
    });
    expect(answer.refused).toEqual([]);
    expect(on('2026-11-01').level).toBe(4);
    expect(on('2026-11-01').tasks.map(({ task }) => task)).toContain('follow_procedure');
  });

  it('nobody approves his own request, and nothing is referred without a demand', () => {
    const own = [ask[0], { ...ask[1], person: 's' }];
    const { answer, on } = tell({ ...referred, events: own as typeof ask });
    expect(answer.refused.map(({ code }) => code)).toEqual(['SAME_PERSON']);
    expect(on('2026-09-23').level).toBe(3);
    const early = tell({ ...referred, events: [{ ...ask[0], at: '2026-01-20T10:00' } as (typeof ask)[0]] });
    expect(early.answer.refused).toHaveLength(1);
  });

  it('31: what no plan may hold does not exist: the kinds of act are a closed set', () => {
    expect(ACT_KINDS).toEqual(['message', 'call', 'notice', 'visit', 'letter']);
  });

  it('taken over as sued: nothing leaves, and counsel has his task first', () => {
    const { made, on } = tell({
      from: '2026-06-30',
      to: '2026-09-30',
      charges: [bill('2025-06-30')],
      takenOver: { level: 4, withCounsel: true },
    });
    expect(made).toEqual([]);
    expect(on('2026-07-01').tasks.map(({ task }) => task)).toEqual(['counsel_confirm']);
  });
});
