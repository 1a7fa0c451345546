import fc from 'fast-check';
import { isHoliday } from '../../src/domain/calendar';
import { addDays, civilDayOf, daysBetween, minutesOfDayAt } from '../../src/domain/civil-day';
import type { Note } from '../../src/machine/events';
import { standard } from '../../src/policy/standard';
import { beginnings, type Move, moves, play } from '../support/history';
import { CALENDAR, type Claim, createWorld, type World, ZONE } from '../support/world';

const RUNS = Number(process.env.LAW_RUNS ?? 150);

/** Plays generated histories and asks the law of each. */
function inEveryHistory(law: (world: World) => void, { opening = [] as Move[], runs = RUNS } = {}): void {
  fc.assert(
    fc.property(beginnings, fc.integer(), moves, (beginning, seed, history) => {
      law(play(beginning, seed, [...opening, ...history]).world);
    }),
    { numRuns: runs },
  );
}

/** So far along that a referral is near: a notice served by two means, its deadline over. */
const NEAR_REFERRAL: Move[] = [
  { move: 'level', level: 2 },
  { move: 'days', days: 40, staffWork: true },
  { move: 'level', level: 3 },
  { move: 'request', missing: false, thresholds: true },
];

const demandsOf = (world: World) => world.account.cases.flatMap(({ drive }) => drive.context.demands);

type Entry = Extract<Note, { kind: 'level_entered' }>;
const entries = (world: World): Entry[] =>
  world.notes.filter((note): note is Entry => note.kind === 'level_entered');
const before = (world: World, entry: Entry): Note[] => world.notes.slice(0, world.notes.indexOf(entry));

const doneBefore = (world: World, entry: Entry, key: string): boolean =>
  before(world, entry).some((note) => note.kind === 'step_ended' && note.key === key);

