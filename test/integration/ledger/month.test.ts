import { readFileSync } from 'node:fs';
import { createTestApi } from '../../support/api';
import { sample } from '../../support/ledger';
import { ledgerCsv, SMALL_LEDGER } from '../../support/small-ledger';

jest.setTimeout(120_000);

type Api = Awaited<ReturnType<typeof createTestApi>>;
let api: Api;

beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.destroy());

const upload = (kind: string, text: string, name = 'ledger.csv') => {
  const form = new FormData();
  form.append('kind', kind);
  form.append('file', new Blob([text]), name);
  return api.ask('finance', 'POST', `${api.base}/imports`, form);
};

const differences = async (id: string, tab: string) =>
  (await api.ask('finance', 'GET', `${api.base}/imports/${id}/differences?tab=${tab}`)).body.items;

describe('several files dropped at once', () => {
  test('are each recognised by their headings, with the day up to which they speak', async () => {
    const form = new FormData();
    const names = ['ledger', 'receivables-2026Q3', 'payments', 'prepayments', 'owners'];
    for (const name of names)
      form.append('file', new Blob([readFileSync(sample(`${name}.csv`))]), `${name}.csv`);
    const answer = await api.ask('finance', 'POST', `${api.base}/imports/recognise`, form);
    expect(answer.status).toBe(200);
    const found = answer.body.items.map((one: { kind: string; sure: boolean }) => [one.kind, one.sure]);
    expect(found).toEqual([
      ['ledger', true],
      ['receivables', true],
      ['payments', true],
      ['prepayments', true],
      ['owners', true],
    ]);
    expect(answer.body.items[0].asOf).toEqual({ day: '2026-11-01', from: 'rows' });
  });

  test('one that cannot be read says so, and the others are recognised all the same', async () => {
    const form = new FormData();
    form.append('file', new Blob(['就一句话']), '便条.csv');
    form.append('file', new Blob([readFileSync(sample('owners.csv'))]), '档案20261101.csv');
    const { items } = (await api.ask('finance', 'POST', `${api.base}/imports/recognise`, form)).body;
    expect(items[0]).toMatchObject({ kind: null, refusal: { zh: expect.any(String) } });
    expect(items[1]).toMatchObject({ kind: 'owners', asOf: { day: '2026-11-01', from: 'name' } });
  });

  test('more than five are refused', async () => {
    const form = new FormData();
    for (let index = 0; index < 6; index += 1) form.append('file', new Blob(['a,b']), `${index}.csv`);
    const answer = await api.ask('finance', 'POST', `${api.base}/imports/recognise`, form);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });
});

describe('the second month', () => {
  const Q3: [string, string] = ['2026-07-01', '2026-09-30'];

  beforeAll(async () => {
    const first = await upload('ledger', ledgerCsv(SMALL_LEDGER));
    const accepted = await api.ask('finance', 'POST', `${api.base}/imports/${first.body.id}/accept`, {});
    expect(accepted.body.status).toBe('accepted');
  });

  test('each tab lists what it counts, with old and new, names and numbers masked', async () => {
    const rows = SMALL_LEDGER.slice(0, 3).map((row) => ({ ...row }));
    const [first, second, third] = rows;
    if (!first || !second || !third) throw new Error('the ledger is too small');
    first.owed = '800.00';
    second.name = '李宏';
    third.phone = '13900000201';
    rows.push({
      room: '1-1-103',
      name: '吴江',
      phone: '13800000103',
      owed: '99.00',
      dueOn: '2026-09-30',
      period: Q3,
    });
    const made = await upload('ledger', ledgerCsv(rows));
    const { id, summary } = made.body;
    expect(summary.differences).toMatchObject({
      added: { accounts: 1, fen: 9_900 },
      changed: { accounts: 1, fen: 4_820 },
      owners: { accounts: 1 },
      phones: { accounts: 1 },
    });
    const [changed] = await differences(id, 'changed');
    expect(changed).toMatchObject({ label: '1-1-101', beforeFen: 75_180, afterFen: 80_000 });
    expect(changed.lines[0]).toMatchObject({ item: '物业服务费', periodFrom: '2026-07-01' });
    const [added] = await differences(id, 'added');
    expect(added).toMatchObject({ label: '1-1-103', accountId: null, beforeFen: 0, afterFen: 9_900 });
    expect(added.lines[0]).toMatchObject({ item: '物业服务费', dueOn: '2026-09-30' });
    const [owner] = await differences(id, 'owners');
    expect(owner).toMatchObject({ label: '1-1-102', nameBefore: '李*', nameAfter: '李*' });
    const [phone] = await differences(id, 'phones');
    expect(phone).toMatchObject({ label: '5-1-201', phones: ['139****0201'] });
    const gone = await differences(id, 'gone');
    expect(gone.map((one: { label: string }) => one.label).sort()).toEqual(['5-1-202']);
    expect(summary.differences.gone).toMatchObject({ accounts: 1, fen: 64_050 });

    const open = await api.ask('finance', 'POST', `${api.base}/imports/${id}/accept`, {});
    expect([open.status, open.body.code]).toEqual([409, 'NAME_CHANGE_UNDECIDED']);
    const some = await api.ask('finance', 'POST', `${api.base}/imports/${id}/accept`, {
      names: [{ label: '1-1-102', as: 'keep' }],
      gone: [{ accountId: gone[0].accountId, as: 'keep' }],
      leaveRows: [added.rowNumber],
    });
    expect(some.status).toBe(200);
    expect(some.body).toMatchObject({ status: 'accepted', summary: { left: 1 } });
    const again = await upload('ledger', ledgerCsv(SMALL_LEDGER));
    // what was kept stands, what was left out is not there, and our name is ours
    const { differences: next } = again.body.summary;
    expect(next).toMatchObject({ gone: { rows: 0 }, owners: { rows: 0 }, added: { rows: 0 } });
    expect(next.changed).toMatchObject({ accounts: 1, fen: -4_820 });
  });

  test('what is gone is settled in bulk as finance says, account by account where it differs', async () => {
    const made = await upload('ledger', ledgerCsv(SMALL_LEDGER.slice(0, 1)));
    const gone = await differences(made.body.id, 'gone');
    // the file speaks of building 1 alone
    expect(gone.map((one: { label: string }) => one.label)).toEqual(['1-1-102']);
    const { id } = made.body;
    const accepted = await api.ask('finance', 'POST', `${api.base}/imports/${id}/accept`, {
      goneAs: 'paid',
      gone: [{ accountId: gone[0].accountId, as: 'cancelled' }],
    });
    expect(accepted.status).toBe(200);
    const list = await api.ask('finance', 'GET', `${api.base}/doubts`);
    expect(list.body.items ?? []).toEqual([]);
    expect(await differences(id, 'gone')).toEqual([]);
  });
});

