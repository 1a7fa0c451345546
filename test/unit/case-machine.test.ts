import { addDays, civilDay, civilDayOf } from '../../src/domain/civil-day';
import type { StepAnswer } from '../../src/machine/events';
import { createWorld, type World, ZONE } from '../support/world';

const MANAGER = { id: 'manager-1', role: 'manager' };
const SUPERVISOR = { id: 'supervisor-1', role: 'supervisor' };
const COUNSEL = { id: 'counsel-1', role: 'counsel' };

function levelsOf(world: World): number[] {
  return world.notes.flatMap((note) => (note.kind === 'level_entered' ? [note.level] : []));
}

function entryTo(world: World, level: number) {
  const entry = world.notes.find((note) => note.kind === 'level_entered' && note.level === level);
  if (entry?.kind !== 'level_entered') throw new Error(`never entered level ${level}`);
  return entry;
}

function daysOf(world: World, step: string): string[] {
  return world.claims
    .filter((claim) => claim.key.split('/')[2] === step)
    .map((claim) => civilDayOf(claim.at, ZONE));
}

function endOf(world: World, step: string): string | undefined {
  const note = world.notes.find(
    (one) => one.kind === 'step_ended' && one.key.split('/')[2]?.startsWith(step),
  );
  return note?.kind === 'step_ended' ? `${note.end}: ${note.reason}` : undefined;
}

const overdue = (owedFen = 200_000) => createWorld({ openedOn: '2026-07-07', dueOn: '2026-06-30', owedFen });

/** Runs the plan until the level, staff reaching nobody. */
function reach(world: World, level: number): World {
  for (let day = 0; day < 800 && world.context.level < level; day += 1) world.passDays(1);
  expect(world.context.level).toBe(level);
  return world;
}

describe('the plan for somebody who never answers', () => {
  it('reminds, calls on three days, reminds again, then gives notice on day 31', () => {
    const world = overdue();
    world.passDays(30);
    expect(daysOf(world, 'first-reminder')).toEqual(['2026-07-07']);
    expect(daysOf(world, 'second-reminder')).toEqual(['2026-07-14']);
    expect(
      daysOf(world, 'call').length + daysOf(world, 'call~2').length + daysOf(world, 'call~3').length,
    ).toBe(3);
    expect(daysOf(world, 'last-reminder')).toHaveLength(1);
    expect(civilDayOf(entryTo(world, 2).at, ZONE)).toBe('2026-07-31');
    expect(entryTo(world, 2).basis.kind).toBe('demand');
  });

  it('visits after day 61 and the deadline of the notice, twice, a week apart', () => {
    const world = reach(overdue(), 3);
    const notice = world.context.demands.find((demand) => demand.written);
    expect(entryTo(world, 3).basis).toEqual({ kind: 'deadline_over', evidence: [notice?.key] });
    expect(entryTo(world, 3).at).toBeGreaterThanOrEqual(notice?.deadlineAt ?? Number.NaN);
    expect(civilDayOf(entryTo(world, 3).at, ZONE) >= addDays(civilDay('2026-06-30'), 61)).toBe(true);
    world.passDays(20);
    const [first] = daysOf(world, 'first-visit');
    const [second] = daysOf(world, 'second-visit');
    expect(second && first && second >= addDays(civilDay(first), 7)).toBe(true);
  });

  it('keeps small debts in long follow-up instead of running to the court', () => {
    const world = overdue(200_000);
    world.passDays(300);
    expect(levelsOf(world)).toEqual([1, 2, 3]);
    expect(daysOf(world, 'quarterly-letter')).toHaveLength(1);
    expect(daysOf(world, 'quarterly-call')).toHaveLength(1);
  });

  it('writes no letter below 100 yuan, and never sleeps all the same', () => {
    const world = overdue(9_000);
    world.passDays(400);
    expect(levelsOf(world)).toEqual([1]);
    expect(world.claims.every((claim) => claim.channel === 'sms' || claim.channel === 'call')).toBe(true);
    expect(world.wake()).not.toBeNull();
  });

  it('starts at level 1 with 200 days of arrears, and works them off step by step', () => {
    const world = createWorld({ openedOn: '2026-07-07', dueOn: '2025-12-19', owedFen: 200_000 });
    world.passDays(9);
    expect(levelsOf(world)).toEqual([1]);
    world.passDays(5);
    expect(levelsOf(world)).toEqual([1, 2]);
    expect(civilDayOf(entryTo(world, 2).at, ZONE)).toBe('2026-07-17');
  });
});

