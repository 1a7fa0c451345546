import { createService, type Service } from '../../support/service';
import { ledgerCsv, SMALL_LEDGER } from '../../support/small-ledger';

/** The first day of a community over HTTP: ledger in, consent, messages kept, staff answer, the cases react. One story, told in order. */

let service: Service;

beforeAll(async () => {
  service = await createService();
});
afterAll(() => service.destroy());

function fileOf(kind: string, text: string, fields: Record<string, string> = {}): FormData {
  const form = new FormData();
  form.append('kind', kind);
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([text]), `${kind}.csv`);
  return form;
}

async function importFile(kind: string, text: string) {
  const preview = await service.here('finance', 'POST', '/imports', fileOf(kind, text));
  expect([preview.status, preview.body.status]).toEqual([200, 'previewed']);
  return preview.body;
}

async function caseOf(login: string, room: string) {
  const { body } = await service.here(login, 'GET', `/cases?search=${room}&status=open,settled,closed`);
  return body.items.find((row: { label: string }) => row.label === room);
}

async function say(
  login: string,
  room: string,
  command: object,
  text: string | null = null,
  commandId?: string,
) {
  const { id } = await caseOf('supervisor', room);
  return service.here(login, 'POST', `/cases/${id}/commands`, {
    command,
    text,
    ...(commandId ? { commandId } : {}),
  });
}

const OWNERS = [
  '房号,身份,姓名,电话1,电话2,电话2关系,通讯地址,邮箱,是否常住,代扣签约,关怀标签,管家',
  '5-1-202,业主,赵敏,13800000202,,,,,是,否,独居老人,',
].join('\r\n');

describe('the ledger comes in', () => {
  let importId = '';

  test('a preview says what would change and writes nothing', async () => {
    const preview = await importFile('ledger', ledgerCsv(SMALL_LEDGER));
    importId = preview.id;
    expect(preview.asOfOn).toBe('2026-11-01');
    expect(preview.summary).toMatchObject({ rows: 7, good: 6, bad: 1 });
    expect(preview.summary.differences.added).toMatchObject({ rows: 6, accounts: 6, fen: 771_550 });
    expect((await service.here('supervisor', 'GET', '/cases')).body.items).toEqual([]);
  });

  test('only finance imports; what stands unread in the file is told by progress, a line at a time', async () => {
    const agent = await service.here('zhao', 'POST', '/imports', fileOf('ledger', 'x'));
    expect([agent.status, agent.body.code]).toEqual([403, 'NOT_PERMITTED']);
    const response = await fetch(`${service.url}${service.base}/imports`, {
      method: 'POST',
      headers: { authorization: `Bearer ${service.token('finance')}`, accept: 'application/x-ndjson' },
      body: fileOf('ledger', 'a,b\r\n1,2\r\n'),
    });
    const lines = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1).refusal).toMatchObject({
      status: 422,
      code: expect.any(String),
      zh: expect.any(String),
    });
  });

  test('accepted, the good rows are in and the bad one is a file to be mended', async () => {
    const accepted = await service.here('finance', 'POST', `/imports/${importId}/accept`, {});
    expect([accepted.status, accepted.body.status, accepted.body.acceptedAt]).toEqual([
      200,
      'accepted',
      expect.any(String),
    ]);
    const bad = await service.here('finance', 'GET', `/imports/${importId}/bad-rows`);
    expect(bad.headers.get('content-type')).toContain('text/csv');
    expect(bad.body).toContain('一千二');
    expect(bad.body.trim().split('\r\n')).toHaveLength(2);
  });

  test('the same file again changes nothing', async () => {
    const again = await importFile('ledger', ledgerCsv(SMALL_LEDGER));
    expect(again.summary).toMatchObject({ good: 0, same: 6, bad: 1, sameFileAs: importId });
    await service.here('finance', 'POST', `/imports/${again.id}/accept`, {});
    expect((await service.here('supervisor', 'GET', '/cases')).body.items).toHaveLength(6);
  });

  test('owners bring a care mark', async () => {
    const preview = await importFile('owners', OWNERS);
    expect((await service.here('finance', 'POST', `/imports/${preview.id}/accept`, {})).status).toBe(200);
    const { id } = await caseOf('supervisor', '5-1-202');
    const card = await service.here('supervisor', 'GET', `/cases/${id}`);
    expect(card.body.account.careMark).toEqual(expect.any(String));
  });
});

