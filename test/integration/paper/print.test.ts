import { createHash, randomUUID } from 'node:crypto';
import { verifyEvidence } from '../../../src/evidence/verify/verify';
import { noticePdf } from '../../../src/paper/notice-pdf';
import { printBatch } from '../../../src/paper/print';
import { openPage } from '../../../src/paper/reading';
import { approveBatch, sealBatch } from '../../../src/paper/seal';
import { reprint, voidNotices } from '../../../src/paper/void';
import { createPaperWorld, type PaperWorld } from '../../support/paper-world';
import { pdfPages } from '../../support/pdf-text';

let world: PaperWorld;
const code = (value: string) => expect.objectContaining({ code: value });

beforeAll(async () => {
  world = await createPaperWorld();
});
afterAll(() => world.destroy());
beforeEach(() => world.reset());

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const text = async (bytes: Buffer) => (await pdfPages(bytes)).join('');

describe('a batch', () => {
  it('prints open tasks in walking order, each as of now, and keeps the bytes', async () => {
    const third = await world.household('post', { room: 1102 });
    const first = await world.household('post', { room: 201, owedFen: 119_784 });
    const second = await world.household('post', { room: 1101 });
    const batch = await world.print({
      kind: 'posting',
      building: '12',
      taskIds: [third, first, second].map(({ taskId }) => taskId),
    });
    const items = await world.items(batch.id);
    expect(items.map(({ taskId }) => taskId)).toEqual([first.taskId, second.taskId, third.taskId]);
    expect(items.map(({ state }) => state)).toEqual(['printed', 'printed', 'printed']);
    expect(items[0]).toMatchObject({ amountFen: 119_784, ledgerVersion: 1, deadlineOn: '2026-12-07' });

    const whole = await pdfPages(await world.bytes(batch.noticesSha256));
    expect(whole.map((page) => /CJ\d{11}/.exec(page)?.[0])).toEqual(items.map(({ number }) => number));
    expect(whole[0]).toContain('物业费催缴通知书');
    expect(whole[0]).toContain('周明：');
    expect(whole[0]).toContain('合计人民币1,197.84元（大写壹仟壹佰玖拾柒元捌角肆分）');
    expect(whole[0]).toContain('请于2026年12月7日前缴清');
    expect(whole[0]).toContain('安和物业服务有限公司（盖章）');
    expect(whole[0]).toContain('今收到上述通知书一份');
    expect(whole[0]).toContain('第 1 页 共 1 页');
    expect(whole.join('')).not.toContain('违约金');

    // the same page laid out again is the same file, to the byte
    const [item] = items;
    if (!item) throw new Error('nothing was printed');
    const again = await noticePdf(openPage(world.context, item), item.printedOn);
    expect(sha256(again)).toBe(item.sha256);
    expect(await world.bytes(item.sha256)).toEqual(again);
  });

  it('has slips for the door on which nothing of a person or of money is', async () => {
    const one = await world.household('post', { room: 302 });
    const batch = await world.print({ kind: 'posting', taskIds: [one.taskId] });
    const slip = await text(await world.bytes(batch.slipsSha256));
    const { number } = await world.letterOf(one.taskId);
    expect(slip).toContain(number);
    expect(slip).toContain('物业服务中心有一封信需您本人拆阅');
    for (const never of ['周明', '周', '302', '2,005', one.phones[0] ?? 'x', '欠', '催', '费', '元']) {
      expect([never, slip.includes(never)]).toEqual([never, false]);
    }
    const withRoom = await world.household('post', { room: 303 });
    const asked = await world.print({ kind: 'posting', taskIds: [withRoom.taskId], roomOnSlips: true });
    expect(await text(await world.bytes(asked.slipsSha256))).toContain('12-1-303');
  });

  it('leaves out whom nobody may contact, and says why', async () => {
    const paid = await world.household();
    const held = await world.household();
    const owes = await world.household();
    await paid.pay(200_558);
    await held.hold('complaint');
    const batch = await world.print({
      kind: 'posting',
      taskIds: [paid, held, owes].map(({ taskId }) => taskId),
    });
    expect((await world.items(batch.id)).map(({ taskId }) => taskId)).toEqual([owes.taskId]);
    expect(batch.leftOut).toMatchObject([
      { taskId: paid.taskId, code: 'NOTHING_OWED' },
      { taskId: held.taskId, code: 'HELD' },
    ]);
  });

  it('under the same id is the same batch, goes on where it stopped, and prints nothing twice', async () => {
    const one = await world.household();
    const of = { communityId: world.communityId, batchId: randomUUID() };
    const input = { kind: 'posting' as const, taskIds: [one.taskId] };
    const first = await printBatch(world.context, world.supervisor, of, input);
    expect(await printBatch(world.context, world.supervisor, of, input)).toEqual(first);
    await expect(printBatch(world.context, world.agent, of, input)).rejects.toEqual(code('COMMAND_ID_USED'));
    await expect(world.print(input)).rejects.toEqual(code('NOTHING_TO_PRINT'));

    // as a process left it that died before it had rendered anything
    const other = await world.household();
    const stopped = { communityId: world.communityId, batchId: randomUUID() };
    const dies = new Error('died');
    await expect(
      printBatch(
        world.context,
        world.supervisor,
        stopped,
        { kind: 'posting', taskIds: [other.taskId] },
        () => {
          throw dies;
        },
      ),
    ).rejects.toBe(dies);
    const drawnUp = await world.letterOf(other.taskId);
    expect(drawnUp.sha256).toBeNull();
    const resumed = await printBatch(world.context, world.supervisor, stopped, {
      kind: 'posting',
      taskIds: [other.taskId],
    });
    expect(resumed.printedAt).not.toBeNull();
    expect(await world.letterOf(other.taskId)).toMatchObject({ number: drawnUp.number });
  });

  it('of two printers at once, one prints a task', async () => {
    const one = await world.household();
    const input = { kind: 'posting' as const, taskIds: [one.taskId] };
    // the later one finds it drawn up by the other, or printed and gone
    const both = await Promise.allSettled([world.print(input), world.print(input, world.agent)]);
    const items = await Promise.all(
      both.map(async (one) => (one.status === 'fulfilled' ? (await world.items(one.value.id)).length : 0)),
    );
    expect(items.sort()).toEqual([0, 1]);
    for (const one of both) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'NOTHING_TO_PRINT' });
    }
  });

  it('shows an agent the work of his own buildings alone', async () => {
    const his = await world.household();
    const others = await world.household('post', { building: '7' });
    const batch = await world.print({ kind: 'posting', taskIds: [his.taskId, others.taskId] }, world.agent);
    expect((await world.items(batch.id)).map(({ taskId }) => taskId)).toEqual([his.taskId]);
  });

  it('of two hundred is whole, in order, with running numbers', async () => {
    const rooms = Array.from({ length: 200 }, (_, index) => 2_000 + ((index * 37) % 200));
    const all: Awaited<ReturnType<PaperWorld['household']>>[] = [];
    for (let at = 0; at < rooms.length; at += 10) {
      const some = rooms.slice(at, at + 10);
      all.push(...(await Promise.all(some.map((room) => world.household('post', { room, building: '8' })))));
    }
    const progress: number[] = [];
    const batch = await printBatch(
      world.context,
      world.manager,
      { communityId: world.communityId, batchId: randomUUID() },
      { kind: 'posting', building: '8' },
      ({ phase, done }) => phase === 'rendering' && progress.push(done),
    );
    const items = await world.items(batch.id);
    expect(items).toHaveLength(200);
    expect(progress).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    const serials = items.map(({ serial }) => serial);
    expect(serials).toEqual(serials.map((_, index) => (serials[0] ?? 0) + index));
    const byTask = new Map(all.map(({ taskId }, index) => [taskId, rooms[index] ?? 0]));
    const walked = items.map(({ taskId }) => byTask.get(taskId) ?? 0);
    expect(walked).toEqual([...walked].sort((a, b) => a - b));
    const pages = await pdfPages(await world.bytes(batch.noticesSha256));
    expect(pages.map((page) => /CJ\d{11}/.exec(page)?.[0])).toEqual(items.map(({ number }) => number));
    const slips = (await pdfPages(await world.bytes(batch.slipsSha256))).join('');
    expect(new Set(slips.match(/CJ\d{11}/g))).toEqual(new Set(items.map(({ number }) => number)));
  }, 400_000);
});

