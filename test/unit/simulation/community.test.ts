import path from 'node:path';
import { chineseCalendar } from '../../../src/domain/chinese-calendar';
import { addDays, type CivilDay, civilDay, civilDayOf } from '../../../src/domain/civil-day';
import { fen } from '../../../src/domain/money';
import { readyMadePolicies } from '../../../src/policy/ready-made';
import { DEFAULT_ASSUMPTIONS, readAssumptions } from '../../../src/simulation/community/assumptions';
import { District } from '../../../src/simulation/community/district';
import { readLedgerHouseholds } from '../../../src/simulation/community/ledger-households';
import {
  type Household,
  householdOf,
  quartersBefore,
  quartersWithin,
} from '../../../src/simulation/community/population';
import { Random } from '../../../src/simulation/community/random';
import { reportSchema, simulateCommunity } from '../../../src/simulation/community/simulate';
import { totalOf } from '../../../src/simulation/community/tally';

jest.setTimeout(120_000);

const FROM = civilDay('2026-07-01');
const ZONE = 'Asia/Shanghai';
const calendar = chineseCalendar({ zone: ZONE, fromYear: 2020, throughYear: 2029 });
const { standard, strict } = readyMadePolicies;
const run = (more: Partial<Parameters<typeof simulateCommunity>[0]> = {}) =>
  simulateCommunity({
    ...{ policies: [standard], households: 300, from: FROM, days: 200, seed: 7 },
    ...{ assumed: DEFAULT_ASSUMPTIONS, threads: 1 },
    ...more,
  });

describe('a simulated community', () => {
  it('is the same for the same seed, and another for another', async () => {
    const [one, again, other] = [await run(), await run(), await run({ seed: 8 })];
    expect(again).toEqual(one);
    expect(other.runs[0]?.total).not.toEqual(one.runs[0]?.total);
    expect(reportSchema.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
  });

  it('does not depend on how many threads work at it', async () => {
    const assumed = { ...DEFAULT_ASSUMPTIONS, accountsPerSteward: 60 };
    expect(await run({ threads: 2, assumed })).toEqual(await run({ threads: 1, assumed }));
  });

  it('says beside each other what two policies would do to the same households', async () => {
    const { runs, difference } = await run({ policies: [standard, strict], households: 400 });
    const [first, second] = runs;
    if (!first || !second) throw new Error('two were asked for');
    expect([first.policy, second.policy]).toEqual(['标准', '从严']);
    expect(difference?.visits).toBe(second.total.visits - first.total.visits);
    // stricter goes to more doors, sooner
    expect(second.total.visits + second.total.posted).toBeGreaterThan(
      first.total.visits + first.total.posted,
    );
  });

  it('adds up its weeks', async () => {
    const { runs } = await run();
    const [only] = runs;
    if (!only) throw new Error('one was asked for');
    expect(only.weeks).toHaveLength(Math.ceil(200 / 7));
    expect(only.total.sms).toBe(only.weeks.reduce((sum, { sms }) => sum + sms, 0));
    expect(only.total.overdueFen).toBe(only.weeks.at(-1)?.overdueFen);
    expect(totalOf(only.weeks)).toEqual(only.total);
  });
});

describe('one district', () => {
  function district(households: readonly Household[], days = 300) {
    const setting = { policy: standard, calendar, assumed: DEFAULT_ASSUMPTIONS, seed: 3, from: FROM, days };
    const one = new District(households, setting);
    return { one, ...one.run() };
  }
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => householdOf(index, 3, FROM, DEFAULT_ASSUMPTIONS));

  it('makes or loses no fen: what was billed is paid or overdue', () => {
    const households = many(400);
    const days = 300;
    const { weeks } = district(households, days);
    const through = addDays(FROM, days - 1);
    const began = households.flatMap(({ owes }) => owes).reduce((sum, { amountFen }) => sum + amountFen, 0);
    const quarters = quartersWithin(FROM, through).length;
    const billed = households.reduce((sum, { quarterFen }) => sum + quarterFen * quarters, 0);
    const { onTimeFen, recoveredFen, overdueFen } = totalOf(weeks);
    expect(onTimeFen + recoveredFen + overdueFen).toBe(began + billed);
  });

  it('keeps the laws of a case for every account: peace, nobody who owes nothing, always something next', () => {
    const { one } = district(many(250));
    let contacts = 0;
    for (const { world } of one.accounts()) {
      const approaches = world.log.made.filter((made) => made.class !== 'service');
      contacts += approaches.length;
      for (const made of approaches) {
        expect(made.claimableFen).toBeGreaterThan(standard.ladder.settlement.toleranceFen);
        if (made.class !== 'dunning' || made.attempt) continue;
        const on = civilDayOf(made.at, ZONE);
        const near = approaches.filter(
          (other) => other.class === 'dunning' && !other.attempt && within(civilDayOf(other.at, ZONE), on, 7),
        );
        expect(near.length).toBeLessThanOrEqual(standard.rules.contact.budget.per7Days);
      }
      const drive = world.live?.drive;
      if (drive) expect(drive.nextWake()?.at).toBeGreaterThan(0);
    }
    expect(contacts).toBeGreaterThan(100);
  });

  it('respects what a steward and a team can do in a day', () => {
    const { one } = district(many(500), 120);
    const calls = new Map<CivilDay, number>();
    const visits = new Map<CivilDay, number>();
    for (const { world } of one.accounts()) {
      for (const { channel, at } of world.log.made) {
        const day = civilDayOf(at, ZONE);
        if (channel === 'call') calls.set(day, (calls.get(day) ?? 0) + 1);
        if (channel === 'visit') visits.set(day, (visits.get(day) ?? 0) + 1);
      }
    }
    const { callsPerPersonDay, visitsPerTeamEvening } = standard.rules.capacity;
    expect(Math.max(...visits.values())).toBeLessThanOrEqual(visitsPerTeamEvening);
    expect(Math.max(...calls.values())).toBeLessThanOrEqual(callsPerPersonDay);
    expect(visits.size).toBeGreaterThan(0);
  });

  it('begins where a ledger declares it', () => {
    const [household] = many(1);
    if (!household) throw new Error('there is one');
    const owes = [{ dueOn: civilDay('2025-12-31'), amountFen: fen(200_000) }];
    const { weeks } = district([{ ...household, owner: 'malicious', owes, level: 3 }], 10);
    expect(weeks[0]?.level3).toBe(1);
  });
});

