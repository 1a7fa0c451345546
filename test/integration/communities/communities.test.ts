import { randomUUID } from 'node:crypto';
import { createUser, grantRole } from '../../../src/auth/users';
import { createCommunity, listCommunities } from '../../../src/communities/create';
import { liftPause, openPauses, setPause } from '../../../src/communities/pauses';
import { setProvider } from '../../../src/communities/providers';
import { addQuietDay, removeQuietDay } from '../../../src/communities/quiet-days';
import { setSteward } from '../../../src/communities/stewards';
import { communityTime } from '../../../src/communities/time';
import type { Context } from '../../../src/context';
import { withScope, withSystemScope } from '../../../src/db/scope';
import { isWorkday, quietReason } from '../../../src/domain/calendar';
import { addDays, civilDay } from '../../../src/domain/civil-day';
import type { Role } from '../../../src/domain/roles';
import { calendarOf } from '../../../src/policy/calendar-store';
import { standard } from '../../../src/policy/standard';
import {
  activatePolicy,
  createPolicyVersion,
  currentPolicy,
  policyOfCase,
} from '../../../src/policy/versions';
import { createTestContext } from '../../support/stack/context';

let context: Context;
let serial = 0;
beforeAll(async () => {
  context = await createTestContext();
});
afterAll(() => context.destroy());

function newCommunity(
  demonstration: { asOf: ReturnType<typeof civilDay>; secondsPerDay: number } | null = null,
) {
  serial += 1;
  const input = { name: `小区${serial}`, companyName: '公司', servicePhone: '0571-88880000', demonstration };
  return withSystemScope(context, (tx) => createCommunity(tx, input));
}

describe('a community', () => {
  it('has a policy in force and keeps its messages from the first moment', async () => {
    const { id, name } = await newCommunity();
    const found = await withSystemScope(context, (tx) => listCommunities(tx));
    expect(found.find((one) => one.id === id)).toMatchObject({
      name,
      demonstration: false,
      clock: { kind: 'real' },
      providers: { sms: 'capture', email: 'capture' },
    });
    expect((await withScope(context, id, (tx) => currentPolicy(tx, id))).policy).toEqual(standard);
    await expect(
      withSystemScope(context, (tx) =>
        createCommunity(tx, { name, companyName: '公司', servicePhone: '12345' }),
      ),
    ).rejects.toMatchObject({ code: 'COMMUNITY_NAME_TAKEN' });
  });

  it('of demonstration stands at 09:30 of its day, only captures, and stays one', async () => {
    const asOf = civilDay('2026-11-01');
    const { id } = await newCommunity({ asOf, secondsPerDay: 60 });
    const time = await withScope(context, id, (tx) => communityTime(tx, id, Date.now()));
    expect(time).toMatchObject({ today: asOf, now: Date.parse('2026-11-01T09:30:00+08:00') });
    const admin = { userId: randomUUID(), memberships: [{ communityId: id, role: 'admin' as const }] };
    for (const [channel, provider] of [
      ['sms', 'tencent'],
      ['email', 'smtp'],
    ] as const) {
      await expect(
        withScope(context, id, (tx) =>
          setProvider(tx, context, admin, { communityId: id, channel, choice: { provider } }),
        ),
      ).rejects.toMatchObject({ code: 'DEMONSTRATION_ONLY_CAPTURES' });
    }
    const change = (data: object) =>
      withScope(context, id, (tx) => tx.community.update({ where: { id }, data }));
    await expect(change({ providers: { sms: 'tencent' } })).rejects.toThrow(
      'community_demonstration_captures',
    );
    await expect(change({ demonstration: false })).rejects.toThrow('stays one');
  });

  it('never takes back the day up to which receipts are complete', async () => {
    const { id } = await newCommunity();
    const book = (bookedThrough: string | null) =>
      withScope(context, id, (tx) => tx.community.update({ where: { id }, data: { bookedThrough } }));
    await book('2026-11-20');
    await book('2026-11-20');
    await expect(book('2026-11-19')).rejects.toThrow('never goes back');
    await expect(book(null)).rejects.toThrow('never goes back');
    await expect(book('2026-11-31x')).rejects.toThrow();
    await expect(book('2026-13-01')).rejects.toThrow('is_day');
  });
});

