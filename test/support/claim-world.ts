import { randomUUID } from 'node:crypto';
import type { TaskActor } from '../../src/cases/task-access';
import { createCommunity } from '../../src/communities/create';
import { communityTime } from '../../src/communities/time';
import type { Prisma } from '../../src/db/generated/client';
import { type Tx, withScope } from '../../src/db/scope';
import type { Channel } from '../../src/domain/channel';
import { addDays, civilDay, civilDayOf, instantAt } from '../../src/domain/civil-day';
import type { Role } from '../../src/domain/roles';
import type { HoldKind, Level } from '../../src/domain/vocabulary';
import { lockAccount, raiseLedgerVersion } from '../../src/ledger/claimable';
import type { Pending } from '../../src/machine/context';
import { type CaseSnapshot, startCase } from '../../src/machine/run';
import { stepKey } from '../../src/machine/step-key';
import type { TaskKind } from '../../src/machine/vocabulary';
import type { Provider } from '../../src/messaging/provider';
import type { Policy } from '../../src/policy/schema';
import { digestOf } from '../../workflows/digest';
import type { TurnRecord } from '../../workflows/messages';
import { createTestContext } from './stack/context';
import { approveTexts } from './texts';

export const ZONE = 'Asia/Shanghai';

/** A real instant: `at('2026-11-24', 10, 30)` */
export function at(day: string, hour: number, minute = 0): number {
  return instantAt(civilDay(day), hour * 60 + minute, ZONE);
}

/** A Tuesday, workday, no holiday near: every channel that has a window on workday mornings is open. */
export const TUESDAY = '2026-11-24';

export type AccountOptions = {
  phones?: string[];
  emails?: string[];
  /** Accounts of one person share name and phone */
  person?: string;
  owedFen?: number;
  level?: Level;
  building?: string;
  released?: boolean;
  /** building-unit-door, as a ledger names it; none: nobody asks for it by name */
  room?: string;
};

export type TestCase = Awaited<ReturnType<ClaimWorld['addAccount']>>;
export type ClaimWorld = Awaited<ReturnType<typeof createClaimWorld>>;

