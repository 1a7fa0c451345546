import { randomUUID } from 'node:crypto';
import { splitAccount } from '../../../src/cases/accounts/split';
import { claimStep, whyNotClaim } from '../../../src/cases/claim';
import type { ClaimAnswer } from '../../../src/cases/claim-answer';
import { endLiability, recordDeath, recordLiability } from '../../../src/cases/liability/record';
import { planCase } from '../../../src/cases/plan';
import type { TaskActor } from '../../../src/cases/task-access';
import { civilDay } from '../../../src/domain/civil-day';
import { accountClaims } from '../../../src/ledger/claimable';
import { at, type ClaimWorld, createClaimWorld, type TestCase, TUESDAY } from '../../support/claim-world';

let world: ClaimWorld;
let supervisor: TaskActor;
let agent: TaskActor;

beforeAll(async () => {
  world = await createClaimWorld();
  supervisor = await world.addStaff('supervisor');
  agent = await world.addStaff('agent');
});
afterAll(() => world.destroy());
beforeEach(() => {
  world.clock.now = at(TUESDAY, 10);
});

const refOf = ({ accountId }: TestCase) => ({ accountId, communityId: world.communityId });
const TENANT = '13700000001';

function claim({ caseId, accountId }: TestCase, key: string): Promise<ClaimAnswer> {
  return world.inScope((tx) => claimStep(tx, world.context, { caseId, accountId, key, person: null }));
}

/** What somebody before the door would be answered. */
function atTheDoor({ caseId, accountId }: TestCase, key: string) {
  const person = {
    ...{ userId: agent.userId, second: null, exemptionId: null, statedTime: null, addressIndex: null },
    printed: null,
  };
  return world.inScope((tx) => whyNotClaim(tx, world.context, { caseId, accountId, key, person }));
}

function addTenant(one: TestCase, more: { commandId?: string; untilOn?: string; by?: TaskActor } = {}) {
  return recordLiability(world.context, more.by ?? supervisor, refOf(one), {
    commandId: more.commandId ?? randomUUID(),
    added: {
      role: 'tenant',
      party: { name: '钱承租', phone: TENANT, kind: 'occupier' },
      objectId: null,
      fromOn: civilDay('2026-01-01'),
      untilOn: more.untilOn === undefined ? null : civilDay(more.untilOn),
      basis: '租赁合同约定由承租人交费',
      fileIds: [],
    },
  });
}

const dead = (one: TestCase, diedOn = '2026-11-01') =>
  recordDeath(world.context, supervisor, refOf(one), {
    commandId: randomUUID(),
    diedOn: civilDay(diedOn),
    basis: '家属出示死亡证明',
    fileIds: [],
  });

describe('a tenant who pays by agreement', () => {
  it('is reminded first, by his own name; the owner is at level 2', async () => {
    const one = await world.addAccount();
    await addTenant(one);
    const first = await claim(one, await one.plan('first-reminder'));
    if (first.kind !== 'CLAIMED') throw new Error(first.kind);
    expect(first.to).toBe(TENANT);
    expect(first.text.text).toContain('钱');
    const later = await world.addAccount({ level: 2 });
    await addTenant(later);
    const second = await claim(later, await later.plan('first-reminder'));
    expect(second).toMatchObject({ kind: 'CLAIMED', to: later.phones[0] });
  });

  it('is told nothing after his lease is over, and the owner is again', async () => {
    const one = await world.addAccount();
    const { liabilityId } = await addTenant(one);
    await endLiability(world.context, supervisor, refOf(one), {
      commandId: randomUUID(),
      liabilityId,
      lastOn: civilDay('2026-11-23'),
      basis: '租约到期',
      fileIds: [],
    });
    expect(await claim(one, await one.plan('first-reminder'))).toMatchObject({ to: one.phones[0] });
  });

  it('is recorded once for one command, with its evidence, and the case plans anew', async () => {
    const one = await world.addAccount();
    const commandId = randomUUID();
    await Promise.all([addTenant(one, { commandId }), addTenant(one, { commandId })]);
    const [rows, entries, account] = await world.inScope((tx) =>
      Promise.all([
        tx.liability.count({ where: { accountId: one.accountId } }),
        tx.evidenceEntry.count({ where: { accountId: one.accountId, kind: 'liability' } }),
        tx.account.findUniqueOrThrow({ where: { id: one.accountId } }),
      ]),
    );
    expect([rows, entries, account.ledgerVersion]).toEqual([1, 1, 2]);
    await expect(addTenant(one)).rejects.toMatchObject({ code: 'STANDS_ALREADY' });
  });

  it('is not for an agent to record, nor with an impossible day, number or object', async () => {
    const one = await world.addAccount();
    await expect(addTenant(one, { by: agent })).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(addTenant(one, { untilOn: '2025-12-31' })).rejects.toMatchObject({
      code: 'ENDS_BEFORE_IT_BEGINS',
    });
    await expect(addTenant(one, { untilOn: '9999-12-31' })).rejects.toMatchObject({
      code: 'DAY_OUT_OF_RANGE',
    });
    const rows = await world.inScope((tx) => tx.liability.count({ where: { accountId: one.accountId } }));
    expect(rows).toBe(0);
  });
});

