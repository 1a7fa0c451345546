import { openCases } from '../../../src/cases/open';
import { askForReceipts } from '../../../src/cases/receipts-task';
import { stopsOf } from '../../../src/cases/wave-stops';
import { receiptsState } from '../../../src/communities/receipts';
import type { Context } from '../../../src/context';
import { withScope } from '../../../src/db/scope';
import { addDays, civilDay, civilDayOf, instantAt } from '../../../src/domain/civil-day';
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

  it('are said in one sentence on top of every page, and on the release', async () => {
    const { communityId } = await makeCommunity(context, undefined, null);
    // the day after the one that they are booked through, and three workdays later
    const state = (day: string) =>
      withScope(context, communityId, async (tx) => {
        const realNow = instantAt(civilDay(day), 600, 'Asia/Shanghai');
        const row = await tx.community.findUniqueOrThrow({ where: { id: communityId } });
        const stops = await stopsOf(tx, communityId, realNow);
        return { ...(await receiptsState(tx, row, realNow)), stops: stops.map(({ code }) => code) };
      });
    expect(await state('2026-11-03')).toMatchObject({
      stopped: true,
      zh: '尚无收款数据，自动发送已暂停',
      stops: ['RECEIPTS_STALE'],
    });
    await withScope(context, communityId, (tx) =>
      tx.community.update({ where: { id: communityId }, data: { bookedThrough: '2026-11-02' } }),
    );
    expect(await state('2026-11-03')).toMatchObject({
      ...{ stopped: false, workdaysBehind: 0, maxWorkdays: 2, stopsOn: '2026-11-06' },
      ...{ zh: '收款数据截至 11-02', stops: [] },
    });
    expect(await state('2026-11-06')).toMatchObject({
      ...{ stopped: true, workdaysBehind: 3, stopsOn: null, stops: ['RECEIPTS_STALE'] },
      zh: '收款数据截至 11-02；已 3 个工作日未更新，自动发送已暂停',
    });
  });
});
