import { createWorld, type World } from '../support/world';

const SUPERVISOR = { id: 'supervisor-1', role: 'supervisor' };

/** A case whose first reminder went to a mail server that never answered. */
function unproven(): { world: World; key: string } {
  const world = createWorld({
    openedOn: '2026-07-07',
    dueOn: '2026-06-30',
    owedFen: 200_000,
    channels: ['email', 'call', 'post', 'mail'],
  });
  world.provider.silent = true;
  world.passDays(1);
  world.provider.silent = false;
  const key = world.context.done[0]?.key ?? '';
  expect(world.context.done).toMatchObject([{ step: 'first-reminder', outcome: 'unproven', demand: false }]);
  return { world, key };
}

const again = (key: string) => key.replace(/0$/, '1');
const keysOf = (world: World) => world.claims.map(({ key }) => key);
const endsOf = (world: World, key: string) =>
  world.notes.flatMap((note) =>
    note.kind === 'step_ended' && note.key === key ? [`${note.end}: ${note.reason}`] : [],
  );

describe('a message whose arrival is unproven', () => {
  it('is not sent again by itself', () => {
    const { world, key } = unproven();
    world.passDays(5);
    expect(keysOf(world)).toEqual([key]);
    expect(endsOf(world, key)).toEqual(['unproven: CANNOT_ASK']);
  });

  it('is sent once more when a supervisor decides it, within the budget, and the ladder waits for it', () => {
    const { world, key } = unproven();
    expect(world.command({ type: 'RESEND_DECIDED', actor: SUPERVISOR, key })).toBeNull();
    expect(Object.keys(world.context.pending)).toContain(again(key));
    world.passDays(4);
    // five days between automatic contacts, of which the first may have been one
    expect(keysOf(world)).toEqual([key]);
    world.passDays(2);
    expect(keysOf(world)).toEqual([key, again(key)]);
    expect(endsOf(world, again(key))).toEqual(['done: accepted']);
    expect(world.context.demands).toMatchObject([{ key: again(key), channel: 'email' }]);
  });

  it('is never sent a third time', () => {
    const { world, key } = unproven();
    world.provider.silent = true;
    expect(world.command({ type: 'RESEND_DECIDED', actor: SUPERVISOR, key })).toBeNull();
    expect(world.command({ type: 'RESEND_DECIDED', actor: SUPERVISOR, key })).toBe('RESEND_TWICE');
    world.passDays(7);
    expect(endsOf(world, again(key))).toEqual(['unproven: CANNOT_ASK']);
    for (const one of [key, again(key)]) {
      expect(world.command({ type: 'RESEND_DECIDED', actor: SUPERVISOR, key: one })).toMatch(/^RESEND_/);
    }
    expect(new Set(keysOf(world)).size).toBe(keysOf(world).length);
  });

  it('is sent again by nobody who may not, under no hold, and only if it is one', () => {
    const { world, key } = unproven();
    const agent = { id: 'agent-1', role: 'agent' };
    expect(world.command({ type: 'RESEND_DECIDED', actor: agent, key })).toBe('ROLE_NOT_ALLOWED');
    expect(world.command({ type: 'RESEND_DECIDED', actor: SUPERVISOR, key: again(key) })).toBe(
      'RESEND_UNKNOWN',
    );
    world.hold('manual_pause', 3);
    expect(world.command({ type: 'RESEND_DECIDED', actor: SUPERVISOR, key })).toBe('HOLD_OPEN');
  });

  it('is not sent again once it is paid', () => {
    const { world, key } = unproven();
    world.command({ type: 'RESEND_DECIDED', actor: SUPERVISOR, key });
    world.say(world.pay(200_000));
    world.passDays(8);
    expect(keysOf(world).filter((one) => one === again(key))).toEqual([]);
    expect(endsOf(world, again(key))).toHaveLength(1);
  });
});
