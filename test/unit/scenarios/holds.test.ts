import { BILL_FEN, bill, tell } from '../../support/story';

/** Situations in which the ladder stands still: complaints, promises, plans, rules that change meanwhile. */
describe('situations of holds', () => {
  it('3: a complaint at level 2 stops the whole person for ten workdays, and the case goes on from the level it left', () => {
    const { on, made, happened } = tell({
      from: '2026-06-30',
      to: '2026-10-31',
      charges: [bill('2026-06-30')],
      events: [
        {
          event: 'hold',
          at: '2026-08-10T10:00',
          by: 'agent',
          id: 'leak',
          kind: 'complaint',
          matter: 'repairs',
        },
        {
          event: 'hold_cleared',
          at: '2026-08-20T10:00',
          by: 'supervisor',
          hold: 'leak',
          verdict: 'answered',
        },
      ],
    });
    expect(on('2026-08-10').state).toContain('held');
    expect(on('2026-08-10').tasks.map(({ task }) => task)).toContain('answer_complaint');
    expect(made.filter(({ at }) => at > '2026-08-10T10:00' && at < '2026-08-20T10:00')).toEqual([]);
    expect(on('2026-08-21').level).toBe(2);
    expect(happened).toContainEqual(expect.stringMatching(/^2026-08-20 hold leak ended \(answered\)/));
  });

  it('3: an objection to the amount takes that charge out of the sum, and stops nothing else', () => {
    const { on } = tell({
      from: '2026-06-30',
      to: '2026-08-31',
      charges: [bill('2026-06-30'), { id: 'parking', dueOn: '2026-06-30', amountFen: 30_000 }],
      events: [{ event: 'charge_disputed', at: '2026-07-20T10:00', charge: 'parking' }],
    });
    expect(on('2026-07-21').claimable).toMatchObject({ disputedFen: 30_000, claimableFen: BILL_FEN });
    expect(on('2026-07-21').state).not.toContain('held');
  });

  it('3: the same matter twice in a year does not stop again', () => {
    const complaint = (at: string, id: string) => ({
      ...{
        event: 'hold' as const,
        at,
        by: 'agent' as const,
        id,
        kind: 'complaint' as const,
        matter: 'repairs',
      },
    });
    const { answer } = tell({
      from: '2026-06-30',
      to: '2026-10-31',
      charges: [bill('2026-06-30')],
      events: [
        complaint('2026-07-10T10:00', 'first'),
        {
          event: 'hold_cleared',
          at: '2026-07-15T10:00',
          by: 'supervisor',
          hold: 'first',
          verdict: 'answered',
        },
        complaint('2026-08-15T10:00', 'second'),
      ],
    });
    expect(answer.refused.map(({ code }) => code)).toEqual(['COMPLAINT_SAME_MATTER']);
  });

  it('5: a promise broken at the end of its grace, told once; the case goes on where it stood; no third in a row', () => {
    const promise = (at: string, promisedOn: string, id: string) => ({
      ...{ event: 'promise' as const, at, by: 'agent' as const, id, amountFen: 50_000, promisedOn },
    });
    const { happened, on, answer } = tell({
      from: '2026-06-30',
      to: '2026-10-31',
      charges: [bill('2026-06-30')],
      staff: { works: false },
      events: [
        promise('2026-07-06T10:00', '2026-07-10', 'one'),
        promise('2026-07-20T10:00', '2026-07-24', 'two'),
        promise('2026-08-05T10:00', '2026-08-10', 'three'),
      ],
    });
    // 10 July is a Friday: its grace ends on Wednesday
    expect(happened.filter((line) => line.includes('hold one ended'))).toEqual([
      '2026-07-16 hold one ended (broken)',
    ]);
    expect(on('2026-07-16').level).toBe(1);
    expect(on('2026-07-16').tasks.map(({ task }) => task)).toContain('review_broken_promise');
    expect(answer.refused.map(({ event, code }) => ({ event, code }))).toEqual([
      { event: 2, code: 'PROMISES_USED_UP' },
    ]);
  });

  it('5: what came in part is partly kept; receipts that are not booked so far break nothing', () => {
    const story = {
      from: '2026-06-30',
      to: '2026-08-15',
      charges: [bill('2026-06-30')],
      events: [
        {
          ...{ event: 'promise' as const, at: '2026-07-06T10:00', by: 'agent' as const, id: 'one' },
          ...{ amountFen: 50_000, promisedOn: '2026-07-10' },
        },
      ],
    };
    const part = { event: 'payment' as const, at: '2026-07-09T10:00', id: 'p', amountFen: 20_000 };
    expect(tell({ ...story, events: [...story.events, part] }).firstDayOf('hold one ended (partly)')).toBe(
      '2026-07-16',
    );
    const late = { event: 'receipts_not_booked' as const, at: '2026-07-09', to: '2026-07-25' };
    const ended = tell({ ...story, events: [...story.events, late] }).firstDayOf('hold one ended');
    expect((ended ?? '') >= '2026-07-25').toBe(true);
  });

  it('5: the sum in before its day keeps the promise that day', () => {
    const { firstDayOf } = tell({
      from: '2026-06-30',
      to: '2026-08-15',
      charges: [bill('2026-06-30')],
      events: [
        {
          ...{ event: 'promise', at: '2026-07-06T10:00', by: 'agent', id: 'one' },
          ...{ amountFen: 50_000, promisedOn: '2026-07-20' },
        },
        { event: 'payment', at: '2026-07-10T10:00', id: 'p', amountFen: 50_000 },
      ],
    });
    expect(firstDayOf('hold one ended (kept)')).toBe('2026-07-10');
  });

  it('33: rules change while a case runs: it keeps its ladder until it is moved; a new case has the new one', () => {
    const running = {
      from: '2026-06-30',
      to: '2026-12-31',
      charges: [bill('2026-06-30')],
      events: [{ event: 'policy_changed' as const, at: '2026-07-20', policy: '从严' }],
    };
    const untouched = tell({ ...running, events: [] });
    const kept = tell(running);
    expect(kept.firstDayOf('level 2 entered')).toBe(untouched.firstDayOf('level 2 entered'));
    const moved = tell({
      ...running,
      events: [...running.events, { event: 'case_moved' as const, at: '2026-07-21T10:00' }],
    });
    expect((moved.firstDayOf('level 2 entered') ?? '') <= (kept.firstDayOf('level 2 entered') ?? '')).toBe(
      true,
    );
    const later = tell({ ...running, charges: [bill('2026-08-31')] });
    const plain = tell({ ...running, charges: [bill('2026-08-31')], events: [] });
    expect((later.firstDayOf('level 3 entered') ?? '') < (plain.firstDayOf('level 3 entered') ?? '9')).toBe(
      true,
    );
  });

  it('10: a death silences everything until its review', () => {
    const { made, on } = tell({
      from: '2026-06-30',
      to: '2026-08-20',
      charges: [bill('2026-06-30')],
      staff: { works: false },
      events: [{ event: 'hold', at: '2026-07-05T10:00', by: 'supervisor', id: 'death', kind: 'bereavement' }],
    });
    expect(made.filter(({ at }) => at > '2026-07-05T10:00')).toEqual([]);
    expect(on('2026-07-05').tasks.map(({ task }) => task)).toContain('review_hold');
    // the date stays what it is without any suspension
    expect(on('2026-07-05').limitation[0]?.actBefore).toBe('2029-06-30');
  });

  it('a payment that is claimed stops messages at once; unconfirmed, a person calls', () => {
    const { made, happened, on } = tell({
      from: '2026-06-30',
      to: '2026-08-31',
      charges: [bill('2026-06-30')],
      staff: { works: false },
      events: [
        { event: 'hold', at: '2026-07-09T17:00', by: 'agent', id: 'claimed', kind: 'payment_claimed' },
      ],
    });
    expect(made.filter(({ at, by }) => at > '2026-07-09T17:00' && by === 'system')).toEqual([]);
    const ended = happened.find((line) => line.includes('hold claimed ended'));
    expect(ended).toContain('over');
    expect(on('2026-08-31').tasks.map(({ task }) => task)).toContain('call');
  });
});
