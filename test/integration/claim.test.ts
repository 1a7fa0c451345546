import { claimStep } from '../../src/cases/claim';
import type { ClaimAnswer } from '../../src/cases/claim-answer';
import { at, type ClaimWorld, createClaimWorld, type TestCase, TUESDAY } from '../support/claim-world';

let world: ClaimWorld;

beforeAll(async () => {
  world = await createClaimWorld();
});
afterAll(() => world.destroy());
beforeEach(() => {
  world.clock.now = at(TUESDAY, 10);
});

function claim(one: TestCase, key: string): Promise<ClaimAnswer> {
  const { caseId, accountId } = one;
  return world.inScope((tx) => claimStep(tx, world.context, { caseId, accountId, key, person: null }));
}

describe('a claim', () => {
  it('is a row with its lease, its text sealed, and one entry of evidence', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    const answer = await claim(one, key);
    if (answer.kind !== 'CLAIMED') throw new Error(answer.kind);
    expect(answer.to).toBe(one.phones[0]);
    expect(answer.text.text).toBe(
      '【安和物业】周业主您好：您截至26年12月物业费账单716.26元待缴，可到服务中心或线上办理，已缴请忽略。咨询0571-88880000',
    );
    expect(answer.contact).toMatchObject({
      stepKey: key,
      channel: 'sms',
      class: 'dunning',
      automatic: true,
      ledgerVersion: 1,
      claimableFen: 71_626,
      claimedOn: TUESDAY,
      outcome: 'claimed',
      templateId: 'T1@1',
      offerUntilOn: '2026-12-01',
    });
    expect(answer.contact.textSealed).not.toContain('周');
    const entries = await world.inScope((tx) =>
      tx.evidenceEntry.findMany({ where: { accountId: one.accountId } }),
    );
    expect(entries.map(({ key, kind }) => ({ key, kind }))).toEqual([{ key: `claim/${key}`, kind: 'claim' }]);
  });

  it('is superseded when the step is not pending any more', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    await one.save({ pending: {} });
    expect(await claim(one, key)).toEqual({ kind: 'SUPERSEDED', why: 'NOT_PENDING' });
  });
});

describe('a resend', () => {
  it('is claimed only where the provider said that it has nothing of the first one', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    const again = await one.plan('first-reminder', {}, 1);
    expect(await claim(one, again)).toEqual({ kind: 'SUPERSEDED', why: 'NO_RESEND' });
    expect((await claim(one, key)).kind).toBe('CLAIMED');
    for (const outcome of ['claimed', 'accepted', 'unproven']) {
      await world.inScope((tx) => tx.contact.update({ where: { stepKey: key }, data: { outcome } }));
      expect(await claim(one, again)).toEqual({ kind: 'SUPERSEDED', why: 'NO_RESEND' });
    }
    await world.inScope((tx) =>
      tx.contact.update({ where: { stepKey: key }, data: { outcome: 'lost', attempt: true } }),
    );
    expect((await claim(one, again)).kind).toBe('CLAIMED');
  });
});