describe('policy versions', () => {
  const stricter = { ...standard, rules: { ...standard.rules, offerValidDays: 5 } };

  it('bind a case by the ladder that it pinned and the rules of today', async () => {
    const { id: communityId } = await newCommunity();
    await withScope(context, communityId, async (tx) => {
      const first = await currentPolicy(tx, communityId);
      const laterLevel3 = { ...standard.ladder.level3, afterDueDays: 75 };
      const document = { ...stricter, ladder: { ...standard.ladder, level3: laterLevel3 } };
      const second = await createPolicyVersion(tx, { communityId, document, createdById: null });
      expect(second).toMatchObject({ version: 2, already: false });
      expect((await currentPolicy(tx, communityId)).version).toBe(1);
      await activatePolicy(tx, { communityId, version: 2 });
      const policy = await policyOfCase(tx, { communityId, policyVersionId: first.id });
      expect(policy.ladder.level3.afterDueDays).toBe(61);
      expect(policy.rules.offerValidDays).toBe(5);
    });
  });

  it('are numbered without a gap when two are made at once, and the same document is the same version', async () => {
    const { id: communityId } = await newCommunity();
    const make = (offerValidDays: number) =>
      withScope(context, communityId, (tx) =>
        createPolicyVersion(tx, {
          communityId,
          document: { ...standard, rules: { ...standard.rules, offerValidDays } },
          createdById: null,
        }),
      );
    const made = await Promise.all([1, 2, 3, 4, 5].map(make));
    expect(made.map(({ version }) => version).sort()).toEqual([2, 3, 4, 5, 6]);
    const last = made.find(({ version }) => version === 6);
    expect(await make(last?.policy.rules.offerValidDays ?? 0)).toMatchObject({ version: 6, already: true });
  });

  it('are refused with every wrong field, and never change afterwards', async () => {
    const { id: communityId } = await newCommunity();
    const make = (document: unknown) =>
      withScope(context, communityId, (tx) =>
        createPolicyVersion(tx, { communityId, document, createdById: null }),
      );
    const wrong = { ...standard, name: '', rules: { ...standard.rules, offerValidDays: 0 } };
    await expect(make(wrong)).rejects.toMatchObject({
      code: 'POLICY_INVALID',
      details: { problems: [{ path: 'name' }, { path: 'rules.offerValidDays' }] },
    });
    await expect(
      withScope(context, communityId, (tx) => tx.policyVersion.updateMany({ data: { document: {} } })),
    ).rejects.toThrow('permission denied');
    await expect(
      withScope(context, communityId, (tx) => activatePolicy(tx, { communityId, version: 9 })),
    ).rejects.toMatchObject({ code: 'POLICY_UNKNOWN' });
  });
});

describe('the calendar', () => {
  it("has the public holidays and the community's own quiet days, at once after a change", async () => {
    const { id } = await newCommunity();
    const day = civilDay('2026-11-18');
    const quiet = (channel: 'call' | 'sms', building?: string) =>
      withScope(context, id, async (tx) => quietReason(await calendarOf(tx, id), day, channel, building));
    const calendar = await withScope(context, id, (tx) => calendarOf(tx, id));
    expect(isWorkday(calendar, civilDay('2026-10-01'))).toBe(false);
    expect(await withScope(context, id, (tx) => calendarOf(tx, id))).toBe(calendar);
    expect(await quiet('call', '8')).toBeNull();
    const quietDay = await withScope(context, id, (tx) =>
      addQuietDay(tx, id, { fromOn: day, toOn: day, building: '8', channels: ['call'], reason: '电梯检修' }),
    );
    expect(await quiet('call', '8')).toBe('电梯检修');
    expect(await quiet('call', '9')).toBeNull();
    expect(await quiet('sms', '8')).toBeNull();
    await withScope(context, id, (tx) => removeQuietDay(tx, id, quietDay));
    expect(await quiet('call', '8')).toBeNull();
  });
});