describe('the list of cases', () => {
  test('is filtered, sorted, and paged by key', async () => {
    await service.until(async () => {
      const { body } = await service.here('supervisor', 'GET', '/cases');
      return body.items.every((row: { next: { zh: string } }) => row.next.zh !== '正在立案');
    }, 'every case has begun');
    const first = await service.here('supervisor', 'GET', '/cases?sort=amount&limit=2');
    expect(first.body.items.map((row: { label: string }) => row.label)).toEqual(['9-1-301', '5-1-201']);
    const second = await service.here(
      'supervisor',
      'GET',
      `/cases?sort=amount&limit=2&after=${first.body.next}`,
    );
    expect(second.body.items.map((row: { label: string }) => row.label)).toEqual(['1-1-101', '5-1-202']);
    const last = await service.here(
      'supervisor',
      'GET',
      `/cases?sort=amount&limit=2&after=${second.body.next}`,
    );
    expect([last.body.items.length, last.body.next]).toEqual([2, null]);
    const legal = await service.here('supervisor', 'GET', '/cases?level=4');
    expect(legal.body.items.map((row: { label: string }) => row.label)).toEqual(['9-1-301']);
    const large = await service.here('supervisor', 'GET', '/cases?amountFromFen=100000&building=5');
    expect(large.body.items.map((row: { label: string }) => row.label)).toEqual(['5-1-201']);
    const wrong = await service.here('supervisor', 'GET', '/cases?after=nothing');
    expect([wrong.status, wrong.body.code]).toEqual([400, 'CURSOR_INVALID']);
  });

  test('shows each role what is his: the steward his buildings, counsel what is at level 3, support nothing', async () => {
    const labels = async (login: string) => {
      const { status, body } = await service.here(login, 'GET', '/cases');
      return status === 200 ? body.items.map((row: { label: string }) => row.label).sort() : status;
    };
    expect(await labels('zhao')).toEqual(['1-1-101', '1-1-102']);
    expect(await labels('wang')).toEqual(['5-1-201', '5-1-202']);
    expect(await labels('counsel')).toEqual(['9-1-301']);
    expect(await labels('support')).toBe(403);
    const other = await caseOf('supervisor', '5-1-201');
    const hidden = await service.here('zhao', 'GET', `/cases/${other.id}`);
    expect([hidden.status, hidden.body.code]).toEqual([404, 'NO_SUCH_CASE']);
  });

  test('names and numbers are masked, in lists and on the card, and found by whoever knows them whole', async () => {
    const everything = JSON.stringify((await service.here('manager', 'GET', '/cases')).body);
    expect(everything).toContain('张*');
    expect(everything).not.toMatch(/张建国|13800000101/);
    const found = await service.here('manager', 'GET', '/cases?search=13800000101');
    expect(found.body.items.map((row: { label: string }) => row.label)).toEqual(['1-1-101']);
    const card = await service.here('manager', 'GET', `/cases/${found.body.items[0].id}`);
    expect(card.body.account.contactPoints).toEqual([
      expect.objectContaining({ masked: '138****0101', status: 'usable' }),
    ]);
    expect(JSON.stringify(card.body)).not.toMatch(/张建国|13800000101/);
    expect(card.body.owed).toMatchObject({ claimableFen: 75_180, principalFen: 75_180, onDay: '2026-11-01' });
  });

  test('whoever reveals them says what for, and it is in evidence; the auditor may not', async () => {
    const { id } = await caseOf('manager', '1-1-101');
    const refused = await service.here('auditor', 'POST', `/cases/${id}/reveal`, { purpose: '核对' });
    expect(refused.status).toBe(403);
    const nothing = await service.here('manager', 'POST', `/cases/${id}/reveal`, { purpose: '' });
    expect(nothing.status).toBe(400);
    const revealed = await service.here('manager', 'POST', `/cases/${id}/reveal`, {
      purpose: '业主来电核对身份',
    });
    expect(revealed.body).toMatchObject({ name: '张建国', contactPoints: [{ value: '13800000101' }] });
    const timeline = await service.here('manager', 'GET', `/cases/${id}/timeline`);
    const entry = timeline.body.items.find(({ kind }: { kind: string }) => kind === 'revealed');
    expect(entry.content).toEqual({ what: ['name', 'phone'], purpose: '业主来电核对身份' });
    expect(JSON.stringify(timeline.body)).not.toContain('13800000101');
  });
});

