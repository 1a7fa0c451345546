import fc from 'fast-check';
import type { Pending } from '../../src/machine/context';
import type { CaseEvent, StepAnswer } from '../../src/machine/events';
import { createWorld, type World, type WorldOptions } from './world';

/** What may happen to a case, in any order and number: the moves of a generated history. */
export type Move =
  | { move: 'days'; days: number; staffWork: boolean }
  | { move: 'outage'; days: number }
  | { move: 'providerDown'; days: number }
  | { move: 'providerSilent'; days: number }
  | { move: 'resend' }
  | { move: 'pay'; fen: number; deliveries: number }
  | { move: 'payAll' }
  | { move: 'reverse' }
  | { move: 'lateNews' }
  | {
      move: 'hold';
      kind: 'manual_pause' | 'complaint' | 'hardship_review' | 'payment_claimed' | 'legal_stay';
      days: number;
    }
  | { move: 'promise'; days: number; fen: number }
  | { move: 'clear' }
  | { move: 'cause'; cause: 'forgetful' | 'dissatisfied' | 'hardship' | 'malicious' }
  | { move: 'level'; level: 1 | 2 | 3 | 4 }
  | { move: 'request'; missing: boolean; thresholds: boolean }
  | { move: 'answer'; approved: boolean; samePerson: boolean }
  | {
      move: 'milestone';
      milestone:
        | 'package_ready'
        | 'lawyer_letter_sent'
        | 'suit_filed'
        | 'judgment'
        | 'enforced'
        | 'withdrawn';
    }
  | { move: 'counsel' }
  | { move: 'loseNumbers' }
  | { move: 'close'; reason: 'written_off' | 'settled' | 'transferred' };

const days = (max: number) => fc.integer({ min: 1, max });
const fen = fc.integer({ min: 1, max: 150_000 });

