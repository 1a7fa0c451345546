import { randomUUID } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import ExcelJS from 'exceljs';
import { createUser, disableUser, grantRole } from '../../../src/auth/users';
import { settleAbsences } from '../../../src/cases/absences';
import { setSteward } from '../../../src/communities/stewards';
import { type Tx, withScope } from '../../../src/db/scope';
import { addDays, civilDay } from '../../../src/domain/civil-day';
import { createTestApi } from '../../support/api';
import { AS_OF, importFile } from '../../support/ledger';
import { ledgerCsv, SMALL_LEDGER } from '../../support/small-ledger';

/** 请假, 代班, 离岗交接, 当日清单: whose the open work is, and the list of it on paper. */
let api: Awaited<ReturnType<typeof createTestApi>>;
let other: string;
let away: string;

const inScope = <T>(fn: (tx: Tx) => Promise<T>) => withScope(api.context, api.communityId, fn);

beforeAll(async () => {
  api = await createTestApi();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cuijiao-'));
  const file = path.join(folder, 'ledger.csv');
  await writeFile(file, ledgerCsv(SMALL_LEDGER.slice(0, 6)));
  await importFile(api.context, api.communityId, 'ledger', file);
});
afterAll(() => api.destroy());

beforeEach(async () => {
  [away, other] = [await newAgent('离岗'), await newAgent('代班')];
  await inScope(async (tx) => {
    await tx.task.updateMany({ data: { status: 'withdrawn' } });
    await tx.absence.updateMany({ data: { endedAt: new Date() } });
    for (const building of ['1', '5']) {
      await setSteward(tx, { communityId: api.communityId, building, stewardId: away, standInId: other });
    }
  });
});

function newAgent(name: string): Promise<string> {
  return inScope(async (tx) => {
    const { id } = await createUser(tx, { login: `a${randomUUID().slice(0, 8)}`, name });
    await grantRole(tx, { userId: id, communityId: api.communityId, role: 'agent' });
    return id;
  });
}

function task(
  label: string,
  assigneeId: string,
  more: { status?: string; role?: string } = {},
): Promise<string> {
  return inScope(async (tx) => {
    const account = await tx.account.findFirstOrThrow({ where: { label } });
    const { id } = await tx.task.create({
      data: {
        ...{ communityId: api.communityId, accountId: account.id, kind: 'call', role: 'agent', assigneeId },
        ...{ dueOn: AS_OF, dueAt: new Date('2026-11-02T00:00:00+08:00'), createdAt: new Date(), ...more },
      },
    });
    return id;
  });
}

const holderOf = (id: string) =>
  inScope(async (tx) => {
    const { assigneeId, standInForId } = await tx.task.findUniqueOrThrow({ where: { id } });
    return { assigneeId, standInForId };
  });

const absence = (body: object) => api.ask('supervisor', 'POST', `${api.base}/absences`, body);

describe('a colleague who is away', () => {
  it('has his open tasks with his stand-in, and has them again when he is back, but for what was begun', async () => {
    const [open, begun] = [await task('1-1-101', away), await task('1-1-102', away)];
    const { body } = await absence({ userId: away, fromOn: AS_OF, untilOn: addDays(AS_OF, 2) });
    expect(body).toMatchObject({ handedOver: 2, absence: { state: 'away' } });
    expect(await holderOf(open)).toEqual({ assigneeId: other, standInForId: away });
    await inScope((tx) => tx.task.update({ where: { id: begun }, data: { status: 'started' } }));
    const end = () => api.ask('supervisor', 'POST', `${api.base}/absences/${body.absence.id}/end`);
    expect((await end()).body).toMatchObject({ givenBack: 1 });
    expect((await end()).body).toMatchObject({ givenBack: 0 });
    expect(await holderOf(open)).toEqual({ assigneeId: away, standInForId: null });
    expect(await holderOf(begun)).toEqual({ assigneeId: other, standInForId: away });
  });

  it('in the future keeps them until that day', async () => {
    const open = await task('1-1-101', away);
    const { body } = await absence({ userId: away, fromOn: addDays(AS_OF, 3), untilOn: addDays(AS_OF, 5) });
    expect(body).toMatchObject({ handedOver: 0, absence: { state: 'coming' } });
    expect(await holderOf(open)).toMatchObject({ assigneeId: away });
    expect(
      (await absence({ userId: away, fromOn: addDays(AS_OF, 5), untilOn: addDays(AS_OF, 6) })).body,
    ).toMatchObject({
      code: 'ABSENCE_OVERLAPS',
    });
    expect((await absence({ userId: away, fromOn: '2026-10-01', untilOn: '2026-10-02' })).body).toMatchObject(
      {
        code: 'ABSENCE_DAYS_WRONG',
      },
    );
  });

  it('whose stand-in is away too has somebody else of the role, the one whom he named first', async () => {
    const third = await newAgent('第三人');
    const open = await task('1-1-101', away);
    await absence({ userId: other, fromOn: AS_OF, untilOn: AS_OF });
    await absence({ userId: away, fromOn: AS_OF, untilOn: AS_OF, standInId: third });
    expect(await holderOf(open)).toEqual({ assigneeId: third, standInForId: away });
  });

  it('is shown with who acts for him', async () => {
    await absence({ userId: away, fromOn: AS_OF, untilOn: AS_OF });
    const { body } = await api.ask('agent', 'GET', `${api.base}/stewards`);
    expect(body.items.find((one: { building: string }) => one.building === '5')).toMatchObject({
      ...{ stewardId: away, actingId: other, awayUntilOn: AS_OF },
    });
  });
});

