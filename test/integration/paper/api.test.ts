import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createApi } from '../../../src/api/app';
import { issueToken } from '../../../src/auth/tokens';
import type { TaskActor } from '../../../src/cases/task-access';
import { withSystemScope } from '../../../src/db/scope';
import { ask } from '../../support/api';
import { createPaperWorld, type PaperWorld } from '../../support/paper-world';
import { pdfPages } from '../../support/pdf-text';
import { runCli } from '../../support/service';

let world: PaperWorld;
let api: Awaited<ReturnType<typeof createApi>>;
let url: string;

beforeAll(async () => {
  world = await createPaperWorld();
  api = await createApi(world.context);
  url = await api.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await api.close();
  await world.destroy();
});
beforeEach(() => world.reset());

/** One request as a member of staff of this community. */
async function as({ userId }: TaskActor, method: string, path: string, body?: object) {
  const { token } = await withSystemScope(world.context, (tx) =>
    issueToken(tx, { userId, label: 'test', now: new Date(world.clock.now), validForMs: 3_600_000 }),
  );
  return ask(`${url}/api/communities/${world.communityId}${path}`, method, `Bearer ${token}`, body);
}

function upload(fields: Record<string, string>, bytes: Buffer | string, name: string): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append('file', new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)]), name);
  return form;
}

const picture = (text: string) =>
  Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), Buffer.from(text)]);

it('prints, seals, posts by scan and photo, and takes back, over HTTP', async () => {
  const one = await world.household('post', { room: 501 });
  const commandId = randomUUID();
  const printed = await as(world.agent, 'POST', '/paper/batches', {
    commandId,
    kind: 'posting',
    caseIds: [one.caseId],
  });
  expect(printed).toMatchObject({
    status: 200,
    body: {
      id: commandId,
      state: 'printed',
      stateZh: '待批准用印',
      counts: { all: 1, printed: 1 },
      items: [{ label: '12-1-501', nameMasked: '周*', state: 'printed', outdated: null, amountFen: 200_558 }],
      leftOut: [],
    },
  });
  const [{ number, taskId }] = printed.body.items;
  const early = await as(world.agent, 'POST', '/paper/scan', { number });
  expect(early.body).toMatchObject({ mayGoOut: false, refusal: { code: 'PAPER_NOT_SEALED' } });

  expect((await as(world.agent, 'POST', `/paper/batches/${commandId}/approve`)).status).toBe(403);
  expect((await as(world.manager, 'POST', `/paper/batches/${commandId}/approve`)).body.state).toBe(
    'approved',
  );
  const sealed = await as(world.agent, 'POST', `/paper/batches/${commandId}/seal`, { copies: 1 });
  expect(sealed.body).toMatchObject({ state: 'sealed', copies: 1, sealedOn: '2026-11-24' });

  const file = await fetchBytes(world.agent, `/paper/batches/${commandId}/notices.pdf`);
  expect((await pdfPages(file)).join('')).toContain(number);
  expect(
    (await pdfPages(await fetchBytes(world.agent, `/paper/batches/${commandId}/slips.pdf`))).join(''),
  ).toContain(number);
  expect(
    (await pdfPages(await fetchBytes(world.agent, `/paper/items/${number}/notice.pdf`))).join(''),
  ).toContain('周明：');

  for (const shows of ['content', 'sealing']) {
    const kept = await as(
      world.agent,
      'POST',
      `/paper/batches/${commandId}/photos`,
      upload({ shows }, picture(shows), `${shows}.jpg`),
    );
    expect(kept).toMatchObject({ status: 200, body: { already: false } });
  }
  const scanned = await as(world.agent, 'POST', '/paper/scan', { number });
  expect(scanned.body).toMatchObject({
    mayGoOut: true,
    refusal: null,
    item: { taskId, caseId: one.caseId },
    photos: [
      { shows: 'content', have: true },
      { shows: 'sealing', have: true },
      { shows: 'door', have: false, zh: '③门牌与信封' },
    ],
  });
  expect((await as(world.agent, 'POST', `/paper/items/${number}/start`, {})).body).toMatchObject({
    number,
    channel: 'post',
    offerUntilOn: '2026-12-07',
  });
  const door = upload({ shows: 'door' }, picture('door'), 'door.jpg');
  expect((await as(world.agent, 'POST', `/paper/items/${number}/photos`, door)).status).toBe(200);
  const finished = await as(world.agent, 'POST', `/paper/items/${number}/finish`, {
    commandId: randomUUID(),
  });
  expect(finished).toMatchObject({ status: 200, body: { number, taskId, status: 'done' } });
  const back = await as(world.agent, 'POST', `/outcomes/${finished.body.outcomeId}/take-back`);
  expect(back).toMatchObject({ status: 200, body: { taskId } });
  const card = await as(world.agent, 'GET', `/paper/batches/${commandId}`);
  expect(card.body).toMatchObject({ state: 'out', items: [{ state: 'started' }], photos: [{}, {}] });
  const ofCase = await as(world.agent, 'GET', `/paper/items?caseId=${one.caseId}`);
  expect(ofCase.body.items).toMatchObject([{ number }]);
});

