import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import ExcelJS from 'exceljs';
import { readPlanningFacts } from '../../../src/cases/facts';
import { verifyEvidence } from '../../../src/evidence/verify/verify';
import { followLetters, returnLetter } from '../../../src/paper/courier';
import { readStatesFile, readTrackingFile } from '../../../src/paper/courier-files';
import { courierList } from '../../../src/paper/courier-list';
import { departBatch } from '../../../src/paper/depart';
import { noteBatch } from '../../../src/paper/seal';
import { trackLetter, trackLetters } from '../../../src/paper/tracking';
import { createPaperWorld, type PaperWorld } from '../../support/paper-world';
import { pdfPages } from '../../support/pdf-text';

let world: PaperWorld;
let folder: string;
const code = (value: string) => expect.objectContaining({ code: value });

beforeAll(async () => {
  world = await createPaperWorld();
  folder = await mkdtemp(path.join(os.tmpdir(), 'cuijiao-paper-'));
});
afterAll(async () => {
  await world.destroy();
  await rm(folder, { recursive: true });
});
beforeEach(() => world.reset());

async function mailing(count: number, postal?: string) {
  const households = [];
  for (let at = 0; at < count; at += 1) {
    households.push(
      await world.household('mail', postal === undefined ? {} : { postal: `${postal}${at}号` }),
    );
  }
  const batch = await world.sealed({ kind: 'mailing', taskIds: households.map(({ taskId }) => taskId) });
  const items = await world.items(batch.id);
  return { households, batch, items, of: { communityId: world.communityId, batchId: batch.id } };
}

const depart = (of: { communityId: string; batchId: string }) =>
  departBatch(world.context, world.agent, of, { carrier: '邮政' });

async function csv(...lines: string[]): Promise<string> {
  const file = path.join(folder, `${randomUUID()}.csv`);
  await writeFile(file, lines.join('\n'));
  return file;
}

const track = async (file: string, actor = world.agent) =>
  trackLetters(world.context, actor, world.communityId, await readTrackingFile(file));
const follow = async (file: string) =>
  followLetters(world.context, world.agent, world.communityId, await readStatesFile(file));

/** In the order of the letters. */
const contactsOf = (itemIds: string[]) =>
  world.inScope(async (tx) => {
    const contacts = await tx.contact.findMany({ where: { paperItemId: { in: itemIds } } });
    return itemIds.flatMap((id) => contacts.filter(({ paperItemId }) => paperItemId === id));
  });

let serial = 0;
const trackingNumber = () => `EM${String(++serial).padStart(9, '0')}CN`;

describe('交寄', () => {
  it('claims every letter before the carrier has it, and names those that stay behind', async () => {
    const { households, items, of } = await mailing(3);
    await households[1]?.pay(200_558);
    const { batch, goes, staysBehind } = await depart(of);
    expect(batch).toMatchObject({ carrier: '邮政', outById: world.agent.userId });
    expect(goes).toEqual([items[0]?.number, items[2]?.number]);
    expect(staysBehind).toMatchObject([{ number: items[1]?.number, code: 'NOTHING_OWED' }]);
    expect(await contactsOf(items.map(({ id }) => id))).toMatchObject([
      { outcome: 'claimed', ruleBreach: null },
      { outcome: 'claimed', ruleBreach: null },
    ]);
  });

  it('has labels and a list with addresses in full, that they were shown being in evidence', async () => {
    const { batch, items, of, households } = await mailing(2, '浙江省杭州市示例路');
    const labels = (await pdfPages(await world.bytes(batch.slipsSha256))).join('');
    expect(labels).toContain('收件人：周明');
    expect(labels).toContain('浙江省杭州市示例路0号');
    for (const never of ['欠', '催缴', '2,005']) expect(labels).not.toContain(never);

    const book = new ExcelJS.Workbook();
    const bytes = await courierList(world.context, world.agent, { ...of, revealId: randomUUID() });
    await book.xlsx.load(bytes as unknown as ArrayBuffer);
    const rows = book.worksheets[0]?.getSheetValues() as string[][];
    expect(rows[1]?.slice(1)).toEqual(['序号', '通知书编号', '收件人', '地址', '电话', '内件品名', '运单号']);
    expect(rows[2]?.slice(1, 7)).toEqual([
      1,
      items[0]?.number,
      '周明',
      '浙江省杭州市示例路0号',
      households[0]?.phones[0],
      `物业费催缴通知书${items[0]?.number}`,
    ]);
    const revealed = await world.inScope((tx) =>
      tx.evidenceEntry.count({
        where: { kind: 'revealed', accountId: { in: households.map(({ accountId }) => accountId) } },
      }),
    );
    expect(revealed).toBe(2);
    await expect(
      courierList(world.context, await world.addStaff('finance'), { ...of, revealId: randomUUID() }),
    ).rejects.toEqual(code('NOT_PERMITTED'));
  });

  it('to an address that has died since stays behind', async () => {
    const { households, of, items } = await mailing(1, '浙江省宁波市示例街');
    await world.inScope((tx) =>
      tx.address.updateMany({
        where: { contactPoints: { some: { partyId: households[0]?.partyId } }, kind: 'postal' },
        data: { status: 'dead' },
      }),
    );
    const { staysBehind } = await depart(of);
    expect(staysBehind).toMatchObject([{ number: items[0]?.number, code: 'NO_CHANNEL' }]);
  });
});

