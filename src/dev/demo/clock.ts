import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Client } from '../../cli/client';
import { addDays, type CivilDay, civilDayOf, DAY_MS, daysBetween } from '../../domain/civil-day';
import { communityNow, type DemonstrationClock, demonstrationClock, toReal } from '../../domain/clock';

const SAMPLES = 9;
const community = z.object({ now: z.iso.datetime() });

/** The demonstration's days, as its people see them: read from the server once, and reckoned from then on. */
export class DemoClock {
  private constructor(
    private readonly clock: DemonstrationClock,
    readonly zone: string,
    readonly firstDay: CivilDay,
  ) {}

  /** Asks the running server what time it is there; the quickest of some answers is the most exact. */
  static async read(
    client: Client,
    base: string,
    { asOf, zone, secondsPerDay }: { asOf: CivilDay; zone: string; secondsPerDay: number },
  ): Promise<DemoClock> {
    const clock = demonstrationClock(asOf, zone, secondsPerDay);
    let best = { tookMs: Number.POSITIVE_INFINITY, releasedAt: 0 };
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const askedAt = Date.now();
      const { now } = await client.get(base, community);
      const tookMs = Date.now() - askedAt;
      const passedMs = ((Date.parse(now) - clock.startsAt) / DAY_MS) * secondsPerDay * 1000;
      if (tookMs < best.tookMs) best = { tookMs, releasedAt: askedAt + tookMs / 2 - passedMs };
    }
    return new DemoClock({ ...clock, releasedAt: Math.round(best.releasedAt) }, zone, asOf);
  }

  now(): number {
    return communityNow(this.clock, Date.now());
  }

  today(): CivilDay {
    return civilDayOf(this.now(), this.zone);
  }

  inDays(days: number): CivilDay {
    return addDays(this.today(), days);
  }

  /** 0 on the day of the first release */
  dayNumber(): number {
    return daysBetween(this.firstDay, this.today());
  }

  /** @param signal whoever waits is told that nobody waits any more */
  async until(at: number, signal?: AbortSignal): Promise<void> {
    const realAt = toReal(this.clock, at) ?? 0;
    const waitMs = realAt - Date.now();
    if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => {});
  }

  async days(days: number, signal?: AbortSignal): Promise<void> {
    await this.until(this.now() + days * DAY_MS, signal);
  }
}
