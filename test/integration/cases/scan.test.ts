import { ensureScans, scanNow } from '../../../src/cases/scan-workflows';
import { civilDayOf, DAY_MS } from '../../../src/domain/civil-day';
import { caseWorkflowId } from '../../../workflows/messages';
import { createLiveStack, type LiveStack } from '../../support/live-stack';

jest.setTimeout(120_000);

let stack: LiveStack;
beforeAll(async () => {
  stack = await createLiveStack();
});
afterAll(() => stack.destroy());

function scan() {
  return scanNow(stack.context, stack.communityId);
}

describe('the scan', () => {
  it('opens a case for every account newly in arrears into the day’s wave, once', async () => {
    const one = await stack.account();
    expect(await scan()).toMatchObject({ communities: 1, opened: 1 });
    const row = await stack.recorded(one.accountId);
    const wave = await stack.inScope((tx) => tx.wave.findUniqueOrThrow({ where: { id: row.waveId ?? '' } }));
    expect(wave).toMatchObject({ origin: 'scan', status: 'open', ownerId: stack.staff.supervisor });
    expect(await scan()).toMatchObject({ opened: 0, raised: 0, told: 0, restarted: 0 });
  });

  it('tells a case what it missed, where its account has moved on', async () => {
    const one = await stack.account();
    await scan();
    await stack.recorded(one.accountId);
    await stack.inScope((tx) =>
      tx.account.update({ where: { id: one.accountId }, data: { ledgerVersion: { increment: 1 } } }),
    );
    expect(await scan()).toMatchObject({ told: 1 });
    await stack.eventually(async () => (await stack.caseRow(one.accountId))?.ledgerVersion === 2);
    expect(await scan()).toMatchObject({ told: 0 });
  });

  it('raises the version of an account whose charge fell due by time alone, once', async () => {
    const one = await stack.account(71_626, civilDayOf(Date.now() + 2 * DAY_MS, 'Asia/Shanghai'));
    const raised = () =>
      stack.inScope((tx) =>
        tx.ledgerEvent.findMany({ where: { accountId: one.accountId, kind: 'charge_due' } }),
      );
    await scan();
    expect(await raised()).toEqual([]);
    const { now } = stack.context;
    stack.context.now = () => now() + 4 * DAY_MS;
    try {
      await scan();
      expect(await raised()).toMatchObject([{ version: 2, claimableFen: 71_626 }]);
      await scan();
      expect(await raised()).toHaveLength(1);
    } finally {
      stack.context.now = now;
    }
  });

  it('takes up a case whose workflow was lost, from its record', async () => {
    const one = await stack.account();
    await scan();
    const before = await stack.recorded(one.accountId);
    await stack.context.temporal.workflow.getHandle(caseWorkflowId(one.accountId)).terminate('lost');
    await stack.inScope((tx) =>
      tx.dunningCase.update({
        where: { id: before.id },
        data: { wakeAt: new Date(Date.now() - 3 * 86_400_000) },
      }),
    );
    expect(await scan()).toMatchObject({ restarted: 1 });
    await stack.say('agent', one.accountId, { kind: 'hardship' });
    expect(await stack.caseRow(one.accountId)).toMatchObject({
      id: before.id,
      holdKinds: ['hardship_review'],
    });
  });

  it('passes a wave that nobody answered on to the manager', async () => {
    const one = await stack.account();
    await scan();
    const { waveId } = await stack.recorded(one.accountId);
    await stack.inScope((tx) =>
      tx.wave.update({ where: { id: waveId ?? '' }, data: { dueAt: new Date(0) } }),
    );
    expect(await scan()).toMatchObject({ overdue: 1 });
    const wave = await stack.inScope((tx) => tx.wave.findUniqueOrThrow({ where: { id: waveId ?? '' } }));
    expect(wave).toMatchObject({ status: 'open', ownerId: stack.staff.manager });
    expect(wave.dueAt.getTime()).toBeGreaterThan(Date.now());
  });

  it('has one schedule for each zone, which scans all of its communities', async () => {
    await ensureScans(stack.context);
    await ensureScans(stack.context);
    const schedule = stack.context.temporal.schedule.getHandle(
      `scan-${stack.context.config.taskQueue}-Asia-Shanghai`,
    );
    const { policies } = await schedule.describe();
    expect(policies.catchupWindow).toBe(86_400_000);
    const one = await stack.account();
    await schedule.trigger();
    await stack.recorded(one.accountId);
    await schedule.delete();
  });
});
