import { type CivilDay, civilDay } from '../../src/domain/civil-day';
import { type ChargeFacts, type ClaimableBits, claimable, isSettled } from '../../src/domain/claimable';
import { fen, ZERO_FEN } from '../../src/domain/money';
import { offerHonoured } from '../../src/domain/offer';
import { standard } from '../../src/policy/standard';

const asOf = civilDay('2025-06-30');
const tolerance = standard.ladder.settlement.toleranceFen;
const nothingElse: ClaimableBits = { prepaidFen: ZERO_FEN, freshChargeIds: [] };
const part = (on: string, principalFen: number, lateFeeFen = 0) => ({
  on: civilDay(on),
  principalFen: fen(principalFen),
  lateFeeFen: fen(lateFeeFen),
});

function bill(more: Partial<ChargeFacts> = {}): ChargeFacts {
  return {
    id: 'q1',
    dueOn: civilDay('2025-03-31'),
    chargedFen: fen(75180),
    allocations: [],
    waivers: [],
    lateFee: {
      kind: 'clause',
      clause: { ratePerDay: 0.0005, fromDay: 1, capShare: null },
      suspensions: [],
    },
    disputed: 'none',
    ...more,
  };
}
const on = (day: CivilDay, charges: ChargeFacts[], bits = nothingElse) => claimable(day, charges, bits);

describe('what an account may be asked for', () => {
  it('is nothing on the due date, and principal with late fee after it', () => {
    expect(on(civilDay('2025-03-31'), [bill()])).toMatchObject({
      claimableFen: 0,
      lines: [],
      oldestDueOn: null,
    });
    expect(on(asOf, [bill()])).toMatchObject({
      chargesFen: 75180,
      lateFeeFen: 3421,
      claimableFen: 78601,
      principalOutstandingFen: 75180,
      oldestDueOn: '2025-03-31',
    });
  });

  it('after 300.00 on 2025-05-15, principal first: 451.80 and 27.31', () => {
    const paid = bill({ allocations: [part('2025-05-15', 30000)] });
    expect(on(asOf, [paid])).toMatchObject({
      allocatedFen: 30000,
      lateFeeFen: 2731,
      principalOutstandingFen: 45180,
      claimableFen: 47911,
    });
    // and on a day before the payment it was not yet there
    expect(on(civilDay('2025-05-14'), [paid])).toMatchObject({ allocatedFen: 0 });
  });

  it('late fee first: 468.72 and 10.78 new', () => {
    const paid = bill({ allocations: [part('2025-05-15', 28308, 1692)] });
    const { lines, principalOutstandingFen, lateFeeOutstandingFen } = on(asOf, [paid]);
    expect(principalOutstandingFen).toBe(46872);
    expect(lateFeeOutstandingFen).toBe(1078);
    expect(lines[0]).toMatchObject({ principalLeftFen: 46872, lateFeeLeftFen: 1078, allocatedFen: 30000 });
  });

  it('has no late fee without a clause', () => {
    expect(on(asOf, [bill({ lateFee: { kind: 'none' } })])).toMatchObject({
      lateFeeFen: 0,
      claimableFen: 75180,
    });
  });

  it('leaves a late fee that the charging system states as it is', () => {
    const stated = bill({
      lateFee: { kind: 'stated', outstandingFen: fen(1234), on: civilDay('2025-05-31') },
      allocations: [part('2025-05-15', 0, 500), part('2025-06-10', 0, 200)],
    });
    expect(on(asOf, [stated])).toMatchObject({ lateFeeOutstandingFen: 1034, claimableFen: 76214 });
    expect(on(civilDay('2025-05-31'), [stated])).toMatchObject({ lateFeeOutstandingFen: 1234 });
  });

  it('leaves out an objection to an amount, the whole charge with its late fee or a part of its principal', () => {
    const other = bill({ id: 'q2', dueOn: civilDay('2025-05-31'), lateFee: { kind: 'none' } });
    expect(on(asOf, [bill({ disputed: 'whole' }), other])).toMatchObject({
      disputedFen: 78601,
      claimableFen: 75180,
      oldestDueOn: '2025-05-31',
    });
    expect(on(asOf, [bill({ disputed: fen(5000) })])).toMatchObject({
      disputedFen: 5000,
      claimableFen: 73601,
    });
  });

  it('nets a prepayment of 200.00 against 751.80 before anyone is dunned', () => {
    const credit = { prepaidFen: fen(20000), freshChargeIds: [] };
    expect(on(asOf, [bill({ lateFee: { kind: 'none' } })], credit)).toMatchObject({
      prepaidFen: 20000,
      claimableFen: 55180,
      principalOutstandingFen: 55180,
    });
    const more = { prepaidFen: fen(200000), freshChargeIds: [] };
    expect(on(asOf, [bill()], more)).toMatchObject({ prepaidFen: 78601, claimableFen: 0, oldestDueOn: null });
  });

  it('lists fresh charges apart, without late fee, and they drive nothing', () => {
    const q2 = bill({ id: 'q2', dueOn: civilDay('2025-05-31') });
    const { claimableFen, freshFen, principalOutstandingFen, oldestDueOn } = on(asOf, [bill(), q2], {
      prepaidFen: ZERO_FEN,
      freshChargeIds: ['q2'],
    });
    expect({ claimableFen, freshFen, principalOutstandingFen, oldestDueOn }).toEqual({
      claimableFen: 78601,
      freshFen: 75180,
      principalOutstandingFen: 75180,
      oldestDueOn: '2025-03-31',
    });
  });

  it('is driven by the oldest charge, and a late fee alone drives nothing', () => {
    const paid = bill({ allocations: [part('2025-05-15', 75180)] });
    const younger = bill({ id: 'q2', dueOn: civilDay('2025-05-31') });
    expect(on(asOf, [younger, paid]).oldestDueOn).toBe('2025-05-31');
    expect(on(asOf, [paid])).toMatchObject({ oldestDueOn: null, principalOutstandingFen: 0 });
  });

  it('is lessened by a waiver, and never negative', () => {
    const waived = bill({ waivers: [part('2025-06-30', 10000, 3421)] });
    expect(on(asOf, [waived])).toMatchObject({ waivedFen: 13421, claimableFen: 65180 });
    const tooMuch = bill({
      allocations: [part('2025-05-15', 80000)],
      waivers: [part('2025-05-16', 80000, 80000)],
    });
    expect(on(asOf, [tooMuch]).claimableFen).toBe(0);
  });
});

