import { finishTask } from '../../../src/cases/finish-task';
import { takeReceipt } from '../../../src/cases/message-receipts';
import { sweepReceipts } from '../../../src/cases/receipt-sweep';
import { withScope, withSystemScope } from '../../../src/db/scope';
import { at, type TestCase, TUESDAY } from '../../support/claim-world';
import { createSmsWorld, LEASE_MS, OTHER_CALLBACK } from '../../support/sms-world';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OK = { status: 200, body: { result: 0, errmsg: 'OK' } };

let sms: Awaited<ReturnType<typeof createSmsWorld>>;

beforeAll(async () => {
  sms = await createSmsWorld();
});
afterAll(() => sms.destroy());
beforeEach(async () => {
  sms.world.clock.now = at(TUESDAY, 10);
  await sms.world.inScope((tx) => tx.providerStop.updateMany({ data: { liftedAt: new Date() } }));
});

/** A message that the provider took. */
async function sent(options: Parameters<typeof sms.world.addAccount>[0] = {}) {
  const one = await sms.world.addAccount(options);
  const key = await one.plan('first-reminder');
  await sms.perform(one, key);
  const { providerRef, id } = await sms.contactOf(key);
  return { one, key, contactId: id, sid: providerRef ?? '' };
}

function report(sid: string, report_status: 'SUCCESS' | 'FAIL', more: Record<string, unknown> = {}) {
  return {
    user_receive_time: '2026-11-24 10:00:05',
    nationcode: '86',
    mobile: '13800000001',
    report_status,
    errmsg: report_status === 'SUCCESS' ? 'DELIVRD' : 'UNDELIV',
    description: '',
    sid,
    ...more,
  };
}

const keysOf = (one: TestCase) =>
  sms.world
    .inScope((tx) =>
      tx.evidenceEntry.findMany({ where: { accountId: one.accountId }, orderBy: { seq: 'asc' } }),
    )
    .then((entries) => entries.map(({ key, kind }) => `${kind} ${key.split('/')[0]}`));
const toldOf = (contactId: string) =>
  sms.world.inScope((tx) =>
    tx.signalOutbox.findMany({
      where: { key: { startsWith: `receipt/${contactId}/` } },
      orderBy: { id: 'asc' },
    }),
  );
const receiptsOf = (ref: string) =>
  withSystemScope(sms.world.context, (tx) =>
    tx.messageReceipt.findMany({ where: { ref }, orderBy: { id: 'asc' } }),
  );
const addressOf = (communityId: string, phone: string) =>
  withScope(sms.world.context, communityId, (tx) =>
    tx.address.findUniqueOrThrow({
      where: {
        communityId_kind_valueIndex: {
          ...{ communityId, kind: 'phone' },
          valueIndex: sms.world.context.cipher.index('phone', phone),
        },
      },
    }),
  );

