import fc from 'fast-check';
import { type CommunityClock, communityNow, toReal } from '../../src/domain/clock';

const instants = fc.integer({ min: 1_500_000_000_000, max: 2_500_000_000_000 });
const running: fc.Arbitrary<CommunityClock> = fc.record({
  kind: fc.constant('demonstration' as const),
  startsAt: instants,
  releasedAt: instants,
  secondsPerDay: fc.constantFrom(1, 2, 60, 3600, 86_400),
});
const clocks = fc.oneof(running, fc.constant<CommunityClock>({ kind: 'real' }));
const aWhile = fc.nat(40 * 86_400_000);

describe("a community's clock", () => {
  it('never goes back', () => {
    fc.assert(
      fc.property(clocks, instants, aWhile, (clock, now, later) => {
        expect(communityNow(clock, now + later)).toBeGreaterThanOrEqual(communityNow(clock, now));
      }),
    );
  });

  it('a timer set for an instant rings when it has come, and not a millisecond later than it must', () => {
    fc.assert(
      fc.property(running, aWhile, (clock, ahead) => {
        const due = communityNow(clock, 0) + ahead;
        const rings = toReal(clock, due);
        if (rings === null) throw new Error('a released clock stands');
        expect(communityNow(clock, rings)).toBeGreaterThanOrEqual(due);
        if (ahead > 0) expect(communityNow(clock, rings - 1)).toBeLessThan(due);
      }),
    );
  });

  it('the real instant of the community instant of now is not after now', () => {
    fc.assert(
      fc.property(running, aWhile, (clock, elapsed) => {
        const now = (clock.kind === 'demonstration' ? (clock.releasedAt ?? 0) : 0) + elapsed;
        const back = toReal(clock, communityNow(clock, now));
        expect(back).not.toBeNull();
        expect(back).toBeLessThanOrEqual(now);
        expect(communityNow(clock, back ?? 0)).toBe(communityNow(clock, now));
      }),
    );
  });
});