function within(day: CivilDay, end: CivilDay, days: number): boolean {
  return day <= end && day > addDays(end, -days);
}

describe('who lives there', () => {
  it('owes for the quarters before, and is billed at the end of each', () => {
    expect(quartersBefore(FROM, 3)).toEqual(['2026-06-30', '2026-03-31', '2025-12-31']);
    expect(quartersBefore(civilDay('2026-02-28'), 1)).toEqual(['2025-12-31']);
    expect(quartersWithin(FROM, civilDay('2027-03-31'))).toEqual(['2026-09-30', '2026-12-31', '2027-03-31']);
  });

  it('is drawn as assumed', () => {
    const households = Array.from({ length: 4_000 }, (_, index) =>
      householdOf(index, 1, FROM, DEFAULT_ASSUMPTIONS),
    );
    const share = households.filter(({ owner }) => owner === 'punctual').length / households.length;
    expect(share).toBeGreaterThan(0.66);
    expect(share).toBeLessThan(0.74);
    const owing = households.filter(({ owes }) => owes.length > 0).length / households.length;
    expect(owing).toBeGreaterThan(0.15);
    expect(owing).toBeLessThan(0.24);
  });

  it('throws dice that do not depend on anybody else’s', () => {
    const alone = new Random(7, 5);
    const other = new Random(7, 6);
    const throws = [alone.next(), alone.next()];
    const again = new Random(7, 5);
    other.next();
    expect([again.next(), again.next()]).toEqual(throws);
  });
});

describe('what is given', () => {
  it('is a ledger as finance has it', async () => {
    const file = path.resolve(__dirname, '../../../samples/ledger.csv');
    const of = { from: civilDay('2026-11-01'), seed: 1, assumed: DEFAULT_ASSUMPTIONS };
    const { households, rows, bad } = await readLedgerHouseholds(file, of);
    expect({ rows, bad }).toEqual({ rows: 1101, bad: 0 });
    expect(households.length).toBeGreaterThan(200);
    const broken = path.resolve(__dirname, '../../../samples/ledger-broken.csv');
    expect((await readLedgerHouseholds(broken, of)).bad).toBeGreaterThan(0);
    await expect(readLedgerHouseholds(__filename, of)).rejects.toMatchObject({ code: expect.any(String) });
  });

  it('replaces assumptions part by part, and is refused by the name of the field', () => {
    const given = readAssumptions({ prices: { smsFen: 7 } });
    expect(given.success && given.data.prices).toMatchObject({ smsFen: 7, mailFen: 2_000 });
    const wrong = readAssumptions({ reach: { mobile: 2 }, unknown: 1 });
    const said = wrong.success
      ? []
      : wrong.error.issues.map(({ path: at, message }) => `${at.join('.')} ${message}`);
    expect(said.join(';')).toContain('reach.mobile 有手机号：不能大于 1');
    expect(readAssumptions('nothing').success).toBe(false);
  });
});