describe('the laws of a case, in every history', () => {
  it('1: no step is skipped', () => {
    inEveryHistory((world) => {
      expect(entries(world)[0]).toMatchObject({ level: 1, from: null });
      for (const entry of entries(world)) {
        if (entry.from === null) {
          // where a case begins: at level 1, or as the case that it names stood
          expect(entry.level === 1 || entry.basis.kind === 'earlier_case').toBe(true);
          continue;
        }
        const { basis, from, level } = entry;
        expect(basis.evidence.length).toBeGreaterThan(0);
        switch (basis.kind) {
          case 'decided':
            expect(level).not.toBe(4);
            break;
          case 'demand':
          case 'unreachable':
            expect([from, level]).toEqual([1, 2]);
            expect(basis.evidence.every((key) => doneBefore(world, entry, key))).toBe(true);
            break;
          case 'deadline_over': {
            expect([from, level]).toEqual([2, 3]);
            const [key] = basis.evidence;
            const demand = demandsOf(world).find((one) => one.key === key);
            expect(demand?.written).toBe(true);
            expect(demand?.deadlineAt).toBeLessThanOrEqual(entry.at);
            break;
          }
          case 'cause':
            expect([from, level]).toEqual([1, 3]);
            break;
          case 'approved':
            expect(level).toBe(4);
            expect(from === 3 || from === 2).toBe(true);
            break;
          default:
            throw new Error(`an entry on no ground: ${basis.kind}`);
        }
      }
    });
  });

  it('2: nobody who has paid, or says so, is dunned', () => {
    inEveryHistory((world) => {
      for (const claim of approaches(world)) {
        expect(claim.claimableFen).toBeGreaterThan(standard.ladder.settlement.toleranceFen);
      }
      for (const [began, ended] of heldSpans(world)) {
        const within = approaches(world).filter((claim) => claim.at > began && claim.at < ended);
        expect(within).toEqual([]);
      }
    });
  });

  it('3: the peace is kept, counted once more and by other means than the rules themselves', () => {
    inEveryHistory((world) => {
      for (const claim of world.claims) {
        const minutes = minutesOfDayAt(claim.at, ZONE);
        expect(minutes >= 8 * 60 && minutes < 21 * 60 + 30).toBe(true);
        if (claim.class !== 'service') expect(isHoliday(CALENDAR, civilDayOf(claim.at, ZONE))).toBe(false);
      }
      const dunning = world.claims.filter((claim) => claim.class === 'dunning' && !claim.attempt);
      for (const claim of dunning) {
        expect(inDays(dunning, claim, 1)).toBeLessThanOrEqual(1);
        expect(inDays(dunning, claim, 7)).toBeLessThanOrEqual(2);
        expect(inDays(dunning, claim, 30)).toBeLessThanOrEqual(5);
      }
      const pieces = [...new Set(world.claims.flatMap((claim) => (claim.piece ? [claim.piece] : [])))];
      expect(pieces.length).toBeLessThanOrEqual(world.claims.length);
    });
  });

  it('4: every planned key ends at most once, and no key is claimed twice', () => {
    inEveryHistory((world) => {
      const ended = world.notes.flatMap((note) => (note.kind === 'step_ended' ? [note.key] : []));
      expect(new Set(ended).size).toBe(ended.length);
      const planned = world.notes.flatMap((note) => (note.kind === 'step_planned' ? [note.key] : []));
      expect(new Set(planned).size).toBe(planned.length);
      const open = world.account.cases.flatMap(({ drive }) => Object.keys(drive.context.pending));
      expect([...ended, ...open].sort()).toEqual([...planned].sort());
    });
  });

  it('6: referral is earned', () => {
    let referrals = 0;
    inEveryHistory(
      (world) => {
        for (const entry of entries(world).filter(({ level, from }) => level === 4 && from !== null)) {
          referrals += 1;
          const demands = demandsOf(world).filter(
            (demand) => demand.written && demand.deadlineAt !== null && demand.deadlineAt <= entry.at,
          );
          const arrived = demands.some((demand) => demand.grade === 'arrived');
          const means = new Set(
            demands.filter((demand) => demand.grade === 'sent').map((demand) => demand.channel),
          );
          expect(arrived || means.size >= 2).toBe(true);
          const said = before(world, entry).flatMap((note) =>
            note.kind === 'command_accepted' ? [note] : [],
          );
          const requested = said.filter((note) => note.event === 'REFERRAL_REQUESTED').at(-1);
          const answered = world.notes
            .flatMap((note) => (note.kind === 'command_accepted' ? [note] : []))
            .find((note) => note.commandId === entry.basis.evidence[0]);
          expect(requested?.by).not.toBe(answered?.by);
          expect(standing(world, entry)).toBe(0);
        }
      },
      { opening: NEAR_REFERRAL },
    );
    expect(referrals).toBeGreaterThan(0);
  });

  it('10: every case has a next', () => {
    // the world refuses to come to rest without one, after every single event
    inEveryHistory((world) => {
      const wake = world.wake();
      if (world.place.region === 'closed') expect(wake).toBeNull();
      else expect(wake?.at).toBeGreaterThan(world.now);
    });
  });

  it('11: late is like on time: one approach after an outage, and the plan’s spacing from what really was', () => {
    fc.assert(
      fc.property(
        beginnings,
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 60 }),
        (beginning, outage, earlier) => {
          const world = createWorld({ ...beginning, owedFen: 200_000 });
          world.passDays(earlier);
          const seen = world.claims.length;
          world.passDays(outage, { systemUp: false });
          world.wakeUp();
          world.passDays(1);
          expect(
            world.claims.slice(seen).filter((claim) => claim.class === 'dunning').length,
          ).toBeLessThanOrEqual(1);
          world.passDays(40);
          const automatic = world.claims.filter((claim) => claim.automatic && claim.class === 'dunning');
          automatic.slice(1).forEach((claim, index) => {
            const last = automatic[index];
            if (last)
              expect(
                daysBetween(civilDayOf(last.at, ZONE), civilDayOf(claim.at, ZONE)),
              ).toBeGreaterThanOrEqual(5);
          });
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('12: twice is once, and facts in any order end in the same balance and the same open or settled', () => {
    fc.assert(
      fc.property(
        beginnings,
        fc.array(fc.integer({ min: 1_000, max: 120_000 }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(20), { maxLength: 12 }),
        (beginning, payments, order) => {
          const inOrder = createWorld(beginning);
          for (const fen of payments) inOrder.say(inOrder.pay(fen));
          const shuffled = createWorld(beginning);
          const facts = payments.map((fen) => shuffled.pay(fen));
          for (const pick of order) {
            const fact = facts[pick % facts.length];
            if (fact) shuffled.say(fact);
          }
          for (const fact of [...facts].reverse()) shuffled.say(fact);
          expect(shuffled.context.claimableFen).toBe(inOrder.context.claimableFen);
          expect(shuffled.place.region).toBe(inOrder.place.region);
          expect(shuffled.context.ledgerVersion).toBe(inOrder.context.ledgerVersion);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

function approaches(world: World): Claim[] {
  return world.claims.filter((claim) => claim.class !== 'service');
}

function inDays(claims: Claim[], last: Claim, days: number): number {
  const to = civilDayOf(last.at, ZONE);
  const from = addDays(to, 1 - days);
  return claims.filter((claim) => {
    const day = civilDayOf(claim.at, ZONE);
    return day >= from && day <= to;
  }).length;
}

/** From the first of standing holds to the end of the last. */
function heldSpans(world: World): [number, number][] {
  const spans: [number, number][] = [];
  let open = 0;
  let since = 0;
  for (const note of world.notes) {
    if (note.kind === 'hold_began') {
      if (open === 0) since = note.at;
      open += 1;
    }
    if (note.kind === 'hold_ended') {
      open -= 1;
      if (open === 0) spans.push([since, note.at]);
    }
  }
  return spans;
}

function standing(world: World, entry: Entry): number {
  return before(world, entry).reduce(
    (open, note) => open + (note.kind === 'hold_began' ? 1 : note.kind === 'hold_ended' ? -1 : 0),
    0,
  );
}
