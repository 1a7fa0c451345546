import { randomUUID } from 'node:crypto';
import { takeBack } from '../../../src/cases/take-back';
import type { TaskActor } from '../../../src/cases/task-access';
import { verifyEvidence } from '../../../src/evidence/verify/verify';
import { departBatch } from '../../../src/paper/depart';
import { type FinishNotice, finishNotice, scanNotice, startNotice } from '../../../src/paper/post';
import { voidNotices } from '../../../src/paper/void';
import { at, TUESDAY } from '../../support/claim-world';
import { createPaperWorld, type PaperWorld } from '../../support/paper-world';

let world: PaperWorld;
const code = (value: string) => expect.objectContaining({ code: value });
type Household = Awaited<ReturnType<PaperWorld['household']>>;

beforeAll(async () => {
  world = await createPaperWorld();
});
afterAll(() => world.destroy());
beforeEach(() => world.reset());

const scan = (number: string, actor = world.agent) =>
  scanNotice(world.context, actor, world.communityId, number);
const start = (number: string, actor = world.agent) =>
  startNotice(world.context, actor, world.communityId, number);
const finish = (number: string, input: FinishNotice = {}, actor = world.agent) =>
  finishNotice(world.context, actor, world.communityId, number, input);

/** One sealed letter, and its photos but for the one of the door. */
async function letter(one?: Household) {
  const household = one ?? (await world.household());
  const batch = await world.sealed({ kind: 'posting', taskIds: [household.taskId] });
  await world.batchPhotos(batch.id);
  const item = await world.letterOf(household.taskId);
  return { ...household, batch, item, number: item.number };
}

const contactOf = (paperItemId: string) =>
  world.inScope((tx) => tx.contact.findFirst({ where: { paperItemId }, orderBy: { realClaimedAt: 'desc' } }));

describe('a scan', () => {
  it('says whose it is, that it may go out, and what is to be photographed', async () => {
    const { number, taskId, batch } = await letter();
    const found = await scan(` ${number.toLowerCase()} `);
    expect(found).toMatchObject({
      refusal: null,
      task: { id: taskId },
      item: { batchId: batch.id, state: 'printed' },
    });
    expect(found.photos).toEqual([
      { shows: 'content', have: true },
      { shows: 'sealing', have: true },
      { shows: 'door', have: false },
    ]);
    // as often as one likes: nothing has changed
    expect((await scan(number, world.supervisor)).refusal).toBeNull();
    expect(await world.inScope((tx) => tx.task.findUnique({ where: { id: taskId } }))).toMatchObject({
      status: 'open',
    });
  });

  it('of a number with one digit wrong, of another community, or of another’s building says no more', async () => {
    const { number } = await letter();
    const wrong = `${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`;
    await expect(scan(wrong)).rejects.toEqual(code('PAPER_NUMBER_INVALID'));
    const elsewhere = await world.household('post', { building: '7' });
    const other = await letter(elsewhere);
    await expect(scan(other.number)).rejects.toEqual(code('NOT_YOUR_ACCOUNT'));
  });

  it('before the chop is on it says that it is not sealed', async () => {
    const one = await world.household();
    await world.print({ kind: 'posting', taskIds: [one.taskId] });
    const { number } = await world.letterOf(one.taskId);
    expect((await scan(number)).refusal).toEqual(code('PAPER_NOT_SEALED'));
    await expect(start(number)).rejects.toEqual(code('PAPER_NOT_SEALED'));
  });
});

describe('nobody who has paid finds a letter at the door', () => {
  it.each([
    ['paid in full since the print', (one: Household) => one.pay(200_558), 'NOTHING_OWED'],
    ['paid in part since the print', (one: Household) => one.pay(1_000), 'PAPER_AMOUNT_FELL'],
    ['under a hold since the print', (one: Household) => one.hold('payment_claimed'), 'HELD'],
  ])('%s', async (_what, happens, refusal) => {
    const one = await letter();
    await happens(one);
    expect((await scan(one.number)).refusal).toEqual(code(refusal));
    await expect(start(one.number)).rejects.toEqual(code(refusal));
    const departed = await departBatch(
      world.context,
      world.agent,
      { communityId: world.communityId, batchId: one.batch.id },
      {},
    );
    expect(departed).toMatchObject({ goes: [], staysBehind: [{ number: one.number, code: refusal }] });
  });

  it('whose objection to a bill takes it out of the sum', async () => {
    const one = await letter();
    await world.inScope((tx) =>
      tx.charge.update({ where: { id: one.chargeId }, data: { disputedAt: new Date(world.clock.now) } }),
    );
    expect((await scan(one.number)).refusal).not.toBeNull();
  });

  it('but a new bill leaves it as true as it was', async () => {
    const one = await letter();
    await world.inScope(async (tx) => {
      const charge = await tx.charge.findUniqueOrThrow({ where: { id: one.chargeId } });
      const { id: _id, createdAt: _createdAt, lateFeeBasis: _basis, ...rest } = charge;
      await tx.charge.create({
        data: { ...rest, periodFrom: '2026-01-01', periodTo: '2026-06-30', dueOn: '2026-03-31' },
      });
    });
    expect((await scan(one.number)).refusal).toBeNull();
  });

  it('after its last day, when the period that it names would be too short', async () => {
    const one = await letter();
    world.clock.now = at('2026-11-28', 10);
    await world.inScope((tx) =>
      tx.community.update({ where: { id: world.communityId }, data: { bookedThrough: '2026-11-27' } }),
    );
    expect((await scan(one.number)).refusal).toEqual(code('PAPER_TOO_LATE'));
  });

  it('that was voided', async () => {
    const one = await letter();
    await voidNotices(world.context, world.agent, world.communityId, {
      numbers: [one.number],
      reason: '污损',
    });
    expect((await scan(one.number)).refusal).toEqual(code('PAPER_VOID'));
    await expect(start(one.number)).rejects.toEqual(code('PAPER_VOID'));
    await expect(finish(one.number)).rejects.toEqual(code('PAPER_VOID'));
  });
});