describe('settled', () => {
  it('is no principal and a rest within the tolerance', () => {
    const paidLate = bill({ allocations: [part('2025-04-01', 75180)] });
    const account = on(asOf, [paidLate]);
    expect(account.claimableFen).toBe(38);
    expect(isSettled(account, tolerance)).toBe(true);
  });

  it('is not a small rest of principal, nor a case whose charges are all objected to', () => {
    const almost = bill({ lateFee: { kind: 'none' }, allocations: [part('2025-04-01', 75142)] });
    expect(isSettled(on(asOf, [almost]), tolerance)).toBe(false);
    const objected = on(asOf, [bill({ disputed: 'whole' })]);
    expect(objected.claimableFen).toBe(0);
    expect(isSettled(objected, tolerance)).toBe(false);
  });

  it('is also who pays exactly the stated amount by its date', () => {
    const offer = { statedOn: asOf, validThrough: civilDay('2025-07-10'), totalFen: fen(78601) };
    expect(offerHonoured(offer, [{ on: civilDay('2025-07-10'), fen: fen(78601) }])).toBe(true);
    expect(offerHonoured(offer, [{ on: civilDay('2025-07-11'), fen: fen(78601) }])).toBe(false);
    expect(offerHonoured(offer, [{ on: civilDay('2025-07-10'), fen: fen(78600) }])).toBe(false);
  });
});
