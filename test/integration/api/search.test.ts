import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { announceAbsence } from '../../../src/communities/absence';
import { setSteward } from '../../../src/communities/stewards';
import { withScope } from '../../../src/db/scope';
import { createTestApi } from '../../support/api';
import { AS_OF, importFile } from '../../support/ledger';
import { ledgerCsv, SMALL_LEDGER } from '../../support/small-ledger';

/** The one search box: by room, space, name, number; who sees what; what is kept of it. */
let api: Awaited<ReturnType<typeof createTestApi>>;

beforeAll(async () => {
  api = await createTestApi();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cuijiao-'));
  const file = path.join(folder, 'ledger.csv');
  const more = [
    { ...SMALL_LEDGER[0], room: '12-1-404', name: '吴刚', phone: '13900001404' },
    { ...SMALL_LEDGER[0], room: '1-2-404', name: '郑爽', phone: '13900000101' },
    { ...SMALL_LEDGER[0], room: '12-1-4041', name: '王芳', phone: '13700009999' },
  ] as typeof SMALL_LEDGER;
  await writeFile(file, ledgerCsv([...SMALL_LEDGER.slice(0, 6), ...more]));
  await importFile(api.context, api.communityId, 'ledger', file);
  await withScope(api.context, api.communityId, async (tx) => {
    const account = await tx.account.findFirstOrThrow({ where: { label: '12-1-404' } });
    await tx.chargeObject.create({
      data: { communityId: api.communityId, kind: 'parking', code: 'B3-002', accountId: account.id },
    });
  });
});
afterAll(() => api.destroy());

async function find(q: string, who: Parameters<typeof api.ask>[0] = 'supervisor') {
  const { status, body } = await api.ask(who, 'GET', `${api.base}/search?q=${encodeURIComponent(q)}`);
  expect({ status, code: body.code }).toEqual({ status: 200, code: undefined });
  return body.items as {
    label: string;
    accountId: string;
    nameMasked: string;
    claimableFen: number;
    matched: { by: string; zh: string }[];
  }[];
}
const labels = async (q: string, who?: Parameters<typeof api.ask>[0]) =>
  (await find(q, who)).map(({ label }) => label);

describe('the search box', () => {
  it.each([
    ['12404', '12-1-404'],
    ['121404', '12-1-404'],
    ['12-1-404', '12-1-404'],
    ['12栋1单元404', '12-1-404'],
    ['12-404', '12-1-404'],
    ['B3-002', '12-1-404'],
    ['b3002', '12-1-404'],
    ['车位 B3-002', '12-1-404'],
    ['吴刚', '12-1-404'],
    ['13900001404', '12-1-404'],
  ])('finds %s, what is meant most exactly first', async (q, label) => {
    expect((await labels(q))[0]).toBe(label);
  });

  it('keeps buildings apart where dashes say where they end', async () => {
    expect(await labels('1-2')).toEqual(['1-2-404']);
    expect(await labels('12')).toEqual(expect.arrayContaining(['12-1-404', '12-1-4041', '1-2-404']));
  });

  it('takes four digits for the end of a number and for a room', async () => {
    const hit = (await find('1404')).find(({ label }) => label === '12-1-404');
    expect(hit).toMatchObject({ label: '12-1-404', nameMasked: '吴*' });
    expect(hit?.matched.map(({ by }) => by)).toContain('last_four');
    expect(await labels('0101')).toEqual(expect.arrayContaining(['1-1-101', '1-2-404']));
  });

  it('finds every account of a name', async () => {
    expect((await labels('王芳')).sort()).toEqual(['12-1-4041', '5-1-201']);
  });

  it('says what is owed today, and of an account without a case as well', async () => {
    const [hit] = await find('5-1-201');
    expect(hit).toMatchObject({ claimableFen: 120_000, caseId: null, statusZh: '无案件' });
  });

  it('shows 客服 his own buildings and those he stands in for, support none', async () => {
    const agent = api.user('agent').id;
    const steward = api.user('manager').id;
    await withScope(api.context, api.communityId, async (tx) => {
      const { communityId } = api;
      await setSteward(tx, { communityId, building: '12', stewardId: agent, standInId: null });
      await setSteward(tx, { communityId, building: '5', stewardId: steward, standInId: agent });
    });
    expect(await labels('12-1', 'agent')).toEqual(['12-1-404', '12-1-4041']);
    expect(await labels('5-1-201', 'agent')).toEqual([]);
    await withScope(api.context, api.communityId, (tx) =>
      announceAbsence(
        tx,
        {
          communityId: api.communityId,
          userId: steward,
          fromOn: AS_OF,
          untilOn: AS_OF,
          standInId: null,
          setById: steward,
        },
        AS_OF,
      ),
    );
    expect(await labels('5-1-201', 'agent')).toEqual(['5-1-201']);
    expect((await api.ask('support', 'GET', `${api.base}/search?q=12404`)).status).toBe(403);
  });

  it('keeps who was looked up by name or number, and not what was typed', async () => {
    const count = () =>
      withScope(api.context, api.communityId, (tx) => tx.searchLog.findMany({ orderBy: { id: 'asc' } }));
    const before = (await count()).length;
    await find('12-1-404', 'auditor');
    expect((await count()).length).toBe(before);
    const [hit] = await find('吴刚', 'auditor');
    const after = await count();
    expect(after.length).toBe(before + 1);
    expect(after.at(-1)).toMatchObject({
      kind: 'name',
      byId: api.user('auditor').id,
      accountIds: [hit?.accountId],
    });
    expect(JSON.stringify(after)).not.toContain('吴刚');
    const { body } = await api.ask('auditor', 'GET', `${api.base}/search-log?limit=1`);
    expect(body.items[0]).toMatchObject({
      kindZh: '姓名',
      byName: '某auditor',
      accountIds: [hit?.accountId],
    });
    expect((await api.ask('agent', 'GET', `${api.base}/search-log`)).status).toBe(403);
  });

  it('fills in what earlier versions did not index', async () => {
    await withScope(api.context, api.communityId, (tx) =>
      tx.address.updateMany({ data: { lastFourIndex: null } }),
    );
    expect(await labels('1404')).toContain('12-1-404');
  });

  it('looks everything up by index', async () => {
    const plans = await withScope(api.context, api.communityId, async (tx) => {
      await tx.$executeRaw`set local enable_seqscan = off`;
      const plan = (sql: string) => tx.$queryRawUnsafe<{ 'QUERY PLAN': string }[]>(`explain ${sql}`);
      const { communityId } = api;
      return Promise.all([
        plan(`select * from charge_object where "communityId" = '${communityId}'
          and (translate(code, '- /#:.', '') collate "C") >= '12' and (translate(code, '- /#:.', '') collate "C") < '13'`),
        plan(`select * from charge_object where "communityId" = '${communityId}' and room is not null
          and ((building || room) collate "C") = '12404'`),
        plan(`select * from charge_object where "communityId" = '${communityId}' and room = '404'`),
        plan(
          `select * from address where "communityId" = '${communityId}' and kind = 'phone' and "lastFourIndex" = 'x'`,
        ),
      ]);
    });
    const indexes = plans.map(
      (rows) =>
        /(?:using|Bitmap Index Scan on) "?(\w+)/.exec(rows.map((row) => row['QUERY PLAN']).join('\n'))?.[1],
    );
    expect(indexes).toEqual([
      'charge_object_plain_code',
      'charge_object_building_room',
      'charge_object_room',
      'address_communityId_lastFourIndex_idx',
    ]);
  });
});
