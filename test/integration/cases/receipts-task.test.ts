import { openCases } from '../../../src/cases/open';
import { askForReceipts } from '../../../src/cases/receipts-task';
import type { Context } from '../../../src/context';
import { withScope } from '../../../src/db/scope';
import { addDays, civilDayOf } from '../../../src/domain/civil-day';
import { confirmBookedThrough } from '../../../src/ledger/booked-through';
import { makeAccount, makeCommunity, newPhone } from '../../support/case-stack';
import { createTestContext } from '../../support/stack/context';

describe('receipts that are booked too far back', () => {
  let context: Context;
  beforeAll(async () => {
    context = await createTestContext();
  });
  afterAll(() => context.destroy());

  it('are one piece of work for finance, ended by booking them', async () => {
    const { communityId, staff } = await makeCommunity(context, undefined, null);
    const tasks = () =>
      withScope(context, communityId, (tx) =>
        tx.task.findMany({ where: { communityId, kind: 'book_receipts' } }),
      );
    // nobody waits for them yet
    expect(await askForReceipts(context, communityId)).toBe(false);
    const given = { owedFen: 71_626, dueOn: '2026-09-30', phones: [newPhone()], declared: null };
    await withScope(context, communityId, (tx) => makeAccount(tx, context, communityId, given));
    await openCases(context, communityId, { origin: 'scan' });
    const asked = await Promise.all([
      askForReceipts(context, communityId),
      askForReceipts(context, communityId),
    ]);
    expect(asked.sort()).toEqual([false, true]);
    expect(await tasks()).toMatchObject([{ status: 'open', role: 'finance', assigneeId: staff.finance }]);
    const yesterday = addDays(civilDayOf(context.now(), 'Asia/Shanghai'), -1);
    await confirmBookedThrough(context, { communityId, day: yesterday, by: staff.finance });
    expect(await tasks()).toMatchObject([{ status: 'done', endReason: 'BOOKED' }]);
    expect(await askForReceipts(context, communityId)).toBe(false);
  });
});
