import { setTimeout as sleep } from 'node:timers/promises';
import { createCommunity } from '../../../src/communities/create';
import { withSystemScope } from '../../../src/db/scope';
import { approveBuiltIn } from '../../../src/texts/approve';
import { sample } from '../../support/ledger';
import { dayBefore, largeMonth, type MonthRow, monthLedger } from '../../support/month-ledger';
import { createService, type Service } from '../../support/service';

/** A real community's first ledger: taken over, looked at, released in parts; told in order. */

jest.setTimeout(240_000);

const NAME = '安和花园';

let service: Service;
let base: string;
let today: string;

beforeAll(async () => {
  service = await createService();
  const communityId = await realCommunity();
  base = `/api/communities/${communityId}`;
  today = (await here('manager', 'GET', '')).body.today;
});
afterAll(() => service.destroy());

/** A community under the ordinary clock, with the sample's staff; its messages are kept all the same. */
function realCommunity(): Promise<string> {
  return withSystemScope(service.context, async (tx) => {
    const { id } = await createCommunity(tx, {
      name: NAME,
      companyName: '安和物业',
      servicePhone: '0571-88880000',
    });
    const members = await tx.membership.findMany({ where: { communityId: service.communityId } });
    await tx.membership.createMany({ data: members.map((one) => ({ ...one, communityId: id })) });
    await tx.community.update({ where: { id }, data: { providers: { sms: 'capture', email: 'capture' } } });
    for (const role of ['company', 'counsel'] as const) {
      const userId = members.find((one) => one.role === role)?.userId ?? '';
      await approveBuiltIn(tx, { userId, roles: [role], now: new Date() }, id);
    }
    return id;
  });
}

const here = (login: string, method: string, path: string, body?: object) =>
  service.ask(login, method, `${base}${path}`, body);

const ROWS: readonly MonthRow[] = [
  { room: '1-1-101', name: '张建国', phone: '13800000101', owed: '751.80', overdueDays: 40 },
  { room: '1-1-102', name: '李红', phone: '13800000102', owed: '320.00', overdueDays: 40 },
  { room: '1-1-103', name: '吴江', phone: '13800000102', owed: '410.00', overdueDays: 40 },
  { room: '1-1-104', name: '郑和', phone: '13800000104', owed: '12000.00', overdueDays: 400 },
  { room: '1-1-105', name: '孙梅', phone: '13800000105', owed: '3.20', overdueDays: 40 },
  { room: '2-1-201', name: '王芳', phone: '13800000201', owed: '900.00', overdueDays: 40, state: '已立案' },
  { room: '2-1-202', name: '赵敏', phone: '13800000202', owed: '640.50', overdueDays: 70, state: '分期' },
  { room: '2-1-203', name: '钱立', phone: '13800000203', owed: '4800.00', overdueDays: 300, state: '已起诉' },
  { room: '2-1-204', name: '周强', phone: '13800000204', owed: '500.00', overdueDays: 70, level: '2' },
  { room: '2-1-205', name: '安居置业有限公司', phone: '13800000205', owed: '88000.00', overdueDays: 70 },
  { room: '2-1-206', name: '何水', phone: '13800000206', owed: '700.00', overdueDays: 1080 },
];

async function importLedger(text: string, kind = 'ledger') {
  const form = new FormData();
  form.append('kind', kind);
  if (kind === 'ledger') form.append('asOf', today);
  form.append('file', new Blob([text]), `${kind}.csv`);
  const made = await here('finance', 'POST', '/imports', form);
  expect([made.status, made.body.code]).toEqual([200, undefined]);
  const done = await here('finance', 'POST', `/imports/${made.body.id}/accept`, {});
  expect([done.status, done.body.status]).toEqual([200, 'accepted']);
  return done.body;
}

/** Asks seldom: many cases begin, and each question reads them all. */
async function begun(waveId: string) {
  for (let asked = 0; asked < 600; asked += 1) {
    const { items } = (await here('manager', 'GET', '/waves?status=open')).body;
    const wave = items.find((one: { id: string }) => one.id === waveId);
    if (wave?.beginning === 0 && wave.waiting > 0)
      return (await here('manager', 'GET', `/waves/${waveId}`)).body;
    await sleep(300);
  }
  throw new Error('the cases never began');
}