describe('运单号', () => {
  it('come in by the list that went out, ten tasks at once; the same file again is once', async () => {
    const { items, of } = await mailing(10);
    await depart(of);
    const numbers = items.map(({ number }) => [number, trackingNumber()] as const);
    const book = new ExcelJS.Workbook();
    const bytes = await courierList(world.context, world.agent, { ...of, revealId: randomUUID() });
    await book.xlsx.load(bytes as unknown as ArrayBuffer);
    const sheet = book.worksheets[0];
    for (const [index, [, tracking]] of numbers.entries()) {
      const cell = sheet?.getRow(index + 2).getCell(7);
      if (cell) cell.value = tracking;
    }
    const file = path.join(folder, 'list.xlsx');
    await book.xlsx.writeFile(file);
    const tracked = await track(file);
    expect(tracked).toEqual({ dispatched: items.map(({ number }) => number), already: [], late: [] });
    const contacts = await contactsOf(items.map(({ id }) => id));
    expect(contacts.map(({ outcome, providerRef }) => [outcome, providerRef])).toEqual(
      numbers.map(([, tracking]) => ['dispatched', tracking]),
    );
    expect(await track(file)).toEqual({
      dispatched: [],
      already: items.map(({ number }) => number),
      late: [],
    });
    expect(await contactsOf(items.map(({ id }) => id))).toHaveLength(10);
    expect((await world.items(of.batchId)).every(({ state }) => state === 'out')).toBe(true);
    expect(await noteBatch(world.context, world.agent, of, { costFen: 22_000 })).toMatchObject({
      costFen: 22_000,
    });
  });

  it('with one row wrong are not taken at all, and every wrong row is named', async () => {
    const { items, of } = await mailing(3);
    const posting = await world.household('post');
    await world.print({ kind: 'posting', taskIds: [posting.taskId] });
    const posted = await world.letterOf(posting.taskId);
    await depart(of);
    const [good, second] = [trackingNumber(), trackingNumber()];
    const file = await csv(
      '通知书编号,运单号',
      `${items[0]?.number},${good}`,
      `${items[1]?.number},${good}`,
      `${posted.number},${second}`,
    );
    await expect(track(file)).rejects.toMatchObject({
      code: 'ROWS_REFUSED',
      details: {
        rows: [
          { row: 3, field: '运单号', value: good, zh: '文件中重复' },
          { row: 4, field: '通知书编号', value: posted.number, zh: '这一份是张贴的，不是邮寄的' },
        ],
      },
    });
    const unreadable = await csv(
      '通知书编号,运单号',
      `${items[0]?.number}1,${good}`,
      `${items[1]?.number},?`,
    );
    await expect(track(unreadable)).rejects.toMatchObject({
      code: 'ROWS_REFUSED',
      details: {
        rows: [
          { row: 2, field: '通知书编号' },
          { row: 3, field: '运单号', value: '?' },
        ],
      },
    });
    expect((await world.items(of.batchId)).map(({ trackingNumber: one }) => one)).toEqual([null, null, null]);
    expect(await contactsOf(items.map(({ id }) => id))).toMatchObject(
      items.map(() => ({ outcome: 'claimed' })),
    );
  });

  it('are used once, and one letter has one', async () => {
    const { items, of } = await mailing(2);
    await depart(of);
    const used = trackingNumber();
    const one = (index: number, tracking: string) =>
      trackLetter(world.context, world.agent, world.communityId, {
        number: items[index]?.number ?? '',
        trackingNumber: tracking,
      });
    await one(0, used);
    await expect(one(1, used)).rejects.toMatchObject({
      details: { rows: [{ field: '运单号', value: used, zh: `此运单号已用于通知书 ${items[0]?.number}` }] },
    });
    await expect(one(0, trackingNumber())).rejects.toEqual(code('ROWS_REFUSED'));
    expect(await one(0, used)).toMatchObject({ already: [items[0]?.number] });
  });

  it('of a letter that nobody had sent off are taken, and it is marked', async () => {
    const { items } = await mailing(1);
    const number = items[0]?.number ?? '';
    const tracked = await trackLetter(world.context, world.agent, world.communityId, {
      number,
      trackingNumber: trackingNumber(),
    });
    expect(tracked).toEqual({ dispatched: [number], already: [], late: [number] });
    expect(await contactsOf(items.map(({ id }) => id))).toMatchObject([
      { outcome: 'dispatched', ruleBreach: 'NOT_STARTED', claimableFen: 200_558 },
    ]);
  });
});

