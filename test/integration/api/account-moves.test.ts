import { randomUUID } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createTestApi } from '../../support/api';
import { importFile } from '../../support/ledger';
import { ledgerCsv, SMALL_LEDGER } from '../../support/small-ledger';

/** 同号多户: suggested, previewed, joined, taken back, split, over HTTP; no case is open here. */
let api: Awaited<ReturnType<typeof createTestApi>>;

beforeAll(async () => {
  api = await createTestApi();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cuijiao-'));
  const file = path.join(folder, 'ledger.csv');
  const same = { name: '陈东方', phone: '13900000001', state: '正常', level: '' };
  const more = [
    { ...SMALL_LEDGER[0], ...same, room: '2-1-101', owed: '100.00' },
    { ...SMALL_LEDGER[0], ...same, room: '2-1-102', owed: '250.00' },
    { ...SMALL_LEDGER[0], ...same, room: '2-1-103', phone: '13900000003', owed: '70.00' },
  ] as typeof SMALL_LEDGER;
  await writeFile(file, ledgerCsv([...SMALL_LEDGER.slice(0, 6), ...more]));
  await importFile(api.context, api.communityId, 'ledger', file);
});
afterAll(() => api.destroy());

const get = (url: string, who: Parameters<typeof api.ask>[0] = 'supervisor') =>
  api.ask(who, 'GET', `${api.base}${url}`);
const post = (url: string, body: object, who: Parameters<typeof api.ask>[0] = 'supervisor') =>
  api.ask(who, 'POST', `${api.base}${url}`, body);

async function find(q: string) {
  const { body } = await get(`/search?q=${encodeURIComponent(q)}`);
  const hit = body.items.find(({ label }: { label: string }) => label === q) ?? body.items[0];
  return hit as {
    accountId: string;
    label: string;
    claimableFen: number;
    objects: { id: string; code: string }[];
  };
}

describe('accounts that may be one person’s', () => {
  it('are suggested, likeliest first, and by whom they may be joined', async () => {
    const all = await get('/join-suggestions');
    expect(all.body.items).toHaveLength(1);
    expect(all.body.items[0].accounts.map(({ label }: { label: string }) => label)).toEqual([
      '2-1-101',
      '2-1-102',
    ]);
    const { accountId } = await find('2-1-101');
    const own = await get(`/accounts/${accountId}/join-suggestions`);
    expect(
      own.body.items.map(({ why, accounts }: { why: string; accounts: { label: string }[] }) => [
        why,
        accounts[0]?.label,
      ]),
    ).toEqual([
      ['same_name_and_phone', '2-1-102'],
      ['same_name', '2-1-103'],
    ]);
    expect((await get('/join-suggestions', 'agent')).status).toBe(403);
  });

  it('are previewed, joined, found as one, and taken apart again', async () => {
    const [a, b] = [await find('2-1-101'), await find('2-1-102')];
    const join = `/accounts/${a.accountId}/join`;
    const preview = await post(`${join}/preview`, { intoId: b.accountId });
    expect(preview.body).toMatchObject({
      ...{ allowed: true, why: null, level: null, levelChoice: false },
      after: { claimableFen: 35_000, principalFen: 35_000 },
    });
    expect(preview.body.will.join('')).toContain('2-1-101');
    const commandId = randomUUID();
    const said = { intoId: b.accountId, reason: '同一业主', commandId };
    expect((await post(join, said)).body).toMatchObject({ state: 'finished', already: false });
    expect((await post(join, said)).body).toMatchObject({ already: true });
    expect((await post(join, { ...said, commandId: randomUUID() })).body).toMatchObject({
      code: 'ACCOUNT_MERGED',
    });
    expect(await find('2-1-101')).toMatchObject({ accountId: b.accountId, claimableFen: 35_000 });
    const moves = await get(`/accounts/${b.accountId}/moves`);
    expect(moves.body.items[0]).toMatchObject({
      kindZh: '并户',
      fromLabel: '2-1-101',
      undoable: true,
      reason: '同一业主',
    });
    const undo = `/account-moves/${commandId}/undo`;
    expect((await get(undo)).body).toMatchObject({ allowed: true, goesFen: 10_000, staysFen: 25_000 });
    expect((await post(undo, { reason: '并错了' })).body).toMatchObject({ state: 'finished' });
    expect(await find('2-1-101')).toMatchObject({ accountId: a.accountId, claimableFen: 10_000 });
    expect((await get(undo)).body).toMatchObject({ allowed: false, why: { code: 'JOIN_UNDONE' } });
  });

  it('refuse with a sentence what the law has, and what is not theirs', async () => {
    const [sued, other] = [await find('9-1-301'), await find('9-1-302')];
    const { body } = await post(`/accounts/${sued.accountId}/join/preview`, { intoId: other.accountId });
    expect(body).toMatchObject({ allowed: false, why: { code: 'ACCOUNT_AT_LAW' } });
    const said = { intoId: other.accountId, reason: '同一业主' };
    expect((await post(`/accounts/${sued.accountId}/join`, said, 'finance')).status).toBe(403);
    expect((await post(`/accounts/${randomUUID()}/join`, said)).body).toMatchObject({
      code: 'ACCOUNT_UNKNOWN',
    });
  });
});

it('a flat that was sold goes to its buyer with what falls due from then on', async () => {
  const seller = await find('5-1-201');
  const [object] = seller.objects;
  const split = `/accounts/${seller.accountId}/split`;
  const sale = {
    objectIds: [object?.id],
    cause: { kind: 'sale', soldOn: '2026-10-01' },
    into: { name: '买受人', phone: '13911112222' },
  };
  expect((await post(`${split}/preview`, sale)).body).toMatchObject({
    ...{ allowed: true, intoId: null, goesFen: 0, staysFen: 120_000, charges: 0 },
  });
  const done = await post(split, { ...sale, reason: '已过户' });
  expect(done.body).toMatchObject({ state: 'finished', fromId: seller.accountId });
  const { body } = await get(`/search?q=5-1-201`);
  expect(
    body.items.map(({ accountId, matched }: { accountId: string; matched: { by: string }[] }) => [
      accountId,
      matched[0]?.by,
    ]),
  ).toEqual([
    [done.body.intoId, 'object'],
    [seller.accountId, 'former_object'],
  ]);
});
