import { randomUUID } from 'node:crypto';
import { claimStep } from '../../src/cases/claim';
import { startTask } from '../../src/cases/contact-tasks';
import { correctOutcome } from '../../src/cases/correct-outcome';
import { recordDelivery } from '../../src/cases/delivery';
import { grantExemption } from '../../src/cases/exemptions';
import { finishTask } from '../../src/cases/finish-task';
import { recordContact } from '../../src/cases/record-contact';
import { takeBack } from '../../src/cases/take-back';
import type { TaskActor } from '../../src/cases/task-access';
import type { FinishInput, StartInput } from '../../src/cases/task-input';
import { civilDay, civilDayOf } from '../../src/domain/civil-day';
import { fen } from '../../src/domain/money';
import type { StepAnswer } from '../../src/machine/events';
import { at, type ClaimWorld, createClaimWorld, type TestCase, TUESDAY } from '../support/claim-world';

let world: ClaimWorld;
let agent: TaskActor;
let supervisor: TaskActor;

beforeAll(async () => {
  world = await createClaimWorld();
  agent = await world.addStaff('agent');
  supervisor = await world.addStaff('supervisor');
});
afterAll(() => world.destroy());
beforeEach(() => {
  world.clock.now = at(TUESDAY, 10);
});

const start = (taskId: string, input: StartInput = {}, actor = agent) =>
  startTask(world.context, actor, { communityId: world.communityId, taskId }, input);
const finish = (taskId: string, input: FinishInput, actor = agent) =>
  finishTask(world.context, actor, { communityId: world.communityId, taskId }, input);
const back = (outcomeId: string, actor = agent) =>
  takeBack(world.context, actor, { communityId: world.communityId, outcomeId });
const correct = (outcomeId: string, input: FinishInput, actor = agent) =>
  correctOutcome(world.context, actor, { communityId: world.communityId, outcomeId }, input);
const code = (value: string) => expect.objectContaining({ code: value });

function claim(one: TestCase, key: string) {
  const { caseId, accountId } = one;
  return world.inScope((tx) => claimStep(tx, world.context, { caseId, accountId, key, person: null }));
}

function contactOf(stepKey: string) {
  return world.inScope((tx) => tx.contact.findUniqueOrThrow({ where: { stepKey } }));
}

async function relayed(outcomeId: string) {
  const row = await world.inScope((tx) =>
    tx.signalOutbox.findUnique({ where: { key: `result/${outcomeId}` } }),
  );
  return row && { ...row, answer: (row.event as { answer?: StepAnswer }).answer };
}

async function addPhoto(one: TestCase, taskId: string, shows: string): Promise<string> {
  const { accountId, caseId } = one;
  const file = await world.inScope((tx) =>
    tx.evidenceFile.create({
      data: {
        communityId: world.communityId,
        accountId,
        caseId,
        taskId,
        sha256: randomUUID().replaceAll('-', '').repeat(2),
        size: 1,
        mediaType: 'image/jpeg',
        shows,
        at: new Date(world.clock.now),
      },
    }),
  );
  return file.id;
}