describe('consent', () => {
  test('the release list says who would be reached and who is left out, and why', async () => {
    const waves = await service.here('supervisor', 'GET', '/waves?status=open');
    expect(waves.body.items).toHaveLength(1);
    const at = `/waves/${waves.body.items[0].id}`;
    const preview = await service.here('supervisor', 'GET', at);
    const lines = await service.here('supervisor', 'GET', `${at}/lines`);
    const out = Object.fromEntries(
      lines.body.items.map((line: { label: string; leftOut: string | null }) => [line.label, line.leftOut]),
    );
    expect(out).toMatchObject({
      '1-1-101': null,
      '9-1-301': expect.any(String),
      '9-1-302': expect.any(String),
    });
    expect(
      preview.body.accounts +
        preview.body.leftOut.reduce((sum: number, row: { accounts: number }) => sum + row.accounts, 0),
    ).toBe(6);
  });

  test('the first import is released by the manager, and nothing was sent before', async () => {
    expect((await service.here('supervisor', 'GET', '/captured')).body.items).toEqual([]);
    const supervisor = await service.here('supervisor', 'POST', '/waves/release', {});
    expect([supervisor.status, supervisor.body.code]).toEqual([403, 'NOT_YOUR_WAVE']);
    expect(supervisor.body.zh).toContain('负责人');
    const [wave] = (await service.here('manager', 'GET', '/waves?status=open')).body.items;
    const manager = await service.here('manager', 'POST', `/waves/${wave.id}/release`, {});
    expect(manager.body).toMatchObject({ waveId: wave.id, left: 0, days: [{ accounts: 6 }] });
    const again = await service.here('manager', 'POST', `/waves/${wave.id}/release`, {});
    expect([again.status, again.body.days]).toEqual([200, []]);
  });

  test('the reminders are kept instead of sent: to no one who is sued, owes next to nothing, or is called by the supervisor', async () => {
    const kept = await service.until(async () => {
      const { status, body } = await service.here('supervisor', 'GET', '/captured');
      expect([status, body]).toEqual([200, expect.any(Object)]);
      return body.items?.length >= 3 ? body.items : null;
    }, 'three reminders');
    expect([...new Set(kept.map((row: { label: string }) => row.label))].sort()).toEqual([
      '1-1-101',
      '1-1-102',
      '5-1-201',
    ]);
    const one = kept.find((row: { label: string }) => row.label === '1-1-101');
    expect(one).toMatchObject({ channel: 'sms', toMasked: '138****0101', id: one.stepKey });
    expect(one.text).toContain('751.80');
    expect(one.text).toContain('张');
  });
});

