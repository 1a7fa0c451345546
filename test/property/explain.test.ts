import fc from 'fast-check';
import { addDays, civilDay } from '../../src/domain/civil-day';
import { claimable } from '../../src/domain/claimable';
import { type AmountStep, type ExplainableCharge, explainClaimable } from '../../src/domain/explain';
import { amountSentence } from '../../src/domain/explain-words';
import { type Fen, fen } from '../../src/domain/money';
import { type OfferedCharge, settleOffer } from '../../src/domain/offer';

const days = fc.nat(700).map((n) => addDays(civilDay('2024-01-01'), n));
const amounts = (max: number): fc.Arbitrary<Fen> => fc.nat(max).map(fen);
const part = {
  on: days,
  principalFen: amounts(60_000),
  lateFeeFen: amounts(5_000),
  ref: fc.constantFrom(null, 'p1', 'p2'),
  origin: fc.constantFrom('source', 'policy'),
};
const charges: fc.Arbitrary<ExplainableCharge[]> = fc
  .array(
    fc.record({
      dueOn: days,
      chargedFen: amounts(100_000),
      allocations: fc.array(fc.record(part), { maxLength: 3 }),
      waivers: fc.array(fc.record({ ...part, proposed: fc.boolean() }), { maxLength: 3 }),
      lateFee: fc.oneof(
        fc.constant({ kind: 'none' as const }),
        fc.record({ kind: fc.constant('stated' as const), outstandingFen: amounts(9_000), on: days }),
        fc.record({
          kind: fc.constant('clause' as const),
          clause: fc.record({
            ratePerDay: fc.constantFrom(0.0001, 0.0005, '0.003'),
            fromDay: fc.integer({ min: 1, max: 30 }),
            capShare: fc.constantFrom(null, 0.2),
          }),
          suspensions: fc.array(
            fc.record({ from: days, to: fc.option(days), fen: fc.option(amounts(50_000)) }),
            {
              maxLength: 2,
            },
          ),
        }),
      ),
      disputed: fc.oneof(fc.constant('none' as const), fc.constant('whole' as const), amounts(50_000)),
    }),
    { maxLength: 5 },
  )
  .map((all) => all.map((charge, index) => ({ ...charge, id: `c${index}` })));
const freshIds = fc.subarray(['c0', 'c1', 'c2', 'c3', 'c4']);
const total = (steps: readonly AmountStep[]): number => steps.reduce((sum, step) => sum + step.fen, 0);

describe('every amount can be explained line by line', () => {
  it('the lines of a charge add up to what is claimed of it, the charges to the claimable, to the fen', () => {
    fc.assert(
      fc.property(charges, amounts(200_000), freshIds, days, (all, prepaidFen, freshChargeIds, day) => {
        const bits = { prepaidFen, freshChargeIds };
        const explained = explainClaimable(day, all, bits);
        expect(explained.claimableFen).toBe(claimable(day, all, bits).claimableFen);
        let sum = 0;
        for (const { steps, claimableFen } of explained.lines) {
          expect(total(steps)).toBe(claimableFen);
          sum += total(steps);
        }
        expect(sum).toBe(explained.claimableFen);
      }),
      { numRuns: 500 },
    );
  });

  it('the pieces of a late fee follow one another without a gap, and come to the figure with its cap', () => {
    fc.assert(
      fc.property(charges, days, (all, day) => {
        for (const { steps } of explainClaimable(day, all, { prepaidFen: fen(0), freshChargeIds: [] })
          .lines) {
          for (const step of steps) {
            if (step.kind !== 'late_fee' || step.reason.how !== 'clause') continue;
            const { sections, capFen } = step.reason.account;
            const sum = sections.reduce((amount, section) => amount + section.fen, 0);
            expect(step.fen).toBe(capFen === null ? sum : Math.min(sum, capFen));
            const pieces = sections.flatMap((section) => section.pieces);
            pieces.forEach((piece, index) => {
              expect(addDays(piece.from, piece.days - 1)).toBe(piece.through);
              const next = pieces[index + 1];
              if (next) expect(next.from).toBe(addDays(piece.through, 1));
            });
          }
        }
      }),
    );
  });

  it('says scenario 2 in words: 300.00 on 2025-05-15, principal first', () => {
    const bill: ExplainableCharge = {
      id: 'q1',
      dueOn: civilDay('2025-03-31'),
      chargedFen: fen(75180),
      allocations: [
        {
          on: civilDay('2025-05-15'),
          principalFen: fen(30000),
          lateFeeFen: fen(0),
          ref: 'p',
          origin: 'policy',
        },
      ],
      waivers: [],
      lateFee: {
        kind: 'clause',
        clause: { ratePerDay: 0.0005, fromDay: 1, capShare: null },
        suspensions: [],
      },
      disputed: 'none',
    };
    const { lines } = explainClaimable(civilDay('2025-06-30'), [bill], {
      prepaidFen: fen(0),
      freshChargeIds: [],
    });
    expect(lines[0]?.steps.map((step) => amountSentence(step).zh)).toEqual([
      '应收 ¥751.80',
      '2025-05-15 缴费冲抵本金 ¥300.00（按冲抵顺序）',
      '违约金 ¥27.31：2025-04-01 至 2025-05-15 共 45 天 × ¥751.80 × 日 0.0005，2025-05-16 至 2025-06-30 共 46 天 × ¥451.80 × 日 0.0005，计 ¥27.31',
    ]);
  });
});

describe('an offer with a date', () => {
  const offered: fc.Arbitrary<OfferedCharge[]> = fc.array(
    fc.record({
      principalFen: amounts(50_000),
      lateFeeFen: amounts(3_000),
      principalLeftFen: amounts(50_000),
      lateFeeLeftFen: amounts(3_000),
      principalPaidFen: amounts(50_000),
      lateFeePaidFen: amounts(3_000),
    }),
    { minLength: 1, maxLength: 4 },
  );
  const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0);

  it('that is reached moves whole money only, never more than was paid or is left', () => {
    fc.assert(
      fc.property(offered, (all) => {
        const honoured = settleOffer(all);
        if (honoured === null) return;
        expect(sum(honoured.principalFen) + sum(honoured.lateFeeFen)).toBe(0);
        all.forEach((charge, index) => {
          expect(honoured.principalFen[index]).toBeLessThanOrEqual(charge.principalLeftFen);
          expect(-(honoured.lateFeeFen[index] ?? 0)).toBeLessThanOrEqual(charge.lateFeePaidFen);
        });
      }),
    );
  });

  it('paid exactly, in whichever order, leaves no principal and proposes what grew of the late fee', () => {
    fc.assert(
      fc.property(
        amounts(80_000),
        amounts(4_000),
        amounts(500),
        fc.boolean(),
        (principalFen, lateFeeFen, grown, lateFeeFirst) => {
          const totalFen = principalFen + lateFeeFen;
          if (totalFen === 0) return;
          const lateFeePaidFen = fen(Math.min(totalFen, lateFeeFirst ? lateFeeFen + grown : lateFeeFen));
          const principalPaidFen = fen(totalFen - lateFeePaidFen);
          const honoured = settleOffer([
            {
              principalFen,
              lateFeeFen,
              principalPaidFen,
              lateFeePaidFen,
              principalLeftFen: fen(principalFen - Math.min(principalFen, principalPaidFen)),
              lateFeeLeftFen: fen(lateFeeFen + grown - lateFeePaidFen),
            },
          ]);
          expect(honoured?.proposedFen[0]).toBe(grown);
        },
      ),
    );
  });
});