describe('nobody who has paid is dunned', () => {
  it('answers NOTHING_OWED once it is paid', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    await one.pay(71_626);
    expect(await claim(one, key)).toEqual({ kind: 'NOTHING_OWED' });
  });

  it('answers NOTHING_OWED within the tolerance', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    await one.pay(71_626 - 500);
    expect(await claim(one, key)).toEqual({ kind: 'NOTHING_OWED' });
  });

  it('leaves out what has fallen below the step’s minimum', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    await one.pay(71_626 - 999);
    expect(await claim(one, key)).toEqual({ kind: 'SUPERSEDED', why: 'BELOW_MINIMUM' });
  });

  it('sees a payment that commits while the claim waits for the account', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    let waiting: Promise<ClaimAnswer> | undefined;
    await one.pay(71_626, async () => {
      waiting = claim(one, key);
      await untilBlocked(1);
    });
    expect(await waiting).toEqual({ kind: 'NOTHING_OWED' });
  });

  it('comes before a payment that waits for the claim, and its version says so', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    let paying: Promise<void> | undefined;
    const answer = await world.inScope(async (tx) => {
      const { caseId, accountId } = one;
      const claimed = await claimStep(tx, world.context, { caseId, accountId, key, person: null });
      paying = one.pay(71_626);
      await untilBlocked(1);
      return claimed;
    });
    await paying;
    if (answer.kind !== 'CLAIMED') throw new Error(answer.kind);
    const paid = await world.inScope((tx) =>
      tx.ledgerEvent.findFirstOrThrow({ where: { accountId: one.accountId, kind: 'payment' } }),
    );
    expect(answer.contact.ledgerVersion).toBeLessThan(paid.version);
  });

  it('answers HELD under any hold, a claimed payment first of all', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    const holdId = await one.hold('payment_claimed');
    expect(await claim(one, key)).toEqual({ kind: 'HELD', holdIds: [holdId] });
  });

  it('waits for a complaint of the same person on another account', async () => {
    const [one, other] = [
      await world.addAccount({ person: 'leak' }),
      await world.addAccount({ person: 'leak' }),
    ];
    const key = await one.plan('first-reminder');
    const holdId = await other.hold('complaint', 10);
    expect(await claim(one, key)).toMatchObject({ kind: 'DEFERRED', reason: 'PERSON_HELD', ref: holdId });
  });

  it('is not stopped by a promise of the same person on another account', async () => {
    const [one, other] = [
      await world.addAccount({ person: 'promise' }),
      await world.addAccount({ person: 'promise' }),
    ];
    const key = await one.plan('first-reminder');
    await other.hold('promise');
    expect((await claim(one, key)).kind).toBe('CLAIMED');
  });

  it('awaits the release of its wave', async () => {
    const one = await world.addAccount({ released: false });
    const key = await one.plan('first-reminder');
    expect(await claim(one, key)).toEqual({
      kind: 'AWAITING_RELEASE',
      waveId: one.waveId,
      until: at('2026-11-27', 0),
    });
  });

  it('waits for the day from which it is released', async () => {
    const one = await world.addAccount();
    await world.inScope((tx) =>
      tx.dunningCase.update({ where: { id: one.caseId }, data: { releasedFromOn: '2026-11-26' } }),
    );
    const key = await one.plan('first-reminder');
    const answer = await claim(one, key);
    expect(answer).toMatchObject({ kind: 'DEFERRED', reason: 'RELEASE_DAY', ref: one.waveId });
    expect(untilOf(answer)).toBeGreaterThanOrEqual(at('2026-11-26', 9, 30));
    expect(untilOf(answer)).toBeLessThan(at('2026-11-26', 11));
  });

  it('stops when receipts are older than two workdays, for people as for machines', async () => {
    const other = await createClaimWorld();
    try {
      const one = await other.addAccount();
      const { caseId, accountId } = one;
      const key = await one.plan('first-reminder');
      // Monday has nothing booked since Monday the week before
      other.clock.now = at('2026-11-27', 10);
      const answer = await other.inScope((tx) =>
        claimStep(tx, other.context, { caseId, accountId, key, person: null }),
      );
      expect(answer).toMatchObject({ kind: 'DEFERRED', reason: 'FRESHNESS', ref: null });
      expect(untilOf(answer)).toBeGreaterThanOrEqual(at('2026-11-28', 9, 30));
      expect(untilOf(answer)).toBeLessThan(at('2026-11-28', 11));
    } finally {
      await other.destroy();
    }
  });

  it('waits out a pause of its building', async () => {
    const [one, elsewhere] = [
      await world.addAccount({ building: '7' }),
      await world.addAccount({ building: '8' }),
    ];
    const pause = await world.inScope((tx) =>
      tx.pause.create({
        data: {
          communityId: world.communityId,
          building: '7',
          reason: '电梯停运',
          fromOn: TUESDAY,
          toOn: '2026-11-25',
          setById: '00000000-0000-7000-8000-000000000001',
          setAt: new Date(world.clock.now),
        },
      }),
    );
    const answer = await claim(one, await one.plan('first-reminder'));
    expect(answer).toMatchObject({ kind: 'DEFERRED', reason: 'PAUSED', ref: pause.id });
    expect(untilOf(answer)).toBeGreaterThanOrEqual(at('2026-11-26', 9, 30));
    expect((await claim(elsewhere, await elsewhere.plan('first-reminder'))).kind).toBe('CLAIMED');
  });

  it('leaves a household with a care mark to the supervisor', async () => {
    const one = await world.addAccount();
    await world.inScope((tx) =>
      tx.account.update({ where: { id: one.accountId }, data: { careMark: 'ELDERLY' } }),
    );
    const key = await one.plan('first-reminder');
    expect(await claim(one, key)).toEqual({ kind: 'SUPERSEDED', why: 'CARE' });
  });
});

