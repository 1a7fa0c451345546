import fc from 'fast-check';
import { allocate, type OpenCharge } from '../../src/domain/allocation';
import { addDays, civilDay } from '../../src/domain/civil-day';
import { type ChargeFacts, type ChargePart, claimable } from '../../src/domain/claimable';
import { type Fen, fen, formatYuan, parseYuan, plainYuan } from '../../src/domain/money';

const firstDay = civilDay('2024-01-01');
const days = fc.nat(1000).map((n) => addDays(firstDay, n));
const amounts = (max: number): fc.Arbitrary<Fen> => fc.nat(max).map(fen);
const parts: fc.Arbitrary<ChargePart[]> = fc.array(
  fc.record({ on: days, principalFen: amounts(80_000), lateFeeFen: amounts(5_000) }),
  { maxLength: 3 },
);
const charges: fc.Arbitrary<ChargeFacts[]> = fc
  .array(
    fc.record({
      dueOn: days,
      chargedFen: amounts(100_000),
      allocations: parts,
      waivers: parts,
      lateFee: fc.oneof(
        fc.constant({ kind: 'none' as const }),
        fc.record({ kind: fc.constant('stated' as const), outstandingFen: amounts(9_000), on: days }),
        fc.record({
          kind: fc.constant('clause' as const),
          clause: fc.record({
            ratePerDay: fc.constantFrom(0.0001, 0.0005, '0.003'),
            fromDay: fc.integer({ min: 1, max: 30 }),
            capShare: fc.constantFrom(null, 0.2, 1),
          }),
          suspensions: fc.array(
            fc.record({ from: days, to: fc.option(days), fen: fc.option(amounts(50_000)) }),
            { maxLength: 2 },
          ),
        }),
      ),
      disputed: fc.oneof(fc.constant('none' as const), fc.constant('whole' as const), amounts(50_000)),
    }),
    { maxLength: 6 },
  )
  .map((all) => all.map((charge, index) => ({ ...charge, id: `c${index}` })));
const freshIds = fc.subarray(['c0', 'c1', 'c2', 'c3', 'c4', 'c5']);

describe('the money adds up (law 7)', () => {
  it('claimable = charges − allocations − waivers + late fee − disputed − prepaid − fresh, at least 0, whole fen', () => {
    fc.assert(
      fc.property(charges, amounts(200_000), freshIds, days, (all, prepaidFen, freshChargeIds, day) => {
        const account = claimable(day, all, { prepaidFen, freshChargeIds });
        for (const sum of [account, ...account.lines]) {
          const charged = 'chargesFen' in sum ? sum.chargesFen : sum.chargedFen;
          expect(sum.claimableFen).toBe(
            charged -
              sum.allocatedFen -
              sum.waivedFen +
              sum.lateFeeFen -
              sum.disputedFen -
              sum.prepaidFen -
              sum.freshFen,
          );
        }
        const figures = [account, ...account.lines].flatMap((sum) =>
          Object.values(sum).filter((value): value is Fen => typeof value === 'number'),
        );
        for (const figure of figures) expect(Number.isSafeInteger(figure) && figure >= 0).toBe(true);
        expect(account.prepaidFen).toBeLessThanOrEqual(prepaidFen);
        expect(account.oldestDueOn === null || account.claimableFen > 0).toBe(true);
      }),
    );
  });

  it('what the charging system charged, and no more than it stated as late fee, stands unchanged', () => {
    fc.assert(
      fc.property(charges, days, (all, day) => {
        const { lines } = claimable(day, all, { prepaidFen: fen(0), freshChargeIds: [] });
        for (const line of lines) {
          const charge = all.find(({ id }) => id === line.chargeId);
          expect(line.chargedFen).toBe(charge?.chargedFen);
          if (charge?.lateFee.kind !== 'stated' || charge.allocations.length + charge.waivers.length > 0)
            continue;
          expect(line.lateFeeLeftFen).toBe(charge.lateFee.outstandingFen);
        }
      }),
    );
  });

  it('a late fee never shrinks from one day to the next', () => {
    fc.assert(
      fc.property(charges, days, fc.nat(60), (all, day, later) => {
        const at = (on: typeof day) => claimable(on, all, { prepaidFen: fen(0), freshChargeIds: [] }).lines;
        const then = new Map(at(addDays(day, later)).map((line) => [line.chargeId, line.lateFeeFen]));
        for (const line of at(day)) {
          expect(then.get(line.chargeId)).toBeGreaterThanOrEqual(line.lateFeeFen);
        }
      }),
    );
  });
});

const open: fc.Arbitrary<OpenCharge[]> = fc
  .array(
    fc.record({
      dueOn: days,
      principalFen: amounts(50_000),
      lateFeeFen: amounts(5_000),
      ratePerDay: fc.constantFrom(0, 0.0005),
    }),
    { maxLength: 6 },
  )
  .map((all) => all.map((charge, index) => ({ ...charge, chargeId: `c${index}` })));
const instructions = fc.array(
  fc.record({
    chargeId: fc.constantFrom('c0', 'c1', 'c2'),
    fen: fc.oneof(fc.constant(undefined), amounts(20_000)),
  }),
  { maxLength: 3 },
);

describe('a payment', () => {
  it('is its allocations and the prepayment, none above what is owed', () => {
    fc.assert(
      fc.property(
        amounts(300_000),
        open,
        instructions,
        fc.constantFrom('principal_first' as const, 'civil_code' as const),
        days,
        (amountFen, all, wished, order, on) => {
          const instruction = wished.filter(({ chargeId }) =>
            all.some((charge) => charge.chargeId === chargeId),
          );
          const result = allocate({ amountFen, on, instruction }, all, order);
          if (!result.ok) throw new Error(result.problem);
          let allocated = 0;
          let owed = 0;
          for (const charge of all) owed += charge.principalFen + charge.lateFeeFen;
          for (const part of result.parts) {
            const charge = all.find(({ chargeId }) => chargeId === part.chargeId);
            expect(part.principalFen).toBeLessThanOrEqual(charge?.principalFen ?? -1);
            expect(part.lateFeeFen).toBeLessThanOrEqual(charge?.lateFeeFen ?? -1);
            allocated += part.principalFen + part.lateFeeFen;
          }
          expect(allocated + result.prepaymentFen).toBe(amountFen);
          expect(allocated).toBe(Math.min(amountFen, owed));
        },
      ),
    );
  });
});

describe('yuan', () => {
  it('are read as they are written, in every form', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2_099_999_999, max: 2_099_999_999 }).map(fen), (amount) => {
        const fullWidth = plainYuan(amount).replace(/[-.\d]/g, (c) =>
          String.fromCharCode(c.charCodeAt(0) + 0xfee0),
        );
        for (const text of [formatYuan(amount), plainYuan(amount), fullWidth]) {
          expect(parseYuan(text)).toEqual({ ok: true, fen: amount });
        }
      }),
    );
  });
});