describe('referral', () => {
  const asked = () => {
    const world = reach(overdue(500_000), 3);
    world.passDays(45);
    return world;
  };
  const request = (world: World, actor = SUPERVISOR) =>
    world.command({ type: 'REFERRAL_REQUESTED', actor, missing: [], thresholdsMet: true });

  it('is proposed in the quarterly batch, asked for by one and approved by another', () => {
    const world = asked();
    for (
      let day = 0;
      day < 100 && world.place.region === 'ladder' && world.place.stage !== 'proposing';
      day += 1
    ) {
      world.passDays(1);
    }
    expect(world.place).toEqual({ region: 'ladder', level: 'visit', stage: 'proposing' });
    expect(world.today).toBe('2026-12-15');
    expect(request(world)).toBeNull();
    expect(
      world.command({ type: 'REFERRAL_ANSWERED', actor: { ...SUPERVISOR, role: 'manager' }, approved: true }),
    ).toBe('SAME_PERSON');
    expect(world.context.level).toBe(3);
    expect(world.command({ type: 'REFERRAL_ANSWERED', actor: MANAGER, approved: true })).toBeNull();
    expect(world.context.level).toBe(4);
    expect(entryTo(world, 4).basis.kind).toBe('approved');
  });

  it('is refused with the reason while something is missing, in dispute or held', () => {
    const world = asked();
    expect(
      world.command({
        type: 'REFERRAL_REQUESTED',
        actor: SUPERVISOR,
        missing: ['id_number'],
        thresholdsMet: true,
      }),
    ).toBe('ELEMENTS_MISSING');
    expect(
      world.command({ type: 'REFERRAL_REQUESTED', actor: SUPERVISOR, missing: [], thresholdsMet: false }),
    ).toBe('THRESHOLDS_NOT_MET');
    expect(request(world, { id: 'agent-1', role: 'agent' })).toBe('ROLE_NOT_ALLOWED');
    world.hold('complaint', 14);
    expect(request(world)).toBe('HOLD_OPEN');
  });

  it('needs a demand in evidence whose deadline is over', () => {
    const world = overdue(500_000);
    world.command({ type: 'LEVEL_DECIDED', level: 3 });
    expect(request(world)).toBe('DEMAND_MISSING');
  });

  it('goes on through counsel to enforcement', () => {
    const world = asked();
    request(world);
    world.command({ type: 'REFERRAL_ANSWERED', actor: MANAGER, approved: true });
    const reached = (
      milestone: 'package_ready' | 'lawyer_letter_sent' | 'suit_filed' | 'judgment' | 'enforced',
    ) => world.command({ type: 'MILESTONE_REACHED', actor: COUNSEL, milestone });
    expect(reached('suit_filed')).toBe('NOT_NOW');
    expect(reached('package_ready')).toBeNull();
    expect(reached('lawyer_letter_sent')).toBeNull();
    expect(reached('suit_filed')).toBeNull();
    expect(reached('judgment')).toBeNull();
    expect(reached('enforced')).toBeNull();
    expect(world.place).toEqual({ region: 'closed' });
    expect(world.context.closeReason).toBe('enforced');
  });

  it('hears of a judgment under a hold, and stays held', () => {
    const world = asked();
    request(world);
    world.command({ type: 'REFERRAL_ANSWERED', actor: MANAGER, approved: true });
    const id = world.hold('legal_stay', 30);
    expect(world.command({ type: 'MILESTONE_REACHED', actor: COUNSEL, milestone: 'package_ready' })).toBe(
      'NOT_NOW',
    );
    expect(world.command({ type: 'MILESTONE_REACHED', actor: COUNSEL, milestone: 'judgment' })).toBeNull();
    expect(world.place).toEqual({ region: 'held' });
    world.command({ type: 'HOLD_CLEARED', holdId: id, verdict: 'lifted' });
    expect(world.place).toEqual({ region: 'ladder', level: 'referral', stage: 'enforcement' });
  });

  it('is declined and proposed again in a later batch', () => {
    const world = asked();
    request(world);
    expect(world.command({ type: 'REFERRAL_ANSWERED', actor: MANAGER, approved: false })).toBeNull();
    expect(world.context.level).toBe(3);
    expect(world.place).toMatchObject({ region: 'ladder', level: 'visit' });
    expect(world.wake()).not.toBeNull();
  });

  it('taken over as sued, waits for counsel and sends nothing', () => {
    const world = createWorld({ openedOn: '2026-07-07', dueOn: '2025-06-30', owedFen: 500_000, level: 4 });
    world.passDays(60, { staffWork: false });
    expect(world.claims).toEqual([]);
    expect(world.place).toEqual({ region: 'ladder', level: 'referral', stage: 'counsel' });
    expect(world.command({ type: 'MILESTONE_REACHED', actor: COUNSEL, milestone: 'suit_filed' })).toBe(
      'COUNSEL_FIRST',
    );
    expect(world.command({ type: 'COUNSEL_CONFIRMED', actor: COUNSEL })).toBeNull();
    expect(world.command({ type: 'MILESTONE_REACHED', actor: COUNSEL, milestone: 'judgment' })).toBeNull();
  });
});