async function lines(waveId: string, query = '') {
  const { body } = await here('manager', 'GET', `/waves/${waveId}/lines?limit=500${query}`);
  return body.items;
}

// biome-ignore lint/suspicious/noExplicitAny: an answer may be anything
type Item = any;

const labelled = (items: Item[], label: string): Item => items.find((one) => one.label === label);

describe('the first ledger', () => {
  let waveId = '';

  beforeAll(async () => {
    const owners = [
      '房号,身份,姓名,电话1,电话2,电话2关系,通讯地址,邮箱,是否常住,代扣签约,关怀标签,管家',
      '2-1-205,开发商,安居置业有限公司,13800000205,,,,,,,,',
    ].join('\r\n');
    await importLedger(owners, 'owners');
    const accepted = await importLedger(monthLedger(today, ROWS, NAME));
    waveId = accepted.waveId;
    await begun(waveId);
  });

  test('is taken over as declared and unproven: what follows, and what a person has to look at', async () => {
    const { body } = await here('supervisor', 'GET', '/take-over?limit=100');
    expect(body.progress).toMatchObject({ of: 11, looked: 0, openDoubts: 1, grave: 1 });
    const sued = labelled(body.items, '2-1-203');
    expect(sued).toMatchObject({
      declared: { state: 'sued' },
      follows: { level: 4, withCounsel: true },
      case: { level: 4, released: false },
      tasks: [{ kind: 'counsel_confirm', role: 'counsel' }],
    });
    const plan = labelled(body.items, '2-1-202');
    expect(plan.follows).toMatchObject({ level: 1, hold: { kind: 'instalment_plan' } });
    const unread = labelled(body.items, '2-1-201');
    expect(unread).toMatchObject({ grave: true, doubts: [{ code: 'UNKNOWN_WORD', word: '已立案' }] });
    const agent = await here('zhao', 'GET', '/take-over');
    expect(agent.status).toBe(403);
  });

  test('shows by channel, reason and flag what a release would set going', async () => {
    const preview = (await here('manager', 'GET', `/waves/${waveId}`)).body;
    const out = Object.fromEntries(
      preview.leftOut.map((row: { reason: string; accounts: number }) => [row.reason, row.accounts]),
    );
    expect(out).toMatchObject({
      ...{ TAKE_OVER: 1, DEVELOPER: 1, LIMITATION: 1, PROMISE: 1, LEGAL: 1, BELOW_MINIMUM: 1 },
    });
    expect(preview.waiting).toBe(11);
    expect(preview.release).toMatchObject({ may: true, firstImport: true, perDayMost: 30 });
    expect(preview.takeOver.warningZh).toContain('1 户');
    const all = await lines(waveId);
    expect(labelled(all, '1-1-104').attention).toEqual(
      expect.arrayContaining(['LARGE_AMOUNT', 'LONG_SILENCE']),
    );
    expect(labelled(all, '1-1-102').samePhone).toEqual(['1-1-103']);
    const shared = await lines(waveId, '&attention=SHARED_PHONE');
    expect(shared.map((one: { label: string }) => one.label)).toEqual(['1-1-102', '1-1-103']);
    const building = await lines(waveId, '&building=2&approached=false');
    expect(building.every((one: Item) => one.building === '2' && one.leftOut !== null)).toBe(true);
  });

  test('is paged in walking order, and a page goes on where the last one ended', async () => {
    const first = await here('manager', 'GET', `/waves/${waveId}/lines?limit=4`);
    const second = await here('manager', 'GET', `/waves/${waveId}/lines?limit=50&after=${first.body.next}`);
    const seen = [...first.body.items, ...second.body.items].map((one: { label: string }) => one.label);
    expect(seen).toEqual((await lines(waveId)).map((one: { label: string }) => one.label));
    expect(new Set(seen).size).toBe(11);
  });

  test('a correction before the release lets the case begin anew, as it is declared now', async () => {
    const { items } = (await here('manager', 'GET', '/take-over?limit=100')).body;
    const plan = labelled(items, '2-1-204');
    const at = `/take-over/${plan.accountId}`;
    const silent = await here('manager', 'POST', at, { correction: { state: 'law_firm' } });
    expect([silent.status, silent.body.code]).toEqual([422, 'TAKE_OVER_REASON']);
    const done = await here('manager', 'POST', at, {
      correction: { state: 'law_firm' },
      reason: '律所 9 月已接案，见委托合同',
    });
    expect(done.status).toBe(200);
    expect(done.body).toMatchObject({ verdict: 'corrected', declared: { state: 'law_firm' } });
    const anew = await service.until(async () => {
      const found = labelled((await here('manager', 'GET', '/take-over?limit=100')).body.items, '2-1-204');
      return found.case?.id !== plan.case.id && found.tasks.length > 0 && found;
    }, 'the case begins anew');
    expect(anew).toMatchObject({ case: { level: 4, released: false }, tasks: [{ kind: 'counsel_confirm' }] });
    const timeline = await here('manager', 'GET', `/cases/${anew.case.id}/timeline`);
    expect(timeline.status).toBe(200);
    await begun(waveId);
  });

  test('what may be at court is not released before somebody looked, neither with the others nor by name', async () => {
    const [unread] = await lines(waveId, '&leftOut=TAKE_OVER');
    const named = await here('manager', 'POST', `/waves/${waveId}/release`, { caseIds: [unread.id] });
    expect([named.status, named.body.code]).toEqual([409, 'TAKE_OVER_OPEN']);
  });

  test('not on a day that is over, and not what was changed since it was seen', async () => {
    const past = await here('manager', 'POST', `/waves/${waveId}/release`, {
      fromOn: dayBefore(today, 1),
    });
    expect([past.status, past.body.code]).toEqual([422, 'RELEASE_DAY']);
    const other = await here('manager', 'POST', `/waves/${waveId}/release`, { mark: 'another' });
    expect([other.status, other.body.code]).toEqual([409, 'WAVE_CHANGED']);
    const supervisor = await here('supervisor', 'POST', `/waves/${waveId}/release`, {});
    expect([supervisor.status, supervisor.body.code]).toEqual([403, 'NOT_YOUR_WAVE']);
  });

  test('a part is released, another left out with a reason and an end, the rest stays with its owner', async () => {
    const all = await lines(waveId);
    const [one, two] = ['1-1-101', '1-1-102'].map((label) => labelled(all, label));
    const part = await here('manager', 'POST', `/waves/${waveId}/release`, { caseIds: [one.id] });
    expect(part.body).toMatchObject({ days: [{ accounts: 1 }], left: 10 });
    const untilOn = dayBefore(today, -10);
    const rest = await here('manager', 'POST', `/waves/${waveId}/release`, {
      excludeCaseIds: [two.id],
      exclusion: { reason: '业主上周住院', untilOn },
    });
    expect(rest.body).toMatchObject({ left: 4, byHand: 3, excluded: 1 });
    expect(rest.body.dueOn).not.toBeNull();
    const left = await lines(waveId);
    expect(Object.fromEntries(left.map((line: Item) => [line.label, line.leftOut]))).toEqual({
      '1-1-102': 'EXCLUDED',
      '2-1-201': 'TAKE_OVER',
      '2-1-205': 'DEVELOPER',
      '2-1-206': 'LIMITATION',
    });
    expect(labelled(left, '1-1-102').pausedUntilOn).toBe(untilOn);
    const { items } = (await here('manager', 'GET', '/pauses?origin=release')).body;
    expect(items).toMatchObject([
      { kind: 'account', ofZh: '1-1-102', reason: '业主上周住院', toOn: untilOn },
    ]);
  });

  test('only what is decided one by one is left: the whole is refused, by name it goes', async () => {
    const whole = await here('manager', 'POST', `/waves/${waveId}/release`, {
      excludeCaseIds: [labelled(await lines(waveId), '1-1-102').id],
    });
    expect([whole.status, whole.body.code]).toEqual([409, 'ONE_BY_ONE']);
    const unread = labelled((await here('manager', 'GET', '/take-over?grave=true')).body.items, '2-1-201');
    const look = await here('manager', 'POST', `/take-over/${unread.accountId}`, {
      reason: '已问过律所，没有立案',
    });
    expect(look.body).toMatchObject({ verdict: 'confirmed' });
    const left = await lines(waveId);
    const caseIds = ['2-1-201', '2-1-206'].map((label) => labelled(left, label).id);
    const named = await here('manager', 'POST', `/waves/${waveId}/release`, { caseIds });
    expect(named.body).toMatchObject({ days: [{ accounts: 2 }], left: 2 });
    const progress = (await here('manager', 'GET', '/take-over?looked=true')).body.progress;
    expect(progress).toMatchObject({ of: 11, looked: 2, openDoubts: 0 });
  });

  test('nothing is corrected any more once it was released', async () => {
    const row = labelled((await here('manager', 'GET', '/take-over?limit=100')).body.items, '1-1-101');
    const late = await here('manager', 'POST', `/take-over/${row.accountId}`, {
      correction: { state: 'dispute' },
      reason: '业主说有异议',
    });
    expect([late.status, late.body.code]).toEqual([409, 'TAKE_OVER_RELEASED']);
  });
});