export const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({ move: fc.constant('days' as const), days: days(40), staffWork: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.record({ move: fc.constant('outage' as const), days: days(30) }) },
    { weight: 2, arbitrary: fc.record({ move: fc.constant('providerDown' as const), days: days(10) }) },
    { weight: 1, arbitrary: fc.record({ move: fc.constant('providerSilent' as const), days: days(10) }) },
    { weight: 1, arbitrary: fc.constant({ move: 'resend' as const }) },
    {
      weight: 3,
      arbitrary: fc.record({
        move: fc.constant('pay' as const),
        fen,
        deliveries: fc.integer({ min: 1, max: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ move: 'payAll' as const }) },
    { weight: 2, arbitrary: fc.constant({ move: 'reverse' as const }) },
    { weight: 1, arbitrary: fc.constant({ move: 'lateNews' as const }) },
    {
      weight: 3,
      arbitrary: fc.record({
        move: fc.constant('hold' as const),
        kind: fc.constantFrom(
          'manual_pause',
          'complaint',
          'hardship_review',
          'payment_claimed',
          'legal_stay',
        ),
        days: days(40),
      }),
    },
    { weight: 2, arbitrary: fc.record({ move: fc.constant('promise' as const), days: days(25), fen }) },
    { weight: 2, arbitrary: fc.constant({ move: 'clear' as const }) },
    {
      weight: 1,
      arbitrary: fc.record({
        move: fc.constant('cause' as const),
        cause: fc.constantFrom('forgetful', 'dissatisfied', 'hardship', 'malicious'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ move: fc.constant('level' as const), level: fc.constantFrom(1, 2, 3, 4) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        move: fc.constant('request' as const),
        missing: fc.boolean(),
        thresholds: fc.boolean(),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        move: fc.constant('answer' as const),
        approved: fc.boolean(),
        samePerson: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        move: fc.constant('milestone' as const),
        milestone: fc.constantFrom(
          'package_ready',
          'lawyer_letter_sent',
          'suit_filed',
          'judgment',
          'enforced',
          'withdrawn',
        ),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ move: 'counsel' as const }) },
    { weight: 1, arbitrary: fc.constant({ move: 'loseNumbers' as const }) },
    {
      weight: 1,
      arbitrary: fc.record({
        move: fc.constant('close' as const),
        reason: fc.constantFrom('written_off', 'settled', 'transferred'),
      }),
    },
  ),
  { minLength: 5, maxLength: 40, size: 'max' },
) as fc.Arbitrary<Move[]>;

export const beginnings: fc.Arbitrary<WorldOptions> = fc.record({
  // month and year ends, the leap day, the days before the long holidays
  openedOn: fc.constantFrom(
    '2026-07-07',
    '2027-02-01',
    '2027-12-30',
    '2028-02-27',
    '2026-09-29',
    '2026-01-31',
  ),
  dueOn: fc.constantFrom('2025-12-31', '2025-06-30', '2024-02-29', '2026-01-20'),
  owedFen: fc.constantFrom(900, 9_000, 45_000, 200_000, 800_000),
});

/** A member of staff whose day is a throw of dice, the same for the same seed. */
function diceStaff(seed: number) {
  let state = seed >>> 0;
  const roll = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return (
    key: string,
    pending: Pending,
    helpers: Parameters<Parameters<World['setStaff']>[0]>[2],
  ): StepAnswer | null => {
    if (roll() < 0.3) return null;
    if (pending.task === 'call' || pending.task === 'visit')
      return helpers.spoken(key, pending.task, roll() < 0.4);
    if (pending.task === 'mail') return helpers.paper(key, 'mail', roll() < 0.5 ? 'arrived' : 'sent');
    return helpers.byDefault(key, pending);
  };
}

export type History = { world: World; accepted: string[] };

/** Plays a history to its end. */
export function play(beginning: WorldOptions, seed: number, history: Move[]): History {
  const world = createWorld(beginning);
  world.setStaff(diceStaff(seed));
  const accepted: string[] = [];
  let news: CaseEvent | null = null;
  for (const move of history) {
    news = playMove(world, move, news, accepted);
  }
  return { world, accepted };
}

function playMove(world: World, move: Move, news: CaseEvent | null, accepted: string[]): CaseEvent | null {
  const say = (event: Parameters<World['command']>[0]) => {
    const code = world.command(event);
    if (code === null) accepted.push(event.type);
  };
  const manager = { id: 'manager-1', role: 'manager' };
  const supervisor = { id: 'supervisor-1', role: 'supervisor' };
  const counsel = { id: 'counsel-1', role: 'counsel' };
  switch (move.move) {
    case 'days':
      world.passDays(move.days, { staffWork: move.staffWork });
      return news;
    case 'outage':
      world.passDays(move.days, { systemUp: false });
      world.wakeUp();
      return news;
    case 'providerDown':
      world.provider.down = true;
      world.passDays(move.days);
      world.provider.down = false;
      return news;
    case 'providerSilent':
      world.provider.silent = true;
      world.passDays(move.days);
      world.provider.silent = false;
      return news;
    case 'resend': {
      const unproven = world.context.done.find(({ outcome }) => outcome === 'unproven');
      if (unproven) say({ type: 'RESEND_DECIDED', actor: supervisor, key: unproven.key });
      return news;
    }
    case 'pay': {
      const event = world.pay(move.fen);
      for (let delivery = 0; delivery < move.deliveries; delivery += 1) world.say(event);
      return news ?? event;
    }
    case 'payAll': {
      const event = world.pay(world.claimableFen());
      world.say(event);
      return event;
    }
    case 'reverse': {
      const event = world.reverse();
      if (event) world.say(event);
      return news;
    }
    case 'lateNews':
      if (news) world.say({ ...news, at: world.now } as CaseEvent);
      return null;
    case 'hold':
      world.hold(move.kind, move.days);
      return news;
    case 'promise':
      world.hold('promise', move.days, move.fen);
      return news;
    case 'clear': {
      const hold = world.context.holds[0];
      if (hold) say({ type: 'HOLD_CLEARED', holdId: hold.id, verdict: 'lifted' });
      return news;
    }
    case 'cause':
      say({
        type: 'CAUSE_CONFIRMED',
        cause: move.cause,
        atOnce: move.cause === 'dissatisfied' || move.cause === 'hardship',
      });
      return news;
    case 'level':
      say({ type: 'LEVEL_DECIDED', level: move.level });
      return news;
    case 'request':
      say({
        type: 'REFERRAL_REQUESTED',
        actor: supervisor,
        missing: move.missing ? ['id_number'] : [],
        thresholdsMet: move.thresholds,
      });
      return news;
    case 'answer':
      say({
        type: 'REFERRAL_ANSWERED',
        actor: move.samePerson ? { ...supervisor, role: 'manager' } : manager,
        approved: move.approved,
      });
      return news;
    case 'milestone':
      say({ type: 'MILESTONE_REACHED', actor: counsel, milestone: move.milestone });
      return news;
    case 'counsel':
      say({ type: 'COUNSEL_CONFIRMED', actor: counsel });
      return news;
    case 'loseNumbers':
      world.setChannels(['visit', 'post', 'mail']);
      return news;
    case 'close':
      say({ type: 'CASE_CLOSED', actor: manager, reason: move.reason });
      return news;
    default: {
      const never: never = move;
      throw new Error(`unknown move: ${JSON.stringify(never)}`);
    }
  }
}
