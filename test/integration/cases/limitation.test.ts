import { randomUUID } from 'node:crypto';
import { claimStep } from '../../../src/cases/claim';
import { actBeforeOf } from '../../../src/cases/limitation';
import { raiseAlarms } from '../../../src/cases/limitation-alarms';
import { confirmAtDesk, recordAtDesk, withdrawAtDesk } from '../../../src/cases/limitation-desk';
import { answerLimitation, askForLimitation } from '../../../src/cases/limitation-requests';
import { limitationOfAccount, limitationPage } from '../../../src/cases/limitation-table';
import type { TaskActor } from '../../../src/cases/task-access';
import { GRADES } from '../../../src/domain/channel';
import { addDays, civilDay } from '../../../src/domain/civil-day';
import { INTERRUPTION_KINDS } from '../../../src/domain/limitation';
import { at, type ClaimWorld, createClaimWorld, type TestCase, TUESDAY } from '../../support/claim-world';

/** Lapses on 2027-01-10: 47 days after the world's today. */
const NEAR = '2024-01-10';

let world: ClaimWorld;
let supervisor: TaskActor;
let manager: TaskActor;
let counsel: TaskActor;

beforeAll(async () => {
  world = await createClaimWorld();
  supervisor = await world.addStaff('supervisor');
  manager = await world.addStaff('manager');
  counsel = await world.addStaff('counsel');
});
afterAll(() => world.destroy());
beforeEach(() => {
  world.clock.now = at(TUESDAY, 10);
});

async function near(): Promise<TestCase> {
  const one = await world.addAccount({ level: 3 });
  await dueOn(one, NEAR);
  return one;
}

const dueOn = ({ chargeId }: TestCase, day: string) =>
  world.inScope((tx) => tx.charge.update({ where: { id: chargeId }, data: { dueOn: day } }));
const refOf = ({ accountId }: TestCase) => ({ communityId: world.communityId, accountId });
const dateOf = ({ chargeId }: TestCase, due: string) =>
  world.inScope(async (tx) => (await actBeforeOf(tx, [{ chargeId, dueOn: civilDay(due) }])).get(chargeId));

function ask(one: TestCase, actor = supervisor) {
  return askForLimitation(world.context, actor, refOf(one), {
    ...{
      commandId: randomUUID(),
      kind: 'safeguard',
      means: 'ems',
      chargeIds: [one.chargeId],
      reason: '将届',
    },
  });
}

function answer(
  one: TestCase,
  requestId: string,
  actor: TaskActor,
  office: 'manager' | 'counsel',
  approved = true,
) {
  return answerLimitation(world.context, actor, refOf(one), {
    ...{ requestId, commandId: randomUUID(), office, approved, reason: null },
  });
}

async function scan(one: TestCase): Promise<string> {
  const { id } = await world.inScope((tx) =>
    tx.evidenceFile.create({
      data: {
        ...{ communityId: world.communityId, accountId: one.accountId, sha256: 'a'.repeat(64), size: 1 },
        ...{ mediaType: 'image/jpeg', shows: 'slip', byId: supervisor.userId, at: new Date(world.clock.now) },
      },
    }),
  );
  return id;
}

describe('the dates that the database reckons', () => {
  it('are those of the pure rules, whatever was recorded in whatever order', async () => {
    const one = await world.addAccount();
    let seed = 7;
    const next = (n: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % n;
    };
    for (let round = 0; round < 12; round += 1) {
      const due = addDays(civilDay('2019-02-27'), next(900));
      await dueOn(one, due);
      await world.inScope((tx) =>
        tx.limitationInterruption.create({
          data: {
            ...{ id: randomUUID(), communityId: world.communityId, accountId: one.accountId },
            kind: INTERRUPTION_KINDS[next(INTERRUPTION_KINDS.length)] ?? 'demand',
            grade: GRADES[next(GRADES.length)] ?? 'none',
            onDay: addDays(civilDay('2020-02-27'), next(2000)),
            ...{ source: 'staff', needsConfirmation: next(3) === 0, byId: supervisor.userId },
            ...{ recordedAt: new Date(world.clock.now), reasonSealed: '-' },
          },
        }),
      );
      const [row] = await world.inScope(
        (tx) => tx.$queryRaw<{ actBefore: string }[]>`
          select "actBefore" from cuijiao_charge_limitations(array[${one.chargeId}]::uuid[])`,
      );
      expect(row?.actBefore).toBe(await dateOf(one, due));
    }
  });
});

