import { performStep } from '../../src/cases/perform';
import { at, type ClaimWorld, createClaimWorld, type TestCase, TUESDAY } from '../support/claim-world';

jest.setTimeout(120_000);

const PERSONS = 6;
const ACCOUNTS_OF_EACH = 3;
const TOLERANCE_FEN = 500;

let world: ClaimWorld;
beforeAll(async () => {
  world = await createClaimWorld();
});
afterAll(() => world.destroy());

/**
 * Everything at once: machines that perform, some of them twice, owners who pay, each person with several accounts and a number
 * that he shares with the next. Afterwards laws 2 and 3 are read from the rows.
 */
describe('a storm of claims and payments', () => {
  const cases: TestCase[] = [];

  beforeAll(async () => {
    world.clock.now = at(TUESDAY, 10);
    for (let person = 0; person < PERSONS; person += 1) {
      for (let account = 0; account < ACCOUNTS_OF_EACH; account += 1) {
        const phones = [`1370000000${(person + account) % PERSONS}`];
        cases.push(await world.addAccount({ person: `person ${person}`, phones }));
      }
    }
    const keys = await Promise.all(cases.map((one) => one.plan('first-reminder')));
    const acts = cases.flatMap((one, index) => {
      const key = keys[index] ?? '';
      const perform = () => performStep(world.context, { record: one.record(), key });
      const pays = index % 2 === 0 ? [() => one.pay(71_626)] : [];
      return [perform, perform, ...pays];
    });
    await Promise.all(shuffled(acts).map((act) => act()));
  });

  it('dunned nobody who had paid (law 2)', async () => {
    const [events, contacts] = await rows();
    expect(contacts.length).toBeGreaterThan(0);
    for (const contact of contacts) {
      const settledAt = events.find(
        ({ accountId, claimableFen }) => accountId === contact.accountId && claimableFen <= TOLERANCE_FEN,
      );
      if (settledAt) expect(contact.ledgerVersion).toBeLessThan(settledAt.version);
    }
  });

  it('reached each person and each number once that day (law 3)', async () => {
    const [, contacts] = await rows();
    const persons = contacts.map(({ personIndex }) => personIndex);
    const numbers = contacts.map(({ addressIndex }) => addressIndex);
    expect(new Set(persons).size).toBe(persons.length);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('sent each message once (law 4), and wrote one claim and one outcome of each (law 5)', async () => {
    const [, contacts] = await rows();
    const { communityId } = world;
    const [sent, entries] = await world.inScope((tx) =>
      Promise.all([
        tx.capturedMessage.findMany({ where: { communityId } }),
        tx.evidenceEntry.findMany({ where: { communityId } }),
      ]),
    );
    expect(sent.map(({ stepKey }) => stepKey).sort()).toEqual(contacts.map(({ stepKey }) => stepKey).sort());
    for (const { stepKey } of contacts) {
      expect(entries.filter(({ key }) => key === `claim/${stepKey}`)).toHaveLength(1);
      expect(entries.filter(({ key }) => key === `outcome/${stepKey}`)).toHaveLength(1);
    }
  });
});

function rows() {
  const { communityId } = world;
  return world.inScope((tx) =>
    Promise.all([
      tx.ledgerEvent.findMany({ where: { communityId }, orderBy: { version: 'asc' } }),
      tx.contact.findMany({ where: { communityId } }),
    ]),
  );
}

function shuffled<T>(items: readonly T[]): T[] {
  return [...items].sort(() => Math.random() - 0.5);
}
