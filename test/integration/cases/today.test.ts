import { randomUUID } from 'node:crypto';
import { countsOfDay, rowsOfDay } from '../../../src/cases/today';
import { at, type ClaimWorld, createClaimWorld, type TestCase, TUESDAY } from '../../support/claim-world';

/** A day with two thousand tasks: counted at once, and read page by page without one lost or twice. */

let world: ClaimWorld;
const OF_EACH = 500;
const KINDS = ['call', 'wechat', 'post', 'review_case'];
const now = new Date(at(TUESDAY, 10));
const team = { kind: 'team' } as const;

beforeAll(async () => {
  world = await createClaimWorld();
  const { communityId } = world;
  const accounts: TestCase[] = [];
  for (let index = 0; index < 4; index += 1)
    accounts.push(await world.addAccount({ building: String(index + 1) }));
  await world.inScope((tx) =>
    tx.task.createMany({
      data: accounts.flatMap(({ accountId, caseId }, account) =>
        Array.from({ length: OF_EACH }, (_, index) => ({
          ...{ id: randomUUID(), communityId, accountId, caseId, role: 'agent' },
          kind: KINDS[(account + index) % KINDS.length] ?? 'call',
          dueOn: TUESDAY,
          // many fall due at the same instant
          dueAt: new Date(now.getTime() + ((index % 5) - 1) * 3_600_000),
          createdAt: now,
        })),
      ),
    }),
  );
});
afterAll(() => world.destroy());

it('is counted by group, with what is overdue', async () => {
  const counts = await world.inScope((tx) =>
    countsOfDay(tx, world.communityId, team, { now, today: TUESDAY }),
  );
  const total = counts.reduce((sum, { open }) => sum + open, 0);
  expect([total, counts.map(({ group }) => group).sort()]).toEqual([
    2_000,
    ['call', 'post', 'review', 'wechat'],
  ]);
  // due an hour ago, or just now
  expect(counts.reduce((sum, { overdue }) => sum + overdue, 0)).toBe(800);
});

it.each(['time', 'building'] as const)('is paged by %s, each once and in order', async (sort) => {
  const seen: string[] = [];
  const keys: string[] = [];
  let after: readonly [string, string] | undefined;
  do {
    const page = await world.inScope((tx) =>
      rowsOfDay(tx, world.communityId, team, { sort, limit: 300, after }, TUESDAY),
    );
    seen.push(...page.map(({ id }) => id));
    keys.push(...page.map(({ sortKey }) => sortKey));
    const last = page.at(-1);
    after = page.length === 300 && last ? [last.sortKey, last.id] : undefined;
  } while (after);
  expect([seen.length, new Set(seen).size]).toEqual([2_000, 2_000]);
  expect(keys).toEqual([...keys].sort());
});

it('is read by group and by building', async () => {
  const page = { sort: 'building', limit: 500, group: 'call', building: '2' } as const;
  const rows = await world.inScope((tx) => rowsOfDay(tx, world.communityId, team, page, TUESDAY));
  expect(rows).toHaveLength(OF_EACH / KINDS.length);
  expect(new Set(rows.map(({ building, group }) => `${building} ${group}`))).toEqual(new Set(['2 call']));
});
