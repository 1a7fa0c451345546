import type { Context } from '../../../src/context';
import { withScope } from '../../../src/db/scope';
import type { ImportKind } from '../../../src/ledger/mapping/fields';
import { claimsByLabel, importFile, sample, sampleCommunity } from '../../support/ledger';
import { createTestContext } from '../../support/stack/context';

const FILES: Record<Exclude<ImportKind, never>, string> = {
  ledger: 'ledger.csv',
  owners: 'owners.csv',
  prepayments: 'prepayments.csv',
  receivables: 'receivables-2026Q3.csv',
  payments: 'payments.csv',
};

/** What finance has after the files came in that order, by account: what may be claimed. */
async function after(order: readonly ImportKind[]) {
  const context: Context = await createTestContext();
  try {
    const communityId = await sampleCommunity(context);
    for (const kind of order) await importFile(context, communityId, kind, sample(FILES[kind]));
    const claims = await claimsByLabel(context, communityId);
    const counts = await withScope(context, communityId, async (tx) => ({
      accounts: await tx.account.count({ where: { communityId, mergedIntoId: null } }),
      objects: await tx.chargeObject.count({ where: { communityId } }),
      standing: await tx.charge.count({ where: { communityId, status: 'standing' } }),
      parked: await tx.payment.count({ where: { communityId, status: 'parked' } }),
      named: (
        await tx.party.findMany({ where: { communityId, accounts: { some: { mergedIntoId: null } } } })
      ).filter(({ nameSealed }) => context.cipher.open(nameSealed) !== '').length,
    }));
    const owed = [...claims].filter(([, { claimableFen }]) => claimableFen > 0);
    return {
      counts,
      owed: new Map(owed.map(([label, claim]) => [label, claim.claimableFen])),
    };
  } finally {
    await context.destroy();
  }
}

it('ends the same in whatever order the sample files come', async () => {
  const usual = await after(['ledger', 'owners', 'prepayments', 'receivables', 'payments']);
  expect(usual.counts).toMatchObject({ accounts: 1119, parked: 1, named: 240 });
  // bills before their owners and rooms, a statement before everything that it names
  const reverse = await after(['receivables', 'payments', 'owners', 'prepayments', 'ledger']);
  expect(reverse.counts).toEqual(usual.counts);
  expect(reverse.owed).toEqual(usual.owed);
}, 300_000);