describe('a receipt', () => {
  it('proves that it arrived; twice is once, and the case is not woken', async () => {
    const { one, key, sid, contactId } = await sent();
    expect(await sms.callback('status', [report(sid, 'SUCCESS'), report(sid, 'SUCCESS')])).toEqual(OK);
    expect(await sms.callback('status', [report(sid, 'SUCCESS')])).toEqual(OK);
    expect(await sms.contactOf(key)).toMatchObject({
      outcome: 'delivered',
      grade: 'arrived',
      attempt: false,
    });
    expect(await keysOf(one)).toEqual(['claim claim', 'outcome outcome', 'grade_changed receipt']);
    expect(await receiptsOf(sid)).toMatchObject([
      { state: 'delivered', code: 'DELIVRD', contactId, realAt: new Date(at(TUESDAY, 10) + 5_000) },
    ]);
    expect(await toldOf(contactId)).toEqual([]);
    // asked again, the case reads it from the row
    expect(await sms.perform(one, key)).toMatchObject({
      kind: 'done',
      outcome: 'delivered',
      grade: 'arrived',
    });
  });

  it('that it failed makes it no demand, and the case hears of it after its answer', async () => {
    const { key, sid, contactId } = await sent();
    await sms.callback('status', [report(sid, 'FAIL', { errmsg: '002', description: '关机或停机' })]);
    expect(await sms.contactOf(key)).toMatchObject({ outcome: 'failed', grade: 'none', attempt: true });
    const told = await toldOf(contactId);
    expect(told).toMatchObject([{ event: { type: 'GRADE_CHANGED', key, grade: 'none' } }]);
    expect(told[0]?.notBefore.getTime()).toBeGreaterThanOrEqual(sms.world.clock.now + LEASE_MS);
    // a plain failure closes nothing
    expect((await addressOf(sms.world.communityId, await phoneOf(key))).status).toBe('usable');
  });

  it('of a number that is nobody’s closes it, of a text that is not let through stops that', async () => {
    const dead = await sent();
    await sms.callback('status', [report(dead.sid, 'FAIL', { errmsg: 'MK:0001', description: '空号' })]);
    expect(await addressOf(sms.world.communityId, await phoneOf(dead.key))).toMatchObject({
      status: 'dead',
      statusReason: 'MK:0001',
    });
    const [first, second] = [await sent(), await sent()];
    await sms.callback(
      'status',
      [first, second].map(({ sid }) => report(sid, 'FAIL', { errmsg: '-106' })),
    );
    const stops = await sms.world.inScope((tx) => tx.providerStop.findMany({ where: { liftedAt: null } }));
    expect(stops).toMatchObject([{ class: 'template', templateId: 'T1@1', code: '-106' }]);
  });

  it.each([[['SUCCESS', 'FAIL'] as const], [['FAIL', 'SUCCESS'] as const]])(
    'and another word later: in whichever order (%j), a proof of arrival stands',
    async (order) => {
      const { key, sid, contactId } = await sent();
      for (const state of order) await sms.callback('status', [report(sid, state)]);
      expect(await sms.contactOf(key)).toMatchObject({
        outcome: 'delivered',
        grade: 'arrived',
        attempt: false,
      });
      expect(await receiptsOf(sid)).toHaveLength(2);
      // the case that heard of the failure hears that it was none
      const grades = (await toldOf(contactId)).map(({ event }) => (event as { grade: string }).grade);
      expect(grades).toEqual(order[0] === 'FAIL' ? ['none', 'arrived'] : []);
    },
  );

  it('may be faster than the answer to the call', async () => {
    const one = await sms.world.addAccount();
    const key = await one.plan('first-reminder');
    sms.endpoint.script({ kind: 'slow', ms: 300 });
    const performed = sms.perform(one, key);
    const sid = await nextSid(key);
    expect(await sms.callback('status', [report(sid, 'FAIL')])).toEqual(OK);
    expect(await receiptsOf(sid)).toMatchObject([{ contactId: null }]);
    expect(await performed).toMatchObject({ kind: 'done', outcome: 'failed', grade: 'none', demand: false });
    expect((await receiptsOf(sid))[0]?.contactId).not.toBeNull();
  });

  it('of a call in doubt is joined when the provider is asked', async () => {
    const one = await sms.world.addAccount();
    const key = await one.plan('first-reminder');
    sms.endpoint.script({ kind: 'takes_and_dies' });
    await sms.perform(one, key);
    const sid = sms.endpoint.kept[0]?.SerialNo ?? '';
    await sms.callback('status', [report(sid, 'SUCCESS')]);
    sms.world.clock.now += 10 * MINUTE;
    expect(await sms.perform(one, key)).toMatchObject({
      kind: 'done',
      outcome: 'delivered',
      grade: 'arrived',
    });
  });

  it('of a message that nobody here sent is kept', async () => {
    expect(await sms.callback('status', [report('2028:unknown', 'SUCCESS')])).toEqual(OK);
    expect(await receiptsOf('2028:unknown')).toMatchObject([{ contactId: null, sender: 'main' }]);
  });

  it('through another company’s account says nothing of ours', async () => {
    const { key, sid } = await sent();
    const { context } = sms.world;
    const receipt = { ref: sid, state: 'failed', code: 'X', failure: null, realAt: null } as const;
    expect(await takeReceipt(context, { provider: 'tencent', sender: 'other' }, receipt, {})).toBe('kept');
    expect((await sms.contactOf(key)).outcome).toBe('accepted');
  });
});

describe('the address of the callback', () => {
  it('is no address without its secret, and none for a host that is not on the list', async () => {
    const { key, sid } = await sent();
    for (const secret of ['wrong', 'callback-secret-of-the-company-0', '%00']) {
      expect(await sms.callback('status', [report(sid, 'FAIL')], secret)).toMatchObject({ status: 404 });
    }
    expect(await sms.callback('status', [report(sid, 'FAIL')], OTHER_CALLBACK)).toMatchObject({
      status: 403,
      body: { code: 'CALLBACK_HOST' },
    });
    expect((await sms.contactOf(key)).outcome).toBe('accepted');
  });

  it('takes a hundred at most, one without its array, and passes over what it cannot read', async () => {
    const { key, sid } = await sent();
    const many = Array.from({ length: 101 }, () => report(sid, 'SUCCESS'));
    expect(await sms.callback('status', many)).toMatchObject({ status: 400 });
    expect(await sms.callback('status', 'text')).toMatchObject({ status: 400 });
    expect(await sms.callback('status', [{ sid: '' }, null, 7, { report_status: 'MAYBE', sid }])).toEqual(OK);
    expect((await sms.contactOf(key)).outcome).toBe('accepted');
    expect(await sms.callback('status', report(sid, 'SUCCESS'))).toEqual(OK);
    expect((await sms.contactOf(key)).outcome).toBe('delivered');
  });
});

