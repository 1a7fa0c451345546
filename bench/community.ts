import { randomUUID } from 'node:crypto';
import { createUser, grantRole } from '../src/auth/users';
import { createCommunity } from '../src/communities/create';
import { communityTime } from '../src/communities/time';
import type { Context } from '../src/context';
import { type Tx, withScope, withSystemScope } from '../src/db/scope';
import { civilDay, instantAt } from '../src/domain/civil-day';
import { raiseLedgerVersions } from '../src/ledger/claimable';
import { policySchema } from '../src/policy/schema';
import { standard } from '../src/policy/standard';
import { approveBuiltIn } from '../src/texts/approve';

/** A civil day of the measured communities, in real time: a second is four hours, so what is late by seconds still comes before the night. */
const SECONDS_PER_DAY = 6;
export const DAY_REAL_MS = SECONDS_PER_DAY * 1000;

/** A Monday with no holiday in the month after it. */
const FIRST_DAY = civilDay('2026-11-02');
const DUE_ON = '2026-09-30';
const OWED_FEN = 71_626;
const WIDE = [{ from: '08:00', to: '21:30' }];

/**
 * 「标准」 with waits of days instead of weeks: three reminders on three days, a silent window to midnight, every channel open all day, so
 * that a run measures work rather than waiting.
 */
const policy = policySchema.parse({
  ...standard,
  name: '测速',
  ladder: {
    ...standard.ladder,
    level1: {
      ...standard.ladder.level1,
      steps: [0, 1, 2].map((onDay) => ({
        id: `reminder-${onDay + 1}`,
        act: 'message',
        onDay,
        channels: ['sms'],
        minimumFen: 1_000,
        when: 'always',
        text: onDay === 0 ? 'T1' : 'T2',
      })),
      minimumStayDays: 180,
    },
    settlement: { ...standard.ladder.settlement, reversalWindowDays: 0 },
  },
  rules: {
    ...standard.rules,
    contact: {
      windows: Object.fromEntries(
        Object.keys(standard.rules.contact.windows).map((channel) => [
          channel,
          { workday: WIDE, dayOff: WIDE },
        ]),
      ),
      spreadMinutes: 120,
      budget: {
        ...standard.rules.contact.budget,
        perDay: 3,
        per7Days: 7,
        per30Days: 15,
        automaticSpacingDays: 1,
      },
      attempts: standard.rules.contact.attempts,
    },
  },
});

export type BenchCommunity = { communityId: string; managerId: string; accountIds: string[] };

/** A community of demonstration with accounts that owe, its clock standing. */
export async function makeCommunity(context: Context, accounts: number): Promise<BenchCommunity> {
  return withScope(
    context,
    '*',
    async (tx) => {
      const { id: communityId } = await createCommunity(
        tx,
        {
          name: `测速 ${randomUUID()}`,
          companyName: '安和物业服务有限公司',
          servicePhone: '0571-88880000',
          demonstration: { asOf: FIRST_DAY, secondsPerDay: SECONDS_PER_DAY },
        },
        { policy },
      );
      const manager = await createUser(tx, { login: randomUUID(), name: '负责人' });
      await grantRole(tx, { userId: manager.id, communityId, role: 'manager' });
      await approveBuiltIn(tx, { userId: manager.id, roles: ['manager'], now: new Date() }, communityId);
      const accountIds = await makeAccounts(tx, context, communityId, accounts);
      return { communityId, managerId: manager.id, accountIds };
    },
    { timeoutMs: 60_000 },
  );
}

async function makeAccounts(
  tx: Tx,
  { cipher, now }: Context,
  communityId: string,
  count: number,
): Promise<string[]> {
  const people = Array.from({ length: count }, (_, index) => ({
    partyId: randomUUID(),
    accountId: randomUUID(),
    objectId: randomUUID(),
    phone: `1380000${String(index).padStart(4, '0')}`,
    code: `1-1-${index}`,
  }));
  const index = (phone: string) => cipher.index('phone', phone);
  await tx.party.createMany({
    data: people.map(({ partyId, code }) => ({
      id: partyId,
      communityId,
      kind: 'owner',
      nameSealed: cipher.seal(`业主${code}`),
      nameIndex: cipher.index('name', code),
    })),
  });
  await tx.address.createMany({
    data: people.map(({ phone }) => ({
      communityId,
      kind: 'phone',
      valueIndex: index(phone),
      valueSealed: cipher.seal(phone),
    })),
  });
  await tx.contactPoint.createMany({
    data: people.map(({ partyId, phone }) => ({
      communityId,
      partyId,
      kind: 'phone',
      valueIndex: index(phone),
      rank: 0,
    })),
  });
  await tx.account.createMany({
    data: people.map(({ accountId, partyId, code, phone }) => ({
      id: accountId,
      communityId,
      partyId,
      label: code,
      building: '1',
      personIndex: cipher.index('person', `${code}${phone}`),
    })),
  });
  await tx.chargeObject.createMany({
    data: people.map(({ objectId, accountId, code }) => ({
      id: objectId,
      communityId,
      kind: 'room',
      code,
      accountId,
    })),
  });
  await tx.charge.createMany({
    data: people.map(({ accountId, objectId }) => ({
      communityId,
      accountId,
      objectId,
      item: '物业费',
      periodFrom: '2026-07-01',
      periodTo: '2026-09-30',
      dueOn: DUE_ON,
      amountFen: OWED_FEN,
    })),
  });
  await raiseLedgerVersions(
    tx,
    people.map(({ accountId }) => ({
      communityId,
      accountId,
      kind: 'charge_added' as const,
      key: `bench/${accountId}`,
    })),
    await communityTime(tx, communityId, now()),
  );
  return people.map(({ accountId }) => accountId);
}

/** As on an ordinary day: opened by the morning's scan, released before the first window opens. */
const MORNING_MINUTES = 7 * 60;

/** Sets the clock going as a first release does, on the first day at the hour of the morning's scan. */
export async function startClock(context: Context, { communityId }: BenchCommunity): Promise<void> {
  const startsAt = instantAt(FIRST_DAY, MORNING_MINUTES, 'Asia/Shanghai');
  const clock = {
    kind: 'demonstration',
    startsAt,
    releasedAt: context.now(),
    secondsPerDay: SECONDS_PER_DAY,
  };
  await withSystemScope(context, (tx) =>
    tx.community.update({
      where: { id: communityId },
      data: { clock, firstReleasedAt: new Date(startsAt) },
    }),
  );
}