describe('用印', () => {
  it('is approved by a manager who did not print it, and written down with copies', async () => {
    const one = await world.household();
    const { id: batchId } = await world.print({ kind: 'posting', taskIds: [one.taskId] }, world.manager);
    const of = { communityId: world.communityId, batchId };
    await expect(approveBatch(world.context, world.manager, of)).rejects.toEqual(code('OWN_BATCH'));
    await expect(approveBatch(world.context, world.supervisor, of)).rejects.toEqual(code('NOT_PERMITTED'));
    await expect(sealBatch(world.context, world.agent, of, { copies: 1 })).rejects.toEqual(
      code('NOT_APPROVED'),
    );
    const second = await world.addStaff('manager');
    await approveBatch(world.context, second, of);
    await expect(sealBatch(world.context, world.agent, of, { copies: 1, on: '2026-11-25' })).rejects.toEqual(
      code('SEAL_DAY'),
    );
    expect(await sealBatch(world.context, world.agent, of, { copies: 2 })).toMatchObject({
      approvedById: second.userId,
      sealedById: world.agent.userId,
      sealedOn: '2026-11-24',
      copies: 2,
    });
  });
});

describe('a reprint', () => {
  it('has a number of its own, and the old one counts no more', async () => {
    const one = await world.household();
    await world.print({ kind: 'posting', taskIds: [one.taskId] });
    const old = await world.letterOf(one.taskId);
    await one.pay(100_000);
    const batch = await reprint(
      world.context,
      world.supervisor,
      { communityId: world.communityId, batchId: randomUUID() },
      { numbers: [old.number], reason: '部分到账' },
    );
    const [item] = await world.items(batch.id);
    expect(item).toMatchObject({ replacesId: old.id, amountFen: 100_558, state: 'printed' });
    expect(item?.number).not.toBe(old.number);
    const [before] = await world.items(old.batchId);
    expect(before).toMatchObject({ state: 'void', voidReason: '部分到账' });
    expect(await text(await world.bytes(item?.sha256 ?? null))).toContain('1,005.58');
    // again: nothing changes
    const twice = await voidNotices(world.context, world.supervisor, world.communityId, {
      numbers: [old.number],
      reason: '再按一次',
    });
    expect(twice.voided).toEqual([old.number]);
    expect((await world.items(old.batchId))[0]).toMatchObject({ voidReason: '部分到账' });
  });
});

it('leaves evidence whole, with each printed file in it', async () => {
  const { whole, files, findings } = await verifyEvidence(world.context, { communityId: world.communityId });
  expect({ whole, findings }).toEqual({ whole: true, findings: [] });
  expect(files).toBeGreaterThan(200);
});