describe('on its way', () => {
  async function sent(count: number, postal?: string) {
    const made = await mailing(count, postal);
    await depart(made.of);
    const rows = made.items.map(({ number }, index) => ({
      row: index + 1,
      number,
      trackingNumber: trackingNumber(),
    }));
    await trackLetters(world.context, world.agent, world.communityId, rows);
    return { ...made, tracking: rows.map((row) => row.trackingNumber) };
  }

  it('a letter is followed by the carrier’s file, taken whole; what it proves changes with it', async () => {
    const { items, tracking } = await sent(3);
    const file = await csv(
      '运单号,状态,签收人,日期',
      `${tracking[0]},妥投,本人签收,2026-11-24`,
      `${tracking[1]},拒收,,2026年11月24日`,
      `${tracking[2]},查询中,,`,
    );
    const all = items.map(({ number }) => number);
    expect(await follow(file)).toEqual({ changed: all, same: [] });
    expect(
      (await contactsOf(items.map(({ id }) => id))).map(({ outcome, grade }) => [outcome, grade]),
    ).toEqual([
      ['signed', 'arrived'],
      ['refused', 'none'],
      ['dispatched', 'sent'],
    ]);
    expect(await follow(file)).toEqual({ changed: [], same: all });
    const bad = await csv('运单号,状态', `${tracking[0]},丢了`, 'EM000000000XX,妥投');
    await expect(follow(bad)).rejects.toMatchObject({
      details: { rows: [{ row: 2, field: '状态', value: '丢了' }] },
    });
    const unknown = await csv('运单号,状态', `EM999999999CN,妥投`);
    await expect(follow(unknown)).rejects.toMatchObject({
      details: { rows: [{ row: 2, value: 'EM999999999CN', zh: '没有这个运单号或编号' }] },
    });
  });

  it('one that came back closes its address, and its case hears of it after it heard of the letter', async () => {
    const { items, tracking, households } = await sent(1, '浙江省温州市示例巷');
    const [item] = items;
    if (!item) throw new Error('nothing was sent');
    await expect(
      followLetters(world.context, world.agent, world.communityId, [
        { row: 1, of: tracking[0] ?? '', state: 'returned' },
      ]),
    ).rejects.toMatchObject({ details: { rows: [{ field: '退回原因' }] } });
    const returned = await returnLetter(world.context, world.agent, world.communityId, {
      of: item.number,
      reason: '查无此人',
    });
    expect(returned.changed).toEqual([item.number]);
    expect(await contactsOf([item.id])).toMatchObject([
      { outcome: 'returned', grade: 'none', attempt: true },
    ]);
    const address = await world.inScope((tx) =>
      tx.address.findFirst({
        where: { contactPoints: { some: { partyId: households[0]?.partyId } }, kind: 'postal' },
      }),
    );
    expect(address).toMatchObject({ status: 'dead', statusReason: 'RETURNED' });
    const told = await world.inScope((tx) =>
      tx.signalOutbox.findMany({ where: { caseId: item.caseId }, orderBy: { id: 'asc' } }),
    );
    expect(told.map(({ event }) => (event as { type: string }).type)).toEqual([
      'STEP_RESULT',
      'GRADE_CHANGED',
    ]);
    expect(told[1]?.event).toMatchObject({ key: item.stepKey, grade: 'none' });
    // after his own address there is the room itself
    const { context } = households[0]?.snapshot() ?? {};
    if (!context) throw new Error('no case');
    const { facts } = await world.inScope((tx) => readPlanningFacts(tx, context, world.clock.now));
    expect(facts.letterCameBack).toBe(true);
    expect(told[1]?.notBefore.getTime()).toBeGreaterThanOrEqual(told[0]?.notBefore.getTime() ?? Infinity);
  });
});

it('leaves evidence whole', async () => {
  expect(await verifyEvidence(world.context, { communityId: world.communityId })).toMatchObject({
    whole: true,
    findings: [],
  });
});