describe('the peace is kept', () => {
  it.each([
    ['in the night', at(TUESDAY, 23, 40), at('2026-11-25', 9, 30), at('2026-11-25', 11)],
    ['before its window', at(TUESDAY, 8, 10), at(TUESDAY, 9, 30), at(TUESDAY, 11)],
    ['on a public holiday', at('2026-10-02', 10), at('2026-10-08', 9, 30), at('2026-10-08', 11)],
  ])('moves a message %s to the next opening', async (_when, now, from, to) => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    world.clock.now = now;
    // receipts are stated to the day; a claim in October is only early for them
    const answer = await claim(one, key);
    if (now < at(TUESDAY, 0)) {
      // the wave is released from the 24th on
      expect(answer).toMatchObject({ kind: 'DEFERRED', reason: 'RELEASE_DAY' });
      await world.inScope((tx) =>
        tx.dunningCase.update({ where: { id: one.caseId }, data: { releasedFromOn: '2026-10-01' } }),
      );
    }
    const late = await claim(one, key);
    expect(late).toMatchObject({ kind: 'DEFERRED', reason: 'WINDOW' });
    expect(untilOf(late)).toBeGreaterThanOrEqual(from);
    expect(untilOf(late)).toBeLessThan(to);
  });

  it('spaces automatic contacts by five days', async () => {
    const one = await world.addAccount();
    await one.earlier('2026-11-20', 'sms');
    const answer = await claim(one, await one.plan('second-reminder'));
    expect(answer).toMatchObject({ kind: 'DEFERRED', reason: 'AUTOMATIC_SPACING' });
    expect(untilOf(answer)).toBeGreaterThanOrEqual(at('2026-11-25', 9, 30));
  });

  it('does not count an attempt, a loss or a claim that never called', async () => {
    const one = await world.addAccount();
    await one.earlier('2026-11-23', 'call', { attempt: true, outcome: 'no_answer' });
    await one.earlier('2026-11-23', 'sms', { attempt: true, outcome: 'lost' });
    await one.earlier('2026-11-23', 'sms', { attempt: true, outcome: 'not_called' });
    expect((await claim(one, await one.plan('first-reminder'))).kind).toBe('CLAIMED');
  });

  it('counts a person over all his accounts', async () => {
    const [one, other] = [
      await world.addAccount({ person: 'two rooms' }),
      await world.addAccount({ person: 'two rooms' }),
    ];
    expect((await claim(one, await one.plan('first-reminder'))).kind).toBe('CLAIMED');
    expect(await claim(other, await other.plan('first-reminder'))).toMatchObject({ kind: 'DEFERRED' });
  });

  it('counts an address over all who use it', async () => {
    const phones = ['13800000777'];
    const [one, other] = [await world.addAccount({ phones }), await world.addAccount({ phones })];
    expect((await claim(one, await one.plan('first-reminder'))).kind).toBe('CLAIMED');
    expect(await claim(other, await other.plan('first-reminder'))).toMatchObject({ kind: 'DEFERRED' });
  });

  it.each(['one person', 'one address'])(
    'lets only one of two claims at once pass for %s',
    async (shared) => {
      for (let round = 0; round < 8; round += 1) {
        const same =
          shared === 'one person' ? { person: `person ${round}` } : { phones: [`1381000000${round}`] };
        const cases = [await world.addAccount(same), await world.addAccount(same)];
        const keys = [await cases[0]?.plan('first-reminder'), await cases[1]?.plan('first-reminder')];
        const answers = await Promise.all(cases.map((one, index) => claim(one, keys[index] ?? '')));
        expect(answers.map(({ kind }) => kind).sort()).toEqual(['CLAIMED', 'DEFERRED']);
      }
    },
  );

  it('lets only one of many claims at once pass for one key', async () => {
    const one = await world.addAccount();
    const key = await one.plan('first-reminder');
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => claim(one, key)));
    expect(answers.map(({ kind }) => kind).sort()).toEqual([
      'CLAIMED',
      'IN_DOUBT',
      'IN_DOUBT',
      'IN_DOUBT',
      'IN_DOUBT',
    ]);
  });
});

describe('the way to a person', () => {
  it('skips a number that is dead, wrong or opted out, and then the channel', async () => {
    const one = await world.addAccount({
      phones: ['13800000001', '13800000002', '13800000003'],
      emails: ['zhou@example.test'],
    });
    await setAddress(one, 0, { status: 'dead' });
    await setAddress(one, 1, { status: 'wrong' });
    await setAddress(one, 2, { optedOut: ['sms'] });
    const answer = await claim(one, await one.plan('first-reminder'));
    if (answer.kind !== 'CLAIMED') throw new Error(answer.kind);
    expect(answer.contact.channel).toBe('email');
    expect(answer.to).toBe('zhou@example.test');
    expect(answer.text.subject).toContain('物业服务费账单提醒');
  });

  it('never goes to somebody whom the party did not name', async () => {
    const one = await world.addAccount();
    await world.inScope((tx) =>
      tx.contactPoint.updateMany({ where: { partyId: one.partyId }, data: { authorised: false } }),
    );
    expect(await claim(one, await one.plan('first-reminder'))).toEqual({ kind: 'NO_CHANNEL' });
  });

  it('is planned anew where only a person’s channel is left', async () => {
    const one = await world.addAccount();
    await setAddress(one, 0, { optedOut: ['sms'] });
    expect(await claim(one, await one.plan('first-reminder'))).toEqual({
      kind: 'SUPERSEDED',
      why: 'OTHER_CHANNEL',
    });
  });

  it('answers NO_CHANNEL when nothing is left', async () => {
    const one = await world.addAccount({ phones: [] });
    expect(await claim(one, await one.plan('first-reminder'))).toEqual({ kind: 'NO_CHANNEL' });
  });

  it('follows the owner’s own stated time', async () => {
    const one = await world.addAccount();
    await world.inScope((tx) =>
      tx.contactPoint.updateMany({
        where: { partyId: one.partyId },
        data: { statedTime: { from: '20:30', to: '21:00' } },
      }),
    );
    const key = await one.plan('first-reminder');
    expect(await claim(one, key)).toMatchObject({ kind: 'DEFERRED', reason: 'WINDOW' });
    world.clock.now = at(TUESDAY, 20, 40);
    expect((await claim(one, key)).kind).toBe('CLAIMED');
  });
});