describe('proof from before the system', () => {
  it('counts when another person confirmed it, is told to the case, and vanishes when it is withdrawn', async () => {
    const one = await near();
    const interruptionId = randomUUID();
    const said = {
      ...({ kind: 'demand', onDay: civilDay('2025-05-06'), channel: 'mail', grade: 'arrived' } as const),
      ...{ chargeIds: [], reason: '接管前的快递签收', fileIds: [await scan(one)] },
    };
    await recordAtDesk(world.context, supervisor, refOf(one), { commandId: interruptionId, said });
    expect(await dateOf(one, NEAR)).toBe('2027-01-10');
    const by = (reason: string) => ({ interruptionId, commandId: randomUUID(), reason });
    await expect(confirmAtDesk(world.context, supervisor, refOf(one), by('自己'))).rejects.toMatchObject({
      code: 'SAME_PERSON',
    });
    await confirmAtDesk(world.context, manager, refOf(one), by('核对原件'));
    expect(await dateOf(one, NEAR)).toBe('2028-05-06');
    const told = await world.inScope((tx) =>
      tx.signalOutbox.findFirst({ where: { accountId: one.accountId, key: { contains: interruptionId } } }),
    );
    expect(told?.event).toMatchObject({
      ...{ type: 'PROOF_BROUGHT_IN', key: `interruption/${interruptionId}`, grade: 'arrived', written: true },
    });
    await withdrawAtDesk(world.context, manager, refOf(one), by('认错了户'));
    expect(await dateOf(one, NEAR)).toBe('2027-01-10');
  });

  it('is refused without its proof, or for a day to come', async () => {
    const one = await near();
    const record = (onDay: string, fileIds: string[]) =>
      recordAtDesk(world.context, supervisor, refOf(one), {
        commandId: randomUUID(),
        said: { kind: 'acknowledgement', onDay: civilDay(onDay), chargeIds: [], reason: '承诺书', fileIds },
      });
    await expect(record('2025-05-06', [])).rejects.toMatchObject({ code: 'PROOF_MISSING' });
    await expect(record('2027-05-06', [])).rejects.toMatchObject({ code: 'DAY_IN_FUTURE' });
    expect(await dateOf(one, NEAR)).toBe('2027-01-10');
  });
});

describe('the alarm', () => {
  it('gives each account work once for a threshold, and again when its date has moved', async () => {
    const one = await near();
    const tasks = () =>
      world.inScope((tx) =>
        tx.task.findMany({
          where: { accountId: one.accountId, kind: 'limitation_alarm' },
          orderBy: { createdAt: 'asc' },
        }),
      );
    await raiseAlarms(world.context, world.communityId);
    await raiseAlarms(world.context, world.communityId);
    expect(await tasks()).toMatchObject([
      {
        ...{ role: 'manager', status: 'open' },
        data: { charges: [{ chargeId: one.chargeId, actBefore: '2027-01-10', thresholdDays: 90 }] },
      },
    ]);
    world.clock.now = at('2026-12-12', 10);
    await raiseAlarms(world.context, world.communityId);
    expect(await tasks()).toMatchObject([
      { status: 'withdrawn', endReason: 'TIGHTER_ALARM' },
      { data: { charges: [{ thresholdDays: 30 }] } },
    ]);
  });
});