describe('what staff say', () => {
  const commandId = '018f0000-0000-7000-8000-0000000000c1';

  test('a promise holds the case; said twice under one id it is said once', async () => {
    const card = await caseOf('zhao', '1-1-101');
    const { body: community } = await service.here('zhao', 'GET', '');
    const promisedOn = new Date(Date.parse(`${community.today}T00:00:00Z`) + 10 * 86_400_000)
      .toISOString()
      .slice(0, 10);
    const command = { kind: 'promise', amountFen: 75_180, promisedOn };
    const first = await say('zhao', '1-1-101', command, '业主说发工资后缴', commandId);
    expect(first.body).toMatchObject({ commandId, caseId: card.id });
    const second = await say('zhao', '1-1-101', command, '业主说发工资后缴', commandId);
    expect([second.status, second.body.commandId]).toEqual([200, commandId]);
    const held = await service.here('zhao', 'GET', `/cases/${card.id}`);
    expect(held.body.holdRows).toEqual([
      expect.objectContaining({
        kind: 'promise',
        kindZh: '承诺缴费',
        endedAt: null,
        reason: '业主说发工资后缴',
      }),
    ]);
    expect(held.body.next.blocks[0]).toMatchObject({ code: 'HOLD_PROMISE', ref: held.body.holdRows[0].id });
    const other = await say('zhao', '1-1-101', { kind: 'hardship' }, '失业', commandId);
    expect([other.status, other.body.code]).toEqual([409, 'COMMAND_ID_TAKEN']);
  });

  test('what is not allowed is refused with its code and a sentence', async () => {
    const soon = (await service.here('zhao', 'GET', '')).body.today;
    const again = await say('zhao', '1-1-101', { kind: 'promise', amountFen: 100, promisedOn: soon });
    expect([again.status, again.body.code]).toEqual([409, 'PROMISE_STANDS']);
    const cause = await say('zhao', '1-1-102', { kind: 'cause', cause: 'malicious' }, '态度不好');
    expect([cause.status, cause.body.code]).toEqual([403, 'NOT_PERMITTED']);
    const silent = await say('supervisor', '1-1-102', { kind: 'level', level: 2 });
    expect([silent.status, silent.body.code]).toEqual([422, 'REASON_MISSING']);
    const legal = await say('manager', '1-1-102', { kind: 'level', level: 4 }, '直接起诉');
    expect([legal.status, legal.body.code]).toEqual([409, 'LEVEL_4_BY_REFERRAL']);
    const foreign = await say('wang', '1-1-102', { kind: 'hardship' }, '失业');
    expect([foreign.status, foreign.body.code]).toEqual([404, 'CASE_UNKNOWN']);
    const long = await say('zhao', '1-1-102', { kind: 'pause', untilOn: '2027-10-01' }, '出差');
    expect([long.status, long.body.code]).toEqual([409, 'PAUSE_TOO_LONG']);
    for (const { body } of [again, cause, legal, foreign, long]) {
      expect([body.zh.length > 4, body.en.length > 4]).toEqual([true, true]);
    }
  });

  test('the card offers what may be done, and says of the rest why not', async () => {
    const { id } = await caseOf('supervisor', '1-1-101');
    const { items } = (await service.here('supervisor', 'GET', `/cases/${id}/actions`)).body;
    const of = (action: string) => items.find((item: { id: string }) => item.id === action);
    expect(of('hardship')).toMatchObject({ allowed: true, why: null, needsReason: true });
    expect(of('promise')).toMatchObject({ allowed: false, why: { code: 'PROMISE_STANDS' } });
    expect(of('request_referral')).toMatchObject({
      allowed: false,
      why: { code: 'HOLD_OPEN', zh: expect.any(String) },
    });
    expect(of('level:4')).toMatchObject({ allowed: false, why: { code: 'LEVEL_4_BY_REFERRAL' } });
    expect(of('legal_stay')).toMatchObject({ allowed: false, why: { code: 'NOT_PERMITTED' } });
    expect(
      items.filter((item: { allowed: boolean; why: unknown }) => item.allowed === (item.why !== null)),
    ).toEqual([]);
  });

  test('a cause is confirmed by the supervisor, with the reason kept', async () => {
    expect(
      (
        await say(
          'supervisor',
          '5-1-201',
          { kind: 'cause', cause: 'forgetful' },
          '王芳两次都说忘了（13800000201）',
        )
      ).status,
    ).toBe(200);
    const row = await caseOf('supervisor', '5-1-201');
    expect(row.cause).toBe('forgetful');
    const timeline = await service.here('supervisor', 'GET', `/cases/${row.id}/timeline`);
    expect(timeline.body.items.map(({ why }: { why: string | null }) => why)).toContain(
      '王*两次都说忘了（138****0201）',
    );
    expect(JSON.stringify(timeline.body)).not.toMatch(/王芳|13800000201/);
  });
});

