import { z } from 'zod';
import { type CivilDay, DAY_MS, instantAt } from './civil-day';

/**
 * A community's clock. A demonstration stands at 09:30 of its file's as-of date until its first wave is released; from then
 * on a civil day lasts `secondsPerDay`, fixed when it is made. Facts, ages, budgets, windows and the machine see this clock;
 * only leases, retries and the driver's timer run in real time.
 */
export const communityClockSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('real') }),
  z.strictObject({
    kind: z.literal('demonstration'),
    /** a community instant: 09:30 of the as-of date */
    startsAt: z.int(),
    /** the real instant at which the first wave was released; null: the clock stands */
    releasedAt: z.int().nullable(),
    secondsPerDay: z.int().min(1).max(86_400),
  }),
]);
export type CommunityClock = z.infer<typeof communityClockSchema>;
export type DemonstrationClock = Extract<CommunityClock, { kind: 'demonstration' }>;

const DEMONSTRATION_STARTS_AT_MINUTES = 9 * 60 + 30;

export function demonstrationClock(asOf: CivilDay, zone: string, secondsPerDay: number): DemonstrationClock {
  const startsAt = instantAt(asOf, DEMONSTRATION_STARTS_AT_MINUTES, zone);
  return { kind: 'demonstration', startsAt, releasedAt: null, secondsPerDay };
}

/** The first release starts a demonstration's clock; later ones change nothing, nor does any on a real clock. */
export function releaseClock(clock: CommunityClock, realNowMs: number): CommunityClock {
  if (clock.kind === 'real' || clock.releasedAt !== null) return clock;
  return { ...clock, releasedAt: realNowMs };
}

export function clockStands(clock: CommunityClock): boolean {
  return clock.kind === 'demonstration' && clock.releasedAt === null;
}

/** The community's instant at a real one. */
export function communityNow(clock: CommunityClock, realNowMs: number): number {
  if (clock.kind === 'real') return realNowMs;
  if (clock.releasedAt === null) return clock.startsAt;
  const elapsedMs = Math.max(0, realNowMs - clock.releasedAt);
  return clock.startsAt + Math.floor((elapsedMs * DAY_MS) / (clock.secondsPerDay * 1000));
}

/**
 * The first real instant at which the community's clock shows `communityInstantMs` or later; null while it stands, since
 * nobody knows when it will be released. (Whether an instant has come already is `communityNow(…) >= instant`; ask that first.)
 */
export function toReal(clock: CommunityClock, communityInstantMs: number): number | null {
  if (clock.kind === 'real') return communityInstantMs;
  if (clock.releasedAt === null) return null;
  const aheadMs = Math.max(0, communityInstantMs - clock.startsAt);
  return clock.releasedAt + Math.ceil((aheadMs * clock.secondsPerDay * 1000) / DAY_MS);
}
