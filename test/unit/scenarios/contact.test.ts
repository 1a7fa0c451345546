import { bill, tell } from '../../support/story';

/** Situations of contact: numbers, hours, days, channels. The numbers are those of docs/scenarios.md. */
describe('situations of contact', () => {
  it('6: nobody can be reached by phone, so the notice comes before day 31, and unanswered calls are attempts', () => {
    const { happened, on } = tell({
      from: '2026-06-30',
      to: '2026-08-15',
      charges: [bill('2026-06-30')],
      events: [{ event: 'provider_failing', at: '2026-06-30', to: '2026-08-15', how: 'refuses' }],
    });
    const entered = happened.find((line) => line.includes('level 2 entered'));
    expect(entered).toContain('unreachable');
    expect((entered ?? '9999') < '2026-07-31').toBe(true);
    const { contacts } = on('2026-08-01');
    expect(contacts.call?.contacts).toBe(0);
    expect(contacts.call?.attempts).toBeGreaterThanOrEqual(3);
  });

  it('7: a stranger answers: the number is used by no channel any more, and the door takes over', () => {
    const { made, on } = tell({
      from: '2026-06-30',
      to: '2026-09-30',
      charges: [bill('2026-06-30')],
      events: [{ event: 'address', at: '2026-07-05', address: 'phone-1', status: 'wrong' }],
    });
    const later = made.filter(({ at }) => at > '2026-07-05T12:00');
    expect(later.map(({ channel }) => channel)).not.toContain('sms');
    expect(later.map(({ channel }) => channel)).not.toContain('call');
    expect(on('2026-09-30').level).toBeGreaterThanOrEqual(2);
  });

  it('15: no call, visit or message falls on a holiday; what was due then leaves on the first day that is not quiet', () => {
    const { made } = tell({
      from: '2026-09-15',
      to: '2026-11-15',
      charges: [bill('2026-09-28')],
    });
    expect(made.length).toBeGreaterThan(0);
    const holidays = made.filter(({ at }) => at >= '2026-10-01' && at < '2026-10-08');
    expect(holidays).toEqual([]);
    expect(made[0]?.at.slice(0, 10)).toBe('2026-10-08');
  });

  it('16: a timer that fires in the night waits for the morning: one message, whatever came due meanwhile', () => {
    const { made } = tell({
      from: '2026-06-30',
      to: '2026-07-18',
      charges: [bill('2026-06-30')],
      events: [{ event: 'system_down', at: '2026-07-01', to: '2026-07-11T23:40' }],
      staff: { works: false },
    });
    expect(made).toHaveLength(1);
    const [only] = made;
    expect((only?.at ?? '').slice(11) >= '09:30').toBe(true);
    expect((only?.at ?? '').slice(0, 10)).toBe('2026-07-12');
  });

  it('20: an opt-out closes the channel for good; the ladder goes on by the others', () => {
    const { made, on } = tell({
      from: '2026-06-30',
      to: '2026-09-01',
      charges: [bill('2026-06-30')],
      events: [{ event: 'address', at: '2026-07-05', address: 'phone-1', optedOut: ['sms'] }],
    });
    const sms = made.filter(({ channel, at }) => channel === 'sms' && at > '2026-07-05T12:00');
    expect(sms).toEqual([]);
    expect(on('2026-09-01').level).toBeGreaterThanOrEqual(2);
  });

  it('22: while the provider takes nothing messages wait, and afterwards there is no burst', () => {
    const { made } = tell({
      from: '2026-06-30',
      to: '2026-08-01',
      charges: [bill('2026-06-30')],
      events: [{ event: 'provider_failing', at: '2026-07-02', to: '2026-07-20', how: 'unavailable' }],
      staff: { works: false },
    });
    const sent = made.filter(({ by }) => by === 'system');
    expect(sent.filter(({ at }) => at < '2026-07-20')).toEqual([]);
    const days = sent.map(({ at }) => at.slice(0, 10));
    expect(new Set(days).size).toBe(days.length);
    expect(sent.length).toBeGreaterThan(0);
  });

  it('23: a message that nobody can ask about is sent again only because a person decided it, once', () => {
    const story = {
      from: '2026-06-30',
      to: '2026-07-09',
      charges: [bill('2026-06-30')],
      staff: { works: false },
      events: [
        { event: 'provider_failing' as const, at: '2026-07-02', to: '2026-07-04', how: 'silent' as const },
      ],
    };
    const alone = tell(story).made.filter(({ step }) => step === 'first-reminder');
    expect(alone.map(({ outcome }) => outcome)).toEqual(['unproven']);
    const resend = { event: 'resend' as const, at: '2026-07-06T10:00', by: 'supervisor' as const };
    const { answer, made } = tell({
      ...story,
      events: [...story.events, resend, { ...resend, at: '2026-07-08T10:00' }],
    });
    expect(made.filter(({ step }) => step === 'first-reminder')).toHaveLength(2);
    expect(answer.refused.map(({ code }) => code)).toEqual(['RESEND_TWICE']);
  });

  it('25: nobody at home is an attempt, and the second visit comes another day', () => {
    const { made, on } = tell({
      from: '2026-06-30',
      to: '2027-01-31',
      charges: [bill('2026-06-30')],
    });
    const visits = made.filter(({ channel }) => channel === 'visit');
    expect(visits.map(({ outcome }) => outcome)).toEqual(visits.map(() => 'nobody_home'));
    expect(visits.length).toBeGreaterThanOrEqual(2);
    const [first, second] = visits;
    expect((second?.at ?? '').slice(0, 10) > (first?.at ?? '').slice(0, 10)).toBe(true);
    expect(on('2027-01-31').contacts.visit?.contacts).toBe(0);
  });

  it('30: below the amount of each channel nobody is contacted; nothing within the tolerance is asked for', () => {
    const rest = { id: 'rest', dueOn: '2026-06-30', amountFen: 900 };
    expect(tell({ from: '2026-06-30', to: '2026-12-31', charges: [rest] }).made).toEqual([]);
    const small = { id: 'small', dueOn: '2026-06-30', amountFen: 4_000 };
    const { made } = tell({ from: '2026-06-30', to: '2026-12-31', charges: [small] });
    expect(made.map(({ channel }) => channel)).not.toContain('call');
    expect(made.map(({ channel }) => channel)).not.toContain('post');
    expect(made.length).toBeGreaterThan(0);
  });
});
