import { allocate, type OpenCharge } from '../../src/domain/allocation';
import { civilDay } from '../../src/domain/civil-day';
import { fen } from '../../src/domain/money';

const paidOn = civilDay('2025-05-15');
const charge = (chargeId: string, dueOn: string, more: Partial<OpenCharge> = {}): OpenCharge => ({
  chargeId,
  dueOn: civilDay(dueOn),
  principalFen: fen(10000),
  lateFeeFen: fen(500),
  ratePerDay: 0.0005,
  ...more,
});
const q1 = charge('q1', '2025-01-31');
const q2 = charge('q2', '2025-04-30');

describe('a payment settles', () => {
  it('principal first, the earliest due first, and late fees after all principal', () => {
    expect(allocate({ amountFen: fen(20300), on: paidOn }, [q2, q1], 'principal_first')).toEqual({
      ok: true,
      parts: [
        { chargeId: 'q2', principalFen: 10000, lateFeeFen: 0 },
        { chargeId: 'q1', principalFen: 10000, lateFeeFen: 300 },
      ],
      prepaymentFen: 0,
    });
  });

  it("the payer's own choice before the policy's order", () => {
    const instruction = [{ chargeId: 'q2' }];
    expect(
      allocate({ amountFen: fen(12000), on: paidOn, instruction }, [q1, q2], 'principal_first'),
    ).toMatchObject({
      parts: [
        { chargeId: 'q1', principalFen: 1500, lateFeeFen: 0 },
        { chargeId: 'q2', principalFen: 10000, lateFeeFen: 500 },
      ],
    });
    const some = [{ chargeId: 'q2', fen: fen(3000) }];
    expect(
      allocate({ amountFen: fen(4000), on: paidOn, instruction: some }, [q1, q2], 'principal_first'),
    ).toMatchObject({
      parts: [
        { chargeId: 'q1', principalFen: 1000 },
        { chargeId: 'q2', principalFen: 3000 },
      ],
    });
  });

  it('what the charging system booked, before everything', () => {
    const booked = [{ chargeId: 'q2', principalFen: fen(100), lateFeeFen: fen(7) }];
    const instruction = [{ chargeId: 'q1' }];
    expect(
      allocate({ amountFen: fen(110), on: paidOn, booked, instruction }, [q1, q2], 'principal_first'),
    ).toEqual({
      ok: true,
      parts: booked,
      prepaymentFen: 3,
    });
    expect(allocate({ amountFen: fen(106), on: paidOn, booked }, [q1, q2], 'principal_first')).toEqual({
      ok: false,
      problem: 'BOOKED_EXCEEDS_PAYMENT',
    });
  });

  it('and what is over becomes prepayment', () => {
    expect(allocate({ amountFen: fen(30000), on: paidOn }, [q1], 'principal_first')).toMatchObject({
      prepaymentFen: 19500,
    });
  });

  it('names no charge that is not open', () => {
    const instruction = [{ chargeId: 'gone' }];
    expect(allocate({ amountFen: fen(1), on: paidOn, instruction }, [q1], 'principal_first')).toEqual({
      ok: false,
      problem: 'INSTRUCTION_UNKNOWN_CHARGE',
    });
  });
});

describe('the order of the Civil Code (560, 561)', () => {
  it('takes the late fee of a debt before its principal', () => {
    expect(allocate({ amountFen: fen(10600), on: paidOn }, [q1, q2], 'civil_code')).toMatchObject({
      parts: [
        { chargeId: 'q1', principalFen: 10000, lateFeeFen: 500 },
        { chargeId: 'q2', principalFen: 0, lateFeeFen: 100 },
      ],
    });
  });

  it('takes what is due before what is not, then the heavier burden', () => {
    const notDue = charge('q3', '2025-07-31', { ratePerDay: 0.001, lateFeeFen: fen(0) });
    const heavier = charge('parking', '2025-04-30', { ratePerDay: 0.0008, lateFeeFen: fen(0) });
    expect(
      allocate({ amountFen: fen(10000), on: paidOn }, [notDue, q1, heavier], 'civil_code'),
    ).toMatchObject({
      parts: [{ chargeId: 'parking', principalFen: 10000 }],
    });
  });

  it('shares between equals in proportion, to the last fen', () => {
    const free = { lateFeeFen: fen(0), ratePerDay: 0 };
    const three = ['a', 'b', 'c'].map((id) => charge(id, '2025-01-31', { ...free, principalFen: fen(100) }));
    expect(allocate({ amountFen: fen(100), on: paidOn }, three, 'civil_code')).toMatchObject({
      parts: [{ principalFen: 34 }, { principalFen: 33 }, { principalFen: 33 }],
      prepaymentFen: 0,
    });
  });
});