describe('work for people', () => {
  test('payment claimed: finance finds nothing, and the hold is over', async () => {
    expect((await say('zhao', '1-1-102', { kind: 'payment_claimed' }, '说上周转账了')).status).toBe(200);
    const task = await service.until(async () => {
      const { body } = await service.here('finance', 'GET', '/tasks?whose=all&kind=verify_payment');
      return body.items[0];
    }, 'a task for finance');
    expect(task).toMatchObject({ label: '1-1-102', nameMasked: '李*', kindZh: '核实缴费' });
    const card = await service.here('finance', 'GET', `/tasks/${task.id}`);
    expect(card.body.offers.map(({ outcome }: { outcome: string }) => outcome)).toContain('not_received');
    const agent = await service.here('zhao', 'POST', `/tasks/${task.id}/finish`, { outcome: 'not_received' });
    expect(agent.status).toBe(403);
    const unknown = await service.here('finance', 'POST', `/tasks/${task.id}/finish`, { outcome: 'burnt' });
    expect([unknown.status, unknown.body.code]).toEqual([422, expect.stringContaining('OUTCOME')]);
    const finished = await service.here('finance', 'POST', `/tasks/${task.id}/finish`, {
      outcome: 'not_received',
    });
    expect(finished.body.handedOver).toEqual([
      { commandId: expect.any(String), state: 'accepted', why: null },
    ]);
    const { holds } = await caseOf('supervisor', '1-1-102');
    expect(holds).toEqual([]);
  });

  test('the sued one waits for counsel, who alone may confirm', async () => {
    const task = await service.until(async () => {
      const { body } = await service.here('counsel', 'GET', '/tasks?whose=all&kind=counsel_confirm');
      return body.items[0];
    }, 'a task for counsel');
    const manager = await service.here('manager', 'POST', `/tasks/${task.id}/finish`, { outcome: 'confirm' });
    expect([manager.status, manager.body.code]).toEqual([403, 'NOT_PERMITTED']);
    const counsel = await service.here('counsel', 'POST', `/tasks/${task.id}/finish`, { outcome: 'confirm' });
    expect(counsel.body.handedOver[0].state).toBe('accepted');
  });

  test('whoever has a care mark is called by the supervisor; pressing 开始 shows the number', async () => {
    const task = await service.until(async () => {
      const { body } = await service.here('supervisor', 'GET', '/tasks?whose=all&kind=care_call');
      return body.items[0];
    }, 'a care call');
    expect(JSON.stringify(task)).not.toContain('13800000202');
    const started = await service.until(async () => {
      const answer = await service.here('supervisor', 'POST', `/tasks/${task.id}/start`, {});
      if (answer.status === 200) return answer.body;
      // outside the window he is told when he may; the demonstration's day goes by in a minute
      expect([answer.status, answer.body.zh]).toEqual([409, expect.stringContaining('下一可联系时刻')]);
      return null;
    }, 'an open window');
    expect(started).toMatchObject({ channel: 'call', to: '13800000202', text: expect.any(String) });
    const incomplete = await service.here('supervisor', 'POST', `/tasks/${task.id}/finish`, {
      outcome: 'other',
    });
    expect([incomplete.status, incomplete.body.code]).toEqual([422, 'OUTCOME_INCOMPLETE']);
    const finished = await service.here('supervisor', 'POST', `/tasks/${task.id}/finish`, {
      outcome: 'undecided',
      note: '说下周再看',
    });
    expect(finished.status).toBe(200);
  }, 120_000);
});