async function fetchBytes({ userId }: TaskActor, path: string): Promise<Buffer> {
  const { token } = await withSystemScope(world.context, (tx) =>
    issueToken(tx, { userId, label: 'test', now: new Date(world.clock.now), validForMs: 3_600_000 }),
  );
  const response = await fetch(`${url}/api/communities/${world.communityId}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect([path, response.status, response.headers.get('content-type')]).toEqual([
    path,
    200,
    'application/pdf',
  ]);
  return Buffer.from(await response.arrayBuffer());
}

it('tells before the walk which letters are to be brought back', async () => {
  const [paid, owes] = [await world.household('post'), await world.household('post')];
  const { id } = await world.sealed({ kind: 'posting', taskIds: [paid.taskId, owes.taskId] });
  await paid.pay(100_000);
  const { body } = await as(world.supervisor, 'GET', `/paper/batches/${id}`);
  expect(
    body.items.map((item: { outdated: { code: string } | null }) => item.outdated?.code ?? null),
  ).toEqual(['PAPER_AMOUNT_FELL', null]);
  expect(body.items[0].outdated.zh).toContain('请收回并重印');
  const numbers = [body.items[0].number];
  const again = await as(world.supervisor, 'POST', '/paper/reprint', { numbers, reason: '部分到账' });
  expect(again.body).toMatchObject({ state: 'printed', items: [{ amountFen: 100_558 }] });
  const list = await as(world.supervisor, 'GET', '/paper/batches?limit=1&kind=posting');
  expect(list.body).toMatchObject({ items: [{ id: again.body.id }], next: expect.any(String) });
});

it('shows an agent no batch of other people’s buildings', async () => {
  const other = await world.household('post', { building: '7' });
  const { id } = await world.sealed({ kind: 'posting', taskIds: [other.taskId] });
  for (const path of ['', '/notices.pdf', '/slips.pdf']) {
    expect([path, (await as(world.agent, 'GET', `/paper/batches/${id}${path}`)).status]).toEqual([path, 404]);
  }
  expect((await as(world.agent, 'POST', `/paper/batches/${id}/seal`, { copies: 1 })).status).toBe(404);
});

it('follows a mailing from the carrier’s list to what came back', async () => {
  const [one, two] = [await world.household('mail'), await world.household('mail')];
  const { id } = await world.sealed({ kind: 'mailing', taskIds: [one.taskId, two.taskId] });
  const departed = await as(world.agent, 'POST', `/paper/batches/${id}/depart`, { carrier: '顺丰' });
  expect(departed.body).toMatchObject({ batch: { carrier: '顺丰', state: 'out' }, staysBehind: [] });
  const [first, second]: string[] = departed.body.goes;
  const wrong = upload(
    {},
    `通知书编号,运单号\n${first},SF1234567890\n${second},SF1234567890\n`,
    '运单号.csv',
  );
  expect(await as(world.agent, 'POST', '/paper/tracking', wrong)).toMatchObject({
    status: 422,
    body: { code: 'ROWS_REFUSED', details: { rows: [{ row: 3, field: '运单号', value: 'SF1234567890' }] } },
  });
  const right = upload(
    {},
    `通知书编号,运单号\n${first},SF1234567890\n${second},SF1234567891\n`,
    '运单号.csv',
  );
  expect((await as(world.agent, 'POST', '/paper/tracking', right)).body).toMatchObject({
    dispatched: [first, second],
  });
  const states = upload({}, '运单号,状态,签收人\nSF1234567890,已签收,本人\n', '状态.csv');
  expect((await as(world.agent, 'POST', '/paper/courier-states/file', states)).body).toEqual({
    changed: [first],
    same: [],
  });
  const querying = { letters: [{ of: second, state: 'querying' }] };
  expect((await as(world.agent, 'POST', '/paper/courier-states', querying)).body.changed).toEqual([second]);
  const returned = await as(world.agent, 'POST', '/paper/returns', {
    of: 'sf1234567891',
    reason: '拒不开门',
  });
  expect(returned.body.changed).toEqual([second]);
  expect((await as(world.agent, 'POST', `/paper/batches/${id}/note`, { costFen: 4_400 })).body.costFen).toBe(
    4_400,
  );
  const card = await as(world.agent, 'GET', `/paper/batches/${id}`);
  expect(card.body).toMatchObject({
    state: 'done',
    items: [
      { courierStateZh: '妥投', courierNote: '本人', outcome: 'signed' },
      { courierStateZh: '退回', courierNote: '拒不开门', outcome: 'returned' },
    ],
  });
});

it('is printed, sealed and tracked from the command line', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cuijiao-paper-cli-'));
  const cli = async ({ userId }: TaskActor, ...args: string[]) => {
    const { token } = await withSystemScope(world.context, (tx) =>
      issueToken(tx, { userId, label: 'test', now: new Date(), validForMs: 86_400_000_000 }),
    );
    return runCli(args, { CUIJIAO_HOME: folder, CUIJIAO_URL: url, CUIJIAO_TOKEN: token });
  };
  const one = await world.household('mail', { room: 901 });
  const printing = await cli(
    world.agent,
    ...['paper', 'print', 'mailing', '--case', one.caseId, '--out', folder, '--json'],
  );
  expect({ code: printing.code, err: printing.err }).toEqual({ code: 0, err: '' });
  const card = JSON.parse(printing.out);
  const [{ number }] = card.items;
  expect((await pdfPages(await readFile(card.files[0]))).join('')).toContain(number);
  expect((await cli(world.manager, 'paper', 'approve', card.id)).out).toContain('已批准用印');
  expect((await cli(world.agent, 'paper', 'seal', card.id, '--copies', '1')).out).toContain(
    '已登记用印 1 份',
  );
  expect((await cli(world.agent, 'paper', 'depart', card.id, '--carrier', '邮政')).out).toContain(
    '可以送出 1 份',
  );
  const wrong = path.join(folder, 'wrong.csv');
  await writeFile(wrong, '通知书编号,运单号\nCJ26112499999,EM1\n');
  const refused = await cli(world.agent, 'paper', 'tracking', wrong);
  expect(refused.code).not.toBe(0);
  expect(refused.err).toContain('第 2 行 通知书编号「CJ26112499999」');
  const right = path.join(folder, 'right.csv');
  await writeFile(right, `通知书编号,运单号\n${number},EM123456789CN\n`);
  expect((await cli(world.agent, 'paper', 'tracking', right)).out).toContain('登记交寄 1 份');
  expect((await cli(world.agent, 'paper', 'return', number, '--reason', '迁移新址')).out).toContain(
    '已登记退件',
  );
  const shown = (await cli(world.supervisor, 'paper', 'show', card.id)).out;
  for (const said of ['已办完', '12-1-901', '周*', '退回', 'EM123456789CN']) expect(shown).toContain(said);
  await rm(folder, { recursive: true });
}, 120_000);