describe('from a terminal', () => {
  const cli = (...args: string[]) => service.cli([...args, '--community', NAME]);

  test('the take-over is read, an account confirmed, another left alone and let go again', async () => {
    const list = await cli('take-over', '--as', 'manager');
    expect(list).toMatchObject({ code: 0 });
    expect(list.out).toContain('已看 2 / 11 户');
    expect(list.out).toContain('已起诉');
    const confirmed = await cli('take-over', 'confirm', '2-1-203', '--as', 'manager');
    expect(confirmed.out).toContain('已确认');
    const wrong = await cli(
      'pauses',
      'set',
      '9-9-999',
      '--reason',
      '协商中',
      '--until',
      today,
      '--as',
      'manager',
    );
    expect([wrong.code, wrong.err]).toEqual([3, expect.stringContaining('第 1 行 9-9-999：没有这个房号')]);
    const set = await cli(
      'pauses',
      'set',
      '1-1-105',
      '--reason',
      '协商中',
      '--until',
      today,
      '--as',
      'manager',
    );
    expect(set.code).toBe(0);
    const { items } = (await here('manager', 'GET', '/pauses?origin=list')).body;
    expect((await cli('pauses', '--as', 'manager')).out).toContain('协商中');
    expect((await cli('pauses', 'lift', items[0].id, '--as', 'manager')).out).toContain('已解除');
  });

  test('a file is recognised, and what it would change is shown row by row', async () => {
    const known = await cli(
      'import',
      'recognise',
      sample('payments.csv'),
      sample('owners.csv'),
      '--as',
      'finance',
    );
    expect(known.out).toContain('收款明细');
    expect(known.out).toContain('业主档案');
    const [first] = (await here('finance', 'GET', '/imports?kind=ledger')).body.items;
    const rows = await cli('import', 'differences', first.id, '--tab', 'added', '--as', 'finance');
    expect(rows.out).toContain('2-1-203');
  });

  test('a wave is shown with what deserves a look, and released by name', async () => {
    const [wave] = (await here('manager', 'GET', '/waves?status=open')).body.items;
    const shown = await cli('release', wave.id, '--preview', '--as', 'manager');
    expect(shown.out).toContain('将触达');
    const developer = labelled(await lines(wave.id), '2-1-205');
    const released = await cli('release', wave.id, '--only', developer.id, '--as', 'manager');
    expect(released.out).toContain('已放行 1 户');
  });
});