describe('a service notice', () => {
  it('thanks in spite of budget, window and quiet day, never in the night', async () => {
    const one = await world.addAccount();
    await one.earlier(TUESDAY, 'sms');
    await one.pay(71_626);
    const key = await one.plan('thanks~2', { ladder: false });
    world.clock.now = at(TUESDAY, 21, 40);
    expect(await claim(one, key)).toMatchObject({ kind: 'DEFERRED', reason: 'WINDOW' });
    world.clock.now = at(TUESDAY, 21, 10);
    const answer = await claim(one, key);
    if (answer.kind !== 'CLAIMED') throw new Error(answer.kind);
    expect(answer.text.text).toBe(
      '【安和物业】周业主您好：您11月24日缴纳的物业费716.26元已入账，票据可到服务中心领取。感谢您的支持！咨询0571-88880000',
    );
    expect(answer.contact.class).toBe('service');
  });

  it('does not thank for what is owed again, nor after level 3', async () => {
    const one = await world.addAccount();
    expect(await claim(one, await one.plan('thanks~2', { ladder: false }))).toEqual({
      kind: 'SUPERSEDED',
      why: 'NO_THANKS',
    });
    const visited = await world.addAccount({ level: 3 });
    await visited.pay(71_626);
    expect(await claim(visited, await visited.plan('thanks~2', { ladder: false }))).toEqual({
      kind: 'SUPERSEDED',
      why: 'NO_THANKS',
    });
  });

  it('reminds of a promise under that hold, not under another', async () => {
    const one = await world.addAccount();
    const holdId = await one.hold('promise');
    await one.save({
      holds: [
        {
          id: holdId,
          kind: 'promise',
          beganAt: world.clock.now,
          endsAt: world.clock.now + 5 * 86_400_000,
          by: null,
          amountFen: 50_000,
          promisedOn: '2026-11-25',
        },
      ],
    });
    const key = await one.plan(`promise-reminder~${holdId}`, { ladder: false, ref: holdId });
    const other = await one.hold('payment_claimed');
    expect(await claim(one, key)).toEqual({ kind: 'HELD', holdIds: [other] });
    await world.inScope((tx) =>
      tx.hold.update({ where: { id: other }, data: { endedAt: new Date(world.clock.now) } }),
    );
    const answer = await claim(one, key);
    if (answer.kind !== 'CLAIMED') throw new Error(answer.kind);
    expect(answer.text.text).toContain('您约定11月25日缴纳物业费500元');
  });

  it('is silent in a bereavement', async () => {
    const one = await world.addAccount();
    const holdId = await one.hold('bereavement', 60);
    await one.pay(71_626);
    expect(await claim(one, await one.plan('thanks~2', { ladder: false }))).toEqual({
      kind: 'HELD',
      holdIds: [holdId],
    });
  });
});

async function setAddress(one: TestCase, rank: number, data: { status?: string; optedOut?: string[] }) {
  await world.inScope(async (tx) => {
    const point = await tx.contactPoint.findFirstOrThrow({ where: { partyId: one.partyId, rank } });
    const { communityId, kind, valueIndex } = point;
    await tx.address.update({
      where: { communityId_kind_valueIndex: { communityId, kind, valueIndex } },
      data,
    });
  });
}

function untilOf(answer: ClaimAnswer): number {
  if (!('until' in answer)) throw new Error(`${answer.kind} has no end`);
  return answer.until;
}

/** Until so many sessions wait for a lock. */
async function untilBlocked(count: number): Promise<void> {
  for (;;) {
    const [row] = await world.context.db.$queryRaw<{ waiting: number }[]>`
      select count(*)::int as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    if ((row?.waiting ?? 0) >= count) return;
  }
}