/** One community on a real database whose clock the test sets, with accounts in arrears and whatever is pending for them. */
export async function createClaimWorld(
  options: {
    policy?: Policy;
    provider?: Provider;
    environment?: Record<string, string>;
    /** 'none': nobody has approved them */
    texts?: 'approved' | 'none';
  } = {},
) {
  const base = await createTestContext(options.environment);
  const clock = { now: at(TUESDAY, 10, 0) };
  const { provider } = options;
  const context = {
    ...base,
    now: () => clock.now,
    providers: provider ? { ...base.providers, scripted: () => provider } : base.providers,
  };
  const { id: communityId } = await withScope(context, '*', async (tx) => {
    const made = await createCommunity(
      tx,
      {
        name: `示例花园 ${randomUUID()}`,
        companyName: '安和物业服务有限公司',
        servicePhone: '0571-88880000',
      },
      { policy: options.policy },
    );
    if (options.texts !== 'none') await approveTexts(tx, made.id);
    await tx.community.update({
      where: { id: made.id },
      data: {
        bookedThrough: '2026-11-23',
        providers: provider ? { sms: 'scripted', email: 'scripted' } : { sms: 'capture', email: 'capture' },
      },
    });
    return made;
  });
  const inScope = <T>(fn: (tx: Tx) => Promise<T>) => withScope(context, communityId, fn);

  let numbers = 0;
  /** A number that nobody else in this world has */
  function nextPhone(): string {
    numbers += 1;
    return `139${String(numbers).padStart(8, '0')}`;
  }

  async function addUser(name = '测试员'): Promise<string> {
    const { id } = await inScope((tx) => tx.user.create({ data: { login: randomUUID(), name } }));
    return id;
  }

  /** Somebody with a role here, as the tasks see him; an agent is the steward of building 12. */
  async function addStaff(role: Role): Promise<TaskActor> {
    const userId = await addUser(role);
    await inScope(async (tx) => {
      await tx.membership.create({ data: { userId, communityId, role } });
      if (role !== 'agent') return;
      await tx.stewardship.upsert({
        where: { communityId_building: { communityId, building: '12' } },
        create: { communityId, building: '12', stewardId: userId },
        update: { stewardId: userId },
      });
    });
    return { userId, memberships: [{ communityId, role }] };
  }

  async function addAccount({
    phones = [nextPhone()],
    emails = [],
    person = randomUUID(),
    owedFen = 71_626,
    level = 1,
    building = '12',
    released = true,
    room,
  }: AccountOptions = {}) {
    const [, unit = null, door = null] = room?.split('-') ?? [];
    const { cipher } = context;
    const made = await inScope(async (tx) => {
      const party = await tx.party.create({
        data: {
          communityId,
          kind: 'owner',
          nameSealed: cipher.seal('周明'),
          nameIndex: cipher.index('name', person),
        },
      });
      const points = [
        ...phones.map((value) => ({ kind: 'phone', value })),
        ...emails.map((value) => ({ kind: 'email', value })),
      ];
      for (const [rank, { kind, value }] of points.entries()) {
        const valueIndex = cipher.index(kind as 'phone' | 'email', value);
        await tx.address.createMany({
          data: [{ communityId, kind, valueIndex, valueSealed: cipher.seal(value) }],
          skipDuplicates: true,
        });
        await tx.contactPoint.create({
          data: { communityId, partyId: party.id, kind, valueIndex, rank },
        });
      }
      const account = await tx.account.create({
        data: {
          communityId,
          partyId: party.id,
          label: room ?? '12-1-404',
          building,
          personIndex: cipher.index('person', person),
        },
      });
      const object = await tx.chargeObject.create({
        data: {
          communityId,
          kind: 'room',
          code: room ?? randomUUID().slice(0, 8),
          ...(room === undefined ? {} : { building, unit, room: door }),
          areaCm2: 1_193_800,
          accountId: account.id,
        },
      });
      await lockAccount(tx, account.id);
      const charge = await tx.charge.create({
        data: {
          communityId,
          accountId: account.id,
          objectId: object.id,
          item: '物业费',
          periodFrom: '2026-07-01',
          periodTo: '2026-12-31',
          dueOn: '2026-09-30',
          amountFen: owedFen,
        },
      });
      await raiseLedgerVersion(
        tx,
        { communityId, accountId: account.id, kind: 'charge_added', key: `charge/${charge.id}` },
        await communityTime(tx, communityId, clock.now),
      );
      const community = await tx.community.findUniqueOrThrow({ where: { id: communityId } });
      const wave = await tx.wave.create({
        data: {
          communityId,
          origin: 'import',
          onDay: TUESDAY,
          dueOn: '2026-11-26',
          dueAt: new Date(at('2026-11-27', 0)),
        },
      });
      const row = await tx.dunningCase.create({
        data: {
          communityId,
          accountId: account.id,
          policyVersionId: community.currentPolicyId ?? '',
          level,
          state: 'open',
          waveId: wave.id,
          releasedFromOn: released ? TUESDAY : null,
          openedAt: new Date(clock.now),
        },
      });
      return {
        phones,
        accountId: account.id,
        partyId: party.id,
        caseId: row.id,
        waveId: wave.id,
        chargeId: charge.id,
      };
    });
    return caseOf(made, level);
  }

  function caseOf(
    ids: {
      phones: string[];
      accountId: string;
      partyId: string;
      caseId: string;
      waveId: string;
      chargeId: string;
    },
    level: Level,
  ) {
    const { caseId, accountId } = ids;
    let snapshot: CaseSnapshot = startCase({
      caseId,
      accountId,
      communityId,
      clock: { kind: 'real' },
      openedAt: clock.now,
      level,
      basis: { kind: 'first_overdue', evidence: [] },
      cause: 'unknown',
      ledgerVersion: 1,
      claimableFen: 71_626,
      principalFen: 71_626,
      oldestDueOn: '2026-09-30',
      holds: [],
      withCounsel: false,
    }).snapshot;
    let turn = 0;

    function record(): TurnRecord {
      const digest = digestOf(turn, snapshot);
      // stands on whatever the row has: here the world writes snapshots, not a driver
      return { caseId, accountId, communityId, turn, snapshot, notes: [], digest, lineage: [digest] };
    }

    async function save(change: Partial<CaseSnapshot['context']>): Promise<void> {
      turn += 1;
      snapshot = { ...snapshot, context: { ...snapshot.context, ...change } };
      await inScope((tx) =>
        tx.dunningCase.update({
          where: { id: caseId },
          data: { turn, snapshot: snapshot as Prisma.InputJsonObject, recordDigest: null },
        }),
      );
    }

    /** Plans an act, as the machine would have. Returns its key. */
    async function plan(step: string, extra: Partial<Pending> = {}, resend: 0 | 1 = 0): Promise<string> {
      const key = stepKey({ caseId, entry: 1, step, resend });
      const pending: Pending = {
        step,
        doer: 'auto',
        task: null,
        ladder: true,
        plannedAt: clock.now,
        notBefore: null,
        blockedBy: null,
        dueAt: clock.now,
        left: null,
        escalation: 0,
        ref: null,
        ...extra,
      };
      await save({ pending: { ...snapshot.context.pending, [key]: pending } });
      await inScope((tx) =>
        tx.plannedStep.createMany({
          data: [
            { key, communityId, caseId, step, level, doer: pending.doer, plannedAt: new Date(clock.now) },
          ],
          skipDuplicates: true,
        }),
      );
      return key;
    }

    /** Plans a task for a person and lays out its row. */
    async function planTask(kind: TaskKind, step: string = kind, assigneeId: string | null = null) {
      const key = await plan(step, { doer: 'task', task: kind });
      const task = await inScope((tx) =>
        tx.task.create({
          data: {
            communityId,
            caseId,
            accountId,
            stepKey: key,
            kind,
            role: 'agent',
            assigneeId,
            dueOn: civilDayOf(clock.now, ZONE),
            dueAt: new Date(clock.now + 86_400_000),
            createdAt: new Date(clock.now),
            data: { step },
          },
        }),
      );
      return { key, taskId: task.id };
    }

    /** Pays everything, under the account's lock, like the ledger does. */
    function pay(amountFen: number, duringLock: () => Promise<void> = async () => {}): Promise<void> {
      return inScope(async (tx) => {
        await lockAccount(tx, accountId);
        await duringLock();
        const payment = await tx.payment.create({
          data: {
            communityId,
            accountId,
            externalId: randomUUID(),
            amountFen,
            receivedAt: new Date(clock.now),
            receivedOn: civilDayOf(clock.now, ZONE),
            channel: 'bank',
            status: 'booked',
          },
        });
        await tx.allocation.create({
          data: {
            communityId,
            accountId,
            chargeId: ids.chargeId,
            paymentId: payment.id,
            origin: 'policy',
            amountFen,
            onDay: civilDayOf(clock.now, ZONE),
          },
        });
        await raiseLedgerVersion(
          tx,
          { communityId, accountId, kind: 'payment', key: `payment/${payment.id}`, refId: payment.id },
          await communityTime(tx, communityId, clock.now),
        );
      });
    }

    async function hold(kind: HoldKind, days = 3): Promise<string> {
      const id = randomUUID();
      const data = {
        id,
        communityId,
        caseId,
        accountId,
        kind,
        beganAt: new Date(clock.now),
        endsAt: new Date(clock.now + days * 86_400_000),
      };
      await inScope((tx) => tx.hold.create({ data }));
      return id;
    }

    /** A contact in the past, as the rules count it. */
    async function earlier(day: string, channel: Channel, extra: Partial<Prisma.ContactCreateInput> = {}) {
      const account = await inScope((tx) => tx.account.findUniqueOrThrow({ where: { id: accountId } }));
      await inScope((tx) =>
        tx.contact.create({
          data: {
            stepKey: stepKey({ caseId, entry: 1, step: `earlier~${randomUUID()}`, resend: 0 }),
            communityId,
            caseId,
            accountId,
            personIndex: account.personIndex,
            partyId: ids.partyId,
            channel,
            class: 'dunning',
            automatic: channel === 'sms' || channel === 'email',
            level,
            ledgerVersion: 1,
            claimableFen: 71_626,
            claimedAt: new Date(at(day, 10)),
            claimedOn: day,
            leaseUntil: new Date(at(day, 10)),
            outcome: 'accepted',
            ...extra,
          },
        }),
      );
    }

    return { ...ids, record, save, plan, planTask, pay, hold, earlier, snapshot: () => snapshot };
  }

  return {
    context,
    clock,
    communityId,
    inScope,
    addUser,
    addStaff,
    addAccount,
    daysFrom: (days: number) => addDays(civilDay(TUESDAY), days),
    destroy: () => base.destroy(),
  };
}