describe('posting', () => {
  it('is a claim with the printed text, amount and deadline, and ends with photos of batch and door', async () => {
    const one = await letter();
    const started = await start(one.number);
    expect(started).toMatchObject({ number: one.number, channel: 'post', offerUntilOn: one.item.deadlineOn });
    expect(started.text).toContain(one.number);
    expect(await contactOf(one.item.id)).toMatchObject({
      outcome: 'claimed',
      stepKey: one.key,
      templateId: one.item.templateId,
      offerUntilOn: one.item.deadlineOn,
      ruleBreach: null,
    });
    await expect(finish(one.number)).rejects.toMatchObject({
      code: 'OUTCOME_INCOMPLETE',
      details: { missing: ['photo_door'] },
    });
    await world.photo(one, 'door');
    const done = await finish(one.number);
    expect(done.status).toBe('done');
    expect(await contactOf(one.item.id)).toMatchObject({ outcome: 'posted', grade: 'sent' });
    const files = await world.inScope((tx) =>
      tx.evidenceFile.findMany({ where: { taskId: one.taskId }, select: { shows: true } }),
    );
    expect(files.map(({ shows }) => shows).sort()).toEqual(['content', 'door', 'notice', 'sealing']);
    const claim = await world.inScope((tx) =>
      tx.evidenceEntry.findFirstOrThrow({ where: { key: `claim/${one.key}` } }),
    );
    const content = await world.inScope((tx) =>
      tx.evidenceContent.findFirstOrThrow({ where: { accountId: one.accountId, seq: claim.seq } }),
    );
    expect(JSON.parse(world.context.cipher.open(content.contentSealed)).data).toEqual({
      paperItemId: one.item.id,
      number: one.number,
      sha256: one.item.sha256,
    });
    expect((await scan(one.number)).refusal).toEqual(code('TASK_OVER'));
  });

  it('of two who scan the same, one posts it', async () => {
    const one = await letter();
    const both = await Promise.allSettled([start(one.number), start(one.number, world.supervisor)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [winner, loser] =
      both[0]?.status === 'fulfilled' ? [world.agent, world.supervisor] : [world.supervisor, world.agent];
    expect((await scan(one.number, loser)).refusal).toEqual(code('STARTED_BY_ANOTHER'));
    expect((await scan(one.number, winner)).refusal).toBeNull();
    expect(await world.inScope((tx) => tx.contact.count({ where: { paperItemId: one.item.id } }))).toBe(1);
  });

  it('without a network is accepted later, marked, as of when it was; and again is once', async () => {
    const one = await letter();
    world.clock.now = at(TUESDAY, 15);
    await world.photo(one, 'door');
    const input = { commandId: randomUUID(), at: at(TUESDAY, 11, 20) };
    const first = await finish(one.number, input);
    const again = await finish(one.number, input);
    expect(again.outcomeId).toBe(first.outcomeId);
    await expect(finish(one.number, { commandId: randomUUID() })).rejects.toEqual(code('TASK_OVER'));
    const contacts = await world.inScope((tx) =>
      tx.contact.findMany({ where: { accountId: one.accountId } }),
    );
    expect(contacts).toHaveLength(1);
    expect(contacts[0]).toMatchObject({
      paperItemId: one.item.id,
      outcome: 'posted',
      ruleBreach: 'NOT_STARTED',
      claimedAt: new Date(at(TUESDAY, 11, 20)),
      offerUntilOn: one.item.deadlineOn,
    });
    await expect(finish((await letter()).number, { at: at(TUESDAY, 9) })).rejects.toEqual(
      code('AT_BEFORE_PRINT'),
    );
  });

  it('that should have been brought back is kept as evidence, and the supervisor sees why', async () => {
    const one = await letter();
    await world.photo(one, 'door');
    world.clock.now = at(TUESDAY, 15);
    await one.pay(1_000);
    await finish(one.number, { at: at(TUESDAY, 14), commandId: randomUUID() });
    expect(await contactOf(one.item.id)).toMatchObject({ ruleBreach: 'NOT_STARTED+PAPER_AMOUNT_FELL' });
  });

  it('is taken back within ten minutes like any outcome, and then lies ready again', async () => {
    const one = await letter();
    await start(one.number);
    await world.photo(one, 'door');
    const { outcomeId } = await finish(one.number);
    expect((await world.items(one.batch.id))[0]?.state).toBe('out');
    await takeBack(world.context, world.agent, { communityId: world.communityId, outcomeId });
    expect((await world.items(one.batch.id))[0]?.state).toBe('started');
    await finish(one.number, { outcome: 'not_possible', note: '门牌拆除' });
    expect((await world.items(one.batch.id))[0]?.state).toBe('not_possible');
  });

  it('is of an agent’s own buildings, and of nobody without the right', async () => {
    const { number } = await letter(await world.household('post', { building: '7' }));
    const finance: TaskActor = await world.addStaff('finance');
    await expect(start(number)).rejects.toEqual(code('NOT_YOUR_ACCOUNT'));
    await expect(start(number, finance)).rejects.toEqual(code('NOT_PERMITTED'));
    expect((await start(number, world.supervisor)).number).toBe(number);
  });
});

it('leaves evidence whole', async () => {
  expect(await verifyEvidence(world.context, { communityId: world.communityId })).toMatchObject({
    whole: true,
    findings: [],
  });
});