describe('money', () => {
  test('a payment settles the case and is thanked for; the same id twice is one payment', async () => {
    const { id: caseId, accountId } = await caseOf('supervisor', '5-1-201');
    const payment = {
      externalId: 'TX-1',
      amountFen: 120_000,
      channel: '微信',
      payer: '王芳',
      memo: '5-1-201 物业费',
    };
    const first = await service.here('finance', 'POST', '/payments', payment);
    expect(first.body).toMatchObject({ status: 'booked', accountId, already: false });
    const second = await service.here('finance', 'POST', '/payments', payment);
    expect(second.body).toMatchObject({ id: first.body.id, already: true });
    const differs = await service.here('finance', 'POST', '/payments', { ...payment, amountFen: 1 });
    expect([differs.status, differs.body.code]).toEqual([409, 'PAYMENT_DIFFERS']);
    await service.until(async () => (await caseOf('supervisor', '5-1-201')).status === 'settled', 'settled');
    const seen = await service.here('auditor', 'GET', `/payments?accountId=${accountId}`);
    expect(seen.body.items[0]).toMatchObject({ payer: '王*', memo: null, status: 'booked' });
    const reversed = await service.here('finance', 'POST', `/payments/${first.body.id}/reverse`, {
      reason: '银行退票',
    });
    expect(reversed.body.status).toBe('reversal');
    await service.until(async () => (await caseOf('supervisor', '5-1-201')).status === 'open', 'open again');
    const card = await service.here('supervisor', 'GET', `/cases/${caseId}`);
    expect(card.body.owed.claimableFen).toBe(120_000);
  });

  test('what fits nobody is parked, and assigned by finance', async () => {
    const parked = await service.here('finance', 'POST', '/payments', {
      externalId: 'TX-2',
      amountFen: 500,
      channel: '银行',
      memo: '物业费',
    });
    expect(parked.body.status).toBe('parked');
    const [row] = (await service.here('finance', 'GET', '/payments?status=parked')).body.items;
    const [account] = (await service.here('finance', 'GET', '/accounts?search=1-1-101')).body.items;
    const wrong = await service.here('finance', 'POST', `/payments/${row.id}/assign`, {
      shares: [{ accountId: account.id, amountFen: 400 }],
    });
    expect(wrong.body.code).toBe('SPLIT_DOES_NOT_ADD_UP');
    const right = await service.here('finance', 'POST', `/payments/${row.id}/assign`, {
      shares: [{ accountId: account.id, amountFen: 500 }],
    });
    expect(right.body).toMatchObject({ status: 'booked', accountId: account.id });
  });

  test('an objection to an amount takes its charge out until finance has answered', async () => {
    const { id } = await caseOf('supervisor', '1-1-102');
    const opened = await service.here('zhao', 'POST', `/cases/${id}/amount-disputes`, {
      statement: '面积算错了',
    });
    expect(opened.status).toBe(200);
    expect((await service.here('supervisor', 'GET', `/cases/${id}`)).body.owed).toMatchObject({
      claimableFen: 0,
      disputedFen: 32_000,
    });
    const over = await service.here('finance', 'POST', `/disputes/${opened.body.id}/answer-amount`, {
      result: 'accepted',
      answer: '确有误',
    });
    expect([over.status, over.body.code]).toEqual([403, 'WAIVER_OVER_LIMIT']);
    const answered = await service.here('finance', 'POST', `/disputes/${opened.body.id}/answer-amount`, {
      result: 'rejected',
      answer: '面积以产证为准',
    });
    expect(answered.status).toBe(200);
    expect((await service.here('supervisor', 'GET', `/cases/${id}`)).body.owed.claimableFen).toBe(32_000);
    expect((await service.here('finance', 'GET', '/disputes')).body.items[0]).toMatchObject({
      result: 'rejected',
      statement: '面积算错了',
    });
  });
});