describe('a pause', () => {
  const realNow = new Date('2026-11-24T01:00:00Z');
  const today = civilDay('2026-11-24');

  async function scene() {
    const { id: communityId } = await newCommunity();
    return withSystemScope(context, async (tx) => {
      const party = await tx.party.create({
        data: { communityId, kind: 'owner', nameSealed: 'x', nameIndex: 'x' },
      });
      const account = (building: string) =>
        tx.account.create({
          data: { communityId, partyId: party.id, label: `${building}-1-101`, building, personIndex: 'x' },
        });
      const { id: policyVersionId } = await currentPolicy(tx, communityId);
      const accounts = { eight: await account('8'), nine: await account('9') };
      return { communityId, ...accounts, policyVersionId };
    });
  }

  const openCase = (
    { communityId, policyVersionId }: { communityId: string; policyVersionId: string },
    accountId: string,
    blockedBy: string | null,
  ) =>
    withScope(context, communityId, (tx) =>
      tx.dunningCase.create({
        data: {
          ...{
            communityId,
            accountId,
            policyVersionId,
            level: 1,
            state: 'ladder.reminder',
            openedAt: realNow,
          },
          snapshot: {
            context: {
              pending: { k: { doer: 'task', blockedBy: blockedBy && { reason: 'PAUSED', ref: blockedBy } } },
            },
          },
        },
      }),
    );

  async function actor(communityId: string, role: Role) {
    serial += 1;
    const user = await withSystemScope(context, async (tx) => {
      const created = await createUser(tx, { login: `pauser${serial}`, name: '员工' });
      await grantRole(tx, { userId: created.id, communityId, role });
      return created;
    });
    return { userId: user.id, memberships: [{ communityId, role }] };
  }

  const makeSteward = (communityId: string, stewardId: string) =>
    withScope(context, communityId, (tx) =>
      setSteward(tx, { communityId, building: '8', stewardId, standInId: null }),
    );

  it('of an account is set by who may act on it, and in its own community', async () => {
    const { communityId, eight, nine } = await scene();
    const elsewhere = await scene();
    const agent = await actor(communityId, 'agent');
    await makeSteward(communityId, agent.userId);
    const set = (accountId: string, by = agent) =>
      withScope(context, communityId, (tx) => {
        const of = { kind: 'account' as const, accountId };
        const pause = { of, fromOn: today, toOn: today, reason: '住院' };
        return setPause(tx, context, { communityId, actor: by, pause }, realNow);
      });
    await set(eight.id);
    await expect(set(nine.id)).rejects.toMatchObject({ code: 'ACCOUNT_UNKNOWN' });
    const manager = await actor(communityId, 'manager');
    await set(nine.id, manager);
    await expect(set(elsewhere.nine.id, manager)).rejects.toMatchObject({ code: 'ACCOUNT_UNKNOWN' });
  });

  it('lasts as long as the role may set it, and no role may set another kind', async () => {
    const { communityId, eight } = await scene();
    const set = async (role: Role, kind: 'account' | 'building' | 'community', days: number) => {
      const of =
        kind === 'account'
          ? { kind, accountId: eight.id }
          : kind === 'building'
            ? { kind, building: '8' }
            : { kind };
      const pause = { of, fromOn: today, toOn: addDays(today, days - 1), reason: '漏水' };
      const by = await actor(communityId, role);
      if (role === 'agent') await makeSteward(communityId, by.userId);
      return withScope(context, communityId, (tx) =>
        setPause(tx, context, { communityId, actor: by, pause }, realNow),
      ).then(
        () => 'set',
        ({ code }) => code,
      );
    };
    expect(await set('agent', 'account', 7)).toBe('set');
    expect(await set('agent', 'account', 8)).toBe('PAUSE_TOO_LONG');
    expect(await set('supervisor', 'account', 30)).toBe('set');
    expect(await set('supervisor', 'account', 31)).toBe('PAUSE_TOO_LONG');
    expect(await set('supervisor', 'building', 1)).toBe('NOT_PERMITTED');
    expect(await set('manager', 'building', 90)).toBe('set');
    expect(await set('manager', 'building', 91)).toBe('PAUSE_TOO_LONG');
    expect(await set('manager', 'community', 1)).toBe('NOT_PERMITTED');
    expect(await set('company', 'community', 90)).toBe('set');
    expect(await set('admin', 'community', 90)).toBe('set');
    expect(await set('finance', 'account', 1)).toBe('NOT_PERMITTED');
    expect(await set('manager', 'account', 0)).not.toBe('set');
  });

  it('lifted early is told once, to the cases that wait for it', async () => {
    const place = await scene();
    const { communityId, eight, nine } = place;
    const manager = await actor(communityId, 'manager');
    const pause = {
      of: { kind: 'building' as const, building: '8' },
      fromOn: today,
      toOn: today,
      reason: '停梯',
    };
    const pauseId = await withScope(context, communityId, (tx) =>
      setPause(tx, context, { communityId, actor: manager, pause }, realNow),
    );
    const waiting = await openCase(place, eight.id, pauseId);
    await openCase(place, nine.id, null);
    const lift = () =>
      withScope(context, communityId, (tx) =>
        liftPause(tx, context, { communityId, actor: manager, pauseId }, realNow),
      );
    expect(await withScope(context, communityId, (tx) => openPauses(tx, communityId, today))).toHaveLength(1);
    await lift();
    await lift();
    expect(await withScope(context, communityId, (tx) => openPauses(tx, communityId, today))).toEqual([]);
    const told = await withScope(context, communityId, (tx) =>
      tx.signalOutbox.findMany({ where: { communityId } }),
    );
    expect(told).toMatchObject([
      {
        caseId: waiting.id,
        accountId: eight.id,
        event: { type: 'GATE_OPENED', gate: 'pause', ref: pauseId },
      },
    ]);
  });

  it('of an account is in its evidence, as is the lifting', async () => {
    const { communityId, eight } = await scene();
    const agent = await actor(communityId, 'agent');
    await makeSteward(communityId, agent.userId);
    const pause = {
      of: { kind: 'account' as const, accountId: eight.id },
      fromOn: today,
      toOn: today,
      reason: '住院',
    };
    await withScope(context, communityId, async (tx) => {
      const pauseId = await setPause(tx, context, { communityId, actor: agent, pause }, realNow);
      await liftPause(tx, context, { communityId, actor: agent, pauseId }, realNow);
    });
    const entries = await withScope(context, communityId, (tx) =>
      tx.evidenceEntry.findMany({ where: { accountId: eight.id }, orderBy: { seq: 'asc' } }),
    );
    expect(entries).toMatchObject([
      { seq: 1, kind: 'paused', actorId: agent.userId },
      { seq: 2, kind: 'pause_lifted', actorId: agent.userId },
    ]);
  });
});
