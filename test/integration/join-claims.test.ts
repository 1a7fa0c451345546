import { randomUUID } from 'node:crypto';
import { joinAccounts } from '../../src/cases/accounts/join';
import { claimStep } from '../../src/cases/claim';
import type { ClaimAnswer } from '../../src/cases/claim-answer';
import { limitationOn } from '../../src/cases/limitation';
import { civilDay } from '../../src/domain/civil-day';
import { accountClaim } from '../../src/ledger/claimable';
import { at, type ClaimWorld, createClaimWorld, type TestCase, TUESDAY } from '../support/claim-world';

/**
 * Claims around a join, before any case has heard of it (here nobody tells them): what is out stays out, nothing more leaves on the joined
 * account, the person is contacted no oftener, and what held the one holds the other.
 */
jest.setTimeout(120_000);

let world: ClaimWorld;

beforeAll(async () => {
  world = await createClaimWorld();
});
afterAll(() => world.destroy());
beforeEach(() => {
  world.clock.now = at(TUESDAY, 10);
});

function claim({ caseId, accountId }: TestCase, key: string): Promise<ClaimAnswer> {
  return world.inScope((tx) => claimStep(tx, world.context, { caseId, accountId, key, person: null }));
}

async function join(from: TestCase, into: TestCase): Promise<void> {
  const actor = await world.addStaff('supervisor');
  // no worker is there: both cases hear of it later
  await joinAccounts(world.context, actor, {
    ...{ communityId: world.communityId, commandId: randomUUID(), level: 'lower', reason: '同一业主' },
    ...{ fromId: from.accountId, intoId: into.accountId },
  });
}

describe('a claim around a join', () => {
  it('that is out stays what it is; no further one leaves, and it counts for the account that goes on', async () => {
    const [a, b] = [await world.addAccount(), await world.addAccount()];
    const [ofA, ofB] = [await a.plan('first-reminder'), await b.plan('first-reminder')];
    const out = await claim(a, ofA);
    if (out.kind !== 'CLAIMED') throw new Error(out.kind);
    await join(a, b);
    const contact = await world.inScope((tx) => tx.contact.findUniqueOrThrow({ where: { stepKey: ofA } }));
    expect(contact).toMatchObject({ accountId: a.accountId, outcome: 'claimed' });
    expect(await claim(a, await a.plan('second-reminder'))).toEqual({
      kind: 'SUPERSEDED',
      why: 'ACCOUNT_MERGED',
    });
    // one a day for the person, whatever numbers the two accounts had
    expect(await claim(b, ofB)).toMatchObject({ kind: 'DEFERRED' });
  });

  it('asks for all that both owed', async () => {
    const [a, b] = [await world.addAccount({ owedFen: 10_000 }), await world.addAccount({ owedFen: 20_000 })];
    const key = await b.plan('first-reminder');
    await join(a, b);
    const answer = await claim(b, key);
    if (answer.kind !== 'CLAIMED') throw new Error(answer.kind);
    expect(answer.contact).toMatchObject({ claimableFen: 30_000, ledgerVersion: 2 });
  });

  it('waits for what held the joined account, from the commit on', async () => {
    const [a, b] = [await world.addAccount(), await world.addAccount()];
    await a.hold('payment_claimed');
    const key = await b.plan('first-reminder');
    await join(a, b);
    expect(await claim(b, key)).toMatchObject({ kind: 'DEFERRED', reason: 'COMMAND_PENDING' });
  });

  it('does not make a demand of the one safeguard the charges of the other', async () => {
    const [a, b] = [await world.addAccount(), await world.addAccount()];
    const key = await a.plan('first-reminder');
    const out = await claim(a, key);
    if (out.kind !== 'CLAIMED') throw new Error(out.kind);
    await world.inScope((tx) =>
      tx.contact.update({
        where: { stepKey: key },
        data: { outcome: 'delivered', grade: 'arrived', outcomeAt: new Date(world.clock.now) },
      }),
    );
    await world.inScope(async (tx) => {
      for (const { chargeId } of [a, b]) {
        await tx.charge.update({ where: { id: chargeId }, data: { dueOn: '2024-09-30' } });
      }
    });
    const lapsesOf = ({ accountId }: TestCase) =>
      world.inScope(async (tx) =>
        limitationOn(tx, await accountClaim(tx, accountId, civilDay(TUESDAY)), civilDay(TUESDAY)),
      );
    const [ofA, ofB] = [await lapsesOf(a), await lapsesOf(b)];
    expect(ofA && ofB && ofA > ofB).toBe(true);
    await join(a, b);
    // the account’s first claim lapses when that of the charge lapses which nobody demanded
    expect(await lapsesOf(b)).toBe(ofB);
  });
});