describe('a payment', () => {
  it.each([1, 2, 3])(
    'in full settles the case at level %i, thanks at most once and closes after the window',
    (level) => {
      const world = reach(overdue(), level);
      world.say(world.pay(200_000));
      expect(world.place).toEqual({ region: 'settled' });
      const before = world.claims.length;
      world.passDays(15);
      expect(world.place).toEqual({ region: 'closed' });
      const after = world.claims.slice(before);
      expect(after.filter((claim) => claim.class !== 'service')).toEqual([]);
      expect(after.length).toBeLessThanOrEqual(level >= 3 ? 0 : 1);
      expect(world.context.closeReason).toBe('settled');
    },
  );

  it('at level 4 waits for counsel before the case is closed', () => {
    const world = reach(overdue(500_000), 3);
    world.passDays(45);
    world.command({ type: 'REFERRAL_REQUESTED', actor: SUPERVISOR, missing: [], thresholdsMet: true });
    world.command({ type: 'REFERRAL_ANSWERED', actor: MANAGER, approved: true });
    expect(world.command({ type: 'CASE_CLOSED', actor: COUNSEL, reason: 'settled' })).toBe('STILL_OWED');
    world.say(world.pay(500_000));
    expect(world.place).toEqual({ region: 'settling' });
    expect(world.command({ type: 'CASE_CLOSED', actor: COUNSEL, reason: 'settled' })).toBeNull();
    expect(world.place).toEqual({ region: 'closed' });
  });

  it('in part changes the amount and leaves the level', () => {
    const world = reach(overdue(), 2);
    world.say(world.pay(50_000));
    expect(world.context.level).toBe(2);
    expect(world.context.claimableFen).toBe(150_000);
    expect(world.wake()).not.toBeNull();
  });

  it('that comes back within the window returns the case to its place, with a review before any contact', () => {
    const world = reach(overdue(), 2);
    world.say(world.pay(200_000));
    world.passDays(3);
    const reversal = world.reverse();
    if (!reversal) throw new Error('nothing to reverse');
    world.say(reversal);
    expect(world.place).toMatchObject({ region: 'ladder', level: 'notice', stage: 'acting' });
    const claimed = world.claims.length;
    world.passDays(2, { staffWork: false });
    expect(world.claims.length).toBe(claimed);
    world.passDays(3);
    expect(endOf(world, 'review-reversal')).toBe('done: done');
    expect(world.claims.some((claim) => claim.key.includes('correction'))).toBe(true);
  });

  it('delivered twice and out of order counts once', () => {
    const world = overdue();
    const first = world.pay(50_000);
    const second = world.pay(60_000);
    world.say(second);
    const settledState = JSON.stringify(world.snapshot.value);
    world.say(first);
    world.say(second);
    expect(world.context.claimableFen).toBe(90_000);
    expect(JSON.stringify(world.snapshot.value)).toBe(settledState);
  });
});

describe('a hold', () => {
  it('of days 10 to 25 ends a wait of 30 days on day 45', () => {
    const world = reach(overdue(), 3);
    const due = () => world.context.dueAt ?? Number.NaN;
    while (world.context.next === null) world.passDays(1);
    const before = due() - world.now;
    const id = world.hold('manual_pause', 60);
    expect(world.context.dueAt).toBeNull();
    expect(world.context.left).toBe(before);
    world.passDays(15);
    world.command({ type: 'HOLD_CLEARED', holdId: id, verdict: 'lifted' });
    expect(due() - world.now).toBe(before);
  });

  it('runs on only when the last of several has ended', () => {
    const world = overdue();
    const first = world.hold('manual_pause', 20);
    const second = world.hold('complaint', 14);
    world.passDays(5);
    world.command({ type: 'HOLD_CLEARED', holdId: first, verdict: 'lifted' });
    expect(world.place).toEqual({ region: 'held' });
    const claimed = world.claims.length;
    world.passDays(5);
    expect(world.claims.length).toBe(claimed);
    world.command({ type: 'HOLD_CLEARED', holdId: second, verdict: 'answered' });
    expect(world.place).toMatchObject({ region: 'ladder' });
  });

  it('placed while the provider is down stops the message that waits for it', () => {
    const world = overdue();
    world.passDays(6);
    world.provider.down = true;
    world.passDays(2);
    expect(daysOf(world, 'second-reminder')).toEqual([]);
    world.hold('complaint', 14);
    world.provider.down = false;
    world.passDays(5);
    expect(daysOf(world, 'second-reminder')).toEqual([]);
  });

  it('promise kept resets the count, broken twice bars no law but counts', () => {
    const world = overdue();
    const id = world.hold('promise', 5, 50_000);
    world.say(world.pay(50_000));
    world.passDays(8);
    const ended = world.notes.find((note) => note.kind === 'hold_ended' && note.id === id);
    expect(ended).toMatchObject({ verdict: 'kept' });
    expect(world.context.brokenPromises).toBe(0);
    world.hold('promise', 5, 100_000);
    world.passDays(9);
    expect(world.context.brokenPromises).toBe(1);
    world.hold('promise', 5, 100_000);
    world.passDays(9);
    expect(world.context.brokenPromises).toBe(2);
    expect(
      world.notes.filter((note) => note.kind === 'hold_ended' && note.verdict === 'broken'),
    ).toHaveLength(2);
  });

  it('for a payment that is claimed ends in a call, not a message, when nobody could confirm it', () => {
    const world = overdue();
    world.hold('payment_claimed', 3);
    world.setStaff((key, pending, { byDefault }) =>
      pending.task === 'verify_payment' ? null : byDefault(key, pending),
    );
    const before = world.claims.length;
    world.passDays(12);
    expect(world.claims.slice(before)[0]?.channel).toBe('call');
  });
});