describe('a reply', () => {
  const reply = (mobile: string, text: string, more: Record<string, unknown> = {}) => ({
    ...{
      extend: '',
      mobile,
      nationcode: '86',
      sign: '安和物业',
      text,
      time: Math.floor(sms.world.clock.now / 1_000),
    },
    ...more,
  });

  it.each(['TD', ' td ', 'ＴＤ', '退订', '退订。', 'T', 'n', 'QX', '0000', 'R'])(
    '%j closes the number to text messages at once',
    async (word) => {
      const { one, key } = await sent({ emails: ['zhou@example.test'] });
      const phone = one.phones[0] ?? '';
      expect(await sms.callback('reply', [reply(phone, word)])).toEqual(OK);
      expect(await sms.callback('reply', reply(phone, word))).toEqual(OK);
      expect((await addressOf(sms.world.communityId, phone)).optedOut).toEqual(['sms']);
      expect(await keysOf(one)).toEqual(['claim claim', 'outcome outcome', 'reply reply', 'address reply']);
      const next = await one.plan('second-reminder');
      sms.world.clock.now += 7 * 24 * HOUR;
      await sms.perform(one, next);
      expect(sms.endpoint.sendsOf(next)).toEqual([]);
      expect(sms.endpoint.sendsOf(key)).toHaveLength(1);
    },
  );

  it('of refusal holds in every community that sends through the account', async () => {
    const { one } = await sent();
    const phone = one.phones[0] ?? '';
    const elsewhere = await sms.addCommunity();
    await sms.configure(elsewhere);
    const { cipher } = sms.world.context;
    await withScope(sms.world.context, elsewhere, (tx) =>
      tx.address.create({
        data: {
          ...{ communityId: elsewhere, kind: 'phone' },
          ...{ valueIndex: cipher.index('phone', phone), valueSealed: cipher.seal(phone) },
        },
      }),
    );
    await sms.callback('reply', [reply(phone, 'TD')]);
    expect((await addressOf(elsewhere, phone)).optedOut).toEqual(['sms']);
    expect((await addressOf(sms.world.communityId, phone)).optedOut).toEqual(['sms']);
  });

  it('in words is sealed, and work for somebody; two are one piece of work', async () => {
    const { one } = await sent();
    const phone = one.phones[0] ?? '';
    const words = '我上周已经交了，请退订报纸';
    await sms.callback('reply', [
      reply(`86${phone}`, words, { nationcode: '+86' }),
      reply(phone, '在吗', { time: 1 }),
    ]);
    expect((await addressOf(sms.world.communityId, phone)).optedOut).toEqual([]);
    const replies = await sms.world.inScope((tx) =>
      tx.messageReply.findMany({ where: { accountId: one.accountId }, orderBy: { id: 'asc' } }),
    );
    expect(replies).toMatchObject([{ optOut: false }, { optOut: false }]);
    expect(replies.map(({ textSealed }) => sms.world.context.cipher.open(textSealed))).toEqual([
      words,
      '在吗',
    ]);
    expect(JSON.stringify(replies)).not.toContain('上周');
    const tasks = await sms.world.inScope((tx) => tx.task.findMany({ where: { accountId: one.accountId } }));
    expect(tasks).toMatchObject([{ kind: 'read_reply', role: 'agent', status: 'open', dueOn: '2026-11-25' }]);
    expect(new Set(replies.map(({ taskId }) => taskId))).toEqual(new Set([tasks[0]?.id]));
  });

  it('is read, by the steward or whoever stands in, once', async () => {
    const agent = await sms.world.addStaff('agent');
    const { one } = await sent();
    await sms.callback('reply', [reply(one.phones[0] ?? '', '请问怎么缴')]);
    const task = await sms.world.inScope((tx) =>
      tx.task.findFirstOrThrow({ where: { accountId: one.accountId, kind: 'read_reply' } }),
    );
    expect(task.assigneeId).toBe(agent.userId);
    const finish = (outcome: string, note?: string) =>
      finishTask(
        sms.world.context,
        agent,
        { communityId: sms.world.communityId, taskId: task.id },
        { outcome, note },
      );
    await expect(finish('answered')).rejects.toMatchObject({ code: 'OUTCOME_INCOMPLETE' });
    await finish('answered', '电话告知了缴费方式');
    await expect(finish('read')).rejects.toMatchObject({ code: 'TASK_OVER' });
    expect((await keysOf(one)).at(-1)).toBe('task_outcome task-outcome');
    // the next one is new work
    await sms.callback('reply', [reply(one.phones[0] ?? '', '好的')]);
    const tasks = await sms.world.inScope((tx) => tx.task.findMany({ where: { accountId: one.accountId } }));
    expect(tasks.map(({ status }) => status).sort()).toEqual(['done', 'open']);
  });

  it('from a number that nobody has, or from abroad, changes nothing', async () => {
    expect(await sms.callback('reply', [reply('13600009999', 'TD')])).toEqual(OK);
    expect(await sms.callback('reply', [reply('13600009999', 'TD', { nationcode: '852' })])).toEqual(OK);
    expect(await sms.callback('reply', [reply('13600009999', 'TD')], 'wrong')).toMatchObject({ status: 404 });
  });
});

