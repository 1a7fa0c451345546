import { civilDay } from '../../src/domain/civil-day';
import { fen } from '../../src/domain/money';
import { type ReferralFacts, referralChecklist } from '../../src/domain/referral-checklist';
import { NATIONAL_RULES } from '../../src/domain/rule-packs/shipped';

const charge = (from: string, to: string, dueOn: string, actBefore: string, amount = 100_000) => ({
  chargeId: from,
  periodFrom: civilDay(from),
  periodTo: civilDay(to),
  dueOn: civilDay(dueOn),
  owedFen: fen(amount),
  lateFeeFen: fen(0),
  lateFeeClause: null,
  actBefore: civilDay(actBefore),
  areaKnown: true,
});
const document = (kind: string, from: string, to: string | null) => ({
  kind,
  validFrom: civilDay(from),
  validTo: to === null ? null : civilDay(to),
});
const whole: ReferralFacts = {
  today: civilDay('2026-03-15'),
  party: { named: true, idNumber: true, phone: true, postalAddress: true },
  charges: [charge('2025-01-01', '2025-12-31', '2025-03-31', '2028-03-31')],
  documents: [
    document('contract', '2024-01-01', '2025-06-30'),
    document('contract', '2025-07-01', null),
    document('price_filing', '2024-01-01', null),
  ],
  demand: 'over',
  openObjections: 0,
  committee: NATIONAL_RULES.committee,
  urging: { state: 'urged', onDay: civilDay('2026-02-01') },
};
const states = (facts: Partial<ReferralFacts>) =>
  Object.fromEntries(
    referralChecklist({ ...whole, ...facts })
      .items.filter(({ state }) => state !== 'ok')
      .map(({ element, state }) => [element, state]),
  );

describe('the checklist before a referral', () => {
  it('has nothing against a case that is whole', () => {
    expect(referralChecklist(whole)).toMatchObject({
      missing: [],
      inTime: { totalFen: 100_000 },
      past: { totalFen: 0 },
    });
    expect(states({})).toEqual({});
  });

  it('misses the identity number first of all', () => {
    const { missing, items } = referralChecklist({ ...whole, party: { ...whole.party, idNumber: false } });
    expect(missing).toEqual(['id_number']);
    expect(items.find(({ element }) => element === 'id_number')?.zh).toBe('证件号未登记');
  });

  it('wants a contract for every day of every period, and one may follow another', () => {
    expect(
      states({
        documents: [
          document('contract', '2024-01-01', '2025-06-30'),
          document('contract', '2025-07-02', null),
          document('price_filing', '2024-01-01', null),
        ],
      }),
    ).toEqual({ contract: 'missing' });
    expect(states({ documents: [] })).toEqual({ contract: 'missing', fee_basis: 'weak' });
    expect(states({ documents: [document('contract', '2025-01-01', '2025-12-31')] })).toEqual({
      fee_basis: 'weak',
    });
  });

  it('sets charges past limitation apart, and refuses where nothing else is left', () => {
    const old = charge('2021-01-01', '2021-12-31', '2021-03-31', '2024-03-31', 50_000);
    const both = referralChecklist({ ...whole, charges: [...whole.charges, old] });
    expect([both.inTime.totalFen, both.past.totalFen, both.missing]).toEqual([100_000, 50_000, []]);
    expect(referralChecklist({ ...whole, charges: [old] }).missing).toContain('limitation');
    // the day itself still counts
    expect(states({ charges: [charge('2025-01-01', '2025-12-31', '2025-03-31', '2026-03-15')] })).toEqual({});
  });

  it.each([
    [null, 'missing'],
    [{ state: 'none_formed', onDay: civilDay('2020-01-01') }, undefined],
    [{ state: 'urged', onDay: civilDay('2025-03-31') }, 'missing'],
    [{ state: 'urged', onDay: civilDay('2025-04-01') }, undefined],
    [{ state: 'asked', onDay: civilDay('2026-02-28') }, 'missing'],
    [{ state: 'asked', onDay: civilDay('2026-02-27') }, undefined],
  ] as const)('asks the committee: %j', (urging, state) => {
    expect(states({ urging }).committee).toBe(state);
  });

  it('asks no committee where the place wants none', () => {
    expect(
      states({ urging: null, committee: { value: { wanted: false, waitingDays: 0 }, from: [] } }),
    ).toEqual({});
  });

  it('names demand and objections apart: they have refusals of their own', () => {
    const { missing, items } = referralChecklist({ ...whole, demand: 'missing', openObjections: 2 });
    expect(missing).toEqual([]);
    expect(items.filter(({ state }) => state === 'missing').map(({ element }) => element)).toEqual([
      'demand',
      'objections',
    ]);
  });

  it('says of no charge at all that there is nothing to refer', () => {
    expect(referralChecklist({ ...whole, charges: [] }).missing).toEqual(['amount']);
  });

  it('is thin where a stated late fee has no clause', () => {
    const [one] = whole.charges;
    if (!one) throw new Error('a charge');
    expect(states({ charges: [{ ...one, lateFeeFen: fen(5) }] })).toEqual({ amount: 'weak' });
  });
});
