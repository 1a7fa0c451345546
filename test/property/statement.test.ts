import fc from 'fast-check';
import { addDays, civilDay } from '../../src/domain/civil-day';
import { applyStatements, type ChargeMoney, explain } from '../../src/ledger/statement';

const FIRST = civilDay('2026-01-01');
const day = fc.integer({ min: 0, max: 60 }).map((days) => addDays(FIRST, days));
const fen = fc.integer({ min: 1, max: 50_000 });

/** A payment was received on one day only. */
const RECEIVED = { p1: addDays(FIRST, 10), p2: addDays(FIRST, 30), p3: addDays(FIRST, 50) };
const part = fc
  .record({ paymentId: fc.constantFrom('p1' as const, 'p2' as const, 'p3' as const), amountFen: fen })
  .map((one) => ({ ...one, receivedOn: RECEIVED[one.paymentId], onDay: RECEIVED[one.paymentId] }));

const charge = fc
  .record({
    netFen: fc.integer({ min: 0, max: 100_000 }),
    sourceFen: fc.integer({ min: 0, max: 50_000 }),
    parts: fc.uniqueArray(part, { selector: ({ paymentId }) => paymentId, maxLength: 3 }),
  })
  .map((one) => ({ ...one, undone: [] }));

const account = fc.record({
  charges: fc.array(charge, { minLength: 1, maxLength: 4 }),
  stated: fc.array(fc.integer({ min: 0, max: 120_000 }), { minLength: 4, maxLength: 4 }),
  on: day,
  credits: fc.uniqueArray(part, { selector: ({ paymentId }) => paymentId, maxLength: 3 }),
});

const sum = (rows: readonly { amountFen: number }[]): number =>
  rows.reduce((total, row) => total + row.amountFen, 0);

describe('what the charging system states', () => {
  it('stands to the fen, and every payment keeps its sum', () => {
    fc.assert(
      fc.property(account, ({ charges, stated, on, credits }) => {
        const money = new Map(
          charges.map((one, index): [string, ChargeMoney] => [
            `c${index}`,
            { ...one, chargeId: `c${index}` },
          ]),
        );
        const statements = [...money.keys()].map((chargeId, index) => ({
          chargeId,
          receivedFen: stated[index] ?? 0,
          on,
          bookedOn: on,
        }));
        const { entries, creditChanges } = applyStatements(money, statements, credits, []);
        for (const [chargeId, one] of money) {
          const own = entries.filter((entry) => entry.chargeId === chargeId);
          const isBefore = (paymentId: string | null): boolean =>
            paymentId === null || RECEIVED[paymentId as keyof typeof RECEIVED] < on;
          const before = sum(one.parts.filter((p) => p.receivedOn < on)) + one.sourceFen;
          const after = sum(one.parts) + one.sourceFen + sum(own);
          const target = Math.min(
            statements.find((s) => s.chargeId === chargeId)?.receivedFen ?? 0,
            one.netFen,
          );
          // what came before its day is what it says; with what came later no bill is paid more than once
          expect(before + sum(own.filter((entry) => isBefore(entry.paymentId)))).toBe(target);
          expect(after).toBeGreaterThanOrEqual(target);
          expect(after).toBeLessThanOrEqual(Math.max(one.netFen, target));
        }
        for (const paymentId of ['p1', 'p2', 'p3']) {
          const moved = sum(entries.filter((entry) => entry.paymentId === paymentId));
          expect(moved + (creditChanges.get(paymentId)?.amountFen ?? 0)).toBe(0);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('changes nothing when it is said twice', () => {
    fc.assert(
      fc.property(charge, fc.integer({ min: 0, max: 120_000 }), day, (one, receivedFen, on) => {
        const state = { ...one, chargeId: 'c' };
        const say = (money: ChargeMoney) =>
          applyStatements(new Map([['c', money]]), [{ chargeId: 'c', receivedFen, on, bookedOn: on }], [], [])
            .entries;
        const first = say(state);
        const after = {
          ...state,
          sourceFen: state.sourceFen + sum(first.filter(({ paymentId }) => paymentId === null)),
          parts: state.parts.map((p) => ({
            ...p,
            amountFen: p.amountFen + sum(first.filter(({ paymentId }) => paymentId === p.paymentId)),
          })),
        };
        expect(say(after)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes a payment that it knows already in place of money without a name', () => {
    fc.assert(
      fc.property(charge, fen, day, day, (one, amountFen, receivedOn, statedOn) => {
        const { entries, leftFen } = explain(
          amountFen,
          receivedOn,
          receivedOn,
          [{ ...one, chargeId: 'c', statedOn }],
          'new',
        );
        expect(sum(entries)).toBe(0);
        expect(leftFen).toBe(amountFen - sum(entries.filter(({ paymentId }) => paymentId === 'new')));
        if (statedOn <= receivedOn) expect(entries).toEqual([]);
      }),
    );
  });
});
