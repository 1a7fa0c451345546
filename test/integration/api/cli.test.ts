import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createService, runCli, type Service } from '../../support/service';
import { ledgerCsv, SMALL_LEDGER } from '../../support/small-ledger';
import { createTestContext } from '../../support/stack/context';

/** The real command line, each command a process of its own, without a terminal, against the real service. */

// some sixty processes, one after the other, beside whatever else the machine does
jest.setTimeout(240_000);

let service: Service;
let folder: string;

beforeAll(async () => {
  [service, folder] = await Promise.all([createService(), mkdtemp(path.join(os.tmpdir(), 'cuijiao-cli-'))]);
  await writeFile(path.join(folder, 'ledger.csv'), ledgerCsv(SMALL_LEDGER));
  // a day of an hour: ten minutes of it are long enough to change one's mind
  const { db } = service.context;
  const { clock } = await db.community.findUniqueOrThrow({ where: { id: service.communityId } });
  await db.community.update({
    where: { id: service.communityId },
    data: { clock: { ...(clock as object), secondsPerDay: 3_600 } },
  });
});
afterAll(async () => {
  await service.destroy();
  await rm(folder, { recursive: true });
});

async function json(...args: string[]) {
  const { code, out, err } = await service.cli([...args, '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

/** Refusals are on stderr, so that stdout stays data. */
async function refused(...args: string[]) {
  const { code, out, err } = await service.cli([...args, '--json']);
  expect(out).toBe('');
  return { exit: code, ...JSON.parse(err) };
}

const file = (name: string) => path.join(folder, name);

function environmentOf({ config }: Service['context']) {
  return {
    DATABASE_URL: config.databaseUrl,
    DATABASE_OWNER_URL: config.databaseOwnerUrl,
    TEMPORAL_ADDRESS: config.temporalAddress,
    TASK_QUEUE: config.taskQueue,
    CUIJIAO_ENCRYPTION_KEY: config.keys.encryption.toString('base64'),
    CUIJIAO_INDEX_KEY: config.keys.index.toString('base64'),
    CUIJIAO_SIGNING_KEY: config.keys.signing.toString('base64'),
  };
}

describe('usage', () => {
  test('help is no error; an unknown command, a missing value and an unknown user are usage', async () => {
    const help = await service.cli(['--help']);
    expect([help.code, help.err]).toEqual([0, '']);
    expect(help.out).toContain('催缴');
    expect((await service.cli(['nonsense'])).code).toBe(2);
    expect((await service.cli(['cases', 'list', '--limit', 'many'])).code).toBe(2);
    expect(await refused('cases', 'list', '--as', 'nobody')).toMatchObject({ exit: 2, code: 'USAGE' });
    expect((await service.cli(['release'])).code).toBe(2);
  });

  test('without a token it says how to get one; without a server how to start one', async () => {
    const nobody = await runCli(['cases', 'list', '--json'], {
      CUIJIAO_HOME: folder,
      CUIJIAO_URL: service.url,
    });
    expect([nobody.code, JSON.parse(nobody.err).code]).toEqual([3, 'NOT_SIGNED_IN']);
    const wrong = await runCli(['cases', 'list', '--json'], {
      CUIJIAO_TOKEN: 'cj_wrong',
      CUIJIAO_URL: service.url,
    });
    expect([wrong.code, JSON.parse(wrong.err).code]).toEqual([3, 'TOKEN_INVALID']);
    const away = await service.cli(['cases', 'list', '--json'], { CUIJIAO_URL: 'http://127.0.0.1:1' });
    expect([away.code, JSON.parse(away.err).code]).toEqual([5, 'SERVER_AWAY']);
  });
});

describe('the ledger', () => {
  test('is previewed without a change', async () => {
    const made = await json('import', 'ledger', file('ledger.csv'), '--preview');
    expect(made).toMatchObject({ status: 'previewed', asOfOn: '2026-11-01', summary: { good: 6, bad: 1 } });
    expect(await json('cases', 'list')).toEqual({ items: [], next: null });
  });

  test('comes in unasked, with the bad rows beside it', async () => {
    const made = await json('import', 'ledger', file('ledger.csv'));
    expect(made).toMatchObject({
      status: 'accepted',
      badRowsFile: file('ledger.bad-rows.csv'),
      waveId: expect.any(String),
    });
    expect(await readFile(made.badRowsFile, 'utf8')).toContain('一千二');
  });

  test('for people says how the headings were read, and what differs', async () => {
    const { code, out, err } = await service.cli(['import', 'ledger', file('ledger.csv'), '--preview']);
    expect(code).toBe(0);
    expect(err).toContain('应缴截止日');
    expect(out).toContain('可收 0，原样 6，重复 0，坏行 1');
    expect(out).toContain('与现有台账没有差别');
  });

  test('that states no due date is refused with the option that settles it, and read with it', async () => {
    await writeFile(
      file('other.csv'),
      '费用编号,房号,业主,业主电话,费用项目,开始时间,结束时间,欠费金额\r\nFY1,3-1-101,冯超,13800000777,物业费,2026-07-01,2026-09-30,600.00\r\n',
    );
    const asked = await refused('import', 'ledger', file('other.csv'));
    expect(asked).toMatchObject({
      exit: 3,
      code: 'IMPORT_QUESTION_OPEN',
      zh: expect.stringContaining('--due-rule'),
    });
    const args = [
      'import',
      'ledger',
      file('other.csv'),
      '--due-rule',
      'period-end+0',
      '--save-mapping',
      '另一个系统',
    ];
    expect(await json(...args, '--preview')).toMatchObject({ status: 'previewed', summary: { good: 1 } });
    const saved = await json('import', 'ledger', file('other.csv'), '--mapping', '另一个系统', '--preview');
    expect(saved.mapping.settings).toEqual({ dueRule: { graceDays: 0 } });
  });

  test('whose headings are not understood names the option, and a file that is not there is not found', async () => {
    await writeFile(
      file('odd.csv'),
      '房号,业主姓名,联系电话,费用项目,账期起,账期止,应缴截止日,多少钱\r\n3-1-102,冯超,13800000777,物业费,2026-07-01,2026-09-30,2026-09-30,600\r\n',
    );
    const unsure = await refused('import', 'ledger', file('odd.csv'));
    expect(unsure).toMatchObject({ exit: 3, code: 'MAPPING_UNSURE', zh: expect.stringContaining('--map') });
    const mapped = await json('import', 'ledger', file('odd.csv'), '--map', 'amount=多少钱', '--preview');
    expect(mapped.summary).toMatchObject({ good: 1, bad: 0 });
    expect(await refused('import', 'ledger', file('nothing.csv'))).toMatchObject({
      exit: 4,
      code: 'FILE_UNREADABLE',
    });
  });
});

describe('consent and cases', () => {
  test('the release is shown before it is given; the whole lot goes by one command', async () => {
    const [wave] = await json('waves');
    expect(wave).toMatchObject({ status: 'open', waiting: 6 });
    const [preview] = await json('release', wave.id, '--preview');
    expect(preview.accounts).toBeGreaterThanOrEqual(3);
    const supervisor = await refused('release', '--all', '--as', 'supervisor');
    expect(supervisor).toMatchObject({ exit: 3, code: 'NOT_YOUR_WAVE' });
    expect(await json('release', '--all')).toEqual([expect.objectContaining({ waveId: wave.id, left: 0 })]);
    expect(await json('waves')).toEqual([]);
    expect(await refused('release', '018f0000-0000-7000-8000-000000000000')).toMatchObject({
      exit: 4,
      code: 'WAVE_UNKNOWN',
    });
  });

  test('what would have been sent is kept, with its step key', async () => {
    const { items } = await service.until(async () => {
      const page = await json('captured');
      return page.items.length >= 3 ? page : null;
    }, 'three reminders');
    expect(items[0]).toMatchObject({
      id: items[0].stepKey,
      toMasked: expect.stringMatching(/^\d{3}\*{4}\d{4}$/),
    });
  });

  test('a case is found by its room, shown with its history, acted on, and refuses with its code', async () => {
    const { today } = await json('community', 'show');
    const said = await json(
      'case',
      'act',
      '1-1-101',
      'promise',
      '--amount',
      '751.80',
      '--on',
      today,
      '--reason',
      '今天就缴',
    );
    const again = await json(
      'case',
      'act',
      '1-1-101',
      'promise',
      '--amount',
      '751.80',
      '--on',
      today,
      '--command-id',
      said.commandId,
      '--reason',
      '今天就缴',
    );
    expect(again.commandId).toBe(said.commandId);
    const card = await json('case', 'show', '1-1-101');
    expect(card.holdRows[0]).toMatchObject({ kind: 'promise', endedAt: null });
    expect(card.timeline.map(({ kind }: { kind: string }) => kind)).toEqual(
      expect.arrayContaining(['case_opened', 'released', 'claim', 'hold_began']),
    );
    expect(await refused('case', 'act', '1-1-101', 'request_referral', '--reason', '太久')).toMatchObject({
      exit: 3,
      code: 'HOLD_OPEN',
    });
    expect(await refused('case', 'act', '1-1-101', 'level', '--level', '2')).toMatchObject({
      exit: 3,
      code: 'REASON_MISSING',
    });
    expect(await refused('case', 'act', '1-1-101', 'cut-water')).toMatchObject({ exit: 2 });
    expect(await refused('case', 'show', '99-9-999')).toMatchObject({ exit: 4, code: 'NO_SUCH_CASE' });
    const text = await service.cli(['case', 'show', '1-1-101']);
    expect(text.out).toContain('一级·温馨提醒');
    expect(text.out).toContain('理由：今天就缴');
    expect(text.out).not.toMatch(/张建国|13800000101/);
    const actions = await json('case', 'actions', '1-1-101');
    expect(actions.find(({ id }: { id: string }) => id === 'promise')).toMatchObject({
      allowed: false,
      why: { code: 'PROMISE_STANDS' },
    });
  });

  test('the list is filtered and sorted', async () => {
    const { items } = await json('cases', 'list', '--sort', 'amount', '--limit', '2');
    expect(items.map(({ label }: { label: string }) => label)).toEqual(['9-1-301', '5-1-201']);
    const held = await json('cases', 'list', '--hold', 'promise');
    expect(held.items.map(({ label }: { label: string }) => label)).toEqual(['1-1-101']);
    const text = await service.cli(['cases', 'list']);
    expect(text.out.split('\n')[0]).toMatch(/^房号 +业主 +级别 +可主张/);
  });
});

describe('tasks', () => {
  test('are listed, shown with their outcomes, finished by whose they are, taken back within ten minutes', async () => {
    await json('case', 'act', '1-1-102', 'payment_claimed', '--reason', '说已转账');
    const find = async () => (await json('tasks', 'list', '--kind', 'verify_payment')).items[0];
    const task = await service.until(find, 'a task for finance');
    const shown = await json('tasks', 'show', task.id);
    expect(shown.offers.map(({ outcome }: { outcome: string }) => outcome)).toContain('received');
    const incomplete = await refused('tasks', 'finish', task.id, 'returned');
    expect(incomplete).toMatchObject({ exit: 3, code: 'OUTCOME_INCOMPLETE' });
    const finished = await json('tasks', 'finish', task.id, 'returned', '--note', '流水不清楚');
    expect(finished).toMatchObject({ status: 'done', handedOver: [] });
    expect(await json('tasks', 'take-back', task.id)).toMatchObject({ taskId: task.id });
    expect(await refused('tasks', 'take-back', task.id)).toMatchObject({
      exit: 4,
      code: 'OUTCOME_UNKNOWN_ID',
    });
    expect(await refused('tasks', 'start', task.id)).toMatchObject({ exit: 3, code: 'NOT_PERMITTED' });
  });
});

describe('evidence and state', () => {
  test('evidence is whole, and a changed byte is named', async () => {
    expect(await json('evidence', 'verify')).toMatchObject({ whole: true, accounts: 6 });
    expect(await refused('evidence', 'verify', '--heads', file('nothing.jsonl'))).toMatchObject({ exit: 4 });
    const forged = await service.cli(['evidence', 'verify', '--heads', file('ledger.csv'), '--json']);
    expect([forged.code, JSON.parse(forged.out).findings[0].problem]).toEqual([3, 'HEADS_FILE_WRONG']);
  });

  test('a scan is done when it answers', async () => {
    expect(await json('scan')).toMatchObject({ restarted: 0 });
  });

  test('users are listed, and a token is made for one of them', async () => {
    const users = await json('user', 'list');
    expect(users).toHaveLength(13);
    const { token } = await json('token', 'create', '夜间导入', '--for', 'finance', '--days', '30');
    const me = await runCli(['community', 'list', '--json'], {
      CUIJIAO_TOKEN: token,
      CUIJIAO_URL: service.url,
    });
    expect(JSON.parse(me.out)[0]).toMatchObject({ roles: ['finance'] });
    const may = await runCli(['release', '--all', '--json'], {
      CUIJIAO_TOKEN: token,
      CUIJIAO_URL: service.url,
    });
    expect([may.code, JSON.parse(may.err).code]).toEqual([3, 'NOT_PERMITTED']);
  });

  test('of an installation without anybody the first administrator is made, once', async () => {
    const empty = await createTestContext();
    const environment = environmentOf(empty);
    const args = [
      'user',
      'first',
      'root',
      '--name',
      '蒋管理',
      '--for',
      '新小区',
      '--company',
      '安和物业',
      '--phone',
      '0571-88880000',
      '--json',
    ];
    const made = await runCli(args, environment);
    expect({ code: made.code, err: made.err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(made.out).token).toMatch(/^cj_/);
    const again = await runCli(args, environment);
    expect([again.code, JSON.parse(again.err).code]).toEqual([3, 'USERS_THERE']);
    expect(await empty.db.membership.findMany({ select: { role: true } })).toEqual([{ role: 'admin' }]);
    await empty.destroy();
  });

  test('doctor looks itself, and names what is wrong and how to mend it', async () => {
    const environment = environmentOf(service.context);
    const well = await service.cli(['doctor', '--json'], environment);
    const wrong = JSON.parse(well.out).filter(({ state }: { state: string }) => state === 'wrong');
    expect([well.code, wrong]).toEqual([0, []]);
    const ill = await service.cli(['doctor', '--json'], {
      ...environment,
      TASK_QUEUE: 'nobody',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
    });
    expect(ill.code).toBe(5);
    expect(JSON.parse(ill.out).find(({ name }: { name: string }) => name === 'Temporal')).toMatchObject({
      state: 'wrong',
      mend: expect.stringContaining('npm start'),
    });
    const nothing = await runCli(['doctor'], { CUIJIAO_HOME: folder });
    expect(nothing.code).toBe(5);
    expect(nothing.out).toContain('→');
  });
});

describe('texts', () => {
  test('are judged, proposed by one and approved by another', async () => {
    await writeFile(file('t1.txt'), '{姓}业主您好：物业费账单{金额}元待缴，已缴请忽略。咨询{服务电话}');
    await writeFile(file('rude.txt'), '{姓}您好：物业费{金额}元再不交就停 水，已缴请忽略。{服务电话}');
    const rude = await service.cli(['texts', 'lint', 'T1', file('rude.txt')]);
    expect([rude.code, rude.out.split('\n')[0]]).toEqual([3, '检查不通过']);
    expect(rude.out).toContain('✗ 停水停电、限制通行或服务：「停 水」（supply_cut）');
    expect(await refused('texts', 'propose', 'T1', file('rude.txt'))).toMatchObject({
      exit: 3,
      code: 'TEXT_FAULTY',
    });
    const proposed = await json('texts', 'propose', 'T1', file('t1.txt'), '--as', 'manager');
    expect(proposed).toMatchObject({ code: 'T1', status: 'proposed' });
    const version = String(proposed.version);
    expect(await refused('texts', 'approve', 'T1', version, '--as', 'manager')).toMatchObject({
      code: 'SAME_PERSON',
    });
    expect(await json('texts', 'approve', 'T1', version, '--as', 'company')).toMatchObject({
      status: 'active',
    });
    const shown = await service.cli(['texts', 'show', 'T1']);
    expect(shown.out).toContain('报审模板：{1}业主您好：物业费账单{2}元待缴');
    const list = await service.cli(['texts', 'list']);
    expect(list.out).toContain(`第 ${version} 版`);
    expect((await service.cli(['texts', 'approve', '--built-in'])).out).toContain('已启用 0 份首日文本');
    expect(await json('texts', 'retire', 'T1', version)).toMatchObject({ status: 'retired' });
  });
});