describe('a limitation safeguard', () => {
  it('takes the manager and counsel, two persons, neither of whom asked', async () => {
    const one = await near();
    const { requestId } = await ask(one);
    await expect(answer(one, requestId, supervisor, 'manager')).rejects.toMatchObject({
      code: 'NOT_PERMITTED',
    });
    await expect(answer(one, requestId, manager, 'counsel')).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    expect(await answer(one, requestId, manager, 'manager')).toEqual({ status: 'asked' });
    const both: TaskActor = {
      userId: manager.userId,
      memberships: [...manager.memberships, { communityId: world.communityId, role: 'counsel' }],
    };
    await expect(answer(one, requestId, both, 'counsel')).rejects.toMatchObject({ code: 'SAME_PERSON' });
    const approved = () =>
      world.inScope((tx) =>
        tx.signalOutbox.count({ where: { key: `limitation/${requestId}/SAFEGUARD_APPROVED` } }),
      );
    expect(await approved()).toBe(0);
    expect(await answer(one, requestId, counsel, 'counsel')).toEqual({ status: 'approved' });
    expect(await approved()).toBe(1);
  });

  it('is answered by neither office of who asked, nor asked for what is far or paid', async () => {
    const one = await near();
    const { requestId } = await ask(one, manager);
    await expect(answer(one, requestId, manager, 'manager')).rejects.toMatchObject({ code: 'SAME_PERSON' });
    await one.pay(71_626);
    const another = await world.addStaff('manager');
    await expect(answer(one, requestId, another, 'manager')).rejects.toMatchObject({ code: 'NOTHING_OWED' });
    const far = await world.addAccount({ level: 3 });
    await expect(ask(far)).rejects.toMatchObject({ code: 'SAFEGUARD_NOT_NEAR' });
    await dueOn(far, '2021-01-10');
    await expect(ask(far)).rejects.toMatchObject({ code: 'SAFEGUARD_LAPSED' });
  });

  it('goes out past a hold, never to who has paid nor in the night', async () => {
    const consented = async (one: TestCase) => {
      const { requestId } = await ask(one);
      await answer(one, requestId, manager, 'manager');
      await answer(one, requestId, counsel, 'counsel');
      return requestId;
    };
    const claim = async (one: TestCase, ref: string) => {
      const key = await one.plan(`safeguard~${ref}`, { doer: 'task', task: 'mail', ladder: false, ref });
      const { caseId, accountId } = one;
      const person = {
        ...{ userId: supervisor.userId, second: null, exemptionId: null, statedTime: null },
        addressIndex: null,
      };
      return world.inScope((tx) => claimStep(tx, world.context, { caseId, accountId, key, person }));
    };
    const held = await near();
    await held.hold('complaint');
    const out = await claim(held, await consented(held));
    if (out.kind !== 'CLAIMED') throw new Error(out.kind);
    expect(out.contact).toMatchObject({ class: 'formal', channel: 'mail', templateId: 'N4@1' });
    expect(out.text.text).toContain('异议，我们仍在核实办理');
    const alone = await near();
    const { requestId } = await ask(alone);
    await answer(alone, requestId, counsel, 'counsel');
    expect((await claim(alone, requestId)).kind).toBe('SUPERSEDED');
    const paid = await near();
    const paidFor = await consented(paid);
    await paid.pay(71_626);
    expect((await claim(paid, paidFor)).kind).toBe('NOTHING_OWED');
    const night = await near();
    const inTheNight = await consented(night);
    world.clock.now = at(TUESDAY, 22);
    expect((await claim(night, inTheNight)).kind).toBe('DEFERRED');
  });
});

describe('the table of limitation', () => {
  it('says what is left of each charge, sums over all rows, and says what would help', async () => {
    const one = await near();
    const page = await limitationPage(world.context, world.communityId, { withinDays: 60, limit: 2 });
    expect(page.items[0]?.daysLeft).toBeLessThanOrEqual(page.items[1]?.daysLeft ?? 0);
    expect(page.totals.charges).toBeGreaterThanOrEqual(page.items.length);
    const shown = await limitationOfAccount(world.context, manager, refOf(one));
    expect(shown.charges).toMatchObject([
      { actBefore: '2027-01-10', daysLeft: 47, past: false, wouldHelp: [{ code: 'SAFEGUARD' }, {}, {}] },
    ]);
  });
});
