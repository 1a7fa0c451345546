import { createWorld, type World } from '../../support/world';

/** Reached by text message alone: nobody answers the telephone. */
function reminded(days: number): World {
  const world = createWorld({ openedOn: '2026-07-07', dueOn: '2026-06-30', owedFen: 200_000 });
  world.passDays(days);
  return world;
}

function fail(world: World, keys: readonly string[]): void {
  for (const key of keys) {
    world.say({ type: 'GRADE_CHANGED', at: world.now, key, grade: 'none', deadlineAt: null });
  }
}

const demandsOf = (world: World) => world.context.demands.map(({ key }) => key);
const entriesTo2 = (world: World) =>
  world.notes.flatMap((note) => (note.kind === 'level_entered' && note.level === 2 ? [note] : []));

test('a message that did not arrive, as was heard later, is no demand of level 1', () => {
  const world = reminded(10);
  const failed = demandsOf(world);
  expect(failed.length).toBeGreaterThan(0);
  fail(world, failed);
  world.passDays(60);
  for (const { basis } of entriesTo2(world)) {
    expect(basis.evidence.filter((key) => failed.includes(key))).toEqual([]);
  }
});

test('where every one failed there is no notice for want of a demand, and the case has a next', () => {
  const world = reminded(2);
  for (let day = 0; day < 90; day += 1) {
    fail(world, demandsOf(world));
    world.passDays(1);
  }
  expect(entriesTo2(world).filter(({ basis }) => basis.kind === 'demand')).toEqual([]);
  expect(Number.isFinite(world.wake()?.at)).toBe(true);
});

test('a proof that arrived after all makes it one again', () => {
  const world = reminded(10);
  const keys = demandsOf(world);
  fail(world, keys);
  for (const key of keys) {
    world.say({ type: 'GRADE_CHANGED', at: world.now, key, grade: 'arrived', deadlineAt: null });
  }
  world.passDays(60);
  const [entry] = entriesTo2(world);
  expect(entry?.basis.kind).toBe('demand');
  expect(entry?.basis.evidence).toEqual(expect.arrayContaining(keys));
});