describe('evidence', () => {
  test('the history is whole, read in order, and masked for the auditor', async () => {
    const { id } = await caseOf('supervisor', '1-1-101');
    const page = await service.here('supervisor', 'GET', `/cases/${id}/timeline?limit=2`);
    expect(page.body.items.map(({ seq }: { seq: number }) => seq)).toEqual([1, 2]);
    const rest = await service.here('supervisor', 'GET', `/cases/${id}/timeline?after=${page.body.next}`);
    expect(rest.body.items[0].seq).toBe(3);
    const masked = await service.here('auditor', 'GET', `/cases/${id}/timeline`);
    expect(JSON.stringify(masked.body)).not.toMatch(/发工资后缴|业主您好/);
    const report = await service.here('auditor', 'POST', '/evidence/verify', {});
    expect(report.body).toMatchObject({ whole: true, accounts: 6, findings: [] });
    const heads = await service.here('auditor', 'POST', '/evidence/heads', {});
    const file = await fetch(`${service.url}${service.base}/evidence/heads/${heads.body.id}`, {
      headers: { authorization: `Bearer ${service.token('auditor')}` },
    });
    const form = new FormData();
    form.append('file', new Blob([await file.arrayBuffer()]), 'heads.jsonl');
    const against = await service.here('auditor', 'POST', '/evidence/verify-against', form);
    expect(against.body).toMatchObject({ whole: true, published: { heads: 6 } });
  });

  test('a photo is known by its bytes, kept once, and handed out to whom it concerns', async () => {
    const { id } = await caseOf('supervisor', '1-1-101');
    const photo = (bytes: Uint8Array<ArrayBuffer>) => {
      const form = new FormData();
      form.append('shows', 'door');
      form.append('file', new Blob([bytes]), 'door.jpg');
      return form;
    };
    const jpeg = new Uint8Array(200).fill(7);
    jpeg.set([0xff, 0xd8, 0xff]);
    const kept = await service.here('zhao', 'POST', `/cases/${id}/files`, photo(jpeg));
    expect(kept.body).toMatchObject({ mediaType: 'image/jpeg', size: 200, already: false });
    expect((await service.here('zhao', 'POST', `/cases/${id}/files`, photo(jpeg))).body).toMatchObject({
      id: kept.body.id,
      already: true,
    });
    const script = await service.here(
      'zhao',
      'POST',
      `/cases/${id}/files`,
      photo(new TextEncoder().encode('<script>alert(1)</script>')),
    );
    expect([script.status, script.body.code]).toEqual([422, 'MEDIA_TYPE_REFUSED']);
    const mine = await service.here('zhao', 'GET', `/files/${kept.body.id}`);
    expect([mine.status, mine.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect((await service.here('wang', 'GET', `/files/${kept.body.id}`)).status).toBe(404);
    expect((await service.here('finance', 'GET', `/files/${kept.body.id}`)).status).toBe(403);
  });
});

test('a scan is answered when it is done', async () => {
  const scan = await service.here('supervisor', 'POST', '/scan', {});
  expect([scan.status, scan.body.restarted]).toEqual([200, 0]);
});

describe('a file that is only a part of the ledger', () => {
  test('leaves what it does not hold in doubt, unclaimed, until finance says what became of it', async () => {
    const [first] = SMALL_LEDGER;
    if (!first) throw new Error('the small ledger has rows');
    const other = { ...first, room: first.room.replace(/\d+$/, '909'), phone: '13800000909' };
    const preview = await importFile('ledger', ledgerCsv([other]));
    expect(preview.summary.differences.gone.rows).toBeGreaterThan(1);
    const accepted = await service.here('finance', 'POST', `/imports/${preview.id}/accept`, {});
    expect([accepted.status, accepted.body.status]).toEqual([200, 'accepted']);
    const doubts = await service.here('finance', 'GET', '/doubts');
    expect(doubts.body.items).toHaveLength(preview.summary.differences.gone.rows);
    const chargeIds = doubts.body.items.map(({ id }: { id: string }) => id);
    const agent = await service.here('zhao', 'POST', '/doubts/answer', { chargeIds, answer: 'stands' });
    expect(agent.status).toBe(403);
    const answered = await service.here('finance', 'POST', '/doubts/answer', { chargeIds, answer: 'stands' });
    expect(answered.status).toBe(200);
    expect((await service.here('finance', 'GET', '/doubts')).body.items).toEqual([]);
    const again = await service.here('finance', 'POST', '/doubts/answer', { chargeIds, answer: 'stands' });
    expect([again.status, again.body.code]).toEqual([409, 'CHARGE_NOT_IN_DOUBT']);
  });
});