describe('an owner who has died', () => {
  it('is approached no more, nor anybody else, until an heir is known', async () => {
    const one = await world.addAccount();
    await dead(one);
    const planned = await world.inScope((tx) => planCase(tx, one.snapshot(), world.clock.now));
    expect(planned.next).toMatchObject({ kind: 'review', reason: 'NOBODY_APPROACHED' });
    expect(await claim(one, await one.plan('first-reminder'))).toMatchObject({ kind: 'NO_CHANNEL' });
    await recordLiability(world.context, supervisor, refOf(one), {
      commandId: randomUUID(),
      added: {
        role: 'heir',
        party: { name: '周继承', phone: '13700000002', kind: 'owner' },
        objectId: null,
        fromOn: civilDay('2026-11-01'),
        untilOn: null,
        basis: '继承公证书',
        fileIds: [],
      },
    });
    expect(await claim(one, await one.plan('second-reminder'))).toMatchObject({ to: '13700000002' });
    await expect(dead(one)).rejects.toMatchObject({ code: 'DECEASED_KNOWN' });
  });

  it('cannot die tomorrow, and the living have no heirs', async () => {
    const one = await world.addAccount();
    await expect(dead(one, '2026-11-25')).rejects.toMatchObject({ code: 'DAY_OUT_OF_RANGE' });
  });
});

describe('a room that was sold', () => {
  const sold = (one: TestCase, straddling: 'by_due' | 'by_days', soldOn = '2026-08-01') =>
    world.inScope(async (tx) => {
      const objects = await tx.chargeObject.findMany({ where: { accountId: one.accountId } });
      return {
        communityId: world.communityId,
        commandId: randomUUID(),
        fromId: one.accountId,
        objectIds: objects.map(({ id }) => id),
        cause: { kind: 'sale' as const, soldOn: civilDay(soldOn), straddling },
        into: { name: '吴新业', phone: '13700000003', kind: 'owner' as const },
        reason: '过户',
      };
    });

  it('shares the bill that the sale falls into, to the fen, and asks where the seller lives now', async () => {
    const one = await world.addAccount({ owedFen: 92_000 });
    await world.inScope((tx) =>
      tx.charge.updateMany({
        where: { accountId: one.accountId },
        data: { periodFrom: '2026-07-01', periodTo: '2026-09-30', dueOn: '2026-09-30' },
      }),
    );
    const { intoId } = await splitAccount(world.context, supervisor, await sold(one, 'by_days'));
    const claims = await world.inScope((tx) =>
      accountClaims(tx, [one.accountId, intoId], civilDay('2026-11-24')),
    );
    expect(claims.get(one.accountId)?.claimableFen).toBe(31_000);
    expect(claims.get(intoId)?.claimableFen).toBe(61_000);
    const tasks = await world.inScope((tx) =>
      tx.task.count({ where: { accountId: one.accountId, kind: 'update_contact' } }),
    );
    expect(tasks).toBe(1);
  });

  it('has no door of the seller’s: nothing is posted there, and nobody rings', async () => {
    const one = await world.addAccount({ level: 2 });
    const { key } = await one.planTask('post', 'notice-post');
    expect(await atTheDoor(one, key)).toBeNull();
    await splitAccount(world.context, supervisor, await sold(one, 'by_due', '2026-11-20'));
    expect(await atTheDoor(one, key)).toEqual({ kind: 'NO_CHANNEL' });
    const visit = await one.planTask('visit', 'first-visit');
    expect(await atTheDoor(one, visit.key)).toEqual({ kind: 'NO_CHANNEL' });
  });
});

describe('a debt that another took over in writing', () => {
  it('moves with its bills, and not with bills of somebody else', async () => {
    const one = await world.addAccount();
    const other = await world.addAccount();
    const bills = await world.inScope((tx) =>
      tx.charge.findMany({ where: { accountId: one.accountId }, select: { id: true } }),
    );
    const request = {
      communityId: world.communityId,
      commandId: randomUUID(),
      fromId: one.accountId,
      objectIds: [],
      cause: { kind: 'assumption' as const, chargeIds: bills.map(({ id }) => id) },
      into: { accountId: other.accountId },
      reason: '债务承担协议',
    };
    await expect(
      splitAccount(world.context, supervisor, {
        ...request,
        fromId: other.accountId,
        into: { accountId: one.accountId },
      }),
    ).rejects.toMatchObject({ code: 'CHARGE_UNKNOWN' });
    await splitAccount(world.context, supervisor, request);
    const claims = await world.inScope((tx) =>
      accountClaims(tx, [one.accountId, other.accountId], civilDay('2026-11-24')),
    );
    expect(claims.get(one.accountId)?.claimableFen).toBe(0);
    expect(claims.get(other.accountId)?.claimableFen).toBe(71_626 * 2);
  });
});
