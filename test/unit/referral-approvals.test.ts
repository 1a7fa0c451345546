import { civilDayOf } from '../../src/domain/civil-day';
import { createWorld, type World, ZONE } from '../support/world';

const SUPERVISOR = { id: 'supervisor-1', role: 'supervisor' };
const MANAGER = { id: 'manager-1', role: 'manager' };
const COMPANY = { id: 'company-1', role: 'company' };
const COUNSEL = { id: 'counsel-1', role: 'counsel' };

function atLevel3(owedFen: number): World {
  const world = createWorld({ openedOn: '2026-07-07', dueOn: '2026-06-30', owedFen });
  for (let day = 0; day < 800 && world.context.level < 3; day += 1) world.passDays(1);
  world.passDays(45);
  return world;
}

const request = (world: World, needs?: string[], actor = SUPERVISOR) =>
  world.command({
    type: 'REFERRAL_REQUESTED',
    actor,
    missing: [],
    thresholdsMet: true,
    ...(needs ? { needs } : {}),
  });
const answer = (world: World, actor: { id: string; role: string }, approved = true) =>
  world.command({ type: 'REFERRAL_ANSWERED', actor, approved });

describe('above the manager’s limits', () => {
  it('level 4 is entered only when company and counsel have both approved', () => {
    const world = atLevel3(2_000_000);
    expect(request(world, ['company', 'counsel'])).toBeNull();
    expect(answer(world, MANAGER)).toBe('OFFICE_NOT_NEEDED');
    expect(answer(world, COMPANY)).toBeNull();
    expect([world.context.level, world.place]).toEqual([3, expect.objectContaining({ stage: 'approving' })]);
    expect(world.context.referral?.approvals).toMatchObject([{ by: 'company-1', office: 'company' }]);
    expect(world.wake()).not.toBeNull();
    expect(answer(world, COMPANY)).toBe('APPROVED_ALREADY');
    // one person of two offices is one person
    expect(answer(world, { ...COMPANY, role: 'counsel' })).toBe('APPROVED_ALREADY');
    expect(request(world, ['company', 'counsel'])).toBe('REQUEST_STANDS');
    expect(answer(world, COUNSEL)).toBeNull();
    expect(world.context.level).toBe(4);
    expect(world.context.referral?.approvals?.map(({ office }) => office)).toEqual(['company', 'counsel']);
  });

  it('one refusal declines, whoever approved before', () => {
    const world = atLevel3(2_000_000);
    request(world, ['company', 'counsel']);
    answer(world, COUNSEL);
    expect(answer(world, COMPANY, false)).toBeNull();
    expect([world.context.level, world.context.referral]).toEqual([3, null]);
    expect(answer(world, COMPANY)).toBe('REQUEST_MISSING');
  });

  it('who asked approves for no office', () => {
    const world = atLevel3(2_000_000);
    request(world, ['company', 'counsel'], MANAGER);
    expect(answer(world, { ...MANAGER, role: 'company' })).toBe('SAME_PERSON');
    expect(answer(world, { ...MANAGER, role: 'counsel' })).toBe('SAME_PERSON');
  });

  it('a hold between the two approvals stops the second', () => {
    const world = atLevel3(2_000_000);
    request(world, ['company', 'counsel']);
    answer(world, COMPANY);
    world.hold('complaint', 14);
    expect(answer(world, COUNSEL)).toBe('HOLD_OPEN');
    expect(world.context.level).toBe(3);
  });
});

describe('within them', () => {
  it('the manager approves alone, or the company in his place, where he asked himself', () => {
    const one = atLevel3(500_000);
    request(one, ['manager']);
    expect(answer(one, COUNSEL)).toBe('OFFICE_NOT_NEEDED');
    expect(answer(one, MANAGER)).toBeNull();
    expect(one.context.level).toBe(4);
    const other = atLevel3(500_000);
    request(other, ['manager'], MANAGER);
    expect(answer(other, MANAGER)).toBe('SAME_PERSON');
    expect(answer(other, COMPANY)).toBeNull();
    expect(other.context.level).toBe(4);
  });

  it('a request of an earlier history names no offices: one approval is enough, and counsel’s is none', () => {
    const world = atLevel3(2_000_000);
    request(world);
    expect(answer(world, COUNSEL)).toBe('ROLE_NOT_ALLOWED');
    expect(answer(world, COMPANY)).toBeNull();
    expect(world.context.level).toBe(4);
  });
});

describe('long follow-up, below the thresholds', () => {
  it('is one letter and one call in a quarter', () => {
    const world = atLevel3(60_000);
    const since = world.claims.length;
    world.passDays(400);
    const later = world.claims.slice(since).map(({ key, at }) => ({
      step: (key.split('/')[2] ?? '').replace(/~.*/, ''),
      on: civilDayOf(at, ZONE),
    }));
    const letters = later.filter(({ step }) => step === 'quarterly-letter');
    expect(letters.length).toBeGreaterThanOrEqual(3);
    expect(letters.length).toBeLessThanOrEqual(5);
    expect(world.context.level).toBe(3);
  });
});