describe('those who are to be left alone', () => {
  const span = { fromOn: '2026-11-01', toOn: '2026-11-20', reason: '水管爆裂，正在协商' };

  test('a list of rooms is taken whole, or refused with every row that is wrong', async () => {
    const wrong = await api.ask('manager', 'POST', `${api.base}/pauses/list`, {
      rooms: ['1-1-101', '1栋1单元999室', '5-1-201'],
      ...span,
    });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'PAUSE_LIST_REFUSED']);
    expect(wrong.body.details.rows).toEqual([{ row: 2, room: '1栋1单元999室', zh: '没有这个房号' }]);
    expect((await api.ask('manager', 'GET', `${api.base}/pauses`)).body.items).toEqual([]);
    const taken = await api.ask('manager', 'POST', `${api.base}/pauses/list`, {
      rooms: ['1栋1单元101室', '5-1-201'],
      ...span,
    });
    expect(taken.body).toMatchObject({ accounts: 2 });
    const { items } = (await api.ask('auditor', 'GET', `${api.base}/pauses?origin=list`)).body;
    expect(items.map((one: { ofZh: string }) => one.ofZh)).toEqual(['1-1-101', '5-1-201']);
  });

  test('a file of rooms is read as well, with 楼栋 and 单元 beside the room or not', async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(span)) form.append(name, value);
    form.append('file', new Blob(['楼栋,单元,房号,备注\r\n5,1,202,正在装修\r\n']), '名单.csv');
    const answer = await api.ask('manager', 'POST', `${api.base}/pauses/file`, form);
    expect([answer.status, answer.body.accounts]).toEqual([200, 1]);
    const bad = new FormData();
    for (const [name, value] of Object.entries(span)) bad.append(name, value);
    bad.append('file', new Blob(['房号\r\n5-1-202\r\n7-7-777\r\n']), '名单.csv');
    const refused = await api.ask('manager', 'POST', `${api.base}/pauses/file`, bad);
    expect(refused.body.details.rows).toEqual([{ row: 3, room: '7-7-777', zh: '没有这个房号' }]);
  });

  test('how long depends on who says so, and every developer is a matter for the manager', async () => {
    const long = { ...span, toOn: '2026-12-20' };
    const supervisor = await api.ask('supervisor', 'POST', `${api.base}/pauses/list`, {
      rooms: ['1-1-102'],
      ...long,
    });
    expect([supervisor.status, supervisor.body.code]).toEqual([422, 'PAUSE_TOO_LONG']);
    const of = { kind: 'party_kind', partyKind: 'developer' };
    const agent = await api.ask('agent', 'POST', `${api.base}/pauses`, { of, ...span });
    expect(agent.status).toBe(403);
    const manager = await api.ask('manager', 'POST', `${api.base}/pauses`, { of, ...long });
    expect(manager.status).toBe(200);
    const { items } = (await api.ask('manager', 'GET', `${api.base}/pauses`)).body;
    const made = items.find((one: { id: string }) => one.id === manager.body.id);
    expect(made).toMatchObject({ kind: 'party_kind', ofZh: '全部开发商', setByName: '某manager' });
    const lifted = await api.ask('manager', 'POST', `${api.base}/pauses/${manager.body.id}/lift`);
    expect(lifted.status).toBe(200);
  });
});