describe('the sweep', () => {
  const sweep = () => sweepReceipts(sms.world.context);

  /** Nothing of other tests is due any more. */
  beforeEach(() => sms.world.inScope((tx) => tx.contact.updateMany({ data: { calledAt: null } })));

  it('asks by number for what did not come by itself, ever more seldom', async () => {
    const { key, sid } = await sent();
    const asked = () =>
      sms.endpoint.questions.filter(({ PhoneNumber }) => PhoneNumber === numberOf(key)).length;
    sms.world.clock.now += 9 * MINUTE;
    expect([await sweep(), asked()]).toEqual([0, 0]);
    sms.world.clock.now += MINUTE;
    await Promise.all([sweep(), sweep()]);
    expect(asked()).toBe(1);
    sms.world.clock.now += 9 * MINUTE;
    await sweep();
    expect(asked()).toBe(1);
    sms.world.clock.now += MINUTE;
    await sweep();
    expect(asked()).toBe(2);
    sms.endpoint.settle(sid, 2, 'DELIVRD');
    sms.world.clock.now += 19 * MINUTE;
    await sweep();
    expect([asked(), (await sms.contactOf(key)).outcome]).toEqual([2, 'accepted']);
    sms.world.clock.now += MINUTE;
    expect(await sweep()).toBe(1);
    expect(await sms.contactOf(key)).toMatchObject({ outcome: 'delivered', grade: 'arrived' });
    sms.world.clock.now += 5 * HOUR;
    expect([await sweep(), asked()]).toEqual([0, 3]);
    // no case was woken by it
    expect(await toldOf((await sms.contactOf(key)).id)).toEqual([]);
  });

  it('gives up when the provider shows it no more', async () => {
    await sent();
    sms.world.clock.now += 73 * HOUR;
    const before = sms.endpoint.questions.length;
    expect([await sweep(), sms.endpoint.questions.length]).toEqual([0, before]);
  });

  it('waits for a provider that cannot be asked', async () => {
    const { key } = await sent();
    sms.endpoint.state.questionError = 'RequestLimitExceeded';
    sms.world.clock.now += 11 * MINUTE;
    expect(await sweep()).toBe(0);
    sms.endpoint.state.questionError = null;
    expect((await sms.contactOf(key)).outcome).toBe('accepted');
  });

  it('asks about a call that no case asks about any more', async () => {
    const one = await sms.world.addAccount();
    const key = await one.plan('first-reminder');
    sms.endpoint.script({ kind: 'takes_and_dies' });
    await sms.perform(one, key);
    await one.save({ pending: {} });
    sms.world.clock.now += 30 * MINUTE;
    expect(await sweep()).toBe(0);
    sms.world.clock.now += 31 * MINUTE;
    expect(await sweep()).toBe(1);
    expect((await sms.contactOf(key)).outcome).toBe('accepted');
  });

  it('joins a receipt whose message had its number later', async () => {
    const { key, sid, contactId } = await sent();
    await sms.world.inScope((tx) =>
      tx.contact.update({ where: { id: contactId }, data: { providerRef: null } }),
    );
    await sms.callback('status', [report(sid, 'SUCCESS')]);
    await sms.world.inScope((tx) =>
      tx.contact.update({ where: { id: contactId }, data: { providerRef: sid } }),
    );
    expect(await sweep()).toBe(1);
    expect((await sms.contactOf(key)).outcome).toBe('delivered');
  });
});

async function phoneOf(key: string): Promise<string> {
  return numberOf(key).slice(3);
}

function numberOf(key: string): string {
  return sms.endpoint.sendsOf(key)[0]?.PhoneNumberSet[0] ?? '';
}

/** The number under which the provider took a message that it has not answered yet. */
async function nextSid(key: string): Promise<string> {
  while (sms.endpoint.sendsOf(key).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const record = sms.endpoint.kept.find(({ PhoneNumber }) => PhoneNumber === numberOf(key));
  return record?.SerialNo ?? '';
}
