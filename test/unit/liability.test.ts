import fc from 'fast-check';
import { addDays, civilDay } from '../../src/domain/civil-day';
import {
  buyersPart,
  type Liability,
  type LiabilityRole,
  type LiableAccount,
  liabilityProblem,
  partiesToApproach,
  shareOfSale,
  sideOfSale,
} from '../../src/domain/liability';
import { fen } from '../../src/domain/money';

const TODAY = civilDay('2026-11-24');

function liability(role: LiabilityRole, more: Partial<Liability> = {}): Liability {
  return {
    id: `id-${role}`,
    partyId: `party-${role}`,
    role,
    objectId: null,
    fromOn: civilDay('2026-01-01'),
    untilOn: null,
    ...more,
  };
}

const account = (more: Partial<LiableAccount> = {}): LiableAccount => ({
  partyId: 'owner',
  deceasedOn: null,
  liabilities: [],
  ...more,
});

const order = (of: LiableAccount, level: 1 | 2 | 3 = 1) =>
  partiesToApproach(of, level, TODAY).map(({ partyId }) => partyId);

describe('who is approached', () => {
  it('is the account’s own party where nothing else was recorded', () => {
    expect(order(account())).toEqual(['owner']);
  });

  it('is the tenant first at level 1, and the owner first from the written notice on', () => {
    const let_ = account({ liabilities: [liability('tenant')] });
    expect(order(let_, 1)).toEqual(['party-tenant', 'owner']);
    expect(order(let_, 2)).toEqual(['owner', 'party-tenant']);
    expect(order(let_, 3)).toEqual(['owner', 'party-tenant']);
  });

  it('forgets the tenant on the day after his lease, and does not know him the day before', () => {
    const lease = liability('tenant', { fromOn: civilDay('2026-11-24'), untilOn: civilDay('2026-11-24') });
    const of = account({ liabilities: [lease] });
    expect(partiesToApproach(of, 1, TODAY)).toHaveLength(2);
    expect(partiesToApproach(of, 1, addDays(TODAY, 1))).toHaveLength(1);
    expect(partiesToApproach(of, 1, addDays(TODAY, -1))).toHaveLength(1);
  });

  it('is nobody when the owner has died and neither administrator nor heir is known', () => {
    expect(order(account({ deceasedOn: TODAY }))).toEqual([]);
    expect(order(account({ deceasedOn: addDays(TODAY, 1) }))).toEqual(['owner']);
  });

  it('is the administrator of the estate, and the heirs only where there is none', () => {
    const heir = liability('heir');
    const dead = account({ deceasedOn: civilDay('2026-10-01'), liabilities: [heir] });
    expect(partiesToApproach(dead, 2, TODAY)).toEqual([
      { partyId: 'party-heir', role: 'heir', jointly: false, upToEstate: true },
    ]);
    expect(order({ ...dead, liabilities: [heir, liability('administrator')] })).toEqual([
      'party-administrator',
    ]);
  });

  it('is the living co-owner too, when one of two has died', () => {
    const of = account({ deceasedOn: civilDay('2026-10-01'), liabilities: [liability('co_owner')] });
    expect(order(of)).toEqual(['party-co_owner']);
  });

  it('is everybody once, whatever roles he has', () => {
    const both = [liability('co_owner', { partyId: 'x' }), liability('tenant', { partyId: 'x' })];
    expect(order(account({ liabilities: both }))).toEqual(['x', 'owner']);
  });
});

describe('what cannot be recorded', () => {
  const added = (role: LiabilityRole, more: Partial<Liability> = {}) =>
    liability(role, { partyId: 'new', ...more });

  it('an end before the beginning, the owner himself, an heir of the living, the same twice', () => {
    expect(liabilityProblem(account(), added('tenant', { untilOn: civilDay('2025-12-31') }))).toBe(
      'ENDS_BEFORE_IT_BEGINS',
    );
    expect(liabilityProblem(account(), added('tenant', { partyId: 'owner' }))).toBe('SAME_PARTY');
    expect(liabilityProblem(account(), added('heir'))).toBe('NOT_DECEASED');
    const of = account({ liabilities: [added('tenant')] });
    expect(liabilityProblem(of, added('tenant', { fromOn: civilDay('2026-06-01') }))).toBe('STANDS_ALREADY');
    expect(liabilityProblem(of, added('co_owner'))).toBeNull();
  });

  it('but a second lease after the first is one', () => {
    const first = added('tenant', { untilOn: civilDay('2026-05-31') });
    const of = account({ liabilities: [first] });
    expect(liabilityProblem(of, added('tenant', { fromOn: civilDay('2026-06-01') }))).toBeNull();
    expect(liabilityProblem(of, added('tenant', { fromOn: civilDay('2026-05-31') }))).toBe('STANDS_ALREADY');
  });
});

describe('a sale within a billed period', () => {
  const third = {
    periodFrom: civilDay('2025-07-01'),
    periodTo: civilDay('2025-09-30'),
    dueOn: civilDay('2025-09-30'),
    amountFen: fen(92_000),
  };
  const sold = civilDay('2025-08-01');

  it('leaves the bill whole by its due date, or shares it by days, as the contract says', () => {
    expect(sideOfSale(third, sold, 'by_due')).toBe('buyer');
    expect(sideOfSale(third, sold, 'by_days')).toBe('both');
    expect(shareOfSale(third, sold)).toEqual({ sellerFen: 31_000, buyerFen: 61_000 });
    expect(buyersPart(third, sold)).toMatchObject({
      periodFrom: sold,
      dueOn: '2025-09-30',
      amountFen: 61_000,
    });
  });

  it('gives the buyer time to pay what was due before he bought', () => {
    expect(buyersPart({ ...third, dueOn: civilDay('2025-07-15') }, sold).dueOn).toBe('2025-08-31');
  });

  it('has whole periods on either side', () => {
    expect(sideOfSale(third, civilDay('2025-07-01'), 'by_days')).toBe('buyer');
    expect(sideOfSale(third, civilDay('2025-10-01'), 'by_days')).toBe('seller');
    expect(sideOfSale(third, civilDay('2025-09-30'), 'by_days')).toBe('both');
  });

  it('never makes or loses a fen', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000_000_000 }),
        fc.integer({ min: 1, max: 366 }),
        fc.integer({ min: -10, max: 380 }),
        (amount, days, offset) => {
          const from = civilDay('2024-02-01');
          const bill = {
            periodFrom: from,
            periodTo: addDays(from, days - 1),
            dueOn: from,
            amountFen: fen(amount),
          };
          const { sellerFen, buyerFen } = shareOfSale(bill, addDays(from, offset));
          expect(sellerFen + buyerFen).toBe(amount);
          expect(Math.min(sellerFen, buyerFen)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
