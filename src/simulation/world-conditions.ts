import type { Channel } from '../domain/channel';
import type { CivilDay } from '../domain/civil-day';
import type { StatedTime } from '../domain/contact-rules';

/** How a provider fails: cannot be had, answers nothing and cannot be asked, or refuses what it is given. */
export const PROVIDER_FAILURES = ['unavailable', 'silent', 'refuses'] as const;
export type ProviderFailure = (typeof PROVIDER_FAILURES)[number];

/** What is so around an account, and may change on any day. */
export type Conditions = {
  /** By channel; a channel that is not named works */
  provider: Partial<Record<Channel, ProviderFailure>>;
  /** Down: nothing is heard, nothing is woken, nobody works with it; all of it is done when it is up again */
  systemUp: boolean;
  /** Null: receipts are booked to yesterday; else they stand at that day */
  bookedThroughOn: CivilDay | null;
  /** Null: the wave of the account is not released */
  releasedFromOn: CivilDay | null;
  pausedThroughOn: CivilDay | null;
  statedTime: StatedTime | null;
  careMark: string | null;
};

export function fairConditions(releasedFromOn: CivilDay | null): Conditions {
  return {
    provider: {},
    systemUp: true,
    bookedThroughOn: null,
    releasedFromOn,
    pausedThroughOn: null,
    statedTime: null,
    careMark: null,
  };
}
