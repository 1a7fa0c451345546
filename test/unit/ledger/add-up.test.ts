import fc from 'fast-check';
import { addUp, optionsOf } from '../../../src/ledger/claiming/add-up';

describe('what a transfer may have been meant for', () => {
  const lines = [
    { chargeId: 'a', leftFen: 300 },
    { chargeId: 'b', leftFen: 500 },
    { chargeId: 'c', leftFen: 500 },
  ];

  it('is all that is claimed, one charge, or charges one after the other', () => {
    expect(
      optionsOf(1_300, lines).map(({ amountFen, chargeIds }) => [amountFen, chargeIds.join('')]),
    ).toEqual([
      [1_300, ''],
      [300, 'a'],
      [500, 'b'],
      [800, 'ab'],
      [1_000, 'bc'],
    ]);
  });

  it('is shared by three rooms where their amounts add up', () => {
    const of = (accountId: string, amountFen: number) => ({ accountId, options: optionsOf(amountFen, []) });
    const accounts = [of('x', 100), of('y', 250), of('z', 70), of('w', 999)];
    expect(addUp(420, accounts, 3)).toEqual([
      [
        { accountId: 'x', amountFen: 100, chargeIds: [], what: 'claimable' },
        { accountId: 'y', amountFen: 250, chargeIds: [], what: 'claimable' },
        { accountId: 'z', amountFen: 70, chargeIds: [], what: 'claimable' },
      ],
    ]);
    expect(addUp(421, accounts, 3)).toEqual([]);
  });

  it('adds up to the fen, whatever it finds, and takes no account twice', () => {
    const account = fc.record({
      accountId: fc.uuid(),
      options: fc.array(
        fc
          .integer({ min: 1, max: 60 })
          .map((amountFen) => ({ amountFen, chargeIds: [], what: 'charges' as const })),
        { maxLength: 4 },
      ),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 120 }),
        fc.uniqueArray(account, { selector: (one) => one.accountId, maxLength: 6 }),
        (amount, accounts) => {
          for (const parts of addUp(amount, accounts, 3)) {
            expect(parts.reduce((sum, { amountFen }) => sum + amountFen, 0)).toBe(amount);
            expect(new Set(parts.map(({ accountId }) => accountId)).size).toBe(parts.length);
          }
        },
      ),
    );
  });
});