describe('开始', () => {
  it('is the claim of a machine, and reveals the number and what may be said', async () => {
    const one = await world.addAccount();
    const { taskId, key } = await one.planTask('call');
    const shown = await start(taskId);
    expect(shown).toMatchObject({ channel: 'call', to: one.phones[0], stepKey: key });
    expect(shown.text).toContain('716.26元');
    expect(await contactOf(key)).toMatchObject({
      automatic: false,
      outcome: 'claimed',
      byId: agent.userId,
      ledgerVersion: 1,
    });
    const entries = await world.inScope((tx) =>
      tx.evidenceEntry.findMany({ where: { accountId: one.accountId }, orderBy: { seq: 'asc' } }),
    );
    expect(entries.map(({ key, actorId }) => [key, actorId])).toEqual([
      [`claim/${key}`, agent.userId],
      [`task-started/${key}`, agent.userId],
    ]);
  });

  it('pressed again shows the same to him, and nothing to a colleague', async () => {
    const one = await world.addAccount();
    const { taskId } = await one.planTask('call');
    const shown = await start(taskId);
    expect(await start(taskId)).toMatchObject({ contactId: shown.contactId, to: shown.to });
    await expect(start(taskId, {}, supervisor)).rejects.toEqual(code('STARTED_BY_ANOTHER'));
  });

  it.each([
    ['once it is paid', (one: TestCase) => one.pay(71_626), 'NOTHING_OWED'],
    ['under a hold', (one: TestCase) => one.hold('complaint'), 'HELD'],
    ['over budget', (one: TestCase) => one.earlier(TUESDAY, 'sms'), 'PER_DAY'],
  ])('shows nothing %s', async (_when, happen, refusal) => {
    const one = await world.addAccount();
    const { taskId } = await one.planTask('call');
    await happen(one);
    await expect(start(taskId)).rejects.toEqual(code(refusal));
    expect(await world.inScope((tx) => tx.task.findUnique({ where: { id: taskId } }))).toMatchObject({
      status: 'open',
    });
  });

  it('shows nothing of an unreleased wave, and says when the window opens', async () => {
    const unreleased = await world.addAccount({ released: false });
    await expect(start((await unreleased.planTask('call')).taskId)).rejects.toEqual(code('AWAITING_RELEASE'));
    const one = await world.addAccount();
    world.clock.now = at(TUESDAY, 13);
    const { taskId } = await one.planTask('call');
    await expect(start(taskId)).rejects.toMatchObject({
      code: 'WINDOW',
      details: { until: new Date(at(TUESDAY, 14)).toISOString() },
    });
  });

  it('follows the owner’s own time, keeps it, and never opens the night', async () => {
    const one = await world.addAccount();
    const { taskId } = await one.planTask('call');
    world.clock.now = at(TUESDAY, 20, 30);
    await expect(start(taskId)).rejects.toEqual(code('WINDOW'));
    const statedTime = { from: '20:15', to: '21:15' };
    world.clock.now = at(TUESDAY, 21, 40);
    await expect(start(taskId, { statedTime: { from: '21:35', to: '22:00' } })).rejects.toEqual(
      code('WINDOW'),
    );
    world.clock.now = at(TUESDAY, 20, 30);
    expect((await start(taskId, { statedTime })).to).toBe(one.phones[0]);
    const point = await world.inScope((tx) => tx.contactPoint.findFirst({ where: { partyId: one.partyId } }));
    expect(point?.statedTime).toEqual(statedTime);
  });
});

