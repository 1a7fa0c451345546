import { civilDay, instantAt, startOfDay } from '../../src/domain/civil-day';
import { type BudgetQuestion, budgetVerdict, type EarlierContact } from '../../src/domain/contact-budget';
import { standard } from '../../src/policy/standard';

const zone = 'Asia/Shanghai';
const rules = standard.rules.contact;
const on = (day: string, minutes = 600): number => instantAt(civilDay(day), minutes, zone);
const from = (day: string): number => startOfDay(civilDay(day), zone);

function contact(day: string, more: Partial<EarlierContact> = {}): EarlierContact {
  return { at: on(day), class: 'dunning', channel: 'sms', kind: 'contact', automatic: false, ...more };
}
function ask(day: string, earlier: EarlierContact[], more: Partial<BudgetQuestion> = {}) {
  return budgetVerdict({
    at: on(day),
    class: 'dunning',
    channel: 'call',
    automatic: false,
    level: 1,
    zone,
    rules,
    earlier,
    ...more,
  });
}

describe('the budget of dunning contacts', () => {
  it('is one a day', () => {
    expect(ask('2026-11-02', [contact('2026-11-02')])).toEqual({
      ok: false,
      rule: 'PER_DAY',
      until: from('2026-11-03'),
    });
    expect(ask('2026-11-03', [contact('2026-11-02')])).toEqual({ ok: true });
  });

  it('is two in seven civil days', () => {
    const two = [contact('2026-11-02'), contact('2026-11-05')];
    expect(ask('2026-11-08', two)).toEqual({ ok: false, rule: 'PER_7_DAYS', until: from('2026-11-09') });
    expect(ask('2026-11-09', two)).toEqual({ ok: true });
  });

  const four = ['2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23'].map((day) => contact(day));

  it('is four in thirty, five at level 3', () => {
    expect(ask('2026-11-30', four)).toEqual({ ok: false, rule: 'PER_30_DAYS', until: from('2026-12-02') });
    expect(ask('2026-11-30', four, { level: 3 })).toEqual({ ok: true });
    expect(ask('2026-11-30', four, { level: 4 })).toMatchObject({ ok: false });
  });

  it('leaves five days between automatic ones', () => {
    const earlier = [contact('2026-11-02', { automatic: true })];
    expect(ask('2026-11-06', earlier, { automatic: true, channel: 'email' })).toEqual({
      ok: false,
      rule: 'AUTOMATIC_SPACING',
      until: from('2026-11-07'),
    });
    expect(ask('2026-11-06', earlier)).toEqual({ ok: true });
  });

  it('is kept by person and by address', () => {
    // three objects of one owner: what the other object's call used is used
    expect(ask('2026-11-02', [contact('2026-11-02', { channel: 'email' })])).toMatchObject({ ok: false });
    // a phone that two accounts share
    const wife = contact('2026-11-02', { ofPerson: false, addressHash: 'phone' });
    expect(ask('2026-11-02', [wife], { addressHash: 'phone' })).toMatchObject({ rule: 'PER_DAY' });
    expect(ask('2026-11-02', [wife], { addressHash: 'other' })).toEqual({ ok: true });
  });

  it('counts what was made under an exemption for those after it', () => {
    expect(ask('2026-11-02', [contact('2026-11-02', { exempt: true })])).toMatchObject({ ok: false });
  });

  it('counts neither service notices nor formal service nor attempts', () => {
    const others = [
      contact('2026-11-02', { class: 'service' }),
      contact('2026-11-02', { class: 'formal', channel: 'post' }),
      contact('2026-11-02', { kind: 'attempt', channel: 'call' }),
    ];
    expect(ask('2026-11-02', others)).toEqual({ ok: true });
  });
});

describe('service notices', () => {
  it('are outside the budget', () => {
    expect(ask('2026-11-02', [contact('2026-11-02'), contact('2026-11-01')], { class: 'service' })).toEqual({
      ok: true,
    });
  });
});

describe('formal service', () => {
  const letter = contact('2026-11-02', { class: 'formal', channel: 'post', piece: 'N-1' });

  it('is one in thirty days', () => {
    expect(ask('2026-11-20', [letter], { class: 'formal', channel: 'post', piece: 'N-2' })).toEqual({
      ok: false,
      rule: 'FORMAL_PER_30_DAYS',
      until: from('2026-12-02'),
    });
  });

  it('counts posting and mailing of the same notice once', () => {
    expect(ask('2026-11-12', [letter], { class: 'formal', channel: 'mail', piece: 'N-1' })).toEqual({
      ok: true,
    });
  });

  it('is not blocked by two messages', () => {
    const two = [contact('2026-11-02'), contact('2026-11-05')];
    expect(ask('2026-11-05', two, { class: 'formal', channel: 'mail' })).toEqual({ ok: true });
  });
});

describe('unanswered calls', () => {
  const attempt = (day: string, minutes = 600): EarlierContact =>
    contact(day, { at: on(day, minutes), kind: 'attempt', channel: 'call', addressHash: 'phone' });

  it('the third to a number in a day is refused', () => {
    const two = [attempt('2026-11-02'), attempt('2026-11-02', 700)];
    expect(ask('2026-11-02', two, { addressHash: 'phone' })).toEqual({
      ok: false,
      rule: 'ATTEMPTS_PER_DAY',
      until: from('2026-11-03'),
    });
    expect(ask('2026-11-02', two, { addressHash: 'second number' })).toEqual({ ok: true });
    expect(ask('2026-11-02', two, { addressHash: 'phone', channel: 'sms' })).toEqual({ ok: true });
  });

  it('so is the seventh in a week', () => {
    const six = ['2026-11-02', '2026-11-03', '2026-11-04'].flatMap((day) => [
      attempt(day),
      attempt(day, 700),
    ]);
    expect(ask('2026-11-06', six, { addressHash: 'phone' })).toEqual({
      ok: false,
      rule: 'ATTEMPTS_PER_7_DAYS',
      until: from('2026-11-09'),
    });
  });

  it('and the eleventh in a month', () => {
    const ten = ['2026-11-02', '2026-11-09', '2026-11-16', '2026-11-20', '2026-11-25'].flatMap((day) => [
      attempt(day),
      attempt(day, 700),
    ]);
    expect(ask('2026-11-30', ten, { addressHash: 'phone' })).toEqual({
      ok: false,
      rule: 'ATTEMPTS_PER_30_DAYS',
      until: from('2026-12-02'),
    });
  });
});
