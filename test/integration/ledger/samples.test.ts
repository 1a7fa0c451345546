import type { Context } from '../../../src/context';
import { withScope } from '../../../src/db/scope';
import { joinSuggestions } from '../../../src/ledger/join-suggestions';
import {
  AS_OF,
  arrears,
  claimsByLabel,
  importFile,
  sample,
  sampleCommunity,
  tableCounts,
  totalClaimable,
} from '../../support/ledger';
import { createTestContext } from '../../support/stack/context';

let context: Context;

beforeAll(async () => {
  context = await createTestContext();
});
afterAll(() => context.destroy());

describe('the sample ledger', () => {
  let communityId: string;
  let imported: Awaited<ReturnType<typeof importFile>>;

  beforeAll(async () => {
    communityId = await sampleCommunity(context);
    imported = await importFile(context, communityId, 'ledger', sample('ledger.csv'));
  });

  it('has 1,101 good rows as of 2026-11-01, the date that fits most of them', () => {
    expect(imported.preview).toMatchObject({
      rows: 1101,
      good: 1101,
      bad: 0,
      warnings: 0,
      asOf: { day: AS_OF, from: 'rows' },
      differences: { added: { rows: 1101, fen: 60_095_687 }, changed: { rows: 0 }, gone: { rows: 0 } },
    });
  });

  it('becomes one account for each party and room, spaces with their room', async () => {
    expect(await tableCounts(context, communityId)).toMatchObject({
      accounts: 240,
      objects: 298,
      charges: 1101,
    });
  });

  it('leaves 600,956.87 outstanding, to the fen', async () => {
    expect(await totalClaimable(context, communityId)).toBe(60_095_687);
    const found = await arrears(context, communityId);
    expect(found.reduce((sum, { claimableFen }) => sum + claimableFen, 0)).toBe(60_095_687);
  });

  it('suggests whom to join: the same name with the same number', async () => {
    const found = await withScope(context, communityId, (tx) => joinSuggestions(tx, communityId, null, 100));
    expect(found.map(({ accounts }) => accounts.length).sort()).toEqual([2, 2, 3, 5, 6]);
    const next = await withScope(context, communityId, (tx) =>
      joinSuggestions(tx, communityId, found[1]?.personIndex ?? null, 100),
    );
    expect(next).toEqual(found.slice(2));
  });

  it('changes nothing the second time', async () => {
    const before = await tableCounts(context, communityId);
    const again = await importFile(context, communityId, 'ledger', sample('ledger.csv'));
    expect(again.preview).toMatchObject({ rows: 1101, same: 1101, good: 0, sameFileAs: imported.batchId });
    expect(await tableCounts(context, communityId)).toEqual(before);
  });

  it('agrees with the same charges from another system, spaces under their room’s number', async () => {
    const before = await tableCounts(context, communityId);
    const file = sample('owe-detail-gb18030.csv');
    const { preview } = await importFile(context, communityId, 'ledger', file, { dueRule: { graceDays: 0 } });
    expect(preview).toMatchObject({
      rows: 1057,
      bad: 0,
      asOf: { day: AS_OF, from: 'rows' },
      differences: { added: { rows: 0 }, changed: { rows: 0 }, gone: { rows: 0 }, owners: { rows: 0 } },
    });
    expect(await tableCounts(context, communityId)).toEqual(before);
    expect(await totalClaimable(context, communityId)).toBe(60_095_687);
  });

  it('takes owners, prepayments and receivables beside it', async () => {
    const owners = await importFile(context, communityId, 'owners', sample('owners.csv'));
    expect(owners.preview).toMatchObject({ rows: 240, bad: 0, differences: { owners: { rows: 0 } } });
    const prepaid = await importFile(context, communityId, 'prepayments', sample('prepayments.csv'));
    expect(prepaid.preview).toMatchObject({
      rows: 20,
      good: 20,
      bad: 0,
      differences: { prepaid: { rows: 20 } },
    });
    const receivables = await importFile(
      context,
      communityId,
      'receivables',
      sample('receivables-2026Q3.csv'),
    );
    expect(receivables.preview).toMatchObject({
      rows: 1282,
      bad: 0,
      differences: { added: { rows: 879, fen: 0 }, changed: { rows: 0 } },
    });
    expect(await tableCounts(context, communityId)).toMatchObject({
      accounts: 240 + 879,
      charges: 1101 + 879,
    });
  });

  it('books the statement after it: once, on what it names, the unknown parked, the returned taken back', async () => {
    const claimsBefore = await claimsByLabel(context, communityId);
    const { preview, summary } = await importFile(context, communityId, 'payments', sample('payments.csv'));
    expect(preview).toMatchObject({
      rows: 102,
      good: 101,
      repeated: 1,
      bad: 0,
      latestReceiptOn: '2026-11-21',
    });
    expect(preview.differences).toMatchObject({
      payments: { rows: 99 },
      parked: { rows: 1, fen: 50_000 },
      reversals: { rows: 1 },
    });
    expect(summary.bad).toBe(0);
    expect(await tableCounts(context, communityId)).toMatchObject({ payments: 101 });
    const claims = await claimsByLabel(context, communityId);
    // 退票: owed again as before, less the 120.00 for the space that goes with this room
    expect(claims.get('1-1-703')?.claimableFen).toBe(
      (claimsBefore.get('1-1-703')?.claimableFen ?? 0) - 12_000,
    );
    const before = await tableCounts(context, communityId);
    const again = await importFile(context, communityId, 'payments', sample('payments.csv'));
    expect(again.preview).toMatchObject({ same: 101, repeated: 1, good: 0 });
    expect(await tableCounts(context, communityId)).toEqual(before);
  });
});