describe('a cause', () => {
  it('dissatisfied changes the level at once, and its complaint stands', () => {
    const world = overdue();
    world.hold('complaint', 14);
    expect(world.command({ type: 'CAUSE_CONFIRMED', cause: 'dissatisfied', atOnce: true })).toBeNull();
    expect(world.context.level).toBe(3);
    expect(world.place).toEqual({ region: 'held' });
    const claimed = world.claims.length;
    world.passDays(10, { staffWork: true });
    expect(world.claims.length).toBe(claimed);
  });

  it('forgetful gets one more reminder and no letter before day 31 of the level', () => {
    const world = overdue();
    world.command({ type: 'CAUSE_CONFIRMED', cause: 'forgetful', atOnce: false });
    world.passDays(30);
    expect(daysOf(world, 'forgetful-reminder')).toHaveLength(1);
    expect(world.context.level).toBe(1);
    world.passDays(8);
    expect(world.context.level).toBe(2);
  });
});

describe('who cannot be reached', () => {
  it('without any usable number goes to paper from day 15 on, the attempt in evidence', () => {
    const world = createWorld({
      openedOn: '2026-07-07',
      dueOn: '2026-06-30',
      owedFen: 200_000,
      channels: ['visit', 'post', 'mail'],
    });
    reach(world, 2);
    expect(civilDayOf(entryTo(world, 2).at, ZONE)).toBe('2026-07-17');
    expect(entryTo(world, 2).basis.kind).toBe('unreachable');
    expect(entryTo(world, 2).basis.evidence).toContain('case-1/1/first-reminder/0');
  });

  it('with a care mark is called by the supervisor, and nothing leaves by itself', () => {
    const world = createWorld({
      openedOn: '2026-07-07',
      dueOn: '2026-06-30',
      owedFen: 200_000,
      careMark: 'alone',
    });
    world.passDays(14);
    expect(world.claims.every((claim) => !claim.automatic)).toBe(true);
    expect(world.notes.some((note) => note.kind === 'step_planned' && note.doer === 'task')).toBe(true);
  });
});

describe('an act in doubt', () => {
  const result = (world: World, key: string, answer: StepAnswer) =>
    world.say({ type: 'STEP_RESULT', at: world.now, key, answer, actor: null });

  it('that was lost is sent once more under a key of its own, and never a third time', () => {
    const world = createWorld({
      openedOn: '2026-07-07',
      dueOn: '2026-06-30',
      owedFen: 200_000,
    });
    world.provider.down = true;
    world.passDays(1);
    const key = 'case-1/1/first-reminder/0';
    expect(Object.keys(world.context.pending)).toEqual([key]);
    result(world, key, { kind: 'lost' });
    expect(Object.keys(world.context.pending)).toEqual(['case-1/1/first-reminder/1']);
    result(world, 'case-1/1/first-reminder/1', { kind: 'lost' });
    expect(Object.keys(world.context.pending)).toEqual([]);
    expect(endOf(world, 'first-reminder')).toBe('replaced: LOST');
    expect(world.context.done.at(-1)).toMatchObject({ outcome: 'unproven', demand: false });
  });
});

describe('overdue work', () => {
  it('goes up to the supervisor and the manager, then comes back weekly, and the case waits', () => {
    const world = reach(overdue(), 2);
    world.passDays(45, { staffWork: false });
    const raised = world.notes.flatMap((note) => (note.kind === 'task_overdue' ? [note.escalation] : []));
    expect(raised.slice(0, 3)).toEqual([1, 2, 3]);
    expect(world.context.level).toBe(2);
  });
});