describe('a colleague who leaves', () => {
  it('hands everything to his successor, with its days as they are', async () => {
    const tasks = [await task('1-1-101', away), await task('5-1-201', away, { status: 'started' })];
    const path = `${api.base}/users/${away}/hand-over`;
    const to = (toUserId: string) => api.ask('supervisor', 'POST', path, { toUserId });
    expect((await to(away)).body).toMatchObject({ code: 'SUCCESSOR_SAME' });
    expect((await to(api.user('finance').id)).body).toMatchObject({ code: 'SUCCESSOR_ROLE' });
    expect((await to(other)).body).toEqual({ buildings: 2, tasks: 2 });
    for (const id of tasks) expect(await holderOf(id)).toEqual({ assigneeId: other, standInForId: null });
    const stewardships = await inScope((tx) => tx.stewardship.findMany());
    expect(stewardships.map(({ stewardId, standInId }) => [stewardId, standInId])).toEqual([
      [other, null],
      [other, null],
    ]);
    const [due] = await inScope((tx) => tx.task.findMany({ where: { id: tasks[0] ?? '' } }));
    expect(due).toMatchObject({ dueOn: civilDay('2026-11-01'), escalation: 0 });
  });

  it('keeps no task when his account is disabled', async () => {
    const open = await task('5-1-201', away);
    await inScope((tx) => disableUser(tx, away, new Date()));
    expect(await settleAbsences(api.context, api.communityId)).toMatchObject({ taken: 1 });
    expect(await holderOf(open)).toEqual({ assigneeId: other, standInForId: null });
    expect(await settleAbsences(api.context, api.communityId)).toMatchObject({ taken: 0 });
  });
});

describe('the day’s work list', () => {
  async function list(query: string) {
    const response = await fetch(`${api.url}${api.base}/tasks/work-list.xlsx${query}`, {
      headers: { authorization: `Bearer ${api.user('supervisor').token}` },
    });
    if (response.status !== 200) return { status: response.status, code: (await response.json()).code };
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(await response.arrayBuffer());
    const sheet = book.getWorksheet('工作清单');
    if (!sheet) throw new Error('no sheet');
    return { status: 200, sheet };
  }
  const cells = (sheet: ExcelJS.Worksheet, row: number) =>
    (sheet.getRow(row).values as unknown[]).slice(1).map(String);

  it('is in walking order, masked, A4 across, with columns to write into', async () => {
    await task('5-1-201', away);
    await task('1-1-102', away);
    await inScope((tx) => tx.account.updateMany({ where: { label: '1-1-102' }, data: { label: '=1+1' } }));
    const { sheet } = await list(`?assignee=${away}`);
    if (!sheet) throw new Error('no list');
    expect(sheet.rowCount).toBe(4);
    expect(cells(sheet, 3).slice(1, 4)).toEqual(['=1+1', '李*', '138****0102']);
    expect(cells(sheet, 4)[1]).toBe('5-1-201');
    expect(sheet.getCell('B3').type).toBe(ExcelJS.ValueType.String);
    expect(sheet.pageSetup).toMatchObject({ paperSize: 9, orientation: 'landscape', fitToWidth: 1 });
    expect(JSON.stringify(sheet.getSheetValues())).not.toContain('13800000102');
    await inScope((tx) => tx.account.updateMany({ where: { label: '=1+1' }, data: { label: '1-1-102' } }));
    expect((await list(`?assignee=${away}&building=5`)).sheet?.rowCount).toBe(3);
  });

  it('has whole numbers only for a purpose, which is in every account’s evidence', async () => {
    await task('1-1-101', away);
    expect(await list(`?assignee=${away}&numbers=full`)).toMatchObject({ code: 'PURPOSE_MISSING' });
    const { sheet } = await list(
      `?assignee=${away}&numbers=full&purpose=${encodeURIComponent('无网络上门')}`,
    );
    if (!sheet) throw new Error('no list');
    expect(cells(sheet, 3)[3]).toBe('13800000101');
    const kept = await inScope((tx) => tx.evidenceEntry.findMany({ where: { kind: 'revealed' } }));
    expect(kept).toHaveLength(1);
  });
});