describe('an exemption', () => {
  it('lets one contact over budget, and no second', async () => {
    const one = await world.addAccount();
    await one.earlier(TUESDAY, 'sms');
    const { exemptionId } = await grantExemption(world.context, supervisor, {
      communityId: world.communityId,
      accountId: one.accountId,
      reason: '业主来电要求今天再谈',
    });
    const { taskId } = await one.planTask('call');
    expect((await start(taskId, { exemptionId })).usedExemption).toBe(true);
    const second = await one.planTask('wechat');
    await expect(start(second.taskId, { exemptionId })).rejects.toEqual(code('PER_7_DAYS'));
  });

  it('is not used up where nothing is over budget', async () => {
    const manager = await world.addStaff('manager');
    const one = await world.addAccount();
    const { exemptionId } = await grantExemption(world.context, manager, {
      communityId: world.communityId,
      accountId: one.accountId,
      reason: '备用',
    });
    const { taskId } = await one.planTask('call');
    expect((await start(taskId, { exemptionId })).usedExemption).toBe(false);
  });

  it('opens no night, no quiet day and no opt-out', async () => {
    const manager = await world.addStaff('manager');
    const one = await world.addAccount();
    const { exemptionId } = await grantExemption(world.context, manager, {
      communityId: world.communityId,
      accountId: one.accountId,
      reason: '试一试',
    });
    const { taskId } = await one.planTask('call');
    world.clock.now = at(TUESDAY, 22);
    await expect(start(taskId, { exemptionId })).rejects.toEqual(code('WINDOW'));
    world.clock.now = at(TUESDAY, 10);
    await world.inScope(async (tx) => {
      await tx.quietDay.create({
        data: {
          communityId: world.communityId,
          building: '12',
          fromOn: TUESDAY,
          toOn: TUESDAY,
          reason: '白事',
        },
      });
      await tx.community.update({
        where: { id: world.communityId },
        data: { calendarVersion: { increment: 1 } },
      });
    });
    try {
      await expect(start(taskId, { exemptionId })).rejects.toEqual(code('WINDOW'));
    } finally {
      await world.inScope(async (tx) => {
        await tx.quietDay.deleteMany();
        await tx.community.update({
          where: { id: world.communityId },
          data: { calendarVersion: { increment: 1 } },
        });
      });
    }
    await world.inScope((tx) =>
      tx.address.updateMany({
        where: { contactPoints: { some: { partyId: one.partyId } } },
        data: { optedOut: ['call'] },
      }),
    );
    await expect(start(taskId, { exemptionId })).rejects.toEqual(code('NO_CHANNEL'));
  });

  it('is given as often in a month as the policy says', async () => {
    const another = await world.addStaff('supervisor');
    const one = await world.addAccount();
    const grant = () =>
      grantExemption(world.context, another, {
        communityId: world.communityId,
        accountId: one.accountId,
        reason: '理由',
      });
    const given = await Promise.allSettled([grant(), grant()]);
    expect(given.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    world.clock.now = at('2026-12-01', 10);
    await grant();
    await expect(
      grantExemption(world.context, agent, {
        communityId: world.communityId,
        accountId: one.accountId,
        reason: '理由',
      }),
    ).rejects.toEqual(code('NOT_PERMITTED'));
  });
});

describe('the outcomes of a call', () => {
  const promise = { on: civilDay('2026-12-10'), amountFen: fen(71_626) };
  const dispute = { kind: 'service', matter: 'repairs' } as const;
  it.each<[string, Partial<FinishInput>, string, string, boolean, string | null]>([
    ['promise', { promise }, 'spoke', 'spoken', true, 'HOLD_PLACED'],
    ['claimed_paid', {}, 'spoke', 'spoken', true, 'HOLD_PLACED'],
    ['dispute', { dispute }, 'spoke', 'spoken', true, 'DISPUTE_OPENED'],
    ['hardship', {}, 'spoke', 'spoken', true, 'HOLD_PLACED'],
    ['call_again', { statedTime: { from: '20:30', to: '21:00' } }, 'spoke', 'spoken', false, null],
    ['third_person', {}, 'third_person', 'none', false, null],
    ['no_answer', {}, 'no_answer', 'none', false, null],
    ['wrong_number', {}, 'wrong_number', 'none', false, null],
    ['other', { note: '孩子接听后挂断' }, 'no_answer', 'none', false, null],
  ])('%s', async (outcome, extra, contactOutcome, grade, demand, followUp) => {
    const one = await world.addAccount();
    const { taskId, key } = await one.planTask('call');
    await start(taskId);
    const done = await finish(taskId, { outcome, ...extra });
    expect(done.status).toBe('done');
    expect(done.followUps.map(({ event }) => event)).toEqual(followUp === null ? [] : [followUp]);
    expect(await contactOf(key)).toMatchObject({ outcome: contactOutcome, grade });
    const result = await relayed(done.outcomeId);
    expect(result?.answer).toMatchObject({ kind: 'done', outcome: contactOutcome, demand, written: false });
    // what advances the case waits until it cannot be taken back any more
    expect(result?.notBefore).toEqual(new Date(world.clock.now + 10 * 60_000));
    const row = await world.inScope((tx) => tx.taskOutcome.findUnique({ where: { id: done.outcomeId } }));
    expect(row).toMatchObject({ outcome, settlesAt: new Date(done.settlesAt) });
  });

  it('an hour that the owner asked for today is waited for, and counts in no budget', async () => {
    const one = await world.addAccount();
    const { taskId } = await one.planTask('call');
    await start(taskId);
    const onDay = civilDayOf(world.clock.now, 'Asia/Shanghai');
    const statedTime = { from: '20:30', to: '21:00', onDay };
    const done = await finish(taskId, { outcome: 'call_again', statedTime });
    expect([done.status, await relayed(done.outcomeId)]).toEqual(['open', null]);
    const contacts = await world.inScope((tx) =>
      tx.contact.findMany({ where: { accountId: one.accountId } }),
    );
    expect(contacts.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([[true, 'spoke']]);
  });

  it('want to know what they are about', async () => {
    const one = await world.addAccount();
    const { taskId } = await one.planTask('call');
    await start(taskId);
    await expect(finish(taskId, { outcome: 'promise' })).rejects.toEqual(code('OUTCOME_INCOMPLETE'));
    await expect(finish(taskId, { outcome: 'other' })).rejects.toEqual(code('OUTCOME_INCOMPLETE'));
    await expect(finish(taskId, { outcome: 'stop_water' })).rejects.toEqual(code('OUTCOME_UNKNOWN'));
    const late = { on: civilDay('2027-03-01'), amountFen: fen(100) };
    await expect(finish(taskId, { outcome: 'promise', promise: late })).rejects.toEqual(
      code('PROMISE_TOO_LATE'),
    );
  });

  it('after a number in vain go on to the next, and end with the last', async () => {
    const one = await world.addAccount({ phones: ['13844440001', '13844440002'] });
    const { taskId, key } = await one.planTask('call');
    expect((await start(taskId)).to).toBe('13844440001');
    const first = await finish(taskId, { outcome: 'no_answer' });
    expect(first.status).toBe('open');
    expect(await relayed(first.outcomeId)).toBeNull();
    // each number has caps of its own: two a day, and the other is as good as the first
    const shown = await start(taskId, { contactPointId: await pointOf(one, 1) });
    expect(shown.to).toBe('13844440002');
    const second = await finish(taskId, { outcome: 'no_answer' });
    expect(second.status).toBe('done');
    expect((await relayed(second.outcomeId))?.event).toMatchObject({ key });
    const contacts = await world.inScope((tx) =>
      tx.contact.findMany({ where: { accountId: one.accountId } }),
    );
    expect(contacts.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
      [true, 'no_answer'],
      [true, 'no_answer'],
    ]);
  });

  it('leave the other numbers for another day where he says so', async () => {
    const one = await world.addAccount({ phones: ['13855550001', '13855550002'] });
    const { taskId } = await one.planTask('call');
    await start(taskId);
    expect((await finish(taskId, { outcome: 'no_answer' })).status).toBe('open');
    const given = await finish(taskId, { outcome: 'no_answer', noMoreNumbers: true });
    expect(given.status).toBe('done');
    expect((await relayed(given.outcomeId))?.answer).toMatchObject({ outcome: 'no_answer', demand: false });
    expect(await world.inScope((tx) => tx.contact.count({ where: { accountId: one.accountId } }))).toBe(1);
  });

  it('cap the tries of a number: two a day', async () => {
    const one = await world.addAccount();
    for (const step of ['call', 'call~2']) {
      const { taskId } = await one.planTask('call', step);
      await start(taskId);
      await finish(taskId, { outcome: 'no_answer' });
    }
    const { taskId } = await one.planTask('call', 'call~3');
    await expect(start(taskId)).rejects.toEqual(code('ATTEMPTS_PER_DAY'));
  });
});

/** 补资料, as they stand. */
async function dataTasks(accountId: string): Promise<string[]> {
  const tasks = await world.inScope((tx) =>
    tx.task.findMany({ where: { accountId, kind: 'update_contact' }, select: { status: true } }),
  );
  return tasks.map(({ status }) => status);
}

describe('what stops contacts works at once', () => {
  it('a wrong number is used by nobody any more', async () => {
    const phones = ['13866660001'];
    const [one, other] = [await world.addAccount({ phones }), await world.addAccount({ phones })];
    const { taskId } = await one.planTask('call');
    await start(taskId);
    await finish(taskId, { outcome: 'wrong_number' });
    const key = await other.plan('first-reminder');
    expect(await claim(other, key)).toEqual({ kind: 'NO_CHANNEL' });
    // and somebody is to find the right one
    expect(await dataTasks(one.accountId)).toEqual(['open']);
  });

  it('an opt-out binds every number of his, for that channel', async () => {
    const one = await world.addAccount({ phones: ['13866660011', '13866660012'] });
    const { taskId } = await one.planTask('call');
    await start(taskId);
    await finish(taskId, { outcome: 'undecided', optOut: ['sms'] });
    world.clock.now = at('2026-11-25', 10);
    expect(await claim(one, await one.plan('first-reminder'))).toEqual({
      kind: 'SUPERSEDED',
      why: 'OTHER_CHANNEL',
    });
  });

  it('a payment claimed stops every claim before the case has heard of it', async () => {
    const one = await world.addAccount();
    const { taskId } = await one.planTask('call');
    await start(taskId);
    const { followUps } = await finish(taskId, { outcome: 'claimed_paid', note: '昨天微信转的' });
    world.clock.now = at('2026-11-25', 10);
    const key = await one.plan('first-reminder');
    expect(await claim(one, key)).toMatchObject({
      kind: 'DEFERRED',
      reason: 'COMMAND_PENDING',
      ref: followUps[0]?.commandId,
    });
  });
});

describe('撤回', () => {
  it('within ten minutes it is as if it had not been tapped', async () => {
    const one = await world.addAccount();
    const { taskId, key } = await one.planTask('call');
    await start(taskId);
    const { outcomeId } = await finish(taskId, { outcome: 'wrong_number' });
    world.clock.now += 9 * 60_000;
    await back(outcomeId);
    expect(await contactOf(key)).toMatchObject({ outcome: 'claimed', grade: 'none', attempt: false });
    expect(await dataTasks(one.accountId)).toEqual(['withdrawn']);
    expect((await relayed(outcomeId))?.cancelledAt).not.toBeNull();
    const address = await world.inScope((tx) =>
      tx.address.findFirst({ where: { contactPoints: { some: { partyId: one.partyId } } } }),
    );
    expect(address?.status).toBe('usable');
    const again = await finish(taskId, { outcome: 'undecided' });
    expect(again.status).toBe('done');
    expect(await contactOf(key)).toMatchObject({ outcome: 'spoke' });
    const entries = await world.inScope((tx) =>
      tx.evidenceEntry.findMany({ where: { accountId: one.accountId }, orderBy: { seq: 'asc' } }),
    );
    expect(entries.map(({ kind }) => kind)).toEqual([
      'claim',
      'task_started',
      'outcome',
      'address',
      'task_outcome',
      'address',
      'task_outcome_taken_back',
      'outcome',
      'task_outcome',
    ]);
  });

  it('clears the hold that it placed', async () => {
    const one = await world.addAccount();
    const { taskId } = await one.planTask('call');
    await start(taskId);
    const { outcomeId, followUps } = await finish(taskId, { outcome: 'claimed_paid' });
    const taken = await back(outcomeId);
    expect(taken.followUps).toMatchObject([
      { event: 'HOLD_CLEARED', payload: { holdId: followUps[0]?.commandId, verdict: 'taken_back' } },
    ]);
    world.clock.now = at('2026-11-25', 10);
    expect((await claim(one, await one.plan('first-reminder'))).kind).not.toBe('DEFERRED');
  });

  it('is over after ten minutes, and for what the relay took', async () => {
    const one = await world.addAccount();
    const { taskId } = await one.planTask('call');
    await start(taskId);
    const { outcomeId } = await finish(taskId, { outcome: 'undecided' });
    world.clock.now += 10 * 60_000 + 1;
    await expect(back(outcomeId)).rejects.toEqual(code('TOO_LATE_TO_TAKE_BACK'));
    world.clock.now -= 5 * 60_000;
    await expect(back(outcomeId, supervisor)).rejects.toEqual(code('NOT_YOUR_OUTCOME'));
    await world.inScope((tx) =>
      tx.signalOutbox.update({ where: { key: `result/${outcomeId}` }, data: { sentAt: new Date() } }),
    );
    await expect(back(outcomeId)).rejects.toEqual(code('TOO_LATE_TO_TAKE_BACK'));
  });

  it('is later a corrective entry that names the old one', async () => {
    const one = await world.addAccount();
    const { taskId, key } = await one.planTask('call');
    await start(taskId);
    const { outcomeId } = await finish(taskId, { outcome: 'undecided' });
    world.clock.now += 3_600_000;
    const corrected = await correct(outcomeId, { outcome: 'third_person' });
    expect(await contactOf(key)).toMatchObject({ outcome: 'third_person', grade: 'none' });
    expect((await relayed(corrected.outcomeId))?.event).toMatchObject({
      type: 'GRADE_CHANGED',
      key,
      grade: 'none',
    });
    await expect(correct(outcomeId, { outcome: 'undecided' })).rejects.toEqual(code('CORRECTED_ALREADY'));
    const rows = await world.inScope((tx) => tx.taskOutcome.findMany({ where: { taskId } }));
    expect(rows.map(({ outcome, correctsId }) => [outcome, correctsId])).toEqual([
      ['undecided', null],
      ['third_person', outcomeId],
    ]);
  });
});

describe('a contact that nobody started', () => {
  it('is accepted, marked as a breach, and counts', async () => {
    const one = await world.addAccount();
    const { taskId, key } = await one.planTask('call');
    const done = await finish(taskId, { outcome: 'undecided', at: at('2026-11-23', 22) });
    expect(done.status).toBe('done');
    expect(await contactOf(key)).toMatchObject({
      outcome: 'spoke',
      ruleBreach: 'NOT_STARTED+NIGHT',
      claimedOn: '2026-11-23',
    });
    await one.earlier('2026-11-20', 'call');
    const next = await one.planTask('call', 'call~2');
    await expect(start(next.taskId)).rejects.toEqual(code('PER_7_DAYS'));
  });

  it('taken back was never made', async () => {
    const one = await world.addAccount();
    const { taskId, key } = await one.planTask('call');
    const { outcomeId } = await finish(taskId, { outcome: 'undecided' });
    await back(outcomeId);
    expect(await contactOf(key)).toMatchObject({ outcome: 'not_called' });
    expect((await start(taskId)).to).toBe(one.phones[0]);
  });
});

describe('a contact that nothing had planned', () => {
  it('is kept with its outcome, its breach, and what it proves', async () => {
    const one = await world.addAccount();
    const made = await recordContact(
      world.context,
      agent,
      { communityId: world.communityId, accountId: one.accountId, kind: 'call' },
      { outcome: 'refuses', note: '业主来电' },
    );
    const contact = await world.inScope((tx) =>
      tx.contact.findFirst({ where: { accountId: one.accountId } }),
    );
    expect(contact).toMatchObject({ outcome: 'spoke', ruleBreach: 'NOT_STARTED', grade: 'spoken' });
    expect((await relayed(made.outcomeId))?.answer).toMatchObject({ demand: true });
    expect(await claim(one, await one.plan('first-reminder'))).toMatchObject({
      kind: 'DEFERRED',
      reason: 'PER_DAY',
    });
  });
});

describe('paper and visits', () => {
  it('a notice needs its photos, and is a written demand with a deadline', async () => {
    const one = await world.addAccount({ level: 2 });
    const { taskId, key } = await one.planTask('post', 'notice-post');
    const shown = await start(taskId);
    expect(shown.text).toContain('物业费催缴通知书');
    expect(shown.text).toContain('合计人民币716.26元（大写柒佰壹拾陆元贰角陆分）');
    expect(shown.text).not.toContain('违约金');
    expect(shown.offerUntilOn).toBe('2026-12-04');
    await expect(finish(taskId, { outcome: 'posted' })).rejects.toMatchObject({
      code: 'OUTCOME_INCOMPLETE',
      details: { missing: ['photo_content', 'photo_sealing', 'photo_door'] },
    });
    const fileIds = await Promise.all(
      ['content', 'sealing', 'door'].map((shows) => addPhoto(one, taskId, shows)),
    );
    const done = await finish(taskId, { outcome: 'posted', fileIds });
    expect((await relayed(done.outcomeId))?.answer).toEqual({
      kind: 'done',
      outcome: 'posted',
      grade: 'sent',
      channel: 'post',
      demand: true,
      written: true,
      deadlineAt: at('2026-12-05', 0),
    });
    expect(await contactOf(key)).toMatchObject({ class: 'formal', grade: 'sent' });
  });

  it('posting and mailing of one notice are one formal service; another waits', async () => {
    const one = await world.addAccount({ level: 2 });
    const posted = await one.planTask('post', 'notice-post');
    await start(posted.taskId);
    const mailed = await one.planTask('mail', 'notice-mail');
    await start(mailed.taskId);
    const letter = await one.planTask('post', 'quarterly-letter');
    await expect(start(letter.taskId)).rejects.toEqual(code('FORMAL_PER_30_DAYS'));
  });

  it('a letter’s grade follows its way, once', async () => {
    const one = await world.addAccount({ level: 2 });
    const { taskId, key } = await one.planTask('mail', 'notice-mail');
    await start(taskId);
    await finish(taskId, { outcome: 'dispatched', trackingNumber: 'EA123456789CN' });
    const of = { trackingNumber: 'EA123456789CN' };
    const signed = { of, state: 'signed' } as const;
    expect(await recordDelivery(world.context, agent, world.communityId, signed)).toMatchObject({
      grade: 'arrived',
      already: false,
    });
    expect((await recordDelivery(world.context, agent, world.communityId, signed)).already).toBe(true);
    expect(await contactOf(key)).toMatchObject({ outcome: 'signed', grade: 'arrived' });
    const signals = await world.inScope((tx) =>
      tx.signalOutbox.findMany({ where: { caseId: one.caseId, key: { startsWith: 'delivery/' } } }),
    );
    expect(signals.map(({ event }) => event)).toMatchObject([
      { type: 'GRADE_CHANGED', key, grade: 'arrived' },
    ]);
    const returned = { of, state: 'returned' } as const;
    expect(await recordDelivery(world.context, agent, world.communityId, returned)).toMatchObject({
      grade: 'none',
    });
  });

  it('a visit needs two, and a signature makes it provable', async () => {
    const one = await world.addAccount({ level: 3 });
    world.clock.now = at(TUESDAY, 18, 30);
    const { taskId, key } = await one.planTask('visit', 'first-visit');
    await start(taskId, {}, supervisor);
    await expect(finish(taskId, { outcome: 'undecided' }, supervisor)).rejects.toEqual(
      code('OUTCOME_INCOMPLETE'),
    );
    const alone = { outcome: 'undecided', second: { userId: supervisor.userId } };
    await expect(finish(taskId, alone, supervisor)).rejects.toEqual(code('SECOND_IS_SELF'));
    const second = { userId: agent.userId };
    await expect(
      finish(taskId, { outcome: 'refuses', second, signature: 'refused' }, supervisor),
    ).rejects.toEqual(code('OUTCOME_INCOMPLETE'));
    const done = await finish(taskId, { outcome: 'undecided', second, signature: 'signed' }, supervisor);
    expect((await relayed(done.outcomeId))?.answer).toMatchObject({
      outcome: 'signed',
      grade: 'arrived',
      demand: true,
      written: false,
    });
    expect(await contactOf(key)).toMatchObject({ secondById: agent.userId });
  });

  it('nobody home is an attempt, with a photo of the door', async () => {
    const one = await world.addAccount({ level: 3 });
    world.clock.now = at(TUESDAY, 18, 30);
    const { taskId, key } = await one.planTask('visit', 'first-visit');
    await start(taskId);
    const second = { name: '保安 王强' };
    await expect(finish(taskId, { outcome: 'nobody_home', second })).rejects.toEqual(
      code('OUTCOME_INCOMPLETE'),
    );
    const fileIds = [await addPhoto(one, taskId, 'door')];
    await finish(taskId, { outcome: 'nobody_home', second, fileIds });
    expect(await contactOf(key)).toMatchObject({ attempt: true, grade: 'none', secondName: '保安 王强' });
  });
});

describe('work that reaches nobody', () => {
  it('a decision is a command; the work stays open until the case accepts it', async () => {
    const finance = await world.addStaff('finance');
    const one = await world.addAccount();
    const holdId = await one.hold('payment_claimed');
    const { taskId } = await one.planTask('verify_payment', `verify-payment~${holdId}`);
    await world.inScope((tx) => tx.task.update({ where: { id: taskId }, data: { data: { ref: holdId } } }));
    await expect(finish(taskId, { outcome: 'received' })).rejects.toEqual(code('NOT_PERMITTED'));
    const done = await finish(taskId, { outcome: 'received' }, finance);
    expect(done).toMatchObject({
      status: 'open',
      followUps: [{ event: 'HOLD_CLEARED', payload: { holdId, verdict: 'confirmed' } }],
    });
    const command = await world.inScope((tx) =>
      tx.command.findUnique({ where: { id: done.followUps[0]?.commandId } }),
    );
    expect(command).toMatchObject({ kind: 'HOLD_CLEARED', status: 'received', byId: finance.userId });
  });

  it('a review is done, and the case hears of it after ten minutes', async () => {
    const one = await world.addAccount();
    const { taskId, key } = await one.planTask('review_reversal', 'review-reversal~3');
    const done = await finish(taskId, { outcome: 'go_on' }, supervisor);
    expect(done.status).toBe('done');
    expect(await relayed(done.outcomeId)).toMatchObject({
      event: { type: 'STEP_RESULT', key },
      notBefore: new Date(world.clock.now + 10 * 60_000),
    });
    await expect(finish(taskId, { outcome: 'go_on' }, supervisor)).rejects.toEqual(code('TASK_OVER'));
  });
});

async function pointOf(one: TestCase, rank: number): Promise<string> {
  const point = await world.inScope((tx) =>
    tx.contactPoint.findFirstOrThrow({ where: { partyId: one.partyId, rank } }),
  );
  return point.id;
}