describe('a ledger of two thousand rows, thirty of them bad', () => {
  test('goes from file to release without a hand at any row, and comes back as a file of thirty', async () => {
    const text = largeMonth(today, { rows: 2_000, bad: 30, community: NAME });
    const form = new FormData();
    form.append('file', new Blob([text]), `欠费台账${today}.csv`);
    const known = await here('finance', 'POST', '/imports/recognise', form);
    expect(known.body.items[0]).toMatchObject({ kind: 'ledger', sure: true, asOf: { day: today } });
    const accepted = await importLedger(text);
    expect(accepted.summary).toMatchObject({ rows: 2_000, bad: 30 });
    const bad = await here('finance', 'GET', `/imports/${accepted.id}/bad-rows`);
    expect(bad.body.trim().split('\r\n')).toHaveLength(31);
    const preview = await begun(accepted.waveId);
    expect(preview.waiting).toBeGreaterThan(200);
    expect(preview.stops).toEqual([]);
    const released = await here('supervisor', 'POST', `/waves/${accepted.waveId}/release`, {
      perDay: 30,
      mark: preview.mark,
    });
    expect(released.status).toBe(200);
    expect(released.body.days[0].accounts).toBe(30);
    expect(released.body.days.reduce((sum: number, day: { accounts: number }) => sum + day.accounts, 0)).toBe(
      preview.waiting - released.body.left,
    );
  });
});
