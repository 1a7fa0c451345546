import { BILL_FEN, bill, tell } from '../../support/story';

/** 4: an instalment plan from its beginning to its end. */
describe('situations of an instalment plan', () => {
  const third = BILL_FEN / 3;
  const story = {
    from: '2026-06-30',
    to: '2026-12-31',
    charges: [bill('2026-06-30')],
    staff: { works: false },
    events: [
      {
        ...{ event: 'instalment_plan' as const, at: '2026-07-06T10:00', by: 'manager' as const, id: 'plan' },
        instalments: [
          { dueOn: '2026-07-20', amountFen: third },
          { dueOn: '2026-08-20', amountFen: third },
          { dueOn: '2026-09-20', amountFen: third },
        ],
      },
    ],
  };
  const pays = (at: string, id: string) => ({ event: 'payment' as const, at, id, amountFen: third });

  it('4: stands while it is kept, with one reminder on the eve of each instalment, and is kept with the last', () => {
    const { made, firstDayOf } = tell({
      ...story,
      events: [
        ...story.events,
        pays('2026-07-19T10:00', 'a'),
        pays('2026-08-20T10:00', 'b'),
        pays('2026-09-18T10:00', 'c'),
      ],
    });
    expect(firstDayOf('hold plan ended (kept)') ?? firstDayOf('settled')).toBe('2026-09-18');
    const reminders = made.filter(({ step }) => step.startsWith('promise-reminder'));
    expect(reminders.every(({ at }) => at < '2026-09-20')).toBe(true);
    expect(
      made.filter(({ step }) => !step.startsWith('promise-reminder') && !step.startsWith('thanks')),
    ).toEqual(made.filter(({ at }) => at < '2026-07-06T10:00'));
  });

  it('4: one that is missed is work for staff, a second one breaks it, and the case goes on where it stood', () => {
    const { on, firstDayOf } = tell(story);
    expect(on('2026-07-27').tasks.map(({ task }) => task)).toContain('review_missed_instalment');
    expect(on('2026-07-27').state).toContain('held');
    expect(firstDayOf('hold plan ended (broken)')).toBe('2026-08-26');
    expect(on('2026-08-26').level).toBe(1);
  });

  it('4: a schedule that is not the debt is refused, and changes nothing', () => {
    const [asked] = story.events;
    const { answer, on } = tell({
      ...story,
      events: asked ? [{ ...asked, instalments: asked.instalments.slice(0, 2) }] : [],
    });
    expect(answer.refused.map(({ code }) => code)).toEqual(['PLAN_NOT_THE_DEBT']);
    expect(on('2026-07-07').holds).toEqual([]);
  });
});
